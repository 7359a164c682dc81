"""Every report of the registry, sections too: no data, the demo, an empty scope; the page says what its JSON says.

A report added to the registry is tested here without another line.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.cli.reporting import answer_json
from core.codec import canonical_json
from core.i18n import Text
from core.reports import registry
from core.reports.inputs import Inputs
from core.reports.options import as_query, options
from core.reports.report import Report
from core.reports.verdict import Missing, Verdict
from core.scope import Scope
from core.store import Store
from tests.conftest import Answer, Show, make
from tests.marts.making import open_store
from tests.reports.making_inputs import inputs_of
from tests.workspaces import Kind

NAMES = tuple(registry.MODULES)
LISTED = tuple(name for name in NAMES if registry.report(name).parent is None)
TODAY = date(2026, 4, 1)
"""The day after the demo company's last."""
HAN = re.compile("[一-鿿]")
PAGES = {
    "health_check": "overview",
    "onboarding_funnel": "funnel",
    "coverage": "coverage",
    "group_labels": "labels",
}
"""Reports whose verdict is the first line of a page, and the page."""
EVERY = pytest.mark.parametrize("name", NAMES)


def demo_inputs(workspaces: Callable[[Kind], Path]) -> Inputs:
    store = Store.open(workspaces("demo"))
    head = store.head()
    assert head is not None
    return Inputs.of(store, head, TODAY)


def asked(report: Report[Any, Any], inputs: Inputs, scope: Scope) -> Any:
    """The query of a scope; of a section, that of its report."""
    if report.parent is None:
        return report.ask(inputs, scope)
    return as_query(report.query, registry.report(report.parent).ask(inputs, scope))


def in_words(verdict: Verdict) -> list[Text]:
    return [verdict.line, *([verdict.todo] if verdict.todo else []), *verdict.notes]


def is_worded(texts: list[Text]) -> None:
    """Both languages say something, and nothing is left unfilled."""
    for text in texts:
        assert text.zh.strip(), text
        assert text.en.strip(), text
        for words in (text.zh, text.en):
            assert not re.search(r"None|\{\w|nan\b|Text\(", words), words


@EVERY
def test_without_data_a_report_says_what_is_missing(name: str, tmp_path: Path) -> None:
    report = registry.report(name)
    store = open_store(tmp_path)
    printed = make(store.root, "report", name, "--json")
    assert printed.code == 0, printed.err
    found = printed.json
    assert found["version"] is None
    assert set(found["missing"]) == {"tables", "line", "todo"}
    assert found["missing"]["tables"]
    assert found["verdict"] == {
        "line": found["missing"]["line"],
        "todo": found["missing"]["todo"],
        "notes": [],
    }
    missing = report.missing
    is_worded([missing.line, missing.todo])
    assert HAN.search(missing.line.zh)
    assert not HAN.search(missing.line.en + missing.todo.en)


@EVERY
def test_a_report_of_the_demo_company_is_worded_and_is_json(name: str, workspaces: Callable[[Kind], Path]) -> None:
    inputs = demo_inputs(workspaces)
    report = registry.report(name)
    view = inputs.view(report, asked(report, inputs, Scope()))
    assert not isinstance(view, Missing), view
    assert dataclasses.is_dataclass(view)
    is_worded(in_words(report.verdict(view, TODAY)))
    for table in report.tables(view):
        assert table.short.title.zh
        assert table.short.title.en
        assert {field.name for field in table.short.fields}.issuperset(table.split_fields)
        table.download()
    for chart in report.charts(view):
        assert chart.alt.zh
        assert chart.alt.en
        canonical_json.dumps(chart)
    canonical_json.dumps(report.to_json(view))
    contract = report.contract(view)
    if contract is not None:
        is_worded([contract.formula, contract.counts])


@EVERY
def test_an_empty_scope_is_said_and_never_breaks(name: str, workspaces: Callable[[Kind], Path]) -> None:
    inputs = demo_inputs(workspaces)
    report = registry.report(name)
    nobody = Scope(since=date(2023, 2, 3), until=date(2023, 2, 4), owner=("nobody",))
    view = inputs.view(report, asked(report, inputs, nobody))
    verdict = view.verdict() if isinstance(view, Missing) else report.verdict(view, TODAY)
    is_worded(in_words(verdict))
    if not isinstance(view, Missing):
        for table in report.tables(view):
            table.download()
        for chart in report.charts(view):
            canonical_json.dumps(chart)


