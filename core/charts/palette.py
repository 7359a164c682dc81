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
SERIES = ("#0b6b50", "#2f6db5", "#c2503a", "#8a5fb0", "#b07a1c", "#3d8f95", "#7d868c")
"""Lines of several groups, told apart without red against green."""
FONT = "'Qunce marks', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
