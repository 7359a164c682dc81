"""The demo company, written once for all tests of this folder (they share one worker: see `pytestmark` there)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core import demo, marts
from core.store import Store, Version

END = date(2026, 11, 21)
"""Ten days after a 11.11."""

Ask = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Version]:
    """A workspace with the demo up to END; tests only read it."""
    store = Store.open(tmp_path_factory.mktemp("demo") / "workspace")
    return store, demo.write(store, end=END)


@pytest.fixture
def ask(company: tuple[Store, Version]) -> Ask:
    """Run SQL on the imported tables."""
    dataset = marts.open_dataset(*company)

    def rows(sql: str) -> list[tuple[Any, ...]]:
        with dataset.session() as session:
            return session.rows(sql)

    return rows


@pytest.fixture
def copy(company: tuple[Store, Version], tmp_path: Path) -> Store:
    """The demo in a workspace of its own, to be changed."""
    saved = tmp_path / "demo.backup"
    company[0].backup(saved)
    return Store.restore(saved, tmp_path / "workspace")
