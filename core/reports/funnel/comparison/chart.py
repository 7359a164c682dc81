"""Why the people at the last step changed: a bar per cause, to the right what added, to the left what took away.

The bars sum to the change. Grey is what normal variation alone can bring about.
"""

from __future__ import annotations

from core.charts.chart import Axis, Chart, Kind, Point, Series
from core.charts.numbers import sentence
from core.charts.palette import Role
from core.i18n import Text
from core.reports.funnel.comparison.rules import Compared, Piece, matters
from core.reports.funnel.comparison.words import cause_name, signed
from core.wording import same

_NAMES = {
    Role.CONVERTED: Text("多了人", "more people"),
    Role.LOST: Text("少了人", "fewer people"),
    Role.NEUTRAL: Text("在正常波动内", "within normal variation"),
}
"""Of each colour; the direction of a bar says the same as its colour."""


def chart(compared: Compared) -> Chart:
    """The axis is people."""
    pieces = compared.pieces
    roles = [_role(piece, compared) for piece in pieces]
    names = tuple(cause_name(piece.cause, piece.step, compared) for piece in pieces)
    notes = tuple(Text("{n} 人", "{n} people").fill(n=signed(piece.people)) for piece in pieces)
    heads = [name + same("  ") + note for name, note in zip(names, notes, strict=True)]
    longest = max((abs(piece.people) for piece in pieces), default=0) or 1
    told = [head + same(" ") + _NAMES[role] for head, role in zip(heads, roles, strict=True)]
    return Chart(
        name="parts",
        kind=Kind.BARS,
        alt=Text("变化从哪来：", "Parts of the change: ") + sentence(told),
        axis=Axis(Text("相差的人", "difference in people"), Text("人", "people"), -longest, longest, shown=False),
        categories=names,
        notes=notes,
        series=tuple(
            Series(
                name,
                tuple(
                    Point(piece.people, (head,)) if of_piece == role else None
                    for piece, head, of_piece in zip(pieces, heads, roles, strict=True)
                ),
                role,
                dashed=role == Role.NEUTRAL,
            )
            for role, name in _NAMES.items()
        ),
        row_height=50,
        bar_height=14,
    )


def _role(piece: Piece, compared: Compared) -> Role:
    if not matters(piece, compared):
        return Role.NEUTRAL
    return Role.CONVERTED if piece.people > 0 else Role.LOST
