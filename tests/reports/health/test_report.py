"""The health check: facts a manager can check by hand, and an oracle in plain Python on random companies."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.codec.listing import split_text
from core.codec.workbook import split_by_owner
from core.reports.health.report import REPORT, HealthQuery
from core.reports.health.rules import Recognition
from core.reports.health.words import idle_cost, verdict
from core.reports.verdict import Missing
from tests.conftest import ROOT, Run
from tests.marts.making import Row
from tests.reports.health.making_groups import ALIVE, CUTOFF, USUAL, ago, check, group, listed, member
from tests.reports.making_inputs import inputs_of

SAMPLES = ROOT / "tests" / "ingest" / "samples"


@pytest.mark.parametrize(("days", "silent"), [(30, False), (31, True)])
def test_a_group_is_silent_after_more_than_30_days(tmp_path: Path, days: int, silent: bool) -> None:
    found = check(tmp_path, {"groups": [ALIVE, group("g", last_message_on=ago(days))]})
    assert listed(found, "silent") == ({"g"} if silent else set())
    assert found.light("silent").count == int(silent)
    assert found.light("silent").unknown == 0


def test_the_latest_of_list_and_daily_messages_counts(tmp_path: Path) -> None:
    daily = [
        {"group_id": "g", "day": ago(5), "messages": 3},
        {"group_id": "g", "day": CUTOFF, "messages": 0},
        {"group_id": "h", "day": ago(5), "messages": 0},
    ]
    groups = [ALIVE, group("g", last_message_on=ago(90)), group("h", last_message_on=ago(90))]
    found = check(tmp_path, {"groups": groups, "group_daily": daily})
    assert listed(found, "silent") == {"h"}
    assert found.light("silent").listing.column("silent_days") == [90]


def test_a_group_without_a_known_last_message_is_counted_apart(tmp_path: Path) -> None:
    found = check(tmp_path, {"groups": [ALIVE, group("mute")]})
    light = found.light("silent")
    assert (light.count, light.unknown) == (0, 1)
    assert light.note is not None
    assert "1" in light.note.zh


def test_a_group_whose_messages_are_no_longer_known_is_not_called_silent(tmp_path: Path) -> None:
    """Its daily numbers end 40 days before everybody else's, two days after its last message."""
    daily = [{"group_id": "g", "day": ago(42), "messages": 5}, {"group_id": "g", "day": ago(40), "messages": 0}]
    daily += [{"group_id": "alive", "day": ago(n), "messages": 1} for n in (42, 40, 0)]
    found = check(tmp_path, {"groups": [group("g"), ALIVE], "group_daily": daily})
    assert (found.light("silent").count, found.light("silent").unknown) == (0, 1)


def test_days_of_zeros_make_a_group_silent_that_was_never_heard(tmp_path: Path) -> None:
    daily = [{"group_id": "g", "day": ago(n), "messages": 0} for n in range(40)]
    found = check(tmp_path, {"groups": [group("g", created_on=ago(300)), ALIVE], "group_daily": daily})
    assert listed(found, "silent") == {"g"}
    assert found.light("silent").listing.column("silent_days") == [40]


def test_content_stands_in_where_no_messages_are_known(tmp_path: Path) -> None:
    content = [
        {"group_id": name, "sent_at": datetime(2026, 3, 31 if name == "b" else 1, 9), "sent_at_is_day": False,
         "column_name": "c", "line": 1}
        for name in ("a", "b")
    ]  # fmt: skip
    content[0]["sent_at"] = datetime(2026, 1, 31, 9)
    found = check(tmp_path, {"groups": [group("a"), group("b")], "content": content})
    assert listed(found, "silent") == {"a"}


