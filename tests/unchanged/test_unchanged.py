"""The present code answers every recorded question with the recorded numbers."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.unchanged.datasets import DATASETS, ask, build
from tests.unchanged.record import recorded
from tests.unchanged.variants import VARIANTS

ADDED = frozenset({"verdict"})
"""Top-level keys that came after the recording."""
LISTED = 25
"""Differences a failing test lists."""

Difference = tuple[str, Any, Any]
"""(path, recorded, now)."""


class _Absent:
    def __repr__(self) -> str:
        return "absent"


ABSENT = _Absent()


def differences(old: Any, new: Any, path: str = "$") -> Iterator[Difference]:
    """Where two JSON values differ. Numbers must be equal exactly, and 1 is not 1.0: the printed text would differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from differences(old.get(key, ABSENT), new.get(key, ABSENT), f"{path}.{key}")
    elif isinstance(old, list) and isinstance(new, list):
        for at, (one, other) in enumerate(itertools.zip_longest(old, new, fillvalue=ABSENT)):
            yield from differences(one, other, f"{path}[{at}]")
    elif type(old) is not type(new) or old != new:
        yield path, old, new


def table(found: list[Difference]) -> str:
    """The differences for a reader: a line each, long values cut."""

    def short(value: Any) -> str:
        text = repr(value)
        return text if len(text) <= 100 else f"{text[:97]}…"

    lines = [f"{path}: recorded {short(old)}, now {short(new)}" for path, old, new in found[:LISTED]]
    more = [f"… and {len(found) - LISTED} more"] if len(found) > LISTED else []
    return "\n".join([f"{len(found)} differences", *lines, *more])


@pytest.fixture(scope="session")
def workspace_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Each dataset's workspace, made once (one worker asks all of its questions)."""
    return cache(lambda dataset: build(dataset, tmp_path_factory.mktemp(dataset)))


def _questions() -> list[Any]:
    found = []
    for dataset, reports in VARIANTS.items():
        marks = [pytest.mark.xdist_group(f"unchanged-{dataset}")]
        if DATASETS[dataset].shared:
            marks.append(pytest.mark.shared)
        if DATASETS[dataset].slow:
            marks.append(pytest.mark.slow)
        for report, variants in reports.items():
            for name, words in variants.items():
                found.append(pytest.param(dataset, report, name, words, marks=marks, id=f"{dataset} {report} {name}"))
    return found


@pytest.mark.parametrize(("dataset", "report", "name", "words"), _questions())
def test_same_numbers(
    request: pytest.FixtureRequest,
    workspace_of: Callable[[str], Path],
    dataset: str,
    report: str,
    name: str,
    words: list[str],
) -> None:
    if DATASETS[dataset].shared:
        request.getfixturevalue("shared")
    now = ask(dataset, workspace_of(dataset), words)
    old, now = _recorded(dataset, report)[name], {key: value for key, value in now.items() if key not in ADDED}
    if "missing" in now:
        # Without its tables a report now says which ones it needs; before, it answered with nothing but zeros.
        assert not _known({key: value for key, value in old.items() if key != "version"})
        assert set(now) == {"version", "missing"}
        return
    found = list(differences(old, now))
    assert not found, table(found)


_ASKED = frozenset(
    {"window_days", "step_windows", "optional", "step", "start", "start_step", "last_step", "rates_from", "parts_from"}
)
"""Keys that repeat the question, or number a step."""


def _known(value: Any) -> bool:
    """Whether a recorded answer holds any number but zero."""
    if isinstance(value, dict):
        return any(_known(inner) for key, inner in value.items() if key not in _ASKED)
    if isinstance(value, list):
        return any(map(_known, value))
    return isinstance(value, int | float) and not isinstance(value, bool) and value != 0


@pytest.mark.parametrize("dataset", VARIANTS)
def test_every_recorded_answer_is_asked_for(dataset: str) -> None:
    for report, variants in VARIANTS[dataset].items():
        assert _recorded(dataset, report).keys() == variants.keys(), report
        assert len(variants) >= 20 or report == "coverage"


def test_differences_are_found() -> None:
    old = {"a": [1, {"b": None}], "c": 0.1, "d": True, "e": [1, 2]}
    new = {"a": [1, {"b": 0}], "c": 0.10000000000000002, "d": 1, "e": [1], "f": 1.0}
    assert list(differences(old, new)) == [
        ("$.a[1].b", None, 0),
        ("$.c", 0.1, 0.10000000000000002),
        ("$.d", True, 1),
        ("$.e[1]", 2, ABSENT),
        ("$.f", ABSENT, 1.0),
    ]
    assert not list(differences(old, dict(reversed(old.items()))))


@cache
def _recorded(dataset: str, report: str) -> dict[str, Any]:
    return recorded(dataset, report)
