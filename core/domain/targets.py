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
_JOINS = Text("每周进群", "Joins a week")
_SILENT = Text("沉默群占比的上限（按定位）", "Most silent groups allowed (by positioning)")
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


def _silent(zh: str, en: str) -> Any:
    return entry(
        Text(zh, en),
        Text(
            f"{zh}里沉默群占比不超过多少。沉默的天数在上面的体检线里定。",
            f"Of the {en.lower()} groups, the largest share that may be silent. "
            "What silent means is set in the health check lines.",
        ),
        *(_PERCENT, "share", None, (0.0, 1.0), _SILENT),
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
    weekly_joins: int | None = entry(
        Text("每周进群人数", "People who join a week"),
        Text("一周里走到第 7 步、进了群的人数。", "People who reach step 7, a group, within a week."),
        *(Text("人", "people"), "int", None, (0, 100_000_000), _JOINS),
    )
    silent_share_promo: float | None = _silent("群发推广型", "Promo")
    silent_share_refined: float | None = _silent("精细化运营型", "Refined-ops")
    silent_share_service: float | None = _silent("客户服务型", "Service")

    def step_rate(self, number: int) -> float | None:
        """The target share of the previous step's people that reach step `number` (2..7); None for step 1."""
        return getattr(self, f"step_{number}", None)

    def silent_share(self, positioning: str | None) -> float | None:
        """The largest share of silent groups allowed in a positioning."""
        return getattr(self, f"silent_share_{positioning}", None)


def load(setting: Any) -> Targets:
    """The company's targets from `store.setting(SETTING)`."""
    return Targets.load(setting)