@pytest.mark.parametrize(
    ("purpose", "age", "late"),
    [
        ("lead_in", 1, False),
        ("lead_in", 2, True),
        ("new_user", 29, False),
        ("new_user", 30, True),
        ("regional", 999, False),
    ],
)
def test_overdue_by_purpose(tmp_path: Path, purpose: str, age: int, late: bool) -> None:
    found = check(tmp_path, {"groups": [ALIVE, group("g", purpose=purpose, created_on=ago(age))]})
    assert listed(found, "overdue") == ({"g"} if late else set())
    assert found.light("overdue").unknown == 1  # ALIVE has no purpose


@pytest.mark.parametrize(("customers", "days", "shell"), [(19, 61, True), (20, 61, False), (19, 60, False)])
def test_a_shell_has_few_customers_and_is_long_silent(tmp_path: Path, customers: int, days: int, shell: bool) -> None:
    daily = [{"group_id": "g", "day": ago(100), "members": customers}]
    found = check(tmp_path, {"groups": [ALIVE, group("g", last_message_on=ago(days))], "group_daily": daily})
    assert listed(found, "shell") == ({"g"} if shell else set())


def test_names_that_differ_in_width_case_blanks_or_marks_are_one(tmp_path: Path) -> None:
    names = {"a": "华东-VIP群", "b": "华东 ｖｉｐ群！", "c": "华东VIP2群"}
    found = check(tmp_path, {"groups": [group(k, group_name=v, last_message_on=CUTOFF) for k, v in names.items()]})
    assert listed(found, "double") == {"a", "b"}


@pytest.mark.parametrize(("shared", "double"), [(9, False), (10, True)])
def test_groups_of_the_same_people_are_double(tmp_path: Path, shared: int, double: bool) -> None:
    rows = [member("a", f"u{n}") for n in range(shared)]
    rows += [member("b", f"u{n}") for n in range(shared)] + [member("b", f"v{n}") for n in range(50)]
    found = check(tmp_path, {"groups": [group("a"), group("b")], "members": rows})
    assert listed(found, "double") == ({"a", "b"} if double else set())


def test_less_than_80_percent_of_the_smaller_group_is_not_double(tmp_path: Path) -> None:
    rows = [member("a", f"u{n}") for n in range(20)] + [member("b", f"u{n}") for n in range(15)]
    rows += [member("b", f"v{n}") for n in range(5)]
    assert not listed(check(tmp_path, {"groups": [group("a"), group("b")], "members": rows}), "double")


def test_two_people_of_another_class_mix_a_group(tmp_path: Path) -> None:
    rows = [member(g, f"{g}{n}", identity_class="shop") for g in "abc" for n in range(9)]
    rows += [member("a", "x", identity_class="online"), member("b", "x", identity_class="online")]
    rows += [member("b", "y", identity_class="online"), member("c", "s", identity_class="online", role="staff")]
    tables = {"groups": [group("a"), group("b"), group("c")], "members": rows}
    assert listed(check(tmp_path / "1", tables), "mixed") == {"b"}
    declared = USUAL.with_conflicts("listed", [("online", "consumer")])
    assert listed(check(tmp_path / "2", tables, given=declared), "mixed") == set()


def test_no_admin_is_zero_and_never_unknown(tmp_path: Path) -> None:
    groups = [group("none", admins=0), group("some", admins=2), group("unknown"), group("roster")]
    found = check(tmp_path, {"groups": groups, "members": [member("roster", "a", role="admin")]})
    assert listed(found, "no_admin") == {"none"}
    assert found.light("no_admin").unknown == 1


def test_an_overloaded_owner(tmp_path: Path) -> None:
    """25 + 5 x 3 groups with 6 owners: 6.67 on average, so 25 is 3.75 times."""
    groups = [group(f"w{n}", owner="wang") for n in range(25)]
    groups += [group(f"o{n}", owner=f"o{n % 5}") for n in range(15)]
    light = check(tmp_path, {"groups": groups}).light("owner_load")
    assert (light.count, light.listing.column("owner"), light.listing.column("groups")) == (1, ["wang"], [25])
    assert light.listing.column("times") == [25 / (40 / 6)]


