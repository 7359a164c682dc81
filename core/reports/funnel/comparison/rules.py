"""What two periods or two segments of the funnel differ in, and which of it is beyond normal variation.

A step's rate is judged by its adjusted interval (core/statistics/rate_difference.py), counts of people by √n: what the
sentence names is what the table calls beyond normal variation, so that sentence, picture and table agree.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from core.i18n import Text
from core.reports.funnel.engine.differences import Period, too_few
from core.reports.funnel.engine.query import Where
from core.statistics.decomposition import Cause
from core.statistics.min_sample import MIN_SAMPLE
from core.statistics.rate_difference import Difference, RateDifference

_Z = 1.96
_MINOR = 0.1
"""A cause smaller than this share of the largest is not named."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: who was asked for, and people at each counted step from the start on."""

    since: date | None
    until: date | None
    where: Where
    people: tuple[int, ...]
    pending: int
    """People whose window is still open: the change is not final while there are any."""


@dataclass(frozen=True, slots=True)
class ValuePart:
    """A part's people in one value of the dimension; None: unknown (or no dimension)."""

    value: str | None
    people: Decimal


@dataclass(frozen=True, slots=True)
class ChangePart:
    """What one cause added to the people at the last step (core/statistics/decomposition.py)."""

    cause: Cause
    step: int | None
    """The step reached, for rates."""
    people: Decimal
    whole: int
    by_value: tuple[ValuePart, ...]
    """By value of the dimension; sums to `people`."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`now` against `base` (segment A against B). The parts sum to `change` exactly."""

    kind: Literal["periods", "segments"]
    now: Side
    base: Side
    steps: tuple[int, ...]
    """The counted steps from the start to the last that has any event."""
    dimension: str | None
    """What the parts are split by: the channel, unless the segments are channels."""
    change: int
    """People at the last of the steps, now minus base."""
    parts: tuple[ChangePart, ...]
    rates: tuple[RateDifference, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One cause and the people it added at the last step; the pieces sum to the change."""

    cause: Cause
    step: int | None
    """The step reached, for rates."""
    people: int
    place: Text | None = None
    """The value in which at least half of it sits."""
    difference: Difference | None = None
    """Of the step's rate, matured; None for other causes and for steps without rates."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What can be said of a comparison: now against base, (now, base) where there are two."""

    kind: Literal["periods", "segments"]
    names: tuple[Text, Text]
    """Days and 前 4 周, or the values of the segments."""
    step: int
    """The last step that has events."""
    rates_from: int | None
    """The step of which the rates are shares; None: the entry."""
    entered: tuple[int, int]
    reached: tuple[int, int]
    """People at the last step."""
    pending: tuple[int, int]
    """On the way: they can still reach it."""
    whole: Difference | None
    """Of the rate of the whole way; None where one step only is known."""
    pieces: tuple[Piece, ...]
    since: date | None = None
    """The first entry day."""
    closed: date | None = None
    """The last entry day whose windows have closed."""

    @property
    def change(self) -> int:
        """People at the last step, now minus base."""
        return self.reached[0] - self.reached[1]

    @property
    def enough(self) -> bool:
        """Whether both sides have people enough to speak of."""
        return min(self.entered) >= MIN_SAMPLE

    @property
    def quiet(self) -> bool:
        """Whether the people at the last step differ by no more than chance makes them."""
        return not beyond(*self.reached)


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """The comparison and what can be said of it."""

    comparison: Comparison
    compared: Compared
    sides: tuple[Text, Text]
    """What stands over the columns of now and base: days, or the values of the segments."""
    chosen: tuple[Period, Period] | None
    """Where no first day was asked for: the periods taken instead."""

    @property
    def explained(self) -> bool:
        """Whether there are people enough to say what the change is made of."""
        return bool(self.compared.pieces) and self.compared.enough


def summary(comparison: Comparison, names: tuple[Text, Text], since: date | None, closed: date | None) -> Compared:
    """What can be said of a comparison. `names`: of now and base; `since`, `closed`: as in Compared."""
    steps, rates = comparison.steps, comparison.rates
    first = steps[steps.index(rates[0].step) - 1] if rates else steps[0]
    return Compared(
        kind=comparison.kind,
        names=names,
        step=steps[-1],
        rates_from=None if first == steps[0] else first,
        entered=(comparison.now.people[0], comparison.base.people[0]),
        reached=(comparison.now.people[-1], comparison.base.people[-1]),
        pending=(comparison.now.pending, comparison.base.pending),
        whole=rates[-1].difference if rates else None,
        pieces=tuple(_piece(part, rates) for part in comparison.parts if part.people or part.whole),
        since=since,
        closed=closed,
    )


def _piece(part: ChangePart, rates: Sequence[RateDifference]) -> Piece:
    difference = None
    if part.cause == "rate":
        difference = next((r.difference for r in rates if r.step == part.step and r.of == "previous"), None)
    return Piece(part.cause, part.step, part.whole, _place(part), difference)


def _place(part: ChangePart) -> Text | None:
    """The channel in which at least half of a part sits."""
    sign = 1 if part.people > 0 else -1
    known = [value for value in part.by_value if value.value is not None]
    most = max(known, key=lambda value: value.people * sign, default=None)
    if most is None or most.value is None or len(part.by_value) < 2 or 2 * most.people * sign < abs(part.people):
        return None
    return Text(most.value, most.value)


def matters(piece: Piece, compared: Compared) -> bool:
    """Whether a cause is beyond normal variation and so may be named."""
    if piece.cause == "rate":
        difference = piece.difference
        if difference is None or too_few(difference) or difference.within_noise is not False:
            return False
        # People on the way count as not there yet: the matured rate must say the same.
        return piece.people * (difference.change or 0) > 0
    if piece.cause == "volume":
        return beyond(*compared.entered) and piece.people != 0
    if piece.cause == "mix":
        return abs(piece.people) > _Z * math.sqrt(sum(compared.reached))
    return piece.people != 0


def named(compared: Compared) -> tuple[Piece, ...]:
    """The causes worth naming, largest first. Segments differ in size, which says nothing: only rates are named."""
    causes = [
        piece
        for piece in compared.pieces
        if matters(piece, compared) and (compared.kind == "periods" or piece.cause == "rate")
    ]
    most = max((abs(piece.people) for piece in causes), default=0)
    return tuple(sorted((p for p in causes if abs(p.people) >= _MINOR * most), key=lambda piece: -abs(piece.people)))


def beyond(now: int, base: int) -> bool:
    """Whether two counts of people differ by more than chance makes them (√n)."""
    return abs(now - base) > _Z * math.sqrt(now + base)
