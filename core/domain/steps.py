"""The seven onboarding steps 导流漏斗 (from the app to the right group)."""

from __future__ import annotations

from dataclasses import dataclass

from core.i18n import Text


@dataclass(frozen=True, slots=True)
class Step:
    """One onboarding step: its number 1..7, stable code and label."""

    number: int
    code: str
    label: Text

    @property
    def mark(self) -> str:
        """①: the number as tables, charts and sentences write it."""
        return "①②③④⑤⑥⑦"[self.number - 1]


STEPS: tuple[Step, ...] = (
    Step(1, "target", Text("筛选目标用户", "Target users selected")),
    Step(2, "exposed", Text("广告位曝光", "Ad slot seen")),
    Step(3, "landing", Text("进入加微引导页", "Guide page opened")),
    Step(4, "jump", Text("跳转微信", "Jumped to WeChat")),
    Step(5, "friend", Text("加好友自动回复", "Added as friend")),
    Step(6, "recorded", Text("信息审核录入", "Identity recorded")),
    Step(7, "grouped", Text("拉入对应分类社群", "Pulled into the group")),
)
FRIEND = 5
"""From this step on a person is a contact of a staff member and can be messaged."""
GROUPED = 7
"""The step whose people are members of a group."""