def test_unrecognised_needs_members_and_orders(tmp_path: Path) -> None:
    """Of a's three members one buys, of b's two one does; c has no roster."""
    sold = [
        {"order_id": f"o{n}", "line": 1, "user_id": user, "paid_at": datetime(2026, 3, 9), "amount": Decimal(1),
         "paid_at_is_day": True}
        for n, user in enumerate(("a0", "b0"))
    ]  # fmt: skip
    kinds = [
        {"user_id": user, "id_kind": kind, "id_value": f"{kind} {user}", "seen_on": CUTOFF, "source": "s"}
        for user, kind in [("a0", "phone"), ("b0", "phone"), ("a1", "wecom"), ("a2", "wecom"), ("b1", "wecom")]
    ]
    tables: dict[str, list[Row]] = {"groups": [group("a"), group("b"), group("c")]}
    tables["members"] = [member("a", f"a{n}") for n in range(3)] + [member("b", f"b{n}") for n in range(2)]
    found = check(tmp_path / "1", tables)
    assert found.light("unrecognised").count is None
    assert found.recognition is None
    found = check(tmp_path / "2", {**tables, "orders": sold, "identities": kinds})
    assert listed(found, "unrecognised") == {"a"}
    assert found.light("unrecognised").unknown == 1
    assert found.recognition == Recognition(5, 2)
    assert check(tmp_path / "3", {"groups": tables["groups"], "orders": sold}).recognition is None


def test_days_until_the_source_forgets(tmp_path: Path) -> None:
    tables: dict[str, list[Row]] = {"groups": [ALIVE], "group_daily": [{"group_id": "alive", "day": CUTOFF}]}
    light = check(tmp_path / "1", tables, today=date(2026, 9, 20)).light("expiring")
    assert (light.count, light.alarm) == (8, True)  # 1 April is 172 days old
    assert check(tmp_path / "2", tables, today=CUTOFF).light("expiring").count == 180


def test_what_cannot_be_judged_says_what_unlocks_it(tmp_path: Path) -> None:
    found = check(tmp_path, {"groups": [{"group_id": "g"}]})
    assert {light.code: light.count for light in found.lights} == dict.fromkeys(
        ("silent", "overdue", "shell", "double", "mixed", "no_admin", "owner_load", "unrecognised", "expiring")
    )
    assert all(light.needs is not None for light in found.lights)
    assert "1 个没解散的群，还看不出好坏" in verdict(found, CUTOFF).line.zh


def test_dissolved_groups_are_out_from_their_day_on(tmp_path: Path) -> None:
    gone = group("gone", last_message_on=ago(90), dissolved_on=CUTOFF)
    still = group("still", last_message_on=ago(90), dissolved_on=date(2026, 4, 1))
    found = check(tmp_path, {"groups": [replace_row(ALIVE), gone, still]})
    assert found.cutoff == date(2026, 4, 1)  # the day of the later dissolution is the last day known
    assert listed(found, "silent") == set()
    assert found.groups == 1


def test_quiet_is_a_result(tmp_path: Path) -> None:
    said = verdict(check(tmp_path, {"groups": [ALIVE]}), CUTOFF)
    assert said.todo is not None
    assert "没有异常" in said.line.zh
    assert "没有异常也是结论" in said.todo.zh
    assert "no issues found" in said.line.en


def test_the_verdict_names_a_number_and_a_person(tmp_path: Path) -> None:
    groups = [ALIVE] + [group(f"g{n}", last_message_on=ago(40), owner="zhao" if n else "qian") for n in range(4)]
    said = verdict(check(tmp_path, {"groups": groups}), date(2026, 4, 1))
    assert said.line.zh == "5 个没解散的群里 4 个沉默 30 天以上，3 个在zhao名下"
    assert said.line.en == "4 of 5 living groups have been silent for over 30 days, 3 of them owned by zhao"
    assert said.todo is not None
    assert said.todo.zh.startswith("zhao先过这 3 个群，4/3（周五）前给结果：")


