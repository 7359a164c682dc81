"""The receptionists as a short table and as an exact one that can be split among them."""

from __future__ import annotations

from core.codec.listing import Field, Listing, Value
from core.domain.steps import STEPS
from core.domain.targets import Targets
from core.i18n import Text
from core.reports.funnel.engine.funnel import BreakdownValue, StepCount
from core.reports.funnel.engine.names import DIMENSION_NAMES, UNKNOWN
from core.reports.funnel.engine.steps import judged
from core.reports.funnel.overview.step_tables import EXACT, TIMES, values
from core.reports.funnel.receptionists import words
from core.reports.funnel.receptionists.model import Receptionists
from core.reports.table import Table
from core.wording import duration

MOST = 30
"""More receptionists than this are in the download only."""
_OWNER = Field("owner", DIMENSION_NAMES["owner"])
_TITLE = Text("接待人", "Receptionists")
_LIKE = Text("一半的人不超过 / 九成的人不超过", "half of them within / 90% of them within")


def tables(found: Receptionists) -> tuple[Table, ...]:
    """The receptionists, that of the verdict marked."""
    weakest = found.weakest
    marked = tuple(at for at, part in enumerate(found.people) if weakest is not None and part.value == weakest.channel)
    notes = words.notes(found, max(0, len(found.people) - MOST), times(found))
    return (Table(listing(found), exact(found), notes=notes, wide=_wide(found), marked=marked),)


def listing(found: Receptionists) -> Listing:
    """A row per receptionist, most people first; fewer than 30 of them give counts and no share."""
    fields = [_OWNER, *(_people(step) for step in found.steps)]
    for earlier, step in found.pairs:
        fields += [_share(earlier, step), _range(earlier, step)]
    fields += [
        Field("refused", Text("未通过", "Turned away"), "count"),
        Field("pending", Text("还在路上", "On the way"), "count"),
    ]
    fields += [_time(earlier, step) for earlier, step in found.timed]
    rows = []
    for part in found.people[:MOST]:
        row: list[Value] = [_name(part), *(part.steps[step - 1].people for step in found.steps)]
        for _, step in found.pairs:
            row += _rate(part.steps, step)
        row += [
            sum(getattr(part.steps[step - 1], name) or 0 for _, step in found.pairs) for name in ("refused", "pending")
        ]
        row += [_duration(part.steps[earlier - 1], found.by_day) for earlier, _ in found.timed]
        rows.append(tuple(row))
    return Listing("funnel_receptionists", _TITLE, tuple(fields), tuple(rows), owner="owner")


def exact(found: Receptionists) -> Listing:
    """A row per receptionist and step with every figure, and the time from it to the next step."""
    fields = tuple(field for field in (*EXACT, *TIMES) if field.name != "count")
    shown = [step for step in (found.before, *found.steps) if step is not None]
    none = Targets()
    rows = [(_name(part), *values(part.steps[k - 1], fields, none)) for part in found.people for k in shown]
    return Listing("funnel_receptionists", _TITLE, (_OWNER, *fields), tuple(rows), owner="owner")


def times(found: Receptionists) -> Text | None:
    """How long each of the steps takes all of them together; None where no time is known."""
    took = [(_arrow(a, b), _duration(found.whole[a - 1], found.by_day)) for a, b in found.timed]
    known = [Text(f"{arrow} ", f"{arrow} ") + time for arrow, time in took if time is not None]
    return Text("；", "; ").join(known) if known else None


def _wide(found: Receptionists) -> tuple[str, ...]:
    """The columns for which a phone has no room."""
    later = found.steps[1:]
    timed = (f"time_{earlier}" for earlier, _ in found.timed)
    return ("refused", "pending", *timed, *(f"people_{k}" for k in later), *(f"range_{k}" for k in later))


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


def _duration(step: StepCount, by_day: bool) -> Text | None:
    if step.median_seconds is None or step.p90_seconds is None:
        return None
    return Text(" / ", " / ").join(duration(seconds, by_day) for seconds in (step.median_seconds, step.p90_seconds))
