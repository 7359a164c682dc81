"""The headline numbers in words: what changed most, who looks at it, which days have no data."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from core.reports.headlines import numbers, words
from core.reports.headlines.model import Headline, Headlines
from core.reports.headlines.period import Period
from core.reports.headlines.tables import tables

WEEK = Period(date(2026, 3, 25), date(2026, 4, 1))
TODAY = date(2026, 4, 1)


def view(*headlines: Headline, period: Period | None = WEEK) -> Headlines:
    return Headlines(1, period, headlines)


MEMBERS = Headline(numbers.MEMBERS, 1050, 1000)
JOINS = Headline(numbers.JOINS, 1234, 1178)
LEAVES = Headline(numbers.LEAVES, 150, 100)


def test_the_largest_change_in_relation_to_before_is_named() -> None:
    said = words.verdict(view(MEMBERS, JOINS), TODAY)
    assert said.line.zh == "3/31 在群 1,050 人次，比 7 天前多 50"
    assert said.line.en == "In groups, 31 Mar: 1,050, 50 more than 7 days earlier"
    said = words.verdict(view(JOINS), TODAY)
    assert said.line.zh == "3/25–3/31 进群 1,234 人次，比前 7 天多 56"
    assert said.line.en == "Joined, 25 Mar – 31 Mar: 1,234, 56 more than in the 7 days before"
    assert said.todo is None


def test_much_worse_gets_somebody_to_look_and_better_nobody() -> None:
    worse = words.verdict(view(MEMBERS, JOINS, LEAVES), TODAY)
    assert worse.line.zh == "3/25–3/31 退群 150 人次，比前 7 天多 50"
    assert worse.todo is not None
    assert worse.todo.zh.startswith("4/3（周五）前：请负责社群的人")
    assert words.verdict(view(Headline(numbers.LEAVES, 50, 100)), TODAY).todo is None
    assert words.verdict(view(Headline(numbers.JOINS, 50, 100)), TODAY).todo is not None
    assert words.verdict(view(Headline(numbers.JOINS, 95, 100)), TODAY).todo is None


def test_small_numbers_sums_and_gaps_do_not_lead() -> None:
    few = Headline(numbers.ACTIVE, 9, 3)
    net = Headline(numbers.NET, 500, 100)
    gap = Headline(numbers.MESSAGES, 900, 100, (date(2026, 3, 26),))
    assert words.leading([few, net, gap]) is None
    assert words.leading([few, net, gap, JOINS]) is JOINS
    assert words.verdict(view(net, gap), TODAY).line.zh == "3/25–3/31 消息 900 条"


def test_without_days_or_numbers_it_says_so() -> None:
    assert words.verdict(view(period=None), TODAY).line == words.NO_NUMBERS
    assert words.verdict(view(), TODAY).line == words.NO_NUMBERS


def test_the_same_gap_is_named_once_for_all_its_numbers() -> None:
    days = tuple(date(2026, 3, day) for day in (18, 19, 20, 25))
    notes = words.verdict(view(Headline(numbers.JOINS, 1, 2, days), Headline(numbers.LEAVES, 1, 2, days)), TODAY).notes
    assert [note.zh for note in notes] == [
        "进群、退群：缺 4 天的数据（2026-03-18 至 2026-03-20、2026-03-25）。缺的天不算 0，所以不比变化。"
    ]
    assert words.label(Headline(numbers.JOINS, 1, 2, days), WEEK).zh == "进群（7 天中有 6 天）"
    assert words.label(JOINS, WEEK) == numbers.JOINS.label
    many = tuple(date(2026, 3, 1) + timedelta(days=2 * n) for n in range(6))
    assert words.verdict(view(Headline(numbers.JOINS, 1, 2, many)), TODAY).notes[0].en.count("…") == 1


def test_missing_days_in_a_row_are_one_range() -> None:
    days = [date(2026, 2, day) for day in (1, 2, 3, 7)]
    assert words.runs(days) == [(date(2026, 2, 1), date(2026, 2, 3)), (date(2026, 2, 7), date(2026, 2, 7))]


def test_people_and_person_times_are_held_together_only_where_all_groups_are_known() -> None:
    people = Headline(numbers.PEOPLE, 900, 900)
    assert "1,050 人次 = 900 人" in words.verdict(view(MEMBERS, people), TODAY).notes[0].zh
    unknown = Headline(numbers.PEOPLE, 900, 900, unknown=2)
    assert [note.en for note in words.verdict(view(MEMBERS, unknown), TODAY).notes] == [
        "2 groups have no roster; people counted once leave them out."
    ]
    sizes = Headline(numbers.MEMBERS, 9, 9, unknown=3)
    assert words.verdict(view(sizes), TODAY).notes[0].zh == "3 个群不知道人数，没有加进在群。"


def test_numbers_as_one_reads_them_and_exact() -> None:
    amount = Headline(numbers.AMOUNT, Decimal("123456.78"), Decimal("123000.00"))
    unknown = Headline(numbers.PEOPLE, None, 5)
    (table,) = tables(view(amount, JOINS, unknown, Headline(numbers.GROUPS, 3, 3)))
    changes = [change.zh if change else None for change in table.short.column("change")]  # type: ignore[union-attr]
    assert changes == ["+¥457", "+56", None, "持平"]
    assert [getattr(value, "zh", value) for value in table.short.column("value")] == [
        *("¥12.3 万", "1,234 人次", "—", "3 个")
    ]
    assert table.download().column("change") == [Decimal("456.78"), 56, None, 0]
    contract = words.contract(JOINS, WEEK)
    assert contract.window is not None
    assert (contract.window.zh, contract.formula) == ("7 天", numbers.JOINS.contract.formula)


def test_every_number_has_words_of_its_own() -> None:
    codes = [number.code for number in numbers.NUMBERS]
    assert codes == ["groups", "members", "people", "joins", "leaves", "net", "messages", "active", "amount"]
    assert [number.unlock.label.en for number in numbers.NUMBERS if number.unlock] == [
        *("members", "people counted once", "joins and leaves", "messages and active groups", "order amount")
    ]
