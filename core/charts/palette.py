"""The one visual language: what a colour means, in every chart. Text on white has contrast AA."""

from __future__ import annotations

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
