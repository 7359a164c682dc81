from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.codec.formula import guard, guard_array, is_risky, unguard

TRICKY = st.text("'=+-@＝＋－＠\t\r\n \u3000\u200b1.eE中a", max_size=7)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\ra", "\na", "\ta", "＝1", "＋a", "－a", "＠a", "  =1", "\u3000=1",
     "-1,234", "+86 138", "-", "'=1", "''@a", "﹦a"],
)  # fmt: skip
def test_what_a_spreadsheet_might_run_is_guarded(text: str) -> None:
    assert guard(text) == "'" + text
    assert unguard(guard(text)) == text


@pytest.mark.parametrize(
    "text", ["", "-5", "+5", "-1.50", "-1e5", "1=1", "a@b", "'quoted'", "'5", "'-5"[:2], "中=1", "wm-1"]
)
def test_plain_text_and_plain_numbers_stay(text: str) -> None:
    assert not is_risky(text) or text.startswith("'-")
    assert unguard(guard(text)) == text


def test_unguard_takes_exactly_one_quote() -> None:
    assert unguard("'=1") == "=1"
    assert unguard("''=1") == "'=1"
    assert unguard("'abc") == "'abc"
    assert unguard("'-5") == "'-5"


@settings(max_examples=400, deadline=None)
@given(TRICKY)
def test_round_trip(text: str) -> None:
    assert unguard(guard(text)) == text


@settings(max_examples=150, deadline=None)
@given(st.lists(st.none() | TRICKY, max_size=8))
def test_columns_equal_cells(texts: list[str | None]) -> None:
    cells = pa.array(texts, pa.string())
    assert guard_array(cells).to_pylist() == [None if t is None else guard(t) for t in texts]
    assert [None if t is None else unguard(t) for t in guard_array(cells).to_pylist()] == texts
