"""What is said where the funnel does not count as usual."""

from __future__ import annotations

import re

import pytest

from core.domain.onboarding_path import PATHS
from core.i18n import Text
from core.reports.funnel.overview import aside_words

HAN = re.compile("[一-鿿]")


def test_the_usual_path_says_nothing_and_the_others_differ() -> None:
    told = [aside_words.path(path) for path in PATHS]
    assert told[0] is None
    assert told[1] is not None
    assert told[2] is not None
    assert told[1] != told[2]


def test_a_step_that_may_be_skipped_tells_its_own_take_up() -> None:
    told = aside_words.take_up(6, 4, 61, 100, 0.61)
    assert told.zh == "⑥信息审核录入（可跳过）：期限走完、走到④跳转微信的 100 人里 61 人做了（61.0%）。"
    assert "61 of the 100 at step 4 (Jumped to WeChat) whose time is over took it (61.0%)" in told.en


@pytest.mark.parametrize("of", [0, 1, 29])
def test_few_people_give_no_share(of: int) -> None:
    told = aside_words.take_up(6, 4, 0, of, 0.0 if of else None)
    assert "%" not in told.zh + told.en
    assert "人太少" in told.zh


def test_entries_say_people_and_times() -> None:
    told = aside_words.entries(2345, 2611)
    assert "2,345 人一共进来 2,611 次" in told.zh
    assert "2,345 people entered 2,611 times" in told.en


def test_windows_of_steps_name_each_step() -> None:
    told = aside_words.step_windows([(4, 1), (5, 3)])
    assert told.zh == "另设了单步期限：④跳转微信 1 天，⑤加好友自动回复 3 天。"
    assert told.en == "Windows of single steps: step 4 (Jumped to WeChat) 1 day, step 5 (Added as friend) 3 days."


def test_no_language_holds_the_other() -> None:
    told: list[Text | None] = [aside_words.path(path) for path in PATHS]
    told += [aside_words.audit(7), aside_words.take_up(5, 4, 1, 2, None), aside_words.step_windows([(2, 7)])]
    for text in filter(None, told):
        assert not HAN.search(text.en)
        assert not re.search("[A-Za-z]{2}", text.zh)
