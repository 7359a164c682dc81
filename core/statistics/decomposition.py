"""Why the people at the last step changed between two periods (or two segments): exact and order-free.

A channel's people at the last step = entrants × the channel's share of them × its rate at each step. The change is
shared out among these factors by their Shapley value (Shapley 1953; as a decomposition: Shorrocks 2013): the mean, over
all orders in which the factors could have changed one after the other, of what each added. No order is preferred, so
neither the order of channels nor of dimensions matters, and the parts add up to the change exactly.

A channel with entrants in one period only has no rates in the other: all its people are one part, new or ended;
entrants and shares of the other factors are those of the channels that live in both periods. A rate of 0 people out of
0 is taken from the other period: the step that let nobody through bears the loss, and those behind it bear nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import factorial, lcm, prod
from typing import Generic, Literal, TypeVar

K = TypeVar("K", bound=Hashable)
Cause = Literal["volume", "mix", "rate", "new", "ended", "unexplained"]
"""volume: entrants; mix: the channels' shares of them; rate: one step's; new, ended: channels with entrants in one
period only; unexplained: channels whose counts contradict themselves (people at a step, nobody at the one before)."""

_GRID = 1_000_000
"""Parts are given to a millionth of a person, so that they are plain decimals that still sum exactly."""
_Ends = tuple[Sequence[int], Sequence[int]]
_Factor = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Part(Generic[K]):
    """What one cause added to the people at the last step. `step` is the step reached, for rates only."""

    cause: Cause
    step: int | None
    people: Decimal
    whole: int
    """In whole people; the parts' whole people also sum to the change."""
    by_channel: Mapping[K, Decimal]
    """Sums to `people`."""


@dataclass(frozen=True, slots=True)
class Change(Generic[K]):
    """The people at the last step before and after; the parts sum to the change exactly."""

    before: int
    after: int
    parts: tuple[Part[K], ...]

    @property
    def change(self) -> int:
        """After minus before, people."""
        return self.after - self.before


def decompose(before: Mapping[K, Sequence[int]], after: Mapping[K, Sequence[int]], first_step: int = 1) -> Change[K]:
    """Share out the change in people at the last step.

    Each mapping holds, by channel (or any one breakdown value; one key where there is none), the people at each step
    from `first_step` on; a channel that is missing has nobody. Raises ValueError where numbers of steps differ or a
    count is negative.
    """
    ends = _ends(before, after)
    causes = _Causes(ends)
    steps = max((len(counts) for pair in ends.values() for counts in pair), default=1)
    names: list[tuple[Cause, int | None]] = [("volume", None), ("mix", None)]
    names += [("rate", first_step + k) for k in range(1, steps)]
    cells: dict[tuple[Cause, int | None], dict[K, int]] = {name: {} for name in names}
    for channel, pair in ends.items():
        cause = causes.own(pair)
        gained = pair[1][-1] - pair[0][-1]
        if cause is not None:
            cells.setdefault((cause, None), {})[channel] = gained * _GRID
        elif any(pair[0]) or any(pair[1]):
            exact = _shapley(causes.factors(pair))
            for name, share in zip(names, apportion(exact, gained, _GRID), strict=True):
                cells[name][channel] = share
    order = [*names, *((cause, None) for cause in ("new", "ended", "unexplained") if (cause, None) in cells)]
    sums = [Fraction(sum(cells[name].values()), _GRID) for name in order]
    old, new = (sum(pair[end][-1] for pair in ends.values()) for end in (0, 1))
    parts = (
        Part(*name, _people(sum(cells[name].values())), whole, {c: _people(n) for c, n in cells[name].items()})
        for name, whole in zip(order, apportion(sums, new - old), strict=True)
    )
    return Change(old, new, tuple(parts))


def apportion(values: Sequence[Fraction], total: int, grid: int = 1) -> list[int]:
    """Round values that sum to `total` to multiples of 1/grid that still do (largest remainders; ties: the first)."""
    scaled = [value * grid for value in values]
    floors = [value.numerator // value.denominator for value in scaled]
    by_rest = sorted(range(len(values)), key=lambda i: (floors[i] - scaled[i], i))
    for i in by_rest[: total * grid - sum(floors)]:
        floors[i] += 1
    return floors


class _Causes(Generic[K]):
    """What a channel's change is due to, given the entrants of all channels that live in both periods."""

    def __init__(self, ends: Mapping[K, _Ends]) -> None:
        both = [pair for pair in ends.values() if self.own(pair) is None]
        self._entrants = sum(pair[0][0] for pair in both), sum(pair[1][0] for pair in both)

    @staticmethod
    def own(pair: _Ends) -> Cause | None:
        """The one cause of a channel that cannot be split into factors; None where it can."""
        before, after = pair
        if before[0] and after[0]:
            return "unexplained" if _contradicts(before) or _contradicts(after) else None
        if not before[0] and not after[0]:
            return "unexplained" if any(before) or any(after) else None
        return "ended" if before[0] else "new"

    def factors(self, pair: _Ends) -> list[_Factor]:
        """Entrants, share of them and rates, before and after."""
        old, new = self._entrants
        found = [(Fraction(old), Fraction(new)), (Fraction(pair[0][0], old), Fraction(pair[1][0], new))]
        for k in range(1, len(pair[0])):
            rates = [Fraction(c[k], c[k - 1]) if c[k - 1] else None for c in pair]
            known = next((rate for rate in rates if rate is not None), Fraction(0))
            found.append((known if rates[0] is None else rates[0], known if rates[1] is None else rates[1]))
        return found


def _shapley(factors: Sequence[_Factor]) -> list[Fraction]:
    """Each factor's part of the change of their product.

    The coalitions of size s of the other factors are summed at once: they are the coefficient of z^s in
    Π (before + after·z), so n factors cost n³ multiplications instead of 2^n. Integers over one denominator each.
    """
    n = len(factors)
    scales = [lcm(old.denominator, new.denominator) for old, new in factors]
    pairs = [(int(old * scale), int(new * scale)) for (old, new), scale in zip(factors, scales, strict=True)]
    weights = [factorial(s) * factorial(n - 1 - s) for s in range(n)]
    whole = factorial(n) * prod(scales)
    parts = []
    for i, (old, new) in enumerate(pairs):
        sizes = [1]
        for a, b in pairs[:i] + pairs[i + 1 :]:
            sizes = [a * x + b * y for x, y in zip([*sizes, 0], [0, *sizes], strict=True)]
        parts.append(Fraction((new - old) * sum(w * x for w, x in zip(weights, sizes, strict=True)), whole))
    return parts


def _ends(before: Mapping[K, Sequence[int]], after: Mapping[K, Sequence[int]]) -> dict[K, _Ends]:
    lengths = {len(counts) for counts in (*before.values(), *after.values())}
    if len(lengths) > 1 or 0 in lengths or any(n < 0 for c in (*before.values(), *after.values()) for n in c):
        raise ValueError("each channel needs the same steps, and counts of people are not negative")
    nobody = (0,) * max(lengths, default=1)
    channels: Iterable[K] = dict.fromkeys((*before, *after))
    return {channel: (before.get(channel, nobody), after.get(channel, nobody)) for channel in channels}


def _contradicts(counts: Sequence[int]) -> bool:
    return any(now and not previous for previous, now in pairwise(counts))


def _people(grid: int) -> Decimal:
    return Decimal(grid) / _GRID
