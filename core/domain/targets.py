"""Targets the company sets for itself; only what a page shows beside a measured number. None = no target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.domain.setting_entry import Settings, entry
from core.domain.steps import STEPS
from core.i18n import Text

SETTING = "targets"
"""The store's setting: {"values": …, "who": …, "at": …}."""

_FUNNEL = Text("导流漏斗：每一步的通过率", "Onboarding funnel: share that passes each step")
_PERCENT = Text("%", "%")


def _step(number: int) -> Any:
    before, step = STEPS[number - 2].label, STEPS[number - 1].label
    return entry(
        Text(f"第 {number} 步 {step.zh}", f"Step {number}: {step.en}"),
        Text(
            f"到过「{before.zh}」的人里，希望有多少走到「{step.zh}」。漏斗页把它列在「目标」一栏。",
            f"Of those who reached “{before.en}”, the share you want to reach “{step.en}”. "
            "Shown as the funnel's target column.",
        ),
        *(_PERCENT, "share", None, (0.0, 1.0), _FUNNEL),
    )


@dataclass(frozen=True)
class Targets(Settings):
    """Shares are 0..1; a field per target, so a new one is one line."""

    step_2: float | None = _step(2)
    step_3: float | None = _step(3)
    step_4: float | None = _step(4)
    step_5: float | None = _step(5)
    step_6: float | None = _step(6)
    step_7: float | None = _step(7)

    def step_rate(self, number: int) -> float | None:
        """The target share of the previous step's people that reach step `number` (2..7); None for step 1."""
        return getattr(self, f"step_{number}", None)


def load(setting: Any) -> Targets:
    """The company's targets from `store.setting(SETTING)`."""
    return Targets.load(setting)