@EVERY
def test_every_option_has_a_default_and_stands_in_the_help(name: str, tmp_path: Path) -> None:
    report = registry.report(name)
    report.query()
    listed = make(tmp_path, "report", name, "--help")
    assert listed.code == 0
    for option in options(report.query).values():
        assert f"--{option.name}" in listed.out
        assert option.label.zh
        assert option.label.en


def test_all_reports_are_listed_with_their_needs(tmp_path: Path) -> None:
    listed = make(tmp_path, "report", "--list", "--json").json
    assert [row["name"] for row in listed] == list(LISTED)
    for row in listed:
        assert set(row) == {"name", "title", "needs"}
        assert set(row["title"]) == {"zh", "en"}
        assert row["needs"]
        assert all(needed == sorted(needed) for needed in row["needs"])
    assert not (tmp_path / "catalog.sqlite").exists()  # naming reports makes no workspace


@pytest.mark.parametrize("name", LISTED)
def test_text_and_json_open_with_the_same_verdict(name: str, workspaces: Callable[[Kind], Path]) -> None:
    workspace = workspaces("demo")
    found = make(workspace, "report", name, "--json").json
    verdict = found["verdict"]
    assert set(verdict) == {"line", "todo", "notes"}
    printed: Answer = make(workspace, "report", name)
    lines = printed.out.splitlines()
    assert lines[0] in verdict["line"].values()
    if verdict["todo"] is not None:
        assert lines[1] in verdict["todo"].values()


def test_a_section_stands_in_its_report_as_it_answers_alone(workspaces: Callable[[Kind], Path]) -> None:
    inputs = demo_inputs(workspaces)
    whole = json.loads(canonical_json.dumps(answer_json(inputs, registry.report("onboarding_funnel"), {})))
    for section in registry.sections("onboarding_funnel"):
        if section.key is not None and section.asked is None:
            alone = json.loads(canonical_json.dumps(answer_json(inputs, section, {})))
            del alone["verdict"], alone["version"]
            assert whole[section.key] in (alone, alone.get(section.key))


@pytest.mark.ui
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_says_what_the_report_says(
    name: str, lang: str, workspaces: Callable[[Kind], Path], show: Show
) -> None:
    workspace = workspaces("demo")
    verdict = make(workspace, "report", name, "--json").json["verdict"]
    page = show(workspace, PAGES[name], lang)
    assert page.title[0].value.replace("\\", "") == verdict["line"][lang]
    if verdict["todo"] is not None:
        assert page.header[0].value.replace("\\", "") == verdict["todo"][lang]
    shown = "\n".join(text.value for text in page.text)
    for note in verdict["notes"]:
        assert note[lang] in shown


@pytest.mark.ui
@pytest.mark.parametrize("name", [s.name for s in registry.sections("onboarding_funnel") if s.folded])
def test_a_fold_says_what_its_section_says(name: str, workspaces: Callable[[Kind], Path], show: Show) -> None:
    section = registry.report(name)
    workspace = workspaces("demo")
    page = show(workspace, "funnel", "en", **{name: True})
    titles = [title.value.replace("\\", "") for title in page.subheader]
    if section.asked is None:
        verdict = make(workspace, "report", name, "--json").json["verdict"]
        assert verdict["line"]["en"] in titles
    assert any(fold.label == section.title.en for fold in page.expander)


def test_answers_are_kept_by_what_they_depend_on(tmp_path: Path) -> None:
    inputs = inputs_of(tmp_path, {"groups": [{"group_id": "g", "group_name": "东区", "owner": "li"}]})
    report = registry.report("health_check")
    query = report.ask(inputs, Scope())
    first = inputs.view(report, query)
    assert inputs.view(report, report.ask(inputs, Scope())) is first
    later = Inputs(inputs.store, inputs.version, date(2026, 4, 2), inputs.settings_revision)
    assert later.view(report, query) is not first
    inputs.store.set_setting("assumptions", {"values": {"silent_days": 9}, "who": "x", "at": "2026-04-01T00:00:00"})
    changed = Inputs.of(inputs.store, inputs.version, inputs.today)
    assert changed.settings_revision != inputs.settings_revision
    assert changed.view(report, query) is not first
