"""Numbers and spans of time as sentences write them."""

from __future__ import annotations

import pytest

from core.wording import duration


@pytest.mark.parametrize(
    ("seconds", "by_day", "zh", "en"),
    [
        (20, False, "不到 1 分钟", "under 1 min"),
        (23 * 60, False, "23 分钟", "23 min"),
        (4.3 * 3600, False, "4.3 小时", "4.3 h"),
        (26 * 3600, False, "26.0 小时", "26.0 h"),
        (3 * 86400, False, "3.0 天", "3.0 days"),
        (0, True, "当天", "same day"),
        (86400, True, "1 天", "1 day"),
        (2 * 86400, True, "2 天", "2 days"),
    ],
)
def test_times_are_said_in_the_unit_people_use(seconds: float, by_day: bool, zh: str, en: str) -> None:
    found = duration(seconds, by_day)
    assert (found.zh, found.en) == (zh, en)
