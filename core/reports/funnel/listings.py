"""The funnel's tables as lists to show, download and forward. Every number is one of the view model's, unrounded."""

from __future__ import annotations

from core.codec.listing import Field, Listing, Value
from core.domain.steps import STEPS
from core.domain.targets import Targets
from core.i18n import Text
from core.reports.funnel.view import EntryWeek, FunnelView
from core.reports.onboarding_funnel import BreakdownValue, FunnelReport, StepCount

DIMENSIONS: dict[str, Text] = {
    "ad_slot": Text("广告位", "Ad slot"),
    "channel": Text("渠道", "Channel"),
    "identity_class": Text("身份", "Identity"),
    "region": Text("区域", "Region"),
    "owner": Text("接待人", "Receptionist"),
    "entry_week": Text("进入周", "Entry week"),
}
UNKNOWN = Text("（未知）", "(unknown)")
FEW = 30
"""Below this many people at the step before, the page's short table shows no share."""
_MARKS = "①②③④⑤⑥⑦"

_STEP = Field("step", Text("步骤", "Step"))
_PEOPLE = Field(
    "people", Text("人数", "People"), "count", Text("在所选日期进入、走到这一步的人", "who entered and reached it")
)
_COUNT = Field(
    "count",
    Text("每日人次", "Daily counts"),
    "count",
    Text("导流每日人数之和，不认人", "sum of the counts by day; no persons"),
)
_PREVIOUS = Field(
    "of_previous",
    Text("占上一步", "Of previous"),
    "share",
    Text("走到这一步 ÷ 走到上一步", "reached it / reached the one before"),
)
_FIRST = Field("of_first", Text("占进入", "Of entered"), "share", Text("走到这一步 ÷ 进入", "reached it / entered"))
_LOW = Field(
    "low",
    Text("占上一步：下限", "Of previous: low"),
    "share",
    Text("20 次里 19 次在上下限之间", "19 times of 20 between low and high"),
)
_HIGH = Field(
    "high",
    Text("占上一步：上限", "Of previous: high"),
    "share",
    Text("20 次里 19 次在上下限之间", "19 times of 20 between low and high"),
)
_RANGE = Field("range", Text("上下限", "Low–high"), "text", Text("20 次里 19 次落在中间", "19 times of 20 in between"))
_TARGET = Field(
    "target", Text("目标", "Target"), "share", Text("在「假设与目标」里定", "set under assumptions and targets")
)
_LOST = Field("lost", Text("流失", "Lost"), "count", Text("窗口走完也没走到", "window closed, not there"))
_PENDING = Field(
    "pending", Text("还在路上", "On the way"), "count", Text("窗口还没走完，先不算丢", "window still open")
)
_REFUSED = Field(
    "refused", Text("未通过", "Turned away"), "count", Text("审核未通过，不是流失", "refused at the audit; not lost")
)
_MEDIAN = Field("median", Text("到下一步：一半的人（小时）", "To next: half of them (h)"), "hours")
_P90 = Field("p90", Text("到下一步：九成的人（小时）", "To next: 90% of them (h)"), "hours")


def steps(view: FunnelView, targets: Targets) -> Listing:
    """The short step table of the page."""
    fields = [_STEP, _PEOPLE, _PREVIOUS, _RANGE, _FIRST, _LOST, _PENDING, _REFUSED]
    if any(targets.step_rate(step.step) is not None for step in view.steps):
        fields.insert(fields.index(_RANGE) + 1, _TARGET)
    rows = []
    for step in view.steps:
        row = _row(step, tuple(fields), targets)
        if step.count is not None:  # its row says that these are no persons
            row = (_name(step) + _COUNTED, step.count, *row[2:])
        rows.append(row)
    return Listing("onboarding_funnel_steps", Text("每一步", "Step by step"), tuple(fields), tuple(rows))


def exact_steps(steps: tuple[StepCount, ...], targets: Targets) -> Listing:
    """Every figure of every step: also the interval and, where computed, the time to the next step."""
    fields = (_STEP, _PEOPLE, _COUNT, _FIRST, _PREVIOUS, _LOW, _HIGH, _TARGET, _LOST, _PENDING, _REFUSED)
    timed = any(step.median_seconds is not None for step in steps)
    return _listing(steps, (*fields, _MEDIAN, _P90) if timed else fields, targets)


def breakdown(report: FunnelReport, by: str, last_step: int) -> Listing:
    """A row per value: who entered, and of those at each step the share that went on; small numbers give no share.

    Of daily counts, which know no persons, the counts.
    """
    name, start = f"funnel_by_{by}", report.start_step
    parts = [(_value(part.value), part.steps) for part in report.breakdown]
    if start is None:
        return _counted(name, DIMENSIONS[by], parts)
    entered = [(value, steps) for value, steps in parts if steps[start - 1].people]
    return _wide(name, DIMENSIONS[by], entered, start, last_step)


