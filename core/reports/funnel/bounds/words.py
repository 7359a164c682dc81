"""What daily counts, which know no persons, say: where they contradict themselves, and the bounds of rates."""

from __future__ import annotations

from datetime import date

from core.i18n import Text
from core.reports.funnel.bounds.model import Alarm, DailyCheck, StepBounds
from core.reports.funnel.engine.names import step_label, step_name
from core.reports.verdict import Verdict


def verdict(check: DailyCheck, _: date) -> Verdict:
    """How many places contradict themselves, the worst of them, and the bounds of the rates."""
    counts = check.counts
    if counts is None:
        return Verdict(
            Text(
                "每一步都有逐人的记录，不需要用每日人次",
                "Every step has records of persons: the daily counts are not needed",
            )
        )
    todo = worst_line(counts.worst) if counts.worst else None
    notes = (_WHY_BOUNDS, *map(bounds_line, counts.steps)) if counts.steps else ()
    return Verdict(alarms_line(counts.alarms_total, len(counts.alarms)), todo, notes)


_WHY_BOUNDS = Text(
    "这几步只有每日人次：同一个人可能几天都被数到，所以只能说通过的比例在哪个范围。想要准数，上传逐人的「导流事件」。",
    "These steps are known as daily counts only: one person may be counted on several days, so the share that "
    "passes can only be bounded. For a number, upload onboarding events of persons.",
)


def bounds_line(bounds: StepBounds) -> Text:
    """The rate of a step known as daily counts only: never one number."""
    line = Text("{before} → {step}：在 {low} 和 {high} 之间。", "{before} → {step}: between {low} and {high}.").fill(
        before=step_label(bounds.since_step),
        step=step_label(bounds.step),
        low=_percent(bounds.low),
        high=_percent(bounds.high),
    )
    if bounds.nested:
        return line
    return line + Text(
        "有人没经过前一步，下限只能取 0。", " Some came past the earlier step: the low end can only be 0."
    )


def alarms_line(total: int, listed: int) -> Text:
    """How many days and places contradict themselves."""
    if not total:
        return Text(
            "每日人次没有发现问题：没有哪一天的后一步多于前一步",
            "No issues found in the daily counts: on no day is a later step larger than an earlier one",
        )
    line = Text(
        "每日人次有 {total:,} {places}自相矛盾：后一步比前一步还多",
        "The daily counts contradict themselves in {total:,} {places}: more at a later step than before it",
    ).fill(total=total, places=Text("处", "place" if total == 1 else "places"))
    if listed >= total:
        return line
    return line + Text("（下表是最早的 {n:,} 处）", " (the first {n:,} are listed)").fill(n=listed)


def worst_line(worst: Alarm) -> Text:
    """The place where the counts contradict themselves most, and what to do."""
    names = [Text("「{name}」", " “{name}”").fill(name=name) for name in (worst.channel, worst.ad_slot) if name]
    return Text(
        "最大的一处：{day} {at}{step} {people:,} 人次，前面的{earlier_step}只有 {earlier:,} 人次。"
        "请出表的人核对这些天的口径和渠道写法，改好重新导入；改好之前不用这几天的比例。",
        "The largest: {day}{at}: {people:,} at {step}, only {earlier:,} at {earlier_step} before it. Ask whoever makes "
        "the table to check what these days count and how channels are spelt, then import again; until then do not use "
        "their rates.",
    ).fill(
        day=worst.day,
        at=Text("", "").join(names),
        step=step_name(worst.step),
        people=worst.people,
        earlier_step=step_name(worst.earlier_step),
        earlier=worst.earlier,
    )


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%".replace(".0%", "%")