def test_cost_is_spread_over_the_companys_living_groups(tmp_path: Path) -> None:
    """20,000 CNY and 2 people on 4 groups, half of the time: 2,500 CNY and 43.5 hours a group; one is idle."""
    groups = [replace_row(ALIVE, group_id=f"a{n}") for n in range(3)] + [group("g", last_message_on=ago(40))]
    given = replace(USUAL, staff_count=2, monthly_cost=Decimal(20_000), group_time_share=0.5)
    found = check(tmp_path, {"groups": groups}, given=given)
    assert found.cost is not None
    assert (found.cost.group_money, found.cost.group_hours) == (Decimal("2500.00"), Decimal("43.50"))
    assert (found.cost.idle_groups, found.cost.idle_money) == (1, Decimal("2500.00"))
    assert sum(v for v in found.owners.column("idle_cost") if isinstance(v, Decimal)) == Decimal("2500.00")
    told = idle_cost(found)
    assert told is not None
    assert "¥2,500" in told.zh
    assert verdict(found, CUTOFF).notes == (told,)
    contract = REPORT.contract(found)
    assert contract is not None
    assert "¥2,500" in contract.formula.zh
    assert check(tmp_path / "2", {"groups": groups}).cost is None


def replace_row(row: Row, **values: Any) -> Row:
    return {**row, **values}


def test_splitting_by_owner_gives_a_sheet_and_a_message_each(tmp_path: Path) -> None:
    groups = [ALIVE] + [group(f"g{n}", last_message_on=ago(40), owner=["zhao", "qian", None][n % 3]) for n in range(7)]
    listing = check(tmp_path, {"groups": groups}).light("silent").listing
    book = openpyxl.load_workbook(io.BytesIO(split_by_owner(listing, "zh")))
    assert {name: book[name].max_row - 1 for name in book.sheetnames} == {"zhao": 3, "qian": 2, "（无群主）": 2}
    text = split_text(listing, "zh", ("group_name", "why"))
    assert text.count("40 天没人说话") == 7
    assert "【zhao】沉默 30 天以上：3 个" in text


def test_the_filters_choose_groups_and_unknown_is_a_value(tmp_path: Path) -> None:
    rows = {"groups": [ALIVE, group("e", region="east"), group("s", region="south"), group("n", owner="qian")]}
    for number, (query, groups) in enumerate(
        [
            (HealthQuery(region=("east",)), 1),
            (HealthQuery(region=("east", None)), 3),
            (HealthQuery(region=(None,), owner=("qian", "li")), 1),
            (HealthQuery(owner=("nobody",)), 0),
        ]
    ):
        found = check(tmp_path / str(number), rows, query=query)
        assert (found.groups, found.company_groups) == (groups, 4)
    assert verdict(found, CUTOFF).line.zh == "当前筛选下没有群"


def test_without_a_living_group_it_says_what_to_upload(tmp_path: Path) -> None:
    gone = {"groups": [group("g", dissolved_on=CUTOFF, last_message_on=CUTOFF)]}
    for number, rows in enumerate(({}, gone)):
        found = inputs_of(tmp_path / str(number), rows).view(REPORT, HealthQuery())
        assert isinstance(found, Missing)
        assert found.line.zh == "还没有群列表"


@pytest.mark.parametrize(
    ("sample", "silent"),
    [
        ("scrm_groups/客户群导出20260301.csv", 0),
        ("group_list/群列表20260301.csv", 0),
    ],
)
def test_day_one_from_one_file(run: Run, sample: str, silent: int) -> None:
    assert run("import", SAMPLES / sample).code == 0
    told = run("report", "health_check", "--json").json
    lights = {light["code"]: light for light in told["lights"]}
    assert told["groups"] == 2
    assert (lights["silent"]["count"], lights["silent"]["unknown"]) == (silent, 0)
    assert lights["double"]["count"] == 0
    assert lights["overdue"]["count"] is None
    assert lights["overdue"]["needs"]["zh"]
    assert sum(row["groups"] for row in told["owners"]) == 2
