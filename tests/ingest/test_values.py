from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.choices import CHOICES
from core.ingest.values import dates, numbers
from core.ingest.values.cells import BLANKS, clean, clean_array
from core.ingest.values.dates import DateReading, Moment, moment
from core.ingest.values.parse import date_order_evidence, money_with_refund, money_with_refund_array, parse_array
from tests.ingest.reading import one, parsed

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("¥1,234.50", "1234.50"),
        ("￥１，２３４．５０", "1234.50"),
        ("1,234.50元", "1234.50"),
        ("3.2万", "32000.00"),
        ("3.2万元", "32000.00"),
        ("1.5亿", "150000000.00"),
        ("(500)", "-500.00"),
        ("（５００）", "-500.00"),
        ("-¥5.5", "-5.50"),
        ("¥-5.5", "-5.50"),
        ("−7", "-7.00"),
        ("1.005", "1.01"),
        ("-1.005", "-1.01"),
        ("\t12\t", "12.00"),
        ("`88.00", "88.00"),
        ("9999999999999999.99", "9999999999999999.99"),
        (".5", "0.50"),
    ],
)
def test_money_in_every_spelling(cell: str, amount: str) -> None:
    assert one("money", cell) == Decimal(amount)


@pytest.mark.parametrize("cell", ["abc", "1,23", "1.2.3", "12%", "1 234", "(-5)", "--5", "1.23E+17", "$5", "¥", "五百"])
def test_what_is_no_money_is_said_to_be_none(cell: str) -> None:
    assert one("money", cell) == "bad_number"


def test_money_out_of_range() -> None:
    assert one("money", "10000000000000000") == "out_of_range"
    assert one("money", "9999999999999999.995") == "out_of_range"


@pytest.mark.parametrize(
    "cell",
    ["", "-", "--", "- -", "——", "—", "－", "/", "N/A", "n/a", "#N/A", "null", "NULL", "无", " 无 ", "\t-\t", "`"],
)
@pytest.mark.parametrize("kind", ["id", "text", "day", "ts", "money", "int", "score", "step", "enum"])
def test_words_for_nothing_are_empty_not_bad(kind: Any, cell: str) -> None:
    result = parsed(kind, cell, "x" if kind in ("id", "text") else "")
    assert result.values[0].as_py() is None
    assert result.bad == {}


def test_empty_words_inside_a_longer_text_stay() -> None:
    assert parsed("text", "无锡", "A/B", "null set", "-5", "Nanjing").values.to_pylist() == [
        "无锡", "A/B", "null set", "-5", "Nanjing",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "value"),
    [("5,678次", 5678), ("12.0", 12), ("1,234", 1234), ("3.2万", 32000), ("１２", 12), ("-3", -3), ("1E+05", 100_000)],
)
def test_whole_numbers(cell: str, value: int) -> None:
    assert one("int", cell) == value


@pytest.mark.parametrize(
    ("cell", "code"), [("12.5", "bad_number"), ("12%", "bad_number"), (str(2**63), "out_of_range")]
)
def test_fractions_and_giants_are_no_counts(cell: str, code: str) -> None:
    assert one("int", cell) == code


def test_percent_is_a_share() -> None:
    assert one("decimal", "12.5%") == Decimal("0.125")
    assert one("decimal", "１２．５％") == Decimal("0.125")


def test_score() -> None:
    assert [one("score", c) for c in ("0", "10", "8.0", "8分")] == [0, 10, 8, 8]
    assert [one("score", c) for c in ("11", "-1", "8.5", "好")] == ["bad_score"] * 4


def test_step_by_number_code_and_label() -> None:
    assert [one("step", c) for c in ("3", "3.0", "landing", "LANDING", "进入加微引导页")] == [3] * 5
    assert [one("step", c) for c in ("0", "8", "别的")] == ["bad_step"] * 3


def test_enum_folds_width_and_case() -> None:
    codes = CHOICES["join_scene"]
    assert one("enum", "由群成员邀请入群(直接邀请入群)", codes=codes) == "invited"
    assert one("enum", "由群成员邀请入群（直接邀请入群）", codes=codes) == "invited"
    assert one("enum", "QR_CODE", codes=codes) == "qr_code"
    assert one("enum", "飞入", codes=codes) == "bad_choice"


def test_ids_are_kept_digit_for_digit() -> None:
    ids = ["00123", "12345678901234567890", "wm-ABC=", "12E5", "１２"]
    assert parsed("id", *ids).values.to_pylist() == ids
    assert parsed("id", "\t00123\t", "`00123", " 00123\u3000", "\ufeff00123").values.to_pylist() == ["00123"] * 4


