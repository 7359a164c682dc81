"""The health check of random companies against the definitions, group by group."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from core.reports.health.report import HealthQuery
from core.reports.health.rules import HealthCheck
from tests.marts.making import Row
from tests.reports.health.making_groups import CUTOFF, ago, check, listed


def company(rng: random.Random) -> dict[str, list[Row]]:
    """A random company: most facts are sometimes missing."""

    def maybe(value: Any) -> Any:
        return value if rng.random() < 0.8 else None

    groups = [
        {
            "group_id": f"g{n}",
            "group_name": maybe(f"群{rng.randrange(30)}"),
            "owner": maybe(f"owner{rng.randrange(4)}"),
            "purpose": maybe(rng.choice(["lead_in", "new_user", "camp", "benefits"])),
            "admins": maybe(rng.randrange(3)),
            "created_on": maybe(ago(rng.choice([1, 2, 29, 30, 36, 37, 200]))),
            "last_message_on": maybe(ago(rng.choice([0, 5, 29, 30, 31, 60, 61, 90]))),
            "region": maybe(rng.choice(["east", "south"])),
            "dissolved_on": ago(1) if rng.random() < 0.1 else None,
        }
        for n in range(40)
    ]
    groups[0]["last_message_on"] = CUTOFF
    daily = [
        {"group_id": row["group_id"], "day": day, "members": maybe(rng.choice([5, 19, 20, 80]))}
        for row in groups
        for day in (CUTOFF, ago(1))
        if rng.random() < 0.7
    ]
    return {"groups": groups, "group_daily": daily}


def oracle(tables: dict[str, list[Row]], region: str | None) -> dict[str, set[str]]:
    """The lights by their definitions, group by group."""
    found: dict[str, set[str]] = {code: set() for code in ("silent", "overdue", "shell", "double", "no_admin")}
    living = [g for g in tables["groups"] if g["dissolved_on"] is None]
    limits = {"lead_in": 2, "new_user": 30, "camp": 37}
    for g in living:
        name, last = g["group_id"], g["last_message_on"]
        quiet = (CUTOFF - last).days if last else None
        sizes = [(d["day"], d["members"]) for d in tables["group_daily"] if d["group_id"] == name and d["members"]]
        size = max(sizes)[1] if sizes else None
        if quiet is not None and quiet > 30:
            found["silent"].add(name)
        if quiet is not None and quiet > 60 and size is not None and size < 20:
            found["shell"].add(name)
        limit = limits.get(g["purpose"])
        if limit and g["created_on"] and (CUTOFF - g["created_on"]).days >= limit:
            found["overdue"].add(name)
        if g["admins"] == 0:
            found["no_admin"].add(name)
        if g["group_name"] and any(h["group_name"] == g["group_name"] for h in living if h is not g):
            found["double"].add(name)
    inside = {g["group_id"] for g in living if region is None or g["region"] == region}
    return {code: names & inside for code, names in found.items()}


def assert_sums(found: HealthCheck) -> None:
    """Counts are list lengths, owners add up to the whole, and splitting by owner loses no row."""
    assert sum(int(str(n)) for n in found.owners.column("groups")) == found.groups
    assert sum(int(str(n)) for n in found.owners.column("silent")) == (found.light("silent").count or 0)
    for light in found.lights:
        if light.light.unit != "days":
            assert (light.count or 0) == len(light.listing.rows)
            parts = light.listing.by_owner("zh")
            assert sorted(map(repr, light.listing.rows)) == sorted(repr(r) for p in parts.values() for r in p.rows)


@pytest.mark.parametrize("seed", range(12))
def test_random_companies_agree_with_the_definitions(tmp_path: Path, seed: int) -> None:
    tables = company(random.Random(seed))
    for number, region in enumerate((None, "east")):
        query = HealthQuery(region=(region,)) if region else HealthQuery()
        found = check(tmp_path / str(number), tables, query=query)
        assert found.cutoff == CUTOFF
        for code, names in oracle(tables, region).items():
            assert listed(found, code) == names, code
        assert_sums(found)
