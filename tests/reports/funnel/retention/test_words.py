"""7-day retention in words."""

from __future__ import annotations

from datetime import date

from core.i18n import Text
from core.reports.funnel.retention import tables, words
from core.reports.funnel.retention.model import Retention
from core.statistics.intervals import wilson


def retention(judged: int, stayed: int, no_roster: int = 0) -> Retention:
    low, high = wilson(stayed, judged)
    return Retention(judged + no_roster, judged, stayed, stayed / judged if judged else None, low, high, 0, no_roster)


def said(found: Retention) -> tuple[Text, Text]:
    verdict = words.verdict(found, date(2026, 3, 2))
    assert verdict.todo is not None
    return verdict.line, verdict.todo


def test_a_share_is_said_of_a_hundred_with_how_many_were_looked_at() -> None:
    line, todo = said(retention(200, 164, 3))
    assert line.zh == "⑧ 入群 7 天后，100 人里还有 82 人在群（看了 200 人）"
    assert "of 100 people pulled in, 82 are still in the group after 7 days (200 looked at)" in line.en
    assert line.en.startswith("7-day retention: ")
    assert "76%–87%" in todo.zh
    assert "不用急着动" in todo.zh


def test_few_people_give_no_share() -> None:
    line, todo = said(retention(29, 20))
    assert "人太少" in line.zh
    assert "%" not in todo.zh
    assert tables.listing(retention(29, 20)).column("share") == [None] * 4
    assert tables.listing(retention(30, 20)).column("share")[0] == 20 / 30


def test_losing_more_than_half_is_something_to_do() -> None:
    assert "一半以上" in said(retention(200, 60))[1].zh


def test_nobody_to_judge_says_why() -> None:
    assert "看满 7 天" in said(retention(0, 0))[0].zh
    assert "用户ID对上" in said(retention(0, 0, 12))[1].zh
    assert "时间够了" in said(retention(0, 0))[1].zh


def test_what_is_missing_is_named() -> None:
    assert "群成员" in words.NO_MEMBERS.todo.zh
    assert "Group members" in words.NO_MEMBERS.todo.en
    assert words.NOBODY != words.NO_MEMBERS
