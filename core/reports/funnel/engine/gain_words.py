"""A gain's people and money as sentences write them, and the note on what repairing a step brings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.domain.steps import GROUPED
from core.i18n import Text
from core.reports.funnel.fixes.rules import Gain, Value
from core.reports.funnel.overview.repair_gain import Repair
from core.reports.funnel.overview.words import period, step_name

_WHOLE_FROM = 9.95
"""From ten people on a number has no decimals."""
_TENTHS_FROM = 0.95
_SHOWN = 0.005


def repair(found: Repair, now: tuple[date, date] | None) -> Text:
    """The note: what going back to the own earlier level brings. `now`: the days the verdict is about."""
    days = period((found.since, found.until))
    days, level = Text(f"{days.zh} ", days.en), same("")
    if found.month:
        other_year = now is not None and found.since.year != now[0].year
        zh, en = f"{found.since.month} 月", f"{found.since:%B}"
        days = Text(f"{found.since.year} 年 {zh}", f"{en} {found.since.year}") if other_year else Text(zh, en)
        level = put("（100 人里 {n} 人没过去）", " ({n} of 100 lost)", n=of_hundred(found.level))
    return put(
        "修回到你们 {days}自己的水平{level}，每周约多{goal} {n} 人（20 次里约 19 次在 {low}–{high} 之间）。",
        "Back at your own level of {days}{level}, about {n} more people a week would {goal} "
        "({low}–{high} in about 19 of 20 cases).",
        days=days,
        level=level,
        goal=goal(found.last_step),
        n=people(found.members),
        low=people(found.low, like=found.members),
        high=people(found.high, like=found.members),
    )


def goal(last_step: int) -> Text:
    """What the people won do: join a group, or reach the last step there are data for."""
    if last_step == GROUPED:
        return Text("进群", "join a group")
    name = step_name(last_step)
    return Text(f"走到{name.zh}", f"reach {name.en}")


def people(n: float, *, like: float | None = None) -> Text:
    """People a week: whole from 10 on (if `like` is), one decimal from 1 on, else two."""
    size = n if like is None else like
    if like is None and n < _SHOWN:
        return Text("不到 0.01", "less than 0.01")
    digits = 0 if size >= _WHOLE_FROM else 1 if size >= _TENTHS_FROM else 2
    return same(f"{n:,.{digits}f}")


def between(gain: Gain) -> Text:
    """The ends of the interval of a gain's people: 36–62."""
    low, high = (people(end, like=gain.high) if end >= _SHOWN else same("0") for end in (gain.low, gain.high))
    return put("{low}–{high}", "{low}–{high}", low=low, high=high)


def money(value: Value | None) -> Text:
    """The end of a sentence: what the people won pay; nothing without a value."""
    if value is None or value.mean < 1:
        return same("")
    return put("，头 90 天约 {pay}", ", about {pay} in their first 90 days", pay=yuan(value.mean))


def yuan(amount: Decimal) -> Text:
    """An estimate in CNY with two digits that count: ¥2,900, ¥58; from 100,000 on 万 in Chinese."""
    size = float(f"{float(amount):.2g}")
    zh = f"¥{size / 10_000:,.3g} 万" if abs(size) >= 100_000 else f"¥{size:,.0f}"
    return Text(zh, f"¥{size:,.0f}")


def of_hundred(share: float) -> Text:
    """A share as so many of a hundred."""
    return same(f"{share * 100:.0f}")


def same(words: str) -> Text:
    """What reads alike in both languages: a number, a name from the data."""
    return Text(words, words)


def put(zh: str, en: str, **values: Text) -> Text:
    """A sentence with its places filled by the words of each language."""
    return Text(
        zh.format(**{name: text.zh for name, text in values.items()}),
        en.format(**{name: text.en for name, text in values.items()}),
    )
