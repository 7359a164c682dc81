"""`report onboarding_funnel`: its options, and that JSON is the view model."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from core.cli.reporting import answer_json
from core.codec import canonical_json
from core.reports import registry
from core.reports.inputs import Inputs
from core.store import Store
from tests.conftest import Run, make

_HEADER = "用户ID,步骤,时间,渠道"
_OLD_KEYS = {"version", "cutoff", "steps", "breakdown"}
_NEW_KEYS = {"pending", "estimate", "bounds", "comparison", "fixes", "quality"}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weeks: 40 people each, then 20 more people of whom half go on. The tests only read it."""
    rows: list[tuple[object, ...]] = []
    for i in range(100):
        day = 2 + (i % 5) + (7 if i >= 40 else 0)
        rows.append((f"u{i}", 1, f"2026-03-{day:02} 08:00:00", "app" if i % 2 else "web"))
        if i % 4 != 3:
            rows.append((f"u{i}", 2, f"2026-03-{day + 1:02} 08:00:00", ""))
        if i % 4 == 0:
            rows.append((f"u{i}", 3, f"2026-03-{day + 3:02} 08:00:00", ""))
    rows.append(("late", 1, "2026-03-31 08:00:00", "app"))
    folder = tmp_path_factory.mktemp("company")
    lines = [_HEADER, *(",".join(map(str, row)) for row in rows)]
    (folder / "events.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert make(folder / "workspace", "import", folder / "events.csv").code == 0
    return folder / "workspace"


@pytest.fixture
def workspace(company: Path) -> Path:
    return company


def ask(run: Run, *options: object) -> Any:
    found = run("report", "onboarding_funnel", *options, "--json")
    assert found.code == 0, found.err
    return found.json


def test_json_is_the_view_model(run: Run, company: Path) -> None:
    found = ask(run, "--by", "channel", "--by", "entry_week", "--since", "2026-03-09", "--until", "2026-03-16")
    assert found.keys() >= _OLD_KEYS | _NEW_KEYS
    store = Store.open(company)
    version = store.head()
    assert version is not None
    asked = {"since": date(2026, 3, 9), "until": date(2026, 3, 16), "by": ("channel", "entry_week")}
    inputs = Inputs.of(store, version, datetime.now(store.zone).date())
    answer = answer_json(inputs, registry.report("onboarding_funnel"), asked)
    assert json.loads(canonical_json.dumps(answer)) == found
    assert [part["value"] for part in found["breakdown"]] == [["app", "2026-03-09"], ["web", "2026-03-09"]]


def test_windows_of_steps_and_optional_steps(run: Run, company: Path) -> None:
    plain, short = ask(run)["steps"], ask(run, "--step-window", "3=1")["steps"]
    assert [step["people"] for step in plain[:3]] == [101, 75, 25]
    assert [step["people"] for step in short[:3]] == [101, 75, 0]
    over = ask(run, "--optional", "2")["steps"]
    assert (over[1]["optional"], over[1]["people"], over[1]["lost"]) == (True, 75, 0)
    assert over[2]["people"] + over[2]["lost"] + over[2]["pending"] == 101
    again = ask(run, "--re-entry")
    assert (again["entries"], again["entrants"]) == (101, 101)


def test_a_comparison_closes(run: Run, company: Path) -> None:
    week = ("--since", "2026-03-09", "--until", "2026-03-16")
    found = ask(run, *week, "--compare", "previous")["comparison"]
    assert found["kind"] == "periods"
    assert found["base"]["since"] == "2026-03-02"
    assert found["change"] == sum(part["whole"] for part in found["parts"]) == 15 - 10
    assert sum(part["people"] for part in found["parts"]) == pytest.approx(found["change"])
    assert ask(run, *week, "--compare", "2026-03-02..2026-03-09")["comparison"] == found
    segments = ask(run, "--segment-a", "channel=app", "--segment-b", "channel=web")["comparison"]
    assert segments["now"]["where"] == {"channel": ["app"]}
    assert segments["change"] == -25
    assert segments["rates"][0]["looks"] == len(segments["rates"])


def test_a_list_has_as_many_people_as_the_bar(run: Run, company: Path) -> None:
    found = ask(run, "--people", "3:lost")
    assert found["people"]["count"] == len(found["people"]["rows"]) == found["steps"][2]["lost"] == 50
    csv = run("report", "onboarding_funnel", "--people", "3:lost").out
    assert len(csv.strip().splitlines()) == 51


@pytest.mark.parametrize(
    "options",
    [
        ("--step-window", "3"),
        ("--step-window", "9=1"),
        ("--optional", "1"),
        ("--re-entry", "--window-days", "none"),
        ("--compare", "yesterday"),
        ("--compare", "previous"),
        ("--compare", "2026-03-09..2026-03-02"),
        ("--segment-a", "channel=app"),
        ("--segment-a", "channel", "--segment-b", "channel=x"),
        ("--people", "lost"),
        ("--people", "3:gone"),
        ("--by", "channel", "--by", "channel"),
        ("--by", "channel", "--by", "region", "--by", "owner"),
    ],
)
def test_options_that_make_no_sense_exit_2(run: Run, company: Path, options: tuple[str, ...]) -> None:
    found = run("report", "onboarding_funnel", *options, "--json")
    assert found.code == 2
    assert found.json["error"]["code"] == "bad_request"


def test_the_plain_text_tells_steps_and_change(run: Run, company: Path) -> None:
    found = run(
        *("report", "onboarding_funnel", "--since", "2026-03-09", "--until", "2026-03-16"),
        *("--compare", "previous", "--by", "channel", "--by", "entry_week"),
    )
    assert found.code == 0
    rows = [line.split() for line in found.out.splitlines()]
    assert ["app", "2026-03-09"] in [row[:2] for row in rows]
    assert "5 more" in found.out or "more" in found.out
