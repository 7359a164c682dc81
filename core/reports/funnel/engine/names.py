"""How sentences, tables and controls name the funnel's steps and dimensions."""

from __future__ import annotations

from core.domain.steps import GROUPED, STEPS
from core.i18n import Text

DIMENSION_NAMES: dict[str, Text] = {
    "ad_slot": Text("广告位", "Ad slot"),
    "channel": Text("渠道", "Channel"),
    "identity_class": Text("身份", "Identity"),
    "region": Text("区域", "Region"),
    "owner": Text("接待人", "Receptionist"),
    "entry_week": Text("进入周", "Entry week"),
}
"""What a funnel can be split and filtered by, in the order in which it is offered."""
UNKNOWN = Text("（未知）", "(unknown)")
"""People of whom a dimension is not known."""
LEAVE_ALONE = Text(
    "变化在正常波动内，这周不用动它。", "The change is within normal variation: leave it alone this week."
)


def step_name(step: int) -> Text:
    """④跳转微信, step 4 (Jumped to WeChat)."""
    found = STEPS[step - 1]
    return Text(f"{found.mark}{found.label.zh}", f"step {step} ({found.label.en})")


def step_label(step: int) -> Text:
    """④ 跳转微信, ④ Jumped to WeChat: as tables and charts name a step."""
    found = STEPS[step - 1]
    return Text(f"{found.mark} {found.label.zh}", f"{found.mark} {found.label.en}")


def goal(last_step: int) -> Text:
    """What people do at the last step there are data for: join a group, or reach it."""
    if last_step == GROUPED:
        return Text("进群", "join a group")
    return Text("走到{step}", "reach {step}").fill(step=step_name(last_step))
