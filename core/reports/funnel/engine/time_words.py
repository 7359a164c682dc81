"""How long something took, as people say it: minutes, hours or days."""

from __future__ import annotations

from core.i18n import Text

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def lasting(seconds: float, by_day: bool = False) -> Text:
    """12 分钟, 4.3 小时, 2.1 天; `by_day`: only days are known, so that nothing shorter is said."""
    if by_day:
        days = round(seconds / _DAY)
        return Text(f"{days} 天", f"{days} {'day' if days == 1 else 'days'}") if days else Text("当天", "same day")
    if seconds < _MINUTE:
        return Text("不到 1 分钟", "under 1 min")
    if seconds < 1.5 * _HOUR:
        return Text(f"{seconds / _MINUTE:.0f} 分钟", f"{seconds / _MINUTE:.0f} min")
    if seconds < 2 * _DAY:
        return Text(f"{seconds / _HOUR:.1f} 小时", f"{seconds / _HOUR:.1f} h")
    return Text(f"{seconds / _DAY:.1f} 天", f"{seconds / _DAY:.1f} days")
