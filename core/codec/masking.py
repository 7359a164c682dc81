"""A customer's id for users who may not see ids: enough to tell rows apart, not enough to find a person.

At most three characters in front and one behind are left, never more than half of the id, and the dots do not say how
many are gone. It cannot be undone: what is left out stands nowhere on the page or in the file. Nor is it a name for a
person: many ids look the same afterwards, so rows must not be counted or joined by it. It is a curtain, not anonymity:
whoever already knows an id, or was there at the time a row tells, may still recognise a person.
"""

from __future__ import annotations

_DOTS = "••••"
_HEAD, _TAIL = 3, 1
_LONG = 2 * (_HEAD + _TAIL)


def masked(identity: str) -> str:
    """u_1••••7; of an id shorter than 8 characters less, of one shorter than 4 nothing."""
    if len(identity) >= _LONG:
        return identity[:_HEAD] + _DOTS + identity[-_TAIL:]
    return identity[0] + _DOTS if len(identity) >= _LONG // 2 else _DOTS
