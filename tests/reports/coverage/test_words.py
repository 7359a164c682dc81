"""What coverage says, most urgent first, by hand-made examples."""

from __future__ import annotations

from datetime import date, timedelta

from core.reports.coverage import words
from core.reports.coverage.model import Calendar, DayRange, Recognised
from core.reports.verdict import Verdict
from tests.reports.coverage.making_views import MONDAY, table, view_of

LAST = date(2026, 4, 30)
HOLE = DayRange(date(2026, 3, 10), date(2026, 3, 12))
SOME, HALF, NEARLY = Recognised(None, 100, 30), Recognised(None, 100, 50), Recognised(None, 100, 95)


def zh(found: Verdict) -> tuple[str, str | None, list[str]]:
    return found.line.zh, found.todo.zh if found.todo else None, [note.zh for note in found.notes]


def test_days_about_to_be_lost_lead_then_gaps_are_listed() -> None:
    view = view_of(table("group_daily", MONDAY, LAST, HOLE), table("owner_daily", MONDAY, LAST))
    soon = LAST + timedelta(days=151)  # 1 May is 150 days old
    assert zh(words.verdict(view, soon)) == (
        "群每日数据到 2026-04-30 为止。企业微信只保留 180 天，还有 30 天可以补取。",
        "今天就从企业微信后台补导出，上传到数据页。",
        [
            "群每日数据缺 3 天：2026-03-10 – 2026-03-12。企业微信已经取不回来。",
            "群主每日数据到 2026-04-30 为止。企业微信只保留 180 天，还有 30 天可以补取。",
        ],
    )
    gone = words.verdict(view, LAST + timedelta(days=182))
    assert gone.line.en == "Groups by day ends on 2026-04-30. WeCom keeps 180 days: the first 1 days after it are gone."


def test_gaps_lead_while_nothing_is_about_to_be_lost() -> None:
    view = view_of(table("group_daily", MONDAY, LAST, HOLE), table("funnel_daily", MONDAY, LAST, HOLE))
    line, todo, notes = zh(words.verdict(view, LAST + timedelta(days=150)))
    assert line == "群每日数据缺 3 天、导流每日人数缺 3 天"
    assert todo == "按下面列出的日期补导出。缺的天不算 0。"
    assert notes[1:] == [
        "导流每日人数缺 3 天：2026-03-10 – 2026-03-12。",
        "群每日数据到 2026-04-30 为止。企业微信只保留 180 天，还有 31 天可以补取。",
    ]


def test_data_up_to_a_week_old_expire_without_a_word() -> None:
    view = view_of(table("group_daily", MONDAY, LAST))
    assert words.verdict(view, LAST + timedelta(days=8)).notes == ()
    assert len(words.verdict(view, LAST + timedelta(days=9)).notes) == 1


def test_few_recognised_lead_where_no_day_is_missing() -> None:
    daily = table("group_daily", MONDAY, LAST)
    line, todo, _ = zh(words.verdict(view_of(daily, members=SOME, orders=NEARLY), LAST))
    assert line == "只认得出 30% 的群成员"
    assert "「身份标识」" in str(todo)
    for members, orders in ((HALF, NEARLY), (SOME, Recognised(None, 0, 0))):
        assert words.verdict(view_of(daily, members=members, orders=orders), LAST).line.zh == "每日数据没有缺的天"


def test_few_days_and_none() -> None:
    orders = table("orders", MONDAY, LAST)
    assert words.verdict(view_of(orders), LAST).line.zh == "还没有每天的数据"
    few = words.verdict(view_of(orders, table("group_daily", LAST - timedelta(days=12), LAST)), LAST)
    assert few.line.zh == "每日数据才 13 天，满 14 天才看得出变化"
    assert "满 14 天就能和前一周比" in str(few.todo)
    enough = words.verdict(view_of(orders, table("group_daily", LAST - timedelta(days=13), LAST)), LAST)
    assert enough.line.en == "No day is missing"


def test_gaps_in_words() -> None:
    gap = table("group_daily", MONDAY, LAST, HOLE)
    sentence = words.gap_sentence(gap, date(2026, 3, 22))
    assert sentence.zh == "群每日数据缺 3 天：2026-03-10 – 2026-03-12。最近缺的一天还有 170 天可以从企业微信补取。"
    assert "no longer has them" in words.gap_sentence(gap, date(2026, 9, 8)).en


def test_of_many_gaps_the_newest_are_named() -> None:
    gaps = [DayRange(day, day) for day in (MONDAY + timedelta(days=2 * n) for n in range(1, 7))]
    sentence = words.gap_sentence(table("funnel_daily", MONDAY, LAST, *gaps), LAST)
    assert sentence.zh == "导流每日人数缺 6 天：2026-03-08、2026-03-10、2026-03-12、2026-03-14 等 6 段。"
    assert sentence.en.endswith("days missing: 6 (2026-03-08, 2026-03-10, 2026-03-12, 2026-03-14 and 2 more).")


def test_what_raises_the_share_recognised() -> None:
    assert "成员名单" in str(words.how_to_raise(view_of()))
    assert "订单" in str(words.how_to_raise(view_of(members=SOME)))
    assert "身份标识" in str(words.how_to_raise(view_of(members=SOME, orders=HALF)))
    assert words.how_to_raise(view_of(members=NEARLY, orders=NEARLY)) is None


def test_ids_of_several_people_are_mentioned() -> None:
    view = view_of(members=NEARLY, orders=NEARLY, conflicts=1200)
    assert [line.zh for line in words.recognition_sentences(view)][1:] == [
        "1,200 个标识同时属于几个人，没有用来合并。",
    ]


def test_what_the_calendar_leaves_out() -> None:
    assert "没有日历可画" in str(words.calendar_sentence(Calendar((), (), 0)))
    shown = view_of(table("orders", MONDAY, LAST), today=LAST).calendar
    assert words.calendar_sentence(shown) is None
    cut = view_of(table("orders", date(2020, 1, 6), LAST), today=LAST).calendar
    assert str(cut.cut) in str(words.calendar_sentence(cut))
