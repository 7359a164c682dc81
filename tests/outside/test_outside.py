"""What CONTRIBUTING.md promises: a report, a fold and a health light added from outside of the package are found
by the command line, the pages, the unlock line and JSON, without another edit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.reports import registry
from core.reports.unlocks import unlocks
from tests.conftest import Show, make
from tests.workspaces import Kind

pytestmark = pytest.mark.xdist_group("outside")


@pytest.fixture
def spending(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one line of a report."""
    monkeypatch.setitem(registry.MODULES, "spending", "tests.outside.spending")


@pytest.fixture
def fold(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one line of a fold."""
    monkeypatch.setitem(registry.MODULES, "busiest_week", "tests.outside.busiest_week")


@pytest.mark.usefixtures("spending")
def test_a_report_in_one_file_is_found_everywhere(workspaces: Callable[[Kind], Path], show: Show) -> None:
    demo = workspaces("demo")
    assert "spending" in [row["name"] for row in make(demo, "report", "--list", "--json").json]
    found = make(demo, "report", "spending", "--json").json
    assert set(found) == {"version", "verdict", "amount", "buyers"}
    assert found["buyers"] > 0
    fewer = make(demo, "report", "spending", "--least", "100", "--json").json
    assert fewer["amount"] < found["amount"]
    shown = "\n".join(text.value for text in show(demo, "overview", "en").text)
    assert found["verdict"]["line"]["en"] in shown
    assert found["verdict"]["todo"]["en"] in shown
    assert make(demo, "report", "spending").out.splitlines()[0] in found["verdict"]["line"].values()


@pytest.mark.usefixtures("spending")
def test_the_unlock_line_counts_it() -> None:
    with_it = unlocks({"orders"})
    assert with_it.total == unlocks(()).total
    del registry.MODULES["spending"]
    assert unlocks({"orders"}).total == with_it.total - 1
    assert unlocks({"orders"}).seen == with_it.seen - 1


@pytest.mark.usefixtures("fold")
def test_a_fold_is_found_on_its_page_and_in_its_reports_json(workspaces: Callable[[Kind], Path], show: Show) -> None:
    demo = workspaces("demo")
    whole = make(demo, "report", "onboarding_funnel", "--json").json
    assert set(whole["busiest_week"]) == {"monday", "people"}
    alone = make(demo, "report", "busiest_week", "--json").json
    assert alone["people"] == whole["busiest_week"]["people"]
    assert "busiest_week" not in [row["name"] for row in make(demo, "report", "--list", "--json").json]
    page = show(demo, "funnel", "en", busiest_week=True)
    assert "The busiest week" in [one.label for one in page.expander]
    assert alone["verdict"]["line"]["en"] in [one.value.replace("\\", "") for one in page.subheader]
