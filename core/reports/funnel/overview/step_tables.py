"""The funnel's step tables as lists to show and download. Every number is one of the view model's, unrounded.

The short table shows shares of those whose window has closed; the exact one holds the plain ones beside them
(core/adr/0005).
"""

from __future__ import annotations

from core.codec.listing import Field, Listing, Value
from core.domain.steps import STEPS
from core.domain.targets import Targets
from core.i18n import Text
from core.reports.funnel.engine.funnel import StepCount
from core.reports.funnel.engine.names import step_label
from core.reports.funnel.engine.steps import judged
from core.reports.funnel.overview.model import FunnelView

STEP = Field("step", Text("步骤", "Step"))
_PEOPLE = Field(
    "people", Text("人数", "People"), "count", Text("在所选日期进入、走到这一步的人", "who entered and reached it")
)
_COUNT = Field(
    "count",
    Text("每日人次", "Daily counts"),
    "count",
    Text("导流每日人数之和，不认人", "sum of the counts by day; no persons"),
)
_PREVIOUS_MEANS = Text("走到这一步 ÷ 走到上一步", "reached it / reached the one before")
_CLOSED_MEANS = Text(
    "走到这一步 ÷ 走到上一步，只看窗口已走完的人", "reached it / reached the one before, window closed"
)
_FIRST_MEANS = Text(
    "走到这一步 ÷ 进入；按接待人等筛选时 ÷ 最早写明它的那一步",
    "reached it / entered; filtered by receptionist and the like / the step that first names it",
)
_BETWEEN = Text("20 次里 19 次在上下限之间", "19 times of 20 between low and high")
_SHORT_PREVIOUS = Field("matured_previous", Text("占上一步", "Of previous"), "share", _CLOSED_MEANS)
_SHORT_FIRST = Field(
    "matured_first",
    Text("占进入", "Of entered"),
    "share",
    Text("走到这一步 ÷ 进入，只看窗口已走完的人", "reached it / entered, window closed"),
)
_RANGE = Field("range", Text("上下限", "Low–high"), "text", Text("20 次里 19 次落在中间", "19 times of 20 in between"))
_TARGET = Field(
    "target", Text("目标", "Target"), "share", Text("在「假设与目标」里定", "set under assumptions and targets")
)
_LOST = Field("lost", Text("流失", "Lost"), "count", Text("窗口走完也没走到", "window closed, not there"))
PENDING = Field("pending", Text("还在路上", "On the way"), "count", Text("窗口还没走完，先不算丢", "window still open"))
_REFUSED = Field(
    "refused", Text("未通过", "Turned away"), "count", Text("审核未通过，不是流失", "refused at the audit; not lost")
)
TIMES = (
    Field("median", Text("到下一步：一半的人（小时）", "To next: half of them (h)"), "hours"),
    Field("p90", Text("到下一步：九成的人（小时）", "To next: 90% of them (h)"), "hours"),
)
"""Within how long half and nine tenths of those who took the next step took it."""


def _shares(prefix: str, zh: str, en: str, means: Text) -> tuple[Field, ...]:
    """of_first, of_previous and its interval, of everybody or of those whose window has closed."""
    names = ("of_first", "of_previous", "low", "high") if not prefix else ("first", "previous", "low", "high")
    labels = (
        (Text("占进入", "Of entered"), _FIRST_MEANS),
        (Text("占上一步", "Of previous"), means),
        (Text("占上一步下限", "Of previous: low"), _BETWEEN),
        (Text("占上一步上限", "Of previous: high"), _BETWEEN),
    )
    return tuple(
        Field(prefix + name, Text(f"{label.zh}（{zh}）", f"{label.en} ({en})"), "share", meaning)
        for name, (label, meaning) in zip(names, labels, strict=True)
    )


EXACT = (
    *(STEP, _PEOPLE, _COUNT),
    Field("matured", Text("窗口已走完的人", "People, window closed"), "count"),
    *_shares("matured_", "窗口已走完", "window closed", _CLOSED_MEANS),
    *_shares("", "所有人", "everybody", _PREVIOUS_MEANS),
    *(_LOST, PENDING, _REFUSED),
)
"""Every figure of a step: what `values` fills."""


def steps(view: FunnelView) -> Listing:
    """The short step table of the page: no share of fewer than 30 people."""
    fields = [STEP, _PEOPLE, _SHORT_PREVIOUS, _RANGE, _since(view), _LOST, PENDING, _REFUSED]
    targets = view.targets
    if any(targets.step_rate(step.step) is not None for step in view.steps):
        fields.insert(fields.index(_RANGE) + 1, _TARGET)
    first = view.whole.rates_from
    rows = []
    for step in view.steps:
        row = dict(zip((field.name for field in fields), values(step, tuple(fields), targets), strict=True))
        if judged(view.steps, step.step) is None:
            row |= {"matured_previous": None, "range": None} | ({} if step.step == first else {"matured_first": None})
        if step.count is not None:  # its row says that these are no persons
            row |= {"step": step_label(step.step) + _COUNTED, "people": step.count}
        rows.append(tuple(row.values()))
    return Listing("onboarding_funnel_steps", Text("每一步", "Step by step"), tuple(fields), tuple(rows))


def exact_steps(steps: tuple[StepCount, ...], targets: Targets) -> Listing:
    """Every figure of every step: of everybody and of closed windows; where computed, the time to the next step."""
    timed = TIMES if any(step.median_seconds is not None for step in steps) else ()
    fields = (*EXACT[:3], _TARGET, *EXACT[3:], *timed)
    rows = tuple(values(step, fields, targets) for step in steps)
    return Listing("onboarding_funnel", Text("导流漏斗", "Onboarding funnel"), fields, rows)


def values(step: StepCount, fields: tuple[Field, ...], targets: Targets) -> tuple[Value, ...]:
    """A row of `fields` about one step."""
    low, high = step.matured_low, step.matured_high
    known: dict[str, Value] = {
        "step": step_label(step.step),
        "range": None if low is None or high is None else f"{low * 100:.1f}–{high * 100:.1f}%",
        "target": targets.step_rate(step.step),
        "median": None if step.median_seconds is None else step.median_seconds / 3600,
        "p90": None if step.p90_seconds is None else step.p90_seconds / 3600,
    }
    return tuple(known[field.name] if field.name in known else getattr(step, field.name) for field in fields)


_COUNTED = Text("（每日人次，不认人）", " (daily counts, no persons)")


def _since(view: FunnelView) -> Field:
    """Of those who entered; under a filter that is named later, of those who got there (core/adr/0007)."""
    first = view.whole.rates_from
    if first is None or first == view.whole.start_step:
        return _SHORT_FIRST
    mark = STEPS[first - 1].mark
    return Field("matured_first", Text(f"占{mark}", f"Of {mark}"), "share", _SHORT_FIRST.meaning)
