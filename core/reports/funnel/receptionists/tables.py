"""The receptionists as a short table and as an exact one that can be split among them."""

from __future__ import annotations

import itertools

from core.codec.listing import Field, Listing, Value
from core.domain.steps import STEPS
from core.domain.targets import Targets
from core.i18n import Text
from core.reports.funnel.engine.funnel import BreakdownValue, StepCount
from core.reports.funnel.engine.names import DIMENSION_NAMES, UNKNOWN
from core.reports.funnel.engine.steps import judged
from core.reports.funnel.overview.step_tables import EXACT, TIMES, values
from core.reports.funnel.receptionists.query import Receptionists
from core.wording import duration

MOST = 30
"""More receptionists than this are in the download only."""
_OWNER = Field("owner", DIMENSION_NAMES["owner"])
_TITLE = Text("接待人", "Receptionists")
_LIKE = Text("一半的人不超过 / 九成的人不超过", "half of them within / 90% of them within")


def receptionists(found: Receptionists) -> Listing:
    """A row per receptionist, most people first; fewer than 30 of them give counts and no share."""
    pairs = list(itertools.pairwise(found.steps))
    fields = [_OWNER, *(_people(step) for step in found.steps)]
    for earlier, step in pairs:
        fields += [_share(earlier, step), _range(earlier, step)]
    fields += [
        Field("refused", Text("未通过", "Turned away"), "count"),
        Field("pending", Text("还在路上", "On the way"), "count"),
    ]
    timed = _timed(found)
    fields += [_time(earlier, step) for earlier, step in timed]
    rows = []
    for part in found.people[:MOST]:
        row: list[Value] = [_name(part), *(part.steps[step - 1].people for step in found.steps)]
        for _, step in pairs:
            row += _rate(part.steps, step)
        row += [sum(getattr(part.steps[step - 1], name) or 0 for _, step in pairs) for name in ("refused", "pending")]
        row += [_lasting(part.steps[earlier - 1], found.by_day) for earlier, _ in timed]
        rows.append(tuple(row))
    return Listing("funnel_receptionists", _TITLE, tuple(fields), tuple(rows), owner="owner")


def exact(found: Receptionists) -> Listing:
    """A row per receptionist and step with every figure, and the time from it to the next step."""
    fields = tuple(field for field in (*EXACT, *TIMES) if field.name != "count")
    shown = [step for step in (found.before, *found.steps) if step is not None]
    none = Targets()
    rows = [(_name(part), *values(part.steps[k - 1], fields, none)) for part in found.people for k in shown]
    return Listing("funnel_receptionists", _TITLE, (_OWNER, *fields), tuple(rows), owner="owner")


def times(found: Receptionists) -> Text:
    """How long each of the steps takes all of them together; the text is empty where no time is known."""
    known = [(_arrow(a, b), _lasting(found.whole[a - 1], found.by_day)) for a, b in _timed(found)]
    told = [(arrow, took) for arrow, took in known if isinstance(took, Text)]
    return Text(
        "；".join(f"{arrow} {took.zh}" for arrow, took in told), "; ".join(f"{arrow} {took.en}" for arrow, took in told)
    )


def wide(found: Receptionists) -> tuple[str, ...]:
    """The columns for which a phone has no room."""
    later = found.steps[1:]
    times = [f"time_{earlier}" for earlier, _ in _timed(found)]
    return ("refused", "pending", *times, *(f"people_{k}" for k in later), *(f"range_{k}" for k in later))


def _timed(found: Receptionists) -> list[tuple[int, int]]:
    steps = found.steps if found.before is None else (found.before, *found.steps)
    return list(itertools.pairwise(steps))


def _name(part: BreakdownValue) -> Value:
    return UNKNOWN if part.value is None else part.value


def _people(step: int) -> Field:
    mark = STEPS[step - 1].mark
    return Field(f"people_{step}", Text(f"{mark} 人数", f"{mark} people"), "count")


def _share(earlier: int, step: int) -> Field:
    name = _arrow(earlier, step)
    means = Text("走到后一步 ÷ 走到前一步，只看窗口已走完的人", "reached the later / the earlier step, window closed")
    return Field(f"share_{step}", Text(name, name), "share", means)


def _range(earlier: int, step: int) -> Field:
    name = _arrow(earlier, step)
    means = Text("20 次里 19 次落在中间", "19 times of 20 in between")
    return Field(f"range_{step}", Text(f"{name} 上下限", f"{name} low–high"), "text", means)


def _time(earlier: int, step: int) -> Field:
    name = _arrow(earlier, step)
    return Field(f"time_{earlier}", Text(f"{name} 用时", f"{name} time"), "text", _LIKE)


def _arrow(earlier: int, step: int) -> str:
    return f"{STEPS[earlier - 1].mark}→{STEPS[step - 1].mark}"


def _rate(steps: tuple[StepCount, ...], step: int) -> list[Value]:
    one = judged(steps, step)
    if one is None or one.matured_low is None or one.matured_high is None:
        return [None, None]
    return [one.matured_previous, f"{one.matured_low * 100:.1f}–{one.matured_high * 100:.1f}%"]


def _lasting(step: StepCount, by_day: bool) -> Value:
    if step.median_seconds is None or step.p90_seconds is None:
        return None
    half, most = duration(step.median_seconds, by_day), duration(step.p90_seconds, by_day)
    return Text(f"{half.zh} / {most.zh}", f"{half.en} / {most.en}")
