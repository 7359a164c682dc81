"""The headline numbers in words: what changed most, what to look at, which days have no data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from core.i18n import COMMA, Text
from core.reports.due import by_due_day
from core.reports.headlines.model import Headline, Headlines
from core.reports.headlines.numbers import Unit
from core.reports.headlines.period import Period
from core.reports.verdict import Contract, Verdict
from core.statistics.min_sample import MIN_SAMPLE
from core.wording import count, money, period, same

_RUNS_NAMED = 4
_WORTH_A_LOOK = 0.1
"""A change for the worse by at least this share of the period before gets somebody to look at it."""
_UNITS: dict[Unit, Text] = {
    "person_times": Text("{n} 人次", "{n}"),
    "people": Text("{n} 人", "{n}"),
    "messages": Text("{n} 条", "{n}"),
    "groups": Text("{n} 个", "{n}"),
    "money": Text("{n}", "{n}"),
}
NO_NUMBERS = Text("这段日期里还没有数字", "No numbers for these days yet")


def verdict(view: Headlines, today: date) -> Verdict:
    """The number that changed most in relation to the period before, and who looks at it where it got much worse."""
    if view.period is None or not view.headlines:
        return Verdict(NO_NUMBERS)
    top = leading(view.headlines)
    notes = (*_each_once(view), *_missing(view.headlines))
    if top is None:
        first = next((h for h in view.headlines if h.number.leads and h.value is not None), view.headlines[0])
        return Verdict(_said(first, view.period), None, notes)
    return Verdict(_said(top, view.period) + _compared(top, view.period), _todo(top, today), notes)


def leading(headlines: Sequence[Headline]) -> Headline | None:
    """What changed most in relation to the period before; None where nothing can be compared.

    Of counts below MIN_SAMPLE a change is one or two people.
    """
    compared = [
        headline
        for headline in headlines
        if headline.number.leads and headline.change is not None and (headline.before or 0) >= MIN_SAMPLE
    ]
    return max(compared, key=_share, default=None)


def _share(headline: Headline) -> float:
    """The size of the change as a share of the period before."""
    return abs(float(headline.change or 0)) / float(headline.before or 1)


def _said(headline: Headline, days: Period) -> Text:
    """The days, one number, its name."""
    text = Text("{days} {label} {value}", "{label}, {days}: {value}")
    if headline.number.at_end:
        text = Text("{last.month}/{last.day} {label} {value}", "{label}, {last:%-d %b}: {value}")
    value = shown(headline.value, headline.number.unit)
    return text.fill(days=period((days.since, days.until)), last=days.last, label=headline.number.label, value=value)


def _compared(headline: Headline, days: Period) -> Text:
    change = headline.change or 0
    if not change:
        return Text("，和前 {n} 天持平", ", as in the {n} days before").fill(n=days.days)
    if headline.number.at_end:
        text = Text("，比 {n} 天前{way} {size}", ", {size} {way} than {n} days earlier")
    else:
        text = Text("，比前 {n} 天{way} {size}", ", {size} {way} than in the {n} days before")
    way = Text("多", "more") if change > 0 else Text("少", "less" if headline.number.unit == "money" else "fewer")
    return text.fill(n=days.days, way=way, size=size(headline))


def _todo(headline: Headline, today: date) -> Text | None:
    worse = (headline.change or 0) * (1 if headline.number.good == "down" else -1) > 0
    if not worse or headline.number.good == "neither" or _share(headline) < _WORTH_A_LOOK:
        return None
    return by_due_day(today) + Text(
        "请负责社群的人按群主逐个筛选，看变化在谁名下，再问原因。",
        "whoever runs the groups to filter by one owner after the other, find whose groups it is, and ask why.",
    )


def shown(value: int | Decimal | None, unit: Unit) -> Text:
    """A number with its unit; a missing one is a dash."""
    if value is None:
        return same("—")
    return money(value) if unit == "money" else _UNITS[unit].fill(n=count(int(value)))


def size(headline: Headline) -> Text:
    """The size of the change, rounded as the number itself."""
    change = abs(Decimal(headline.change or 0))
    return money(change) if headline.number.unit == "money" else count(int(change))


def signed(headline: Headline) -> Text | None:
    """The change with its sign first; None where it is not known."""
    if headline.change is None:
        return None
    if not headline.change:
        return Text("持平", "no change")
    return Text("{sign}{size}", "{sign}{size}").fill(sign="-" if headline.change < 0 else "+", size=size(headline))


def label(headline: Headline, days: Period) -> Text:
    """The number's name, and of how many days it is where that is not all."""
    known = days.days - sum(days.since <= day < days.until for day in headline.missing)
    if known == days.days:
        return headline.number.label
    text = Text("{label}（{n} 天中有 {k} 天）", "{label} ({k} of {n} days)")
    return text.fill(label=headline.number.label, n=days.days, k=known)


