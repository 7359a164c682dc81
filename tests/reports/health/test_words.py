"""The health check in words, from view models: which light opens the page, who has to do what, by when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.reports.health import words
from core.reports.health.light import Group
from core.reports.health.rules import HealthCheck, check
from core.reports.health.tables import light_table, owner_table, tables
from core.reports.verdict import Verdict
from tests.reports.health.making_groups import CUTOFF, ago, scene

TODAY = date(2026, 4, 1)


def groups(n: int, start: int = 0, **facts: object) -> list[Group]:
    """Groups that nothing is wrong with, but for what `facts` say."""
    healthy = {"owner": "li", "admins": 1, "silent_days": 1, "silent_most": 1, "purpose": "regional", "customers": 90}
    return [Group(f"g{k}", f"name {k}", **{**healthy, **facts}) for k in range(start, start + n)]  # type: ignore[arg-type]


def checked(*company: Group, **facts: object) -> HealthCheck:
    return check(scene(*company, **facts), 1, CUTOFF, None)  # type: ignore[arg-type]


def said(*company: Group, **facts: object) -> Verdict:
    return words.verdict(checked(*company, **facts), TODAY)


def test_the_longest_people_lists_the_page_and_of_equal_ones_the_more_urgent() -> None:
    silent, overdue = groups(1, silent_days=40), groups(2, 10, purpose="camp", age_days=90)
    assert said(*silent, *overdue).line.en == "2 of 3 living groups are overdue and not dissolved, all owned by li"
    assert said(*silent, *overdue[:1]).line.zh == "2 个没解散的群里 1 个沉默 30 天以上，在li名下"
    mixed = {"g0": {"shop": 9, "online": 2}, "g1": {"shop": 9, "online": 2}}
    twins = [Group("g0", "same", "li"), Group("g1", "same", "li")]
    assert "混进了互斥身份的人" in said(*twins, classes=mixed).line.zh


def test_a_list_of_the_first_tier_comes_before_a_longer_one_of_a_later() -> None:
    company = [*groups(5, admins=0), *groups(1, 10, silent_days=40)]
    assert "沉默 30 天以上" in said(*company).line.zh
    assert said(*company[:5]).line.en == "5 of 5 living groups have no backup admin, all owned by li"
    assert said(*groups(1, admins=0), *groups(1, 1)).line.en == "1 of 2 living groups has no backup admin, owned by li"


def test_an_owner_who_carries_too_many_is_named() -> None:
    company = [*groups(25, owner="wang", admins=0)]
    company += [Group(f"o{n}", f"other {n}", f"o{n % 5}", admins=1) for n in range(15)]
    verdict = said(*company)
    assert verdict.line.zh == "40 个没解散的群里，wang一人带 25 个，超载"
    assert verdict.line.en == "wang carries 25 of 40 living groups"
    assert verdict.todo is not None
    assert verdict.todo.zh == "先把他名下的沉默群、空壳群处理掉，再分给别人。4/3（周五）前定好分给谁。"
    assert verdict.todo.en.endswith("then share out. Decide by Friday 3 Apr who takes over which.")


@pytest.mark.parametrize(
    ("owners", "line", "todo"),
    [
        (["a", "b", "c"], "，分在 3 位群主名下", "各群主过自己的群，4/3（周五）前给结果："),
        (["a", "a", "b"], "，2 个在a名下", "a先过这 2 个群，4/3（周五）前给结果："),
        (["a"], "，在a名下", "a先过这 1 个群，4/3（周五）前给结果："),
        ([None, None], "沉默 30 天以上", "先让群主在群里发一条有用的内容"),
    ],
)
def test_who_has_to_do_it(owners: list[str | None], line: str, todo: str) -> None:
    company = [Group(f"g{n}", f"name {n}", owner, silent_days=50) for n, owner in enumerate(owners)]
    verdict = said(*company)
    assert verdict.todo is not None
    assert verdict.line.zh.endswith(line)
    assert verdict.todo.zh.startswith(todo)
    assert ("Result by Friday 3 Apr." in verdict.todo.en) == (owners[0] is None)


def test_no_issues_is_only_said_of_what_can_be_judged() -> None:
    blind = said(Group("g"), fetched={"group_daily": CUTOFF})
    assert blind.line.en == "1 living groups, nothing can be judged yet"
    assert blind.todo is not None
    assert blind.todo.zh == "上传带「最后发言」列的群列表，或群每日数据。"
    assert blind.todo.en == "Upload a group list with last message, or groups by day."
    partly = said(*groups(3))
    assert partly.line.zh == "3 个没解散的群，没有异常"
    assert partly.todo is not None
    assert partly.todo.zh == "没有异常也是结论。还有 3 项看不了，见下面。"
    assert partly.todo.en == "3 lights cannot be judged yet, see below."
    everything = {"classes": {"g0": {"shop": 9}}, "recognised": {"g0": 0.9}, "fetched": {"group_daily": CUTOFF}}
    whole = said(*groups(1), **everything)
    assert whole.todo is not None
    assert whole.todo.zh == "没有异常也是结论。上周的安排照做就行。"
    unjudged = checked(*groups(3)).light("mixed")
    assert "no issues" not in words.lines(unjudged, said=False)[0].en.lower()


def test_what_stands_over_a_list() -> None:
    found = checked(*groups(2, silent_days=40), Group("g9", "name 9"), fetched={"group_daily": ago(10)}, today=CUTOFF)
    silent, expiring = found.light("silent"), found.light("expiring")
    assert [line.zh for line in words.lines(silent, said=True)] == ["另有 1 个群不知道最后发言，不算沉默。"]
    assert words.lines(silent, said=False)[0] == silent.light.todo
    assert words.heading(silent).zh == "沉默 30 天以上 · 2 个"
    assert words.lines(found.light("shell"), said=False)[0].en == "No issues found."
    assert words.heading(expiring).zh == "离丢数据还有几天"
    assert words.lines(expiring, said=False)[0].zh == "还早，每周照常上传就行。"
    assert (words.number(expiring), words.name(expiring).en) != (None, "")
    late = checked(*groups(1), fetched={"group_daily": ago(300)}).light("expiring")
    assert (words.number(late).zh, words.name(late).zh) == ("119 天", "的数据已经丢了")  # type: ignore[union-attr]
    assert words.lines(late, said=False)[0] == late.light.todo
    assert words.name(found.light("mixed")).zh == "身份混群：还看不了"
    assert "30 天" in words.contract(silent).formula.zh


def test_about_keeps_two_digits() -> None:
    assert [words.about(Decimal(n)) for n in (0, 7, 44, 455, "12345.67", 98_760)] == [0, 7, 44, 460, 12_000, 99_000]


def test_the_lists_shown_and_the_lists_kept() -> None:
    found = checked(*[Group(f"g{n}", f"name {n}", f"o{n:02}", silent_days=40) for n in range(12)])
    owners, silent = owner_table(found), light_table(found.light("silent"))
    assert (len(owners.short.rows), len(owners.download().rows)) == (10, 12)
    assert [field.name for field in silent.short.fields].count("silent_days") == 0
    assert silent.download().column("silent_days") == [40] * 12
    lights = tables(found)[0].short
    assert len(lights.rows) == len(found.lights)
    assert lights.column("light")[-1] == found.light("expiring").light.heading
