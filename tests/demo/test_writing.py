"""Writing the demo: the same each time, only into an empty workspace, gone with the first real import."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from core import demo
from core.demo.tables import tables
from core.domain.tables import TABLES
from core.errors import BadRequest
from core.store import Store, Version
from tests.conftest import Run
from tests.demo.conftest import END

pytestmark = pytest.mark.xdist_group("demo")


def test_the_same_seed_and_day_give_the_same_tables() -> None:
    first, again = dict(tables(1, END)), dict(tables(1, END))
    assert set(first) == set(TABLES)
    assert all(first[name].equals(again[name]) for name in TABLES)
    other = dict(tables(2, END))
    assert not other["members"].equals(first["members"])


@pytest.mark.parametrize("end", [date(2024, 2, 29), date(2025, 2, 5), date(2026, 11, 12), date(2031, 7, 1)])
def test_any_end_day_gives_a_whole_company(end: date) -> None:
    made = dict(tables(3, end))
    assert made["groups"].num_rows == 240
    assert all(rows.num_rows for rows in made.values())
    assert made["group_daily"]["day"].to_numpy().max() == end


def test_only_into_an_empty_workspace(copy: Store, run: Run) -> None:
    refused = run("demo", "--json", at=copy.root)
    assert refused.code == 2
    assert refused.json["error"]["code"] == "bad_request"
    assert len(copy.versions()) == 1


def test_the_command_writes_version_1_and_tells_its_stories(
    company: tuple[Store, Version], run: Run, workspace: Path
) -> None:
    done = run("demo", "--end", END, "--json", "--progress")
    assert done.code == 0
    assert done.json["version"] == 1
    assert set(done.json["tables"]) == set(TABLES)
    assert {story["code"] for story in done.json["stories"]} >= {"leaking_step", "mispositioned", "double11"}
    assert '"stage": "funnel_events"' in done.err
    head = Store.open(workspace).head()
    assert head is not None
    assert head.action == "demo"
    # The same bytes in every workspace: nothing depends on its secret or the clock.
    assert {name: [f.sha256 for f in files] for name, files in head.files.items()} == {
        name: [f.sha256 for f in files] for name, files in company[1].files.items()
    }
    assert run("demo").code == 2
    funnel = run("report", "onboarding_funnel", "--json").json
    assert funnel["steps"][0]["people"] > 40_000
    assert run("coverage", "--json").json["identity_conflicts"] == 6


def test_a_day_that_is_none_is_refused(run: Run, workspace: Path) -> None:
    assert run("demo", "--end", "31/12/2026").code == 2
    assert Store.open(workspace).head() is None


def test_the_first_real_import_starts_from_empty_tables(copy: Store, run: Run, csv_file: Callable[..., Path]) -> None:
    orders = csv_file("orders.csv", "order_id,user_id,paid_at,amount", [("A1", "u1", "2026-11-01 10:00:00", "9.90")])
    done = run("import", orders, "--json", at=copy.root)
    assert done.json["demo_removed"] is True
    head = copy.head()
    assert head is not None
    assert {name: sum(f.rows for f in files) for name, files in head.files.items()} == {"orders": 1}


def test_one_click_removes_it_and_undo_brings_it_back(copy: Store, run: Run) -> None:
    before = copy.version(1)
    gone = demo.remove(copy, "me")
    assert (gone.action, gone.files, gone.who) == ("demo_removed", {}, "me")
    assert run("coverage", at=copy.root).code == 0
    assert run("report", "onboarding_funnel", at=copy.root).code == 0
    assert run("verify", at=copy.root).code == 0
    with pytest.raises(BadRequest):
        demo.remove(copy, "me")
    back = copy.undo(1, "me")
    assert back is not None
    assert back.action == "demo"
    assert back.files == before.files


def test_a_real_import_after_the_removal_is_an_ordinary_one(
    copy: Store, run: Run, csv_file: Callable[..., Path]
) -> None:
    demo.remove(copy, "me")
    orders = csv_file("orders.csv", "order_id,user_id,paid_at,amount", [("A1", "u1", "2026-11-01 10:00:00", "9.90")])
    done = run("import", orders, "--json", at=copy.root)
    assert "demo_removed" not in done.json
    with pytest.raises(BadRequest):
        demo.remove(copy, "me")


def test_stopped_half_way_nothing_is_there(workspace: Path) -> None:
    store = Store.open(workspace)

    def stop(stage: str, rows: int, percent: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.write(store, end=END, progress=stop)
    assert store.head() is None
