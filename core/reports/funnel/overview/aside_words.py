"""What the funnel page says where it does not count as usual: path, steps passed over, windows of steps, entries."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.onboarding_path import LABELS, OnboardingPath
from core.i18n import Text
from core.reports.funnel.engine.names import step_name
from core.statistics.min_sample import MIN_SAMPLE


def path(chosen: OnboardingPath) -> Text | None:
    """By which way people are counted; None for the usual one."""
    if chosen == "friend_first":
        return None
    label = LABELS[chosen]
    if chosen == "group_code":
        return Text(
            f"按「{label.zh}」算：从④直接到⑦，⑤⑥不算步骤。",
            f"Counted as “{label.en}”: from step 4 straight to step 7; steps 5 and 6 do not count.",
        )
    return Text(
        f"按「{label.zh}」算：没加好友就进群不算丢，⑤⑥单独列在下面。",
        f"Counted as “{label.en}”: who joins without being a friend is not lost; steps 5 and 6 stand apart below.",
    )


def take_up(step: int, before: int, took: int, of: int, share: float | None) -> Text:
    """⑥信息审核录入（可跳过）：期限走完、走到④的 100 人里 61 人做了（61.0%）; all of people whose window has closed."""
    name, since = step_name(step), step_name(before)
    told = Text("", "")
    if of < MIN_SAMPLE:
        told = Text("，人太少，不算比例", "; too few for a share")
    elif share is not None:
        told = Text(f"（{share * 100:.1f}%）", f" ({share * 100:.1f}%)")
    return Text(
        f"{name.zh}（可跳过）：期限走完、走到{since.zh}的 {of:,} 人里 {took:,} 人做了{told.zh}。",
        f"{name.en}, may be skipped: {took:,} of the {of:,} at {since.en} whose time is over took it{told.en}.",
    )


def audit(next_step: int) -> Text:
    """That an optional step turns nobody away (core/adr/0006)."""
    name = step_name(next_step)
    return Text(
        f"可跳过的步骤不单独算「未通过」：审核没过又没走到{name.zh}的人，在{name.zh}的流失里。",
        f"Nobody counts as turned away at a step that may be skipped: if refused there, they are lost at {name.en}.",
    )


def entries(people: int, times: int) -> Text:
    """With re-entry: so many people, so many times."""
    return Text(
        f"按次算：{people:,} 人一共进来 {times:,} 次；这页的「人数」都是次数。",
        f"Counting entries: {people:,} people entered {times:,} times; every “people” on this page means entries.",
    )


def step_windows(windows: Sequence[tuple[int, int]]) -> Text:
    """Which steps have a window of their own."""
    zh = "，".join(f"{step_name(step).zh} {days} 天" for step, days in windows)
    en = ", ".join(f"{step_name(step).en} {days} day{'s' if days > 1 else ''}" for step, days in windows)
    return Text(f"另设了单步期限：{zh}。", f"Windows of single steps: {en}.")
