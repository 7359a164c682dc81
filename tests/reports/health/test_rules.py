"""Lights judge facts without a database."""

from __future__ import annotations

from datetime import date

import pytest

from core.reports.health.light import Group
from core.reports.health.lights import all_lights, double, expiring, mixed, owner_load, silent, unrecognised
from tests.reports.health.making_groups import CUTOFF, scene


def test_every_light_stands_in_its_file_with_words_and_a_rule() -> None:
    lights = all_lights()
    assert [light.code for light in lights] == [
        *("silent", "overdue", "shell", "double", "mixed", "no_admin", "owner_load", "unrecognised", "expiring")
    ]
    assert len({light.order for light in lights}) == len(lights)
    places = [(light.tier, light.place) for light in lights if light.phrase is not None]
    assert len(set(places)) == len(places)
    for light in lights:
        filled = light.filled(scene().assumptions)
        assert "{" not in filled.label.zh + filled.formula.zh + filled.formula.en
        assert light.judge(scene()).count is None  # of nothing, nothing can be said


def test_a_group_is_silent_only_as_far_as_its_messages_are_known() -> None:
    groups = [Group("a", silent_days=31), Group("b", silent_days=2, silent_most=30), Group("c", silent_days=2)]
    judged = silent.judge(scene(*groups, Group("d", silent_days=90)))
    assert [row[-1] for row in judged.rows] == ["d", "a"]
    assert (judged.count, judged.unknown) == (2, 1)


def test_unrecognised_is_below_one_half() -> None:
    groups = [Group(name) for name in "abc"]
    judged = unrecognised.judge(scene(*groups, recognised={"a": 0.49, "b": 0.5}))
    assert [row[-1] for row in judged.rows] == ["a"]
    assert judged.unknown == 1


def test_doubles_are_looked_for_in_the_company_and_listed_in_scope() -> None:
    company = (Group("a", "East"), Group("b", "east "), Group("c", "West"), Group("d", "EAST"), Group("e", "ｅａｓｔ!"))
    judged = double.judge(scene(company[0], company[2], company=company, shared=(("a", "c", 12),)))
    assert [row[-1] for row in judged.rows] == ["a", "c"]
    why = judged.rows[0][2]
    assert getattr(why, "zh", "") == "群名相同：east 、EAST、ｅａｓｔ!；12 个客户也在「West」"
    more = [Group(f"g{n}", "same") for n in range(6)]
    assert double.doubles(more, ())[0][1].en == "same name: same, same, same and 2 more"
    assert double.judge(scene(Group("a"))).count is None
    assert double.judge(scene(Group("a"), roster=True)).count == 0


def test_who_is_mixed_in_is_named_with_numbers() -> None:
    classes = {"a": {"shop": 9, "online": 2, "other": 1}}
    judged = mixed.judge(scene(Group("a"), Group("b"), classes=classes))
    assert getattr(judged.rows[0][2], "en", "") == "2 online, 1 other in a group of shop"
    assert judged.unknown == 1
    declared = mixed.judge(scene(Group("a", identity_class="online"), classes=classes))
    assert getattr(declared.rows[0][2], "zh", "") == "online群里混进 9 个shop、1 个other"


def test_an_owner_is_judged_by_all_groups_and_listed_where_one_is_in_scope() -> None:
    company = tuple(Group(f"g{n}", owner="wang" if n < 25 else f"o{n}") for n in range(35))
    assert owner_load.judge(scene(company[0], company=company)).rows[0][:2] == ("wang", 25)
    assert owner_load.judge(scene(company[30], company=company)).rows == ()


@pytest.mark.parametrize(("last", "left"), [(CUTOFF, 180), (date(2026, 3, 30), 180), (date(2026, 3, 20), 170)])
def test_days_left_are_counted_from_the_first_day_not_fetched(last: date, left: int) -> None:
    judged = expiring.judge(scene(fetched={"group_daily": last, "owner_daily": CUTOFF}))
    assert judged.count == left
    assert [row[2] for row in judged.rows] == sorted((left, 180))
