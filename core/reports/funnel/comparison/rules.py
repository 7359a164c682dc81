"""What two periods or two segments of the funnel differ in, and which of it is beyond normal variation.

A step's rate is judged by its adjusted interval (core/rules/rate_difference.py), counts of people by √n: what the
sentence names is what the table calls beyond normal variation, so that sentence, picture and table agree.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.i18n import Text
from core.statistics.decomposition import Cause
from core.statistics.min_sample import MIN_SAMPLE
from core.statistics.rate_difference import Difference

_Z = 1.96
_MINOR = 0.1
"""A cause smaller than this share of the largest is not named."""


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
    """What is said something about: now against base, (now, base) where there are two."""

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


def matters(piece: Piece, of: Compared) -> bool:
    """Whether a cause is beyond normal variation and so may be named."""
    if piece.cause == "rate":
        found = piece.difference
        if found is None or few(found) or found.within_noise is not False:
            return False
        # People on the way count as not there yet: the matured rate must say the same.
        return piece.people * (found.change or 0) > 0
    if piece.cause == "volume":
        return beyond(*of.entered) and piece.people != 0
    if piece.cause == "mix":
        return abs(piece.people) > _Z * math.sqrt(sum(of.reached))
    return piece.people != 0


def named(of: Compared) -> tuple[Piece, ...]:
    """The causes worth naming, largest first. Segments differ in size, which says nothing: only rates are named."""
    found = [piece for piece in of.pieces if matters(piece, of) and (of.kind == "periods" or piece.cause == "rate")]
    most = max((abs(piece.people) for piece in found), default=0)
    return tuple(sorted((p for p in found if abs(p.people) >= _MINOR * most), key=lambda piece: -abs(piece.people)))


def beyond(now: int, base: int) -> bool:
    """Whether two counts of people differ by more than chance makes them (√n)."""
    return abs(now - base) > _Z * math.sqrt(now + base)


def few(found: Difference) -> bool:
    """Too few people on a side to speak of a rate."""
    return min(found.now.n, found.base.n) < MIN_SAMPLE


def judgement(found: Difference) -> Text:
    """A rate's difference in two words."""
    if few(found):
        return Text(f"不到 {MIN_SAMPLE} 人，不比", f"fewer than {MIN_SAMPLE} people")
    if found.within_noise:
        return Text("在正常波动内", "within normal")
    return Text("超出正常波动", "beyond normal")
