"""The tables of what to fix first: gains by step, and the channels below the rest; short to see, exact to keep."""

from __future__ import annotations

from core.codec.listing import Field, Listing, Value
from core.i18n import Text
from core.reports.funnel.engine.names import UNKNOWN, step_label
from core.reports.funnel.fixes.rules import Fixes
from core.reports.funnel.fixes.words import between, ranked, sure, weak_line, worth_line
from core.reports.table import Table
from core.statistics.min_sample import MIN_SAMPLE
from core.statistics.step_uplift import Best, Gain, StepUplift
from core.wording import estimated_money, estimated_people

_WEAK_WIDE = ("before", "low", "high", "rest", "points")
_OF_20 = Text("20 次里 19 次在上下限之间", "19 times of 20 between low and high")
_OF_10 = Text("10 次里 8 次在上下限之间", "8 times of 10 between low and high")
_STEP = Field("step", Text("步骤", "Step"))
_BEFORE = Field("before", Text("上一步人数", "People before"), "count", Text("窗口已走完的人", "windows closed"))
_RATE = Field(
    "rate", Text("现在通过", "Pass now"), "share", Text("走到这一步 ÷ 走到上一步", "reached it / the one before")
)
_POINT = Text("+1 个百分点", "+1 point")
_AT_BEST = Text("提到最好渠道", "At the best channel")
_DRAWN = Text("向公司整体收拢", "drawn towards the whole company")
_CHANNEL = Text("最好的渠道", "Best channel")


def tables(found: Fixes) -> tuple[Table, ...]:
    """Gains by step with what the money rests on, and the channels below the rest."""
    if not found.gains:
        return ()
    line = (weak_line(found.weak_by_cost, found.last_step, found.channels),)
    below = Text("哪个渠道明显低", "Channels below the rest")
    return (
        Table(_gains(found), _exact_gains(found), wide=_wide(found), notes=(_worth(found),)),
        Table(_weak(found), heading=below, lines=line, wide=_WEAK_WIDE),
    )


def _worth(found: Fixes) -> Text:
    worth = found.member_value
    value, members, buyers = (None, 0, 0) if worth is None else (worth.value, worth.members, worth.buyers)
    return worth_line(value, members, buyers, worth is not None, found.last_step)


def _gains(found: Fixes) -> Listing:
    """The short table, most valuable first; too few people give no numbers but their number."""
    per_week = _per_week(found.last_step)
    fields: tuple[Field, ...] = (
        *(_STEP, _BEFORE, _RATE),
        Field("point", Text(f"每 +1 个百分点（{per_week.zh}）", f"Each point more ({per_week.en})")),
        Field("point_money", Text("每 +1 个百分点（¥/周）", "Each point more (¥/week)"), "text", _OF_10),
        Field("best", _CHANNEL),
        Field("best_gain", Text(f"提到它的水平（{per_week.zh}）", f"At its level ({per_week.en})"), "text", _OF_20),
        Field("best_money", Text("提到它的水平（¥/周）", "At its level (¥/week)"), "text", _OF_10),
    )
    if found.member_value is None or found.member_value.value is None:
        fields = tuple(field for field in fields if not field.name.endswith("money"))
    if not _exemplary(found):
        fields = tuple(field for field in fields if not field.name.startswith("best"))
    rows = [_short(gain, tuple(field.name for field in fields)) for gain in ranked(found.gains)]
    return Listing("funnel_fixes", Text("先修哪里", "What to fix first"), fields, tuple(rows))


def _wide(found: Fixes) -> tuple[str, ...]:
    """Columns of the short table of gains for which a phone has no room."""
    money = ("before", "point_money", "best_money")
    return (*money, "rate", "point") if _exemplary(found) else money


def _exemplary(found: Fixes) -> bool:
    return any(gain.best for gain in found.gains if gain.n >= MIN_SAMPLE)


def _exact_gains(found: Fixes) -> Listing:
    """Every figure, unrounded, with its interval."""
    best = (
        Field("channel", _CHANNEL),
        Field("channel_before", Text("最好的渠道：上一步人数", "Best channel: people before"), "count"),
        Field("channel_rate", Text("最好的渠道：通过", "Best channel: pass"), "share"),
        Field("channel_level", Text("最好的渠道：扣掉运气的水平", "Best channel: without luck"), "share", _DRAWN),
    )
    fields = (*(_STEP, _BEFORE, _RATE), *_ends_of("point", _POINT), *best, *_ends_of("best", _AT_BEST))
    rows = [
        (step_label(gain.step), gain.n, gain.rate, *_ends(gain.point), *_best(gain.best), *_ends(gain.to_best))
        for gain in ranked(found.gains)
    ]
    return Listing("funnel_fixes", Text("先修哪里", "What to fix first"), fields, tuple(rows))


