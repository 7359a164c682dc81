"""The funnel report against the oracle on random small datasets, and its properties."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.marts import ORDERS, Order, ensure, open_dataset
from core.reports.funnel.engine import source
from core.reports.funnel.engine.funnel import DIMENSIONS, FunnelQuery, build, to_json
from tests.marts.making import commit, event, open_store
from tests.reports.funnel import oracle

_BATCHES, _DATASETS = 10, 50
"""500 datasets in all, each asked once; batches may run beside each other."""
_QUICK = 2
"""Batches of the quick run; the others are in `make test-slow`."""


def random_dataset(rng: random.Random) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Few people on few days, so that ties, repeats, edges and disorder are the rule; at times there are more."""
    crowd = rng.choice([1, 1, 1, 1, 5])
    base = datetime(2026, 3, 2)
    lowest = rng.choice([1, 1, 1, 2, 5])
    users = [f"u{i}" for i in range(crowd * rng.randint(1, 9))]
    clocks = [rng.choice([0, 1, 7_200_000_000, 43_200_000_000, 86_399_999_999]) for _ in range(2)]
    rows: dict[tuple[str, int, datetime], dict[str, Any]] = {}
    for _ in range(crowd * rng.randint(1, 45)):
        is_day = rng.random() < 0.25
        micros = 0 if is_day else rng.choice(clocks)
        at = base + timedelta(days=rng.randint(0, 6), microseconds=micros)
        dims = {d: rng.choice([None, None, "", "a", "b"]) for d in oracle.DIMENSIONS}
        result = rng.choice([None, "passed", "passed", "refused"]) if rng.random() < 0.5 else None
        step = min(7, lowest + int(rng.expovariate(0.6)))
        row = event(rng.choice(users), step, at, is_day=is_day, result=result, **dims)
        rows[row["user_id"], row["step"], row["at"]] = row
    identities = [
        {
            "user_id": rng.choice(users),
            "id_kind": rng.choice(["phone", "buyer_nick"]),
            "id_value": rng.choice([*users, "v1", "v2", "v3"]),
            "source": rng.choice(["roster", "shop", None]),
        }
        for _ in range(crowd * rng.choice([0, 1, 3, 6]))
    ]
    unique = {(r["id_kind"], r["id_value"], r["user_id"]): r for r in identities}
    return list(rows.values()), list(unique.values())


