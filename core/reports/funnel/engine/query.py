"""What can be asked of the onboarding funnel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from core.errors import BadRequest
from core.i18n import Text
from core.marts import DIMENSIONS as _PERSON_DIMENSIONS
from core.marts import LAST_STEP, ORDERS
from core.reports.options import bad_option, day, moment, number, numbers, option, text, whole

DIMENSIONS: tuple[str, ...] = ("channel", "ad_slot", "identity_class", "region", "owner", "entry_week")
"""What a breakdown can be by; a week is named by its Monday."""
Where = tuple[tuple[str, tuple[str | None, ...]], ...]
"""Filters: (dimension, values) pairs; None is the unknown value. All must hold, each by any of its values."""
StepWindows = tuple[tuple[int, int], ...]
"""(step, days): the step counts only within so many days of the last counted step before it."""
assert {*_PERSON_DIMENSIONS, "entry_week"} == set(DIMENSIONS)
_LONGEST_WINDOW = 36_500
_MOST_DIMENSIONS = 2


def _window(name: str, given: Sequence[str], _: ZoneInfo) -> int | None:
    return None if given[-1] == "none" else whole(name, given[-1])


def _by(_: str, given: Sequence[str], __: ZoneInfo) -> str | tuple[str, ...]:
    return given[0] if len(given) == 1 else tuple(given)


def read_where(name: str, given: Sequence[str], _: ZoneInfo) -> Where:
    """channel=app, channel=web, region= → people from app or web whose region is not known. Raises BadRequest."""
    found: dict[str, tuple[str | None, ...]] = {}
    for one in given:
        dimension, equals, value = one.partition("=")
        if not equals:
            bad_option(name, one)
        found[dimension] = (*found.get(dimension, ()), value or None)
    return tuple(found.items())


def _step_windows(name: str, given: Sequence[str], _: ZoneInfo) -> StepWindows:
    pairs = [(one, *one.partition("=")) for one in given]
    return tuple((whole(name, step, one), whole(name, days, one)) for one, step, _, days in pairs)


@dataclass(frozen=True, slots=True)
class FunnelQuery:
    """One question to the funnel. Errors on creation: BadRequest for a value that makes no sense."""

    since: date | None = option(None, "进入日期起（含）。", "First entry day, inclusive.", day)
    until: date | None = option(None, "进入日期止（不含）。", "Last entry day, exclusive.", day)
    window_days: int | None = option(
        7, "转化窗口天数。", "Days after entry within which a step counts, or none.", _window, url="window"
    )
    """Its end included; None: no limit."""
    order: str = option("strict", "步骤顺序。", "strict | any: steps in order, or in any order.", text, url="order")
    by: str | tuple[str, ...] | None = option(
        None, "拆分。", " | ".join(DIMENSIONS) + "; once or twice.", _by, repeats=True, url="by"
    )
    """One of DIMENSIONS, or two of them."""
    as_of: date | datetime | None = option(None, "截至。", "Rows after this day or time do not exist.", moment)
    """A date means to its end."""
    from_step: int | None = option(None, "起始步骤。", "Start step, 1-7.", number, url="start")
    """None: the lowest that has person events."""
    where: Where = option((), "筛选。", "DIMENSION=VALUE, repeatable; DIMENSION= unknown.", read_where, repeats=True)
    """Only people whose values of these dimensions (as a breakdown names them) are among those given."""
    step_windows: StepWindows = option(
        (),
        "单步窗口。",
        "STEP=DAYS since the step before.",
        _step_windows,
        repeats=True,
        url="each",
        name="step-window",
    )
    """Steps with a window of their own, beside the total one."""
    optional: tuple[int, ...] = option(
        (), "可跳过的步骤。", "A step that may be passed over.", numbers, repeats=True, url="skip"
    )
    """No loss, no delay, not counted in the chain (core/adr/0006)."""
    re_entry: bool = option(False, "按进入次数计。", "Count entries, not people.", url="again")
    """After a window has closed, the next event of the start step opens another."""
    times: bool = False
    """With median and p90 from step to step: a pass over all people."""

    def __post_init__(self) -> None:
        _one_of("order", self.order, ORDERS)
        for dimension in self.dimensions:
            _one_of("by", dimension, DIMENSIONS)
        if len(set(self.dimensions)) < len(self.dimensions) or len(self.dimensions) > _MOST_DIMENSIONS:
            raise _bad("by", ", ".join(self.dimensions), ", ".join(DIMENSIONS))
        if self.from_step is not None:
            _one_of("from_step", self.from_step, range(1, LAST_STEP + 1))
        for dimension, _ in self.where:
            _one_of("where", dimension, _PERSON_DIMENSIONS)
        if len({dimension for dimension, _ in self.where}) < len(self.where):
            raise _bad("where", ", ".join(dimension for dimension, _ in self.where), ", ".join(_PERSON_DIMENSIONS))
        _days("window_days", self.window_days, "none")
        if self.since and self.until and self.since > self.until:
            raise _bad("since", self.since, f"≤ {self.until}")
        self._check_steps()

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions of the breakdown: none, one or two."""
        if self.by is None:
            return ()
        return (self.by,) if isinstance(self.by, str) else self.by

    @property
    def last_time(self) -> datetime | None:
        """The last time that exists under `as_of`."""
        if self.as_of is None or isinstance(self.as_of, datetime):
            return self.as_of
        return datetime.combine(self.as_of, time.max)

    @property
    def needs_person_rows(self) -> bool:
        """Whether the person mart holds another chain, so that person rows must be built."""
        return bool(self.optional) or self.re_entry

    def _check_steps(self) -> None:
        later = range((self.from_step or 1) + 1, LAST_STEP + 1)
        for name, steps in (("step_windows", [k for k, _ in self.step_windows]), ("optional", list(self.optional))):
            for step in steps:
                _one_of(name, step, later)
            if len(set(steps)) < len(steps):
                raise _bad(name, ", ".join(map(str, steps)), ", ".join(map(str, later)))
        for _, days in self.step_windows:
            _days("step_windows", days, "")
        if self.re_entry and self.window_days is None:
            raise _bad("re_entry", "window_days none", f"window_days 1–{_LONGEST_WINDOW}")


def _days(name: str, days: int | None, also: str) -> None:
    if days is not None and not 1 <= days <= _LONGEST_WINDOW:
        raise _bad(name, days, f"1–{_LONGEST_WINDOW}" + (f", {also}" if also else ""))


def _one_of(name: str, value: object, choices: tuple[str, ...] | range) -> None:
    if value not in choices:
        raise _bad(name, value, ", ".join(map(str, choices)))


def _bad(name: str, value: object, choices: str) -> BadRequest:
    return BadRequest(
        Text("{name} 不能是 {value}。", "{name} cannot be {value}.").fill(name=name, value=value),
        Text("可选：{choices}。", "Choose from: {choices}.").fill(choices=choices),
        option=name,
    )