def _weak(found: Fixes) -> Listing:
    """Channel × step below the rest, the dearest first."""
    per_week = _per_week(found.last_step)
    fields = (
        Field("channel", Text("渠道", "Channel")),
        *(_STEP, _BEFORE),
        Field("level", Text("通过", "Pass"), "share", _DRAWN),
        Field("low", Text("下限", "Low"), "share", _OF_20),
        Field("high", Text("上限", "High"), "share", _OF_20),
        Field("rest", Text("其余渠道", "The rest"), "share"),
        Field("points", Text("低多少（百分点）", "Below by (points)"), "decimal"),
        Field("missed", Text(f"少得（{per_week.zh}）", f"Missed ({per_week.en})"), "decimal"),
    )
    rows = [
        (c.channel, step_label(c.step), c.n, c.shrunken, c.low, c.high, c.rest, 100 * (c.rest - c.shrunken), members)
        for c, members in found.weak_by_cost
    ]
    return Listing("funnel_weak_channels", Text("低于其余渠道", "Below the rest"), fields, tuple(rows))


def _per_week(last_step: int) -> Text:
    if last_step == 7:
        return Text("人/周", "people/week")
    mark = step_label(last_step).zh[0]
    return Text(f"走到{mark}，人/周", f"reach {mark}, people/week")


def _short(gain: StepUplift[str | None], names: tuple[str, ...]) -> tuple[Value, ...]:
    row: dict[str, Value] = {"step": step_label(gain.step), "before": gain.n}
    if gain.n >= MIN_SAMPLE:
        row |= {"rate": gain.rate, "point": estimated_people(gain.point.members), "point_money": _money(gain.point)}
        if gain.best is not None and gain.to_best is not None:
            row["best"] = _named(gain.best)
            row["best_gain"] = _with_range(gain.to_best)
            row["best_money"] = _money(gain.to_best) if sure(gain.to_best) else None
    return tuple(row.get(name) for name in names)


def _named(best: Best[str | None]) -> Text:
    channel = UNKNOWN if best.channel is None else best.channel
    share = f"{best.shrunken * 100:.1f}%"
    return Text("{c} {p}（{n} 人）", "{c} {p} (of {n})").fill(c=channel, p=share, n=f"{best.n:,}")


def _with_range(gain: Gain) -> Text:
    if not sure(gain):
        return Text("波动内（{r}）", "within chance ({r})").fill(r=between(gain))
    return Text("{n}（{r}）", "{n} ({r})").fill(n=estimated_people(gain.members), r=between(gain))


def _ends_of(name: str, label: Text) -> tuple[Field, ...]:
    """Six fields: people and money a week, each with its low and high."""
    ends = (("", Text("", "")), ("_low", Text("：下限", ": low")), ("_high", Text("：上限", ": high")))
    people_ = [
        Field(f"{name}_members{end}", label + of + Text("（人/周）", " (people/week)"), "decimal", _OF_20)
        for end, of in ends
    ]
    money = [
        Field(f"{name}_money{end}", label + of + Text("（¥/周）", " (¥/week)"), "money", _OF_10) for end, of in ends
    ]
    return *people_, *money


def _money(gain: Gain) -> Value:
    if gain.money is None:
        return None
    mean, low, high = (estimated_money(amount) for amount in (gain.money.mean, gain.money.low, gain.money.high))
    return Text("{m}（{a}–{b}）", "{m} ({a}–{b})").fill(m=mean, a=low, b=high)


def _ends(gain: Gain | None) -> tuple[Value, ...]:
    if gain is None:
        return (None,) * 6
    money = gain.money
    paid: tuple[Value, ...] = (None,) * 3 if money is None else (money.mean, money.low, money.high)
    return gain.members, gain.low, gain.high, *paid


def _best(best: Best[str | None] | None) -> tuple[Value, ...]:
    if best is None:
        return (None,) * 4
    return UNKNOWN if best.channel is None else best.channel, best.n, best.rate, best.shrunken
