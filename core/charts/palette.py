"""The one visual language: what a colour means, in every chart. Text on white has contrast AA."""

from __future__ import annotations

from enum import StrEnum

CONVERTED = "#0b6b50"
LOST = "#c2503a"
PENDING = "#e0b04c"
REFUSED = "#7d868c"
NEUTRAL = "#c9d3cf"
"""What is neither good nor bad: days without a finding, the rest."""
INK = "#1f2a27"
"""Text and axes."""
MUTED = "#5a6662"
"""Second text: contrast 5.9 on white."""
FONT = "'Qunce marks', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"


class Role(StrEnum):
    """What the colour of a part means. Renderers add patterns, so that colour is never the only sign."""

    CONVERTED = "converted"
    LOST = "lost"
    PENDING = "pending"
    REFUSED = "refused"
    NEUTRAL = "neutral"
    MUTED = "muted"
    PARTLY = "partly"
    """Something is there, of which nobody knows whether it is all."""
    OPEN = "open"
    """Not decided yet: hatched."""
    TOO_FEW = "too_few"


COLOURS: dict[Role, str] = {
    Role.CONVERTED: CONVERTED,
    Role.LOST: LOST,
    Role.PENDING: PENDING,
    Role.REFUSED: REFUSED,
    Role.NEUTRAL: NEUTRAL,
    Role.MUTED: MUTED,
    Role.PARTLY: "#8fc3b1",
    Role.OPEN: "#fbf3e0",
    Role.TOO_FEW: "#eceeed",
}
SHADES = ("#fdf6c9", "#dcebc3", "#b2dcc3", "#83c6c4", "#58aac2", "#2f76a5", "#2c659f", "#274683")
"""From low to high: light yellow to dark blue in steps of falling lightness, which every eye orders alike."""


def ink_on(role: Role) -> str:
    """The colour of a number written on this one."""
    return "#ffffff" if role in (Role.CONVERTED, Role.LOST, Role.REFUSED) else INK


def shade(place: float) -> tuple[str, str]:
    """The shade at a place on the scale, 0 lowest to 1 highest, and the colour of a number written on it."""
    at = min(int(place * len(SHADES)), len(SHADES) - 1)
    return SHADES[at], "#ffffff" if at >= _DARK else INK


_DARK = 5
"""From this shade on, white numbers have the contrast."""