def weeks(view: FunnelView) -> Listing:
    """A row per entry week, as the trend chart shows it; the newest first."""
    parts: list[tuple[Value, tuple[StepCount, ...]]] = [(_week(w), w.steps) for w in reversed(view.weeks)]
    return _wide("funnel_by_entry_week", DIMENSIONS["entry_week"], parts, view.whole.start_step, view.last_step)


def exact_breakdown(parts: tuple[BreakdownValue, ...], by: str) -> Listing:
    """A row per value and step with every count, to work with in a sheet."""
    fields = (
        Field(by, DIMENSIONS[by]),
        *(_STEP, _PEOPLE, _COUNT, _FIRST, _PREVIOUS, _LOW, _HIGH, _LOST, _PENDING, _REFUSED),
    )
    none = Targets()
    rows = [(_value(part.value), *_row(step, fields[1:], none)) for part in parts for step in part.steps]
    title = Text(f"导流漏斗，按{DIMENSIONS[by].zh}", f"Onboarding funnel by {DIMENSIONS[by].en.lower()}")
    return Listing(f"onboarding_funnel_by_{by}", title, fields, tuple(rows))


def _listing(found: tuple[StepCount, ...], fields: tuple[Field, ...], targets: Targets) -> Listing:
    rows = tuple(_row(step, fields, targets) for step in found)
    return Listing("onboarding_funnel", Text("导流漏斗", "Onboarding funnel"), fields, rows)


_COUNTED = Text("（每日人次，不认人）", " (daily counts, no persons)")


def _row(step: StepCount, fields: tuple[Field, ...], targets: Targets) -> tuple[Value, ...]:
    known: dict[str, Value] = {
        "step": _name(step),
        "range": None if step.low is None or step.high is None else f"{step.low * 100:.1f}–{step.high * 100:.1f}%",
        "target": targets.step_rate(step.step),
        "median": None if step.median_seconds is None else step.median_seconds / 3600,
        "p90": None if step.p90_seconds is None else step.p90_seconds / 3600,
    }
    return tuple(known[field.name] if field.name in known else getattr(step, field.name) for field in fields)


def _name(step: StepCount) -> Text:
    mark, label = _MARKS[step.step - 1], STEPS[step.step - 1].label
    return Text(f"{mark} {label.zh}", f"{mark} {label.en}")


def _counted(name: str, label: Text, parts: list[tuple[Value, tuple[StepCount, ...]]]) -> Listing:
    known = [step for i, step in enumerate(STEPS) if any(found[i].count is not None for _, found in parts)]
    fields = [Field("value", label)]
    for step in known:
        mark = _MARKS[step.number - 1]
        fields.append(
            Field(f"count_{step.number}", Text(f"{mark} 每日人次", f"{mark} daily counts"), "count", step.label)
        )
    rows = [(value, *(found[step.number - 1].count for step in known)) for value, found in parts]
    return Listing(name, Text(f"按{label.zh}", f"By {label.en.lower()}"), tuple(fields), tuple(rows))


def _wide(
    name: str, label: Text, parts: list[tuple[Value, tuple[StepCount, ...]]], start: int | None, last_step: int
) -> Listing:
    later = [step for step in STEPS if start is not None and start < step.number <= last_step]
    fields = [Field("value", label), Field("entered", Text("进入人数", "Entered"), "count")]
    for step in later:
        mark = _MARKS[step.number - 1]
        fields.append(
            Field(f"share_{step.number}", Text(f"{mark} 占上一步", f"{mark} of previous"), "share", step.label)
        )
    if later:
        mark = _MARKS[later[-1].number - 1]
        fields.append(Field("reached", Text(f"{mark} 人数", f"{mark} people"), "count", later[-1].label))
        fields.append(Field("of_first", Text(f"{mark} 占进入", f"{mark} of entered"), "share", later[-1].label))
    rows = []
    for value, found in parts:
        people = {step.step: step.people or 0 for step in found}
        shares = [found[s.number - 1].of_previous if people[s.number - 1] >= FEW else None for s in later]
        row: list[Value] = [value, people.get(start or 0), *shares]
        if later:
            last = found[later[-1].number - 1]
            row += [last.people, last.of_first if people[start or 0] >= FEW else None]
        rows.append(tuple(row))
    title = Text(f"按{label.zh}", f"By {label.en.lower()}")
    return Listing(name, title, tuple(fields), tuple(rows))


def _value(value: str | None) -> Value:
    return UNKNOWN if value is None else value


def _week(week: EntryWeek) -> Value:
    day = week.monday.isoformat()
    return day if week.closed else Text(f"{day}（还在路上）", f"{day} (on the way)")
