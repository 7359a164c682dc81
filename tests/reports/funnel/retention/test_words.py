"""Aside 8 in words."""

from __future__ import annotations

from core.reports.funnel.retention import words as staying_words


def test_a_share_is_said_of_a_hundred_with_how_many_were_looked_at() -> None:
    line = staying_words.line(200, 164, 0.82, 7)
    assert line.zh == "⑧ 入群 7 天后，100 人里还有 82 人在群（看了 200 人）"
    assert "of 100 people pulled in, 82 are still in the group after 7 days (200 looked at)" in line.en
    todo = staying_words.todo(200, 0.82, 0.76, 0.87, 3)
    assert "76%–87%" in todo.zh
    assert "不用急着动" in todo.zh


def test_few_people_give_no_share() -> None:
    assert "人太少" in staying_words.line(29, 20, 20 / 29, 7).zh
    assert "%" not in staying_words.todo(29, 20 / 29, 0.5, 0.8, 0).zh


def test_losing_more_than_half_is_something_to_do() -> None:
    assert "一半以上" in staying_words.todo(200, 0.3, 0.2, 0.4, 0).zh


def test_nobody_to_judge_says_why() -> None:
    assert "看满 7 天" in staying_words.line(0, 0, None, 7).zh
    assert "用户ID对上" in staying_words.todo(0, None, None, None, 12).zh
    assert "时间够了" in staying_words.todo(0, None, None, None, 0).zh


def test_what_is_missing_is_named() -> None:
    assert "群成员" in staying_words.missing(False).zh
    assert "Group members" in staying_words.missing(False).en
    assert staying_words.missing(True) != staying_words.missing(False)
