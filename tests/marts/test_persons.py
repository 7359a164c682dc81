"""Which ids are one person."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from core.db import Engine
from core.marts import Marts, ensure
from core.store import Store
from tests.marts.making import commit, open_store
from tests.reports.funnel import oracle

Row = dict[str, Any]


def link(user: str, kind: str, value: str, source: str | None) -> Row:
    return {"user_id": user, "id_kind": kind, "id_value": value, "source": source}


def resolve(store: Store, rows: list[Row], buckets: int = 1) -> tuple[dict[str, str], set[tuple[str, ...]], Marts]:
    marts = ensure(store, commit(store, {"identities": rows}, buckets), derived=False)
    with Engine.of(store.root).session() as session:
        persons = dict(session.rows(marts.persons_sql()))
        return persons, set(session.rows(marts.conflicts_sql())), marts


def test_a_roster_member_and_a_shop_buyer_with_one_phone_are_one_person(tmp_path: Path) -> None:
    rows = [
        link("ext1", "external_userid", "ext1", "roster"),
        link("ext1", "phone", "H", "roster"),
        link("nick9", "buyer_nick", "nick9", "shop"),
        link("nick9", "phone", "H", "shop"),
    ]
    persons, conflicts, _ = resolve(open_store(tmp_path), rows)
    assert persons == {"nick9": "ext1", "H": "ext1"}
    assert conflicts == set()


def test_a_phone_of_two_people_of_one_source_joins_neither(tmp_path: Path) -> None:
    rows = [link("U1", "phone", "H", "roster"), link("U2", "phone", "H", "roster"), link("U2", "phone", "G", "roster")]
    persons, conflicts, _ = resolve(open_store(tmp_path), rows)
    assert persons == {"G": "U2"}
    assert conflicts == {("phone", "H", "U1"), ("phone", "H", "U2")}


def test_one_user_id_in_two_sources_is_told_by_its_own_kind(tmp_path: Path) -> None:
    rows = [link("U1", "phone", "H", "roster"), link("U2", "phone", "H", "shop")]
    persons, conflicts, _ = resolve(open_store(tmp_path), rows)
    assert persons == {"U2": "U1", "H": "U1"}
    assert not conflicts


def test_an_order_keyed_by_a_nick_of_the_roster(tmp_path: Path) -> None:
    persons, _, _ = resolve(open_store(tmp_path), [link("ext1", "buyer_nick", "anna", "roster")])
    assert persons == {"anna": "ext1"}, "the person is a user_id, though the nick sorts first"


def test_a_long_chain_is_one_person(tmp_path: Path) -> None:
    rows = [link(f"u{i:03}", "unionid", f"v{i + d:03}", f"source {i}") for i in range(200) for d in (0, 1)]
    random.Random(1).shuffle(rows)
    persons, _, _ = resolve(open_store(tmp_path), rows)
    assert len(persons) == 199 + 201
    assert set(persons.values()) == {"u000"}


@pytest.mark.parametrize("seed", range(12))
def test_agrees_with_union_find_in_any_order(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    names = [f"{c}{i}" for c in "ab" for i in range(6)]
    rows = {}
    for _ in range(rng.randint(1, 25)):
        kind = rng.choice(["phone", "buyer_nick", "unionid"])
        row = link(rng.choice(names), kind, rng.choice([*names, "v1", "v2"]), rng.choice(["s1", "s2", "s3", None]))
        rows[row["id_kind"], row["id_value"], row["user_id"]] = row
    expected = oracle.persons(list(rows.values()))
    for number in range(2):
        shuffled = rng.sample(list(rows.values()), len(rows))
        persons, _, marts = resolve(open_store(tmp_path / str(number)), shuffled, buckets=number + 1)
        assert persons == expected
        assert marts.funnel == {}