@pytest.mark.parametrize("cell", ["1.23E+17", "1.23e+17", "1E+20", "1.2345678901234567E+18", "2.5e18"])
def test_ids_that_lost_digits_are_refused(cell: str) -> None:
    result = parsed("id", "a1", cell)
    assert result.bad == {1: "id_digits_lost"}
    assert result.values.to_pylist() == ["a1", None]


CLOCK = dt.datetime(2026, 3, 1, 9, 5)


def test_refund_inside_an_amount() -> None:
    assert money_with_refund("131.77(已退款89.84)") == (Decimal("131.77"), Decimal("89.84"))
    assert money_with_refund("¥468.32（已全额退款）") == (Decimal("468.32"), Decimal("468.32"))
    assert money_with_refund("5.00") == (Decimal("5.00"), None)
    assert money_with_refund("131.77(已退款x)") == ("bad_number", None)
    cells = pa.array(["1.00", "131.77(已退款89.84)", None, "oops(已退款1)", "468.32(已全额退款)", "2", "¥3"])
    amount, refund = money_with_refund_array(cells)
    assert amount.values.to_pylist() == [
        Decimal("1.00"), Decimal("131.77"), None, None, Decimal("468.32"), Decimal("2.00"), Decimal("3.00"),
    ]  # fmt: skip
    assert refund.values.to_pylist() == [None, Decimal("89.84"), None, None, Decimal("468.32"), None, None]
    assert amount.bad == refund.bad == {3: "bad_number"}


NUMBERS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str),
    st.from_regex(r"\A-?[0-9]{1,20}(\.[0-9]{1,5})?\Z"),
    st.text("0123456789.,-+()¥元万% ", max_size=8),
)
TIMES = st.one_of(
    st.datetimes(dt.datetime(1800, 1, 1), dt.datetime(2300, 1, 1)).map(str),
    st.dates(dt.date(1800, 1, 1), dt.date(2300, 1, 1)).map(str),
    st.from_regex(
        r"\A(19|20)[0-9]{2}[-/][0-3][0-9][-/][0-3][0-9]([ T][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{6})?)?\Z"
    ),
    st.text("0123456789-/: T年月日", max_size=19),
)


def scalar_answer(kind: str, cell: str | None) -> Any:
    """What the scalar functions alone say: (value, is_day, code)."""
    text = clean(cell)
    if text is None:
        return None, None, None
    if kind == "ts":
        found = moment(text, DateReading(ZONE, dates.settled_order(dates.order_evidence([text]))))
        if isinstance(found, Moment):
            return found.at, found.is_day, None
        return None, None, found
    value = {"money": numbers.money, "decimal": numbers.decimal, "int": numbers.whole}[kind](text)
    return (None, None, value) if isinstance(value, str) else (value, None, None)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["money", "decimal", "int"]), st.lists(st.none() | NUMBERS, max_size=8))
def test_kernels_and_scalars_agree_on_numbers(kind: Any, cells: list[str | None]) -> None:
    result = parsed(kind, *cells)
    expected = [scalar_answer(kind, cell) for cell in cells]
    assert result.values.to_pylist() == [value for value, _, _ in expected]
    assert result.bad == {at: code for at, (_, _, code) in enumerate(expected) if code}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | TIMES, max_size=8))
def test_kernels_and_scalars_agree_on_times(cells: list[str | None]) -> None:
    evidence = date_order_evidence(clean_array(pa.array(cells, pa.string())))
    result = parsed("ts", *cells)
    expected = [scalar_answer("ts", cell) for cell in cells]
    if not evidence:
        assert result.values.to_pylist() == [value for value, _, _ in expected]
        assert result.is_day.to_pylist() == [flag for _, flag, _ in expected]
        assert result.bad == {at: code for at, (_, _, code) in enumerate(expected) if code}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | st.text(BLANKS[:9] + "`'=-/无nul中\u3000a", max_size=6), max_size=12), st.integers(0, 3))
def test_cleaning_a_column_equals_cleaning_each_cell(cells: list[str | None], skip: int) -> None:
    column = pa.array(cells, pa.string()).slice(skip)
    assert clean_array(column).to_pylist() == [clean(cell) for cell in cells[skip:]]


def test_every_blank_is_found_by_the_column_way() -> None:
    for blank in BLANKS:
        assert clean_array(pa.array([f"中{blank}", f"{blank}中", f"a{blank}", blank])).to_pylist() == [
            "中",
            "中",
            "a",
            None,
        ]


def test_slices_are_read_at_their_offset() -> None:
    cells = pa.array(["bad", "2026-03-01 09:05:00", None, "2026-03-01", "2026/3/1"]).slice(1)
    result = parse_array("ts", cells, zone=ZONE)
    assert result.values.to_pylist() == [CLOCK, None, dt.datetime(2026, 3, 1), dt.datetime(2026, 3, 1)]
    assert result.is_day.to_pylist() == [False, None, True, True]
