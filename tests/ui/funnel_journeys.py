"""A company whose people stop at every step, for tests of lists and of ways to count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from core.ui.state import FUNNEL_LIST, FUNNEL_PEOPLE
from tests.marts.making import Row, commit, event, open_store

START = datetime(2026, 3, 2, 9)


def journeys() -> list[Row]:
    """A person an hour for 20 days; every second one goes a step further than the one before, up to step 7.

    Every fifth of those who become friends is refused at step 6; every eleventh joins without being a friend.
    """
    rows: list[Row] = []
    for n in range(480):
        user, at = f"wmDemo{n:05}_{n % 10}", START + timedelta(hours=n)
        named: dict[str, Any] = {"channel": f"ch{n % 2}", "ad_slot": "<b>slot</b>"}
        reached = 1 + n % 7
        steps: list[tuple[int, str | None]] = [(step, None) for step in range(1, reached + 1)]
        if reached == 5 and n % 5 == 0:
            steps.append((6, "refused"))
        if n % 11 == 0:
            steps = [(1, None), (2, None), (3, None), (4, None), (7, None)]
        for step, result in steps:
            owner = f"Wang {n % 3}" if step >= 5 else None
            when = (at + timedelta(minutes=10 * step)).isoformat()
            rows.append(event(user, step, when, result=result, owner=owner, **named))
    return rows


def workspace_of(folder: Path, rows: Sequence[Row]) -> Path:
    """A workspace that holds these events."""
    commit(open_store(folder / "w"), {"funnel_events": rows})
    return folder / "w"


def opened(page: AppTest, code: str) -> AppTest:
    """The page with the list of people open; `code` is what its address says: 4-lost."""
    page.session_state[FUNNEL_LIST] = True
    page.session_state[FUNNEL_PEOPLE] = code
    return page.run()
