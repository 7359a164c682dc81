"""What was different after a recorded change: one change in a few words, and all of them in two lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.i18n import Text
from core.reports.due import by_due_day
from core.reports.funnel.comparison.rules import few
from core.reports.funnel.engine.changes import Change
from core.reports.funnel.engine.names import step_name
from core.statistics.rate_difference import RateDifference
from core.wording import scale_of

Kind = Literal["worse", "better", "quiet", "few", "wait", "nobody"]
"""worse, better: the step that moved most is beyond normal variation; wait: nobody after it has a closed window yet;
nobody: no one entered before it or after it."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One change and what can be said of it."""

    change: Change
    kind: Kind
    moved: RateDifference | None
    """The rate that moved most beyond normal variation."""
    entered: tuple[int, int]
    """People who entered in the days before and after."""
    judged_from: date | None
    """The day the data must reach before anything can be said; None: they reach it."""
    others: int
    """Other changes in the same days."""


def judge(
    change: Change, rates: Sequence[RateDifference], entered: tuple[int, int], judged_from: date | None, others: int
) -> Effect:
    """The largest movement beyond normal variation among the steps; the whole way speaks where no step does."""
    kind: Kind = "quiet"
    moved = None
    if not entered[0] or (not entered[1] and judged_from is None):
        kind = "nobody"
    elif judged_from is not None:
        kind = "wait"
    elif not any(_usable(rate) for rate in rates):
        kind = "few"
    else:
        beyond = [rate for rate in rates if _usable(rate) and rate.difference.within_noise is False]
        # False before True: steps before the whole way, and of those the largest.
        moved = min(beyond, key=lambda rate: (rate.of == "first", -abs(rate.difference.change or 0)), default=None)
        if moved is not None:
            kind = "worse" if (moved.difference.change or 0) < 0 else "better"
    return Effect(change, kind, moved, entered, judged_from, others)


def said(effect: Effect, cutoff: date) -> Text:
    """The effect as a list says it; `cutoff` is the last day of the data."""
    if effect.moved is not None:
        found = effect.moved.difference
        text = Text(
            "{name}{verb}：{a:.1%} → {b:.1%}（{n} 个百分点，上下限 {low} 到 {high}），超出正常波动",
            "{name} {verb}: {a:.1%} → {b:.1%} ({n} points, {low} to {high}), beyond normal variation",
        )
        verb = Text("变差", "got worse") if effect.kind == "worse" else Text("变好", "got better")
        return text.fill(
            name=_name(effect.moved),
            verb=verb,
            a=found.base.rate or 0.0,
            b=found.now.rate or 0.0,
            n=points(found.change or 0.0),
            low=points(found.adjusted_low or 0.0),
            high=points(found.adjusted_high or 0.0),
        )
    if effect.kind == "wait" and effect.judged_from is not None:
        text = Text(
            "再等 {n} 天：数据到 {day} 才有人走完转化窗口",
            "{n} more days: when the data reach {day}, the first windows have closed",
        )
        return text.fill(n=(effect.judged_from - cutoff).days, day=effect.judged_from)
    if effect.kind == "nobody":
        if not effect.entered[0]:
            return Text("改动前两周没有人进入，没法比", "nobody entered in the two weeks before: nothing to compare")
        return Text("改动后两周没有人进入，没法比", "nobody entered in the two weeks after: nothing to compare")
    if effect.kind == "few":
        return Text("人太少，不下结论", "too few people to say")
    return Text("每一步都在正常波动内", "every step within normal variation")


def summary(effects: Sequence[Effect], today: date) -> tuple[Text, Text]:
    """Line 1 and line 2 over the changes; a worsening speaks before an improvement, the larger before the smaller."""
    judged = [effect for effect in effects if effect.kind in ("worse", "better", "quiet")]
    beyond = [effect for effect in judged if effect.kind != "quiet"]
    if not beyond:
        if not judged:
            line = Text("{n} 条改动，现在都还下不了结论", "{n} changes: nothing can be said of any yet")
            return line.fill(n=len(effects)), Text("这周不用动；过几天再看。", "Leave them; look again in a few days.")
        line = Text(
            "{n} 条能比的改动，前后都在正常波动内", "{n} changes could be compared: all within normal variation"
        )
        todo = Text("没有哪条要改回去，这周不用动它。", "None needs to be rolled back: leave them alone this week.")
        return line.fill(n=len(judged)), todo
    worst = min(beyond, key=lambda effect: (effect.kind != "worse", -_size(effect)))
    line = Text(
        "{n} 条能比的改动里，{m} 条前后超出正常波动：{day.month}/{day.day}「{scene}」之后{told}",
        "{m} of {n} comparable changes went with more than normal variation: after {day:%-d %b} “{scene}” {told}",
    )
    return line.fill(
        n=len(judged), m=len(beyond), day=worst.change.day, scene=worst.change.scene, told=_short(worst)
    ), _order(worst, today)


def _order(worst: Effect, today: date) -> Text:
    who = worst.change.who
    person = Text("请负责的人", "the person in charge") if who is None else Text(f"请{who}", who)
    if worst.kind == "worse":
        text = Text(
            "{person}看这次改动：{what}。先改回去一周，再比。",
            "{person} to review this change: {what}. Roll it back for a week, then compare.",
        )
    else:
        text = Text(
            "{person}写下这次做了什么：{what}。别处照做。",
            "{person} to write down what was done: {what}. Others can copy it.",
        )
    order = by_due_day(today) + text
    if worst.others:
        order += Text(
            "前后两周还有 {k} 条改动，分不清是哪一条。",
            " Other changes fall in the same days ({k}): which one it was cannot be told.",
        )
    return order.fill(person=person, what=worst.change.what, k=worst.others)


def points(share: float) -> str:
    """A difference of shares in percentage points: −6.6, +1.2, 0.0."""
    rounded = round(share * 100, 1)
    return f"{rounded:+.1f}".replace("-", "−") if rounded else "0.0"


def _usable(rate: RateDifference) -> bool:
    return rate.difference.change is not None and not few(rate.difference)


def _size(effect: Effect) -> float:
    return abs(effect.moved.difference.change or 0) if effect.moved else 0.0


def _short(effect: Effect) -> Text:
    """④跳转微信由 100 人里 39 人过变成 33 人."""
    if effect.moved is None:
        return Text("", "")
    found, name = effect.moved.difference, _name(effect.moved)
    scale = scale_of(max(found.now.rate or 0, found.base.rate or 0))
    text = Text(
        "{name}从 {scale:,} 人里过 {a:.0f} 人变成 {b:.0f} 人",
        "{name} went from {a:.0f} to {b:.0f} of {scale:,} people",
    )
    return text.fill(name=name, scale=scale, a=(found.base.rate or 0.0) * scale, b=(found.now.rate or 0.0) * scale)


def _name(rate: RateDifference) -> Text:
    return step_name(rate.step) if rate.of == "previous" else Text("全程", "the whole way")