def same(found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    for got, want in zip(found, expected, strict=True):
        for name, value in want.items():
            if isinstance(value, float):
                assert got[name] == pytest.approx(value, abs=1e-6), (got["step"], name)
            else:
                assert got[name] == value, (got["step"], name)


def closes(steps: list[dict[str, Any]]) -> None:
    """Counts never rise, and whoever reached a step is somewhere at the next."""
    counted = [s for s in steps if s["people"] is not None and not s["optional"]]
    for before, now in itertools.pairwise(counted):
        assert before["people"] == now["people"] + now["refused"] + now["lost"] + now["pending"]
        assert min(now["people"], now["refused"], now["lost"], now["pending"]) >= 0


def adds_up(report: dict[str, Any]) -> None:
    for i, step in enumerate(report["steps"]):
        for name in ("people", "lost", "pending", "refused"):
            if step[name] is not None:
                assert step[name] == sum(b["steps"][i][name] for b in report["breakdown"])


def random_query(rng: random.Random, order: Order) -> FunnelQuery:
    """Any way to ask, each part of it by itself."""
    days = rng.choice([None, 1, 2, 3, 5])
    by = rng.choice([None, *DIMENSIONS, tuple(rng.sample(DIMENSIONS, 2))])
    from_step = rng.choice([None, None, None, 3])
    filtered = rng.sample(oracle.DIMENSIONS, rng.choice([0, 1, 1, 2]))
    if isinstance(by, str) and by in oracle.DIMENSIONS and rng.random() < 0.3:
        filtered = [by]
    later = range((from_step or 1) + 1, 8)
    own = {step: rng.choice([1, 2, 3]) for step in rng.sample(later, rng.choice([0, 0, 1, 3]))}
    return FunnelQuery(
        since=rng.choice([None, None, date(2026, 3, 3)]),
        until=rng.choice([None, None, date(2026, 3, 6)]),
        window_days=days,
        order=order,
        by=by,
        as_of=rng.choice([None, None, date(2026, 3, 5), datetime(2026, 3, 4, 2), date(2026, 3, 9)]),
        from_step=from_step,
        where=tuple((dim, tuple(rng.sample([None, "a", "b", "z"], rng.randint(1, 3)))) for dim in filtered),
        step_windows=tuple(own.items()),
        optional=tuple(rng.sample(later, rng.choice([0, 0, 0, 1, 2]))),
        re_entry=days is not None and rng.random() < 0.3,
    )


def another_scope(query: FunnelQuery, rng: random.Random) -> FunnelQuery:
    """The same way of counting, asked about other people: what is held of the one must serve the other."""
    other = random_query(rng, query.order)
    return replace(query, since=other.since, until=other.until, where=other.where, by=other.by)


def agree(found: dict[str, Any], expected: dict[str, Any], split: bool) -> None:
    """Report and oracle say the same, and both add up."""
    assert [b["value"] for b in found["breakdown"]] == [b["value"] for b in expected["breakdown"]]
    same(found["steps"], expected["steps"])
    for got, want in zip(found["breakdown"], expected["breakdown"], strict=True):
        same(got["steps"], want["steps"])
        closes(got["steps"])
    for name in ("cutoff", "entries", "entrants"):
        assert found[name] == expected[name], name
    closes(found["steps"])
    if split:
        adds_up(found)


@pytest.mark.parametrize(
    "batch", [pytest.param(n, marks=[pytest.mark.slow] if n >= _QUICK else []) for n in range(_BATCHES)]
)
def test_agrees_with_the_oracle(batch: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With people held in memory, and every other time as for so many people that they are left in files."""
    rng, most = random.Random(batch), source._IN_MEMORY_BYTES
    store = open_store(tmp_path / "w")
    for number in range(_DATASETS):
        monkeypatch.setattr(source, "_IN_MEMORY_BYTES", most if number % 2 else 0)
        events, identities = random_dataset(rng)
        version = commit(store, {"funnel_events": events, "identities": identities}, buckets=2)
        order: Order = rng.choice(ORDERS)
        marts = ensure(store, version, [order], derived=False)
        dataset = open_dataset(store, version, derived=False)
        first = random_query(rng, order)
        for query in (first, another_scope(first, rng)):
            found = to_json(build(dataset, marts, query))
            expected = oracle.funnel(
                events,
                identities,
                imported=version.created_at,
                strict=order == "strict",
                days=query.window_days,
                by=query.by,
                since=query.since,
                until=query.until,
                as_of=query.last_time,
                from_step=query.from_step,
                where={dim: list(values) for dim, values in query.where},
                step_windows=dict(query.step_windows),
                optional=query.optional,
                again=query.re_entry,
            )
            try:
                agree(found, expected, query.by is not None)
            except AssertionError as error:
                raise AssertionError((batch, number, query, events, identities)) from error


@pytest.mark.parametrize("order", ORDERS)
def test_a_clock_that_was_never_set_counts_like_any_other(order: Order, tmp_path: Path) -> None:
    """Devices whose clock was not set date events around 1970; one of these people enters twice, one goes back."""
    store, new_year = open_store(tmp_path / "w"), datetime(1970, 1, 1)
    events = [
        event("a", 2, new_year - timedelta(hours=1)),
        event("a", 3, new_year + timedelta(hours=1)),
        event("b", 3, new_year - timedelta(days=3)),
        event("b", 2, new_year - timedelta(days=2)),
        event("b", 2, new_year - timedelta(days=1)),
        event("b", 3, new_year - timedelta(minutes=5)),
        event("c", 2, new_year - timedelta(days=2), result="refused"),
        event("c", 2, new_year - timedelta(days=1)),
    ]
    version = commit(store, {"funnel_events": events}, buckets=2)
    marts, dataset = ensure(store, version, [order], derived=False), open_dataset(store, version, derived=False)
    report = build(dataset, marts, FunnelQuery(order=order))
    assert [step.people for step in report.steps] == [None, 3, 2, 0, 0, 0, 0]
