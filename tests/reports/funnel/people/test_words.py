"""What is said over a list of people."""

from __future__ import annotations

import re

from core.reports.funnel.people import words as people_words
from core.reports.funnel.people.rules import OUTCOMES

HAN = re.compile("[一-鿿]")


def test_the_line_names_step_outcome_and_count() -> None:
    line = people_words.line(4, "lost", 1234, 1234, False)
    assert line.zh == "④跳转微信流失 1,234 人（与图上一致）"
    assert line.en == "At step 4 (Jumped to WeChat): 1,234 people lost (as in the picture)"
    assert people_words.line(4, "lost", 1, 1, False).en.startswith("At step 4 (Jumped to WeChat): 1 person lost")
    assert people_words.line(4, "lost", 7, 7, True).zh == "④跳转微信流失 7 次（与图上一致）"


def test_a_count_that_differs_from_the_picture_is_said() -> None:
    assert "图上是 5，对不上" in people_words.line(4, "lost", 4, 5, False).zh
    assert "the picture says 5" in people_words.line(4, "lost", 4, 5, False).en


def test_nobody_is_said_without_a_number() -> None:
    assert people_words.line(6, "refused", 0, 0, False).zh == "⑥信息审核录入未通过：一个人也没有"
    assert people_words.line(6, "refused", 0, 0, False).en == "At step 6 (Identity recorded): nobody turned away"


def test_only_friends_can_be_written_to() -> None:
    assert "接待人" in people_words.todo("lost", 5).zh
    assert "接待人" not in people_words.todo("lost", 4).zh
    assert "广告位" in people_words.todo("lost", 4).zh
    some = people_words.todo("lost", 4, friend_optional=True)
    assert "加了好友的可以私聊" in some.zh
    assert people_words.todo("lost", 5, friend_optional=True) == people_words.todo("lost", 5)
    assert people_words.todo("pending", 5) != people_words.todo("pending", 4)


def test_every_outcome_has_words_in_both_languages() -> None:
    assert set(people_words.OUTCOME_NAMES) == set(OUTCOMES)
    for outcome in OUTCOMES:
        for step in (1, 6):
            told = people_words.todo(outcome, step)
            assert HAN.search(told.zh)
            assert not HAN.search(told.en)


def test_a_cut_list_says_so() -> None:
    assert people_words.shown_line(5, 5) is None
    assert people_words.sample_line(5, 5) is None
    cut, drawn = people_words.shown_line(1000, 12345), people_words.sample_line(200_000, 3_000_000)
    assert cut is not None
    assert drawn is not None
    assert cut.zh == "这里是最近进来的 1,000 个，一共 12,345 个。"
    assert "200,000" in drawn.en
