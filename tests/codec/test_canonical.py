from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.codec.canonical_csv import write_canonical_csv
from core.codec.canonical_json import dumps
from core.domain.tables import TABLES
from core.i18n import Text
from core.ingest.values.cells import clean


def written(table: pa.Table) -> bytes:
    out = io.BytesIO()
    write_canonical_csv(table, out)
    assert not out.closed
    return out.getvalue()


def test_an_order_as_canonical_csv() -> None:
    schema = TABLES["orders"].schema
    row = dict.fromkeys(schema.names) | {
        "order_id": "00012345678901234567890", "line": 1, "user_id": "=cmd()",
        "paid_at": dt.datetime(2026, 3, 1, 9, 5, 7), "paid_at_is_day": False, "amount": Decimal("1234.50"),
        "category": 'a,"b"\r\nc', "referrer_id": "-5",
    }  # fmt: skip
    day = row | {"order_id": "2", "paid_at": dt.datetime(2026, 3, 1), "paid_at_is_day": True, "category": None}
    exact = row | {"order_id": "3", "paid_at": dt.datetime(2026, 3, 1, 9, 5, 7, 120), "category": None}
    data = written(pa.Table.from_pylist([row, day, exact], schema=schema))
    assert data.startswith(b"\xef\xbb\xbforder_id,line,")
    header, *records = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert "paid_at_is_day" not in header
    first, second, third = (dict(zip(header, record, strict=True)) for record in records)
    assert first == dict.fromkeys(header, "") | {
        "order_id": "00012345678901234567890", "line": "1", "user_id": "'=cmd()", "paid_at": "2026-03-01T09:05:07",
        "amount": "1234.50", "category": 'a,"b"\r\nc', "referrer_id": "-5",
    }  # fmt: skip
    assert second["paid_at"] == "2026-03-01"
    assert third["paid_at"] == "2026-03-01T09:05:07.000120"


def test_dates_and_an_empty_table() -> None:
    table = pa.table({"day": pa.array([dt.date(2026, 3, 1), None]), "n": pa.array([None, 5], pa.int64())})
    assert written(table) == b"\xef\xbb\xbfday,n\n2026-03-01,\n,5\n"
    assert written(table.slice(0, 0)) == b"\xef\xbb\xbfday,n\n"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text("'=+-@,\"\r\n\t 中a1", min_size=1, max_size=8), min_size=1, max_size=6))
def test_what_ingest_can_store_comes_back_from_the_csv(texts: list[str]) -> None:
    stored = [text for text in texts if clean(text) == text]
    data = written(pa.table({"note": pa.array(stored, pa.string())}))
    records = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]
    assert [clean(record[0]) for record in records] == stored


class Grade(Enum):
    A = "a"


@dataclass(frozen=True)
class View:
    label: Text
    rate: float | None
    parts: tuple[Any, ...]


def test_json_of_a_view() -> None:
    view = View(Text("群", "group"), None, (Decimal("1.10"), 12345678901234567890, 0.1, True, Grade.A))
    assert dumps(view) == (
        '{"label": {"zh": "群", "en": "group"}, "rate": null, "parts": [1.10, 12345678901234567890, 0.1, true, "a"]}'
    )
    assert (
        dumps([dt.datetime(2026, 3, 1, 9, 5, 7, 999), dt.date(2026, 3, 1)]) == '["2026-03-01T09:05:07", "2026-03-01"]'
    )
    assert dumps({dt.date(2026, 3, 1): np.int64(3), 2: np.float64(0.5), "e": [], "d": {}}) == (
        '{"2026-03-01": 3, "2": 0.5, "e": [], "d": {}}'
    )
    assert dumps({"b": 1, "a": [1, 2]}, indent=2, sort_keys=True) == '{\n  "a": [\n    1,\n    2\n  ],\n  "b": 1\n}'


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), Decimal("NaN"), np.float64("nan"), [1, {"a": -float("inf")}]]
)
def test_nan_and_infinity_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="NaN"):
        dumps(value)


def test_what_has_no_json_form_is_refused() -> None:
    for value in (object(), b"bytes", {(1, 2): 3}):
        with pytest.raises(TypeError):
            dumps(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(JSON, st.none() | st.integers(0, 3))
def test_json_reads_back(value: object, indent: int | None) -> None:
    import json

    assert json.loads(dumps(value, indent=indent)) == value
