"""Daily counts, which know no persons, in words: between which bounds a rate lies, and where counts contradict."""

from __future__ import annotations

from datetime import date

from core.i18n import Text
from core.reports.funnel.engine.names import step_label, step_name
from core.wording import same


def bounds(step: int, before: int, low: float, high: float, nested: bool) -> Text:
    """The rate of a step known as daily counts only: never one number."""
    line = Text("{before} → {step}：在 {low} 和 {high} 之间。", "{before} → {step}: between {low} and {high}.").fill(
        before=step_label(before), step=step_label(step), low=_percent(low), high=_percent(high)
    )
    if nested:
        return line
    return line + Text(
        "有人没经过前一步，下限只能取 0。", " Some came past the earlier step: the low end can only be 0."
    )


def alarms(total: int, shown: int) -> Text:
    """How many days and places contradict themselves."""
    if not total:
        return Text(
            "每日人次没有发现问题：没有哪一天的后一步多于前一步",
            "Nothing wrong found in the daily counts: on no day is a later step larger than an earlier one",
        )
    plural = "" if total == 1 else "s"
    line = Text(
        f"每日人次有 {total:,} 处自相矛盾：后一步比前一步还多",
        f"The daily counts contradict themselves in {total:,} place{plural}: more at a later step than before it",
    )
    return (
        line if shown >= total else line + Text(f"（下表是最早的 {shown:,} 处）", f" (the first {shown:,} are listed)")
    )


def worst(
    day: date, channel: str | None, ad_slot: str | None, step: int, people: int, earlier_step: int, n: int
) -> Text:
    """The place where the counts contradict themselves most, and what to do."""
    place = [name for name in (channel, ad_slot) if name]
    at = Text("".join(f"「{name}」" for name in place), "".join(f" “{name}”" for name in place))
    return Text(
        "最大的一处：{day}{at}{step} {people} 人次，前面的{earlier}只有 {n} 人次。"
        "请出表的人核对这些天的口径和渠道写法，改好重新导入；改好之前不用这几天的比例。",
        "The largest: {day}{at}: {people} at {step}, only {n} at {earlier} before it. Ask whoever makes the table to "
        "check what these days count and how channels are spelt, then import again; until then do not use their rates.",
    ).fill(
        day=Text(f"{day.isoformat()} ", day.isoformat()),
        at=at,
        step=step_name(step),
        people=f"{people:,}",
        earlier=step_name(earlier_step),
        n=f"{n:,}",
    )


def why_bounds() -> Text:
    """What stands over the bounds: why they are no rate, and how to get one."""
    return Text(
        "这几步只有每日人次：同一个人可能几天都被数到，所以只能说通过的比例在哪个范围。想要准数，上传逐人的「导流事件」。",
        "These steps are known as daily counts only: one person may be counted on several days, so the share that "
        "passes can only be bounded. For a number, upload onboarding events of persons.",
    )


def _percent(share: float) -> Text:
    return same(f"{share * 100:.1f}%".replace(".0%", "%"))
