"""Text cells → typed values, column by column.

The canonical spelling is read by kernels; every other spelling once per distinct value. Both give the same answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.domain.steps import STEPS
from core.domain.tables import ARROW, Kind
from core.ingest.values import numbers
from core.ingest.values.cells import BLANKS, Bools, clean, clean_array, is_empty
from core.ingest.values.dates import DateReading, Moment, moment, order_evidence, order_of, settled_order
from core.ingest.values.layouts import read_fixed, read_times, read_whole
from core.ingest.values.numbers import money_with_refund

__all__ = [
    "Parsed",
    "ambiguous_dates",
    "clean",
    "clean_array",
    "date_order_evidence",
    "money_with_refund",
    "money_with_refund_array",
    "parse_array",
]

_DIGITS_LOST = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+\d{1,3}|[+-]?\d\.\d+[eE]\d{1,3}", re.ASCII)
_STEP_WORDS = {
    word.lower(): step.number for step in STEPS for word in (str(step.number), step.code, step.label.zh, step.label.en)
}


@dataclass(frozen=True)
class Parsed:
    """A column's values (type ARROW[kind], null = empty or bad), the `is_day` flags of a time column, and the
    problem code of every bad cell by its index."""

    values: pa.Array
    is_day: pa.Array | None = None
    bad: dict[int, str] = field(default_factory=dict)


def parse_array(
    kind: Kind,
    cells: pa.Array,
    *,
    codes: Mapping[str, str] | None = None,
    date_format: str | None = None,
    zone: ZoneInfo,
) -> Parsed:
    """Cells (cleaned by `clean_array`) as values of `kind`; `codes` maps an enum's spellings to stored codes.

    `date_format` is a strptime pattern, "dmy", "mdy" or "excel1904". Without it a value such as 03/04/2026 is an
    `ambiguous_date` unless another value of the same array settles the order (see `date_order_evidence`).
    """
    cells = _plain_array(cells)
    if kind == "text":
        return Parsed(cells)
    if kind == "id":
        return _ids(cells)
    if kind in ("day", "ts"):
        return _times(kind, cells, date_format, zone)
    if kind == "int":
        values, read = read_whole(cells)
        return _finish(kind, cells, values, read, _answers(numbers.whole))
    if kind in ("money", "decimal"):
        values, read = read_fixed(cells, ARROW[kind])
        return _finish(kind, cells, values, read, _answers(numbers.money if kind == "money" else numbers.decimal))
    scalar: Callable[[str], Any] = {"score": numbers.score, "step": _step}.get(kind) or partial(
        _choice, {_fold(word): code for word, code in (codes or {}).items()}
    )
    nothing = pa.nulls(len(cells), ARROW[kind])
    answers = _codes if kind == "enum" else _answers
    return _finish(kind, cells, nothing, np.zeros(len(cells), bool), answers(scalar))


def money_with_refund_array(cells: pa.Array) -> tuple[Parsed, Parsed]:
    """Amounts that may carry their refund in brackets → (amounts, refunds). A refund is null where none is written.

    Both `bad` name the cells where either part is no amount.
    """
    cells = _plain_array(cells)
    values, read = read_fixed(cells, ARROW["money"])
    refunds: list[Any] = []

    def amounts(words: Sequence[str]) -> tuple[list[Any], list[str | None]]:
        pairs = [(None, None) if is_empty(word) else money_with_refund(word) for word in words]
        refunds.extend(refund for _, refund in pairs)
        return _split([amount for amount, _ in pairs])

    amount = _finish("money", cells, values, read, amounts)
    rest = _rest(cells, read)
    nothing = pa.nulls(len(cells), ARROW["money"])
    if not len(rest):
        return amount, Parsed(nothing)
    words = cells.take(pa.array(rest)).dictionary_encode()
    written = pa.array(refunds, ARROW["money"]).take(words.indices)
    return amount, Parsed(_scattered(nothing, rest, written), bad=dict(amount.bad))


def date_order_evidence(cells: pa.Array) -> frozenset[str]:
    """What a column's values prove about day and month: any of "dmy", "mdy", "open" (fits both ways).

    For a file read in batches, join the sets of all batches and pass "dmy" or "mdy" as `date_format` where only one
    of the two is there; "open" alone (or with both) is the question that the user must settle.
    """
    candidates = pc.match_substring_regex(cells, r"^\D{0,2}\d{1,2}\D{1,3}\d{1,2}\D{1,3}\d{4}|[０-９／]")
    unique = pc.unique(cells.filter(pc.fill_null(candidates, False)))
    return order_evidence(unique.to_pylist())


def ambiguous_dates(cells: pa.Array) -> bool:
    """Day and month can be swapped in some value and no other value of the column settles it."""
    evidence = date_order_evidence(cells)
    return "open" in evidence and settled_order(evidence) is None


def _plain_array(cells: Any) -> pa.Array:
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.combine_chunks()
    return cells if pa.types.is_string(cells.type) else cells.cast(pa.string())


def _times(kind: Kind, cells: pa.Array, date_format: str | None, zone: ZoneInfo) -> Parsed:
    values, read, days = read_times(cells)
    if date_format and "%" in date_format:  # the pattern comes first, also for what looks like ISO
        values, read, days = pa.nulls(len(cells), pa.timestamp("us")), np.zeros_like(read), np.zeros_like(read)
    flags: list[bool] = []

    def moments(words: Sequence[str]) -> tuple[list[Any], list[str | None]]:
        how = _reading(words, date_format, zone)
        found = [None if is_empty(word.strip(BLANKS)) else moment(word, how) for word in words]
        flags.extend(isinstance(one, Moment) and one.is_day for one in found)
        return _split([one.at if isinstance(one, Moment) else one for one in found])

    parsed = _finish("ts", cells, values, read, moments)
    if kind == "day":
        return Parsed(pc.cast(pc.floor_temporal(parsed.values, unit="day"), pa.date32()), None, parsed.bad)
    rest = _rest(cells, read)
    if len(rest):
        words = cells.take(pa.array(rest)).dictionary_encode()
        days[rest] = np.array(flags, bool)[words.indices.to_numpy()]
    missing = np.asarray(pc.is_null(parsed.values).to_numpy(zero_copy_only=False))
    return Parsed(parsed.values, pa.array(days, mask=missing), parsed.bad)


def _reading(words: Sequence[str], date_format: str | None, zone: ZoneInfo) -> DateReading:
    if date_format in ("dmy", "mdy"):
        return DateReading(zone, "dmy" if date_format == "dmy" else "mdy")
    return DateReading(zone, order_of(date_format) or settled_order(order_evidence(words)), date_format)


Answers = Callable[[Sequence[str]], tuple[list[Any], list[str | None]]]


def _finish(kind: Kind, cells: pa.Array, values: pa.Array, read: Bools, answers: Answers) -> Parsed:
    """Fill in what the kernels did not read: each distinct spelling once."""
    rest = _rest(cells, read)
    if not len(rest):
        return Parsed(values)
    words = cells.take(pa.array(rest)).dictionary_encode()
    found, codes = answers(words.dictionary.to_pylist())
    filled = _scattered(values, rest, pa.array(found, ARROW[kind]).take(words.indices))
    indices = words.indices.to_numpy()
    faulty = np.array([code is not None for code in codes], bool)[indices]
    bad = {int(rest[at]): str(codes[indices[at]]) for at in np.flatnonzero(faulty)}
    return Parsed(filled, bad=bad)


def _rest(cells: pa.Array, read: Bools) -> Any:
    return np.flatnonzero(~read & np.asarray(pc.is_valid(cells).to_numpy(zero_copy_only=False)))


def _scattered(values: pa.Array, places: Any, inserted: pa.Array) -> pa.Array:
    if len(places) == len(values):
        return inserted
    mask = np.zeros(len(values), bool)
    mask[places] = True
    return pc.replace_with_mask(values, pa.array(mask), inserted)


def _split(found: Sequence[Any]) -> tuple[list[Any], list[str | None]]:
    """Values and problem codes: a str among the answers is a code."""
    return (
        [None if isinstance(one, str) else one for one in found],
        [one if isinstance(one, str) else None for one in found],
    )


def _answers(scalar: Callable[[str], Any]) -> Answers:
    return lambda words: _split([None if is_empty(word.strip(BLANKS)) else scalar(word) for word in words])


def _codes(scalar: Callable[[str], str | None]) -> Answers:
    def answer(words: Sequence[str]) -> tuple[list[Any], list[str | None]]:
        found = [None if is_empty(word.strip(BLANKS)) else scalar(word) for word in words]
        lost = [one is None and not is_empty(word.strip(BLANKS)) for one, word in zip(found, words, strict=True)]
        return found, ["bad_choice" if one else None for one in lost]

    return answer


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip(BLANKS).lower()


def _choice(codes: Mapping[str, str], text: str) -> str | None:
    return codes.get(_fold(text))


def _step(text: str) -> int | str:
    word = _fold(text)
    if word in _STEP_WORDS:
        return _STEP_WORDS[word]
    value = numbers.whole(text)
    return value if isinstance(value, int) and 1 <= value <= 7 else "bad_step"


def _ids(cells: pa.Array) -> Parsed:
    lost = pc.fill_null(pc.match_substring_regex(cells, rf"^(?:{_DIGITS_LOST.pattern})$"), False)
    if not pc.any(lost).as_py():
        return Parsed(cells)
    bad = {int(at): "id_digits_lost" for at in np.flatnonzero(lost.to_numpy(zero_copy_only=False))}
    return Parsed(pc.if_else(lost, pa.scalar(None, pa.string()), cells), bad=bad)