def contract(headline: Headline, days: Period) -> Contract:
    """How the number is counted, with the window it is of."""
    return replace(headline.number.contract, window=Text("{n} 天", "{n} days").fill(n=days.days))


def compared_days(days: Period) -> Text:
    """Which days are held against which."""
    before = days.previous()
    text = Text("{a} 至 {b}（{n} 天），对比 {c} 至 {d}", "{a} to {b} ({n} days) against {c} to {d}")
    return text.fill(a=days.since, b=days.last, n=days.days, c=before.since, d=before.last)


def _each_once(view: Headlines) -> tuple[Text, ...]:
    """How person-times and people fit together, where all groups are known."""
    members, people = view.get("members"), view.get("people")
    if not (members and people and members.value and people.value) or people.unknown or members.unknown:
        return ()
    text = Text(
        "在群 {m} 人次 = {p} 人（同一个人在几个群里只算一次）。",
        "{m} person-times in groups = {p} people (who is in several groups counts once).",
    )
    return (text.fill(m=count(int(members.value)), p=count(int(people.value))),)


def _missing(headlines: Sequence[Headline]) -> tuple[Text, ...]:
    """Which days and groups have no data and what that means; once for numbers with the same gaps."""
    gaps: dict[tuple[date, ...], list[Text]] = {}
    for headline in headlines:
        if headline.missing:
            gaps.setdefault(headline.missing, []).append(headline.number.label)
    text = Text(
        "{names}：缺 {n} 天的数据（{days}）。缺的天不算 0，所以不比变化。",
        "{names}: {n} days without data ({days}). A missing day is not zero, so no change is shown.",
    )
    notes = [text.fill(names=COMMA.join(names), n=len(days), days=_runs(days)) for days, names in gaps.items()]
    unknown = {headline.code: headline.unknown for headline in headlines if headline.unknown}
    if "members" in unknown:
        sizes = Text("{n:,} 个群不知道人数，没有加进在群。", "{n:,} groups have no known size and are not added.")
        notes.append(sizes.fill(n=unknown["members"]))
    if "people" in unknown:
        rosters = Text(
            "{n:,} 个群没有成员名单，去重人数不含它们。",
            "{n:,} groups have no roster; people counted once leave them out.",
        )
        notes.append(rosters.fill(n=unknown["people"]))
    return tuple(notes)


def runs(days: Sequence[date]) -> list[tuple[date, date]]:
    """Ascending days as ranges: the first and the last of each row of days."""
    ranges: list[tuple[date, date]] = []
    for day in days:
        if ranges and day - ranges[-1][1] == timedelta(days=1):
            ranges[-1] = (ranges[-1][0], day)
        else:
            ranges.append((day, day))
    return ranges


def _runs(days: Sequence[date]) -> Text:
    ranges = runs(days)
    named = [same(a) if a == b else Text("{a} 至 {b}", "{a} to {b}").fill(a=a, b=b) for a, b in ranges]
    return COMMA.join([*named[:_RUNS_NAMED], *(["…"] if len(named) > _RUNS_NAMED else [])])
