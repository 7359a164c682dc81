"""What the shops' order exports have in common: buyers that may be unknown, and orders refunded in full."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from core.ingest.recognition.header import Names, normalised
from core.ingest.recognition.shape import Cells, Computed

ORDER = "订单编号(计)"
BUYER = "买家(计)"
REFUND = "退款(计)"
PAID = "付款时间(计)"

ANY_TEXT = r"."
_SHARED = r"\*|^(?:微信用户|匿名用户?|游客|散客)$"
A_PHONE = r"^(?:\+?86[- ]?)?1[3-9]\d{9}$"


def taken(cells: Cells, names: Names) -> pa.Array | None:
    """The first of `names` that the batch has."""
    return next((cells[name] for name in normalised(names) if name in cells), None)


def has_word(cells: Cells, names: Names, pattern: str) -> pa.Array:
    """Whether a text column holds a pattern; all false where the file lacks the column."""
    texts = taken(cells, names)
    if texts is None:
        any_column = next(iter(cells.values()))
        return pa.array([False] * len(any_column), pa.bool_())
    return pc.fill_null(pc.match_substring_regex(texts, pattern), False)


def unwrapped(cells: pa.Array) -> pa.Array:
    """Long numbers that an export wraps as ="330011223344556677" so that Excel keeps their digits."""
    return pc.replace_substring_regex(cells, r'^="([^"]*)"$', r"\1")


def order_number(order: Names) -> Computed:
    """The order's number without Excel's wrapping."""

    def fill(cells: Cells) -> pa.Array:
        found = taken(cells, order)
        assert found is not None
        return unwrapped(found)

    return Computed(ORDER, (order,), fill)


def buyer(order: Names, *candidates: tuple[Names, str], name: str = BUYER) -> Computed:
    """Who bought: of the candidates (headers, pattern of a usable cell), best first, else the order itself.
    Under a name of its own the column is made only where all candidates' headers are there.

    Masked values and stock nicknames are the same for many people, so they never stand for one. An order
    without a buyer counts in sales; its user_id equals its order_id, so it is on no roster and never in a conversion.
    """

    def fill(cells: Cells) -> pa.Array:
        found = taken(cells, order)
        assert found is not None
        found = unwrapped(found)
        for names, pattern in reversed(candidates):
            texts = taken(cells, names)
            if texts is not None:
                usable = pc.and_not(pc.match_substring_regex(texts, pattern), pc.match_substring_regex(texts, _SHARED))
                found = pc.if_else(pc.fill_null(usable, False), texts, found)
        return found

    needs = (order,) if name == BUYER else (order, *(names for names, _ in candidates))
    return Computed(name, needs, fill, also=tuple(names for names, _ in candidates))


def full_refund(amount: Names, statuses: tuple[tuple[Names, str], ...], given: Names = ()) -> Computed:
    """The refund: the file's own column where it has one, else the whole amount where every status says refunded.

    Not made where the file has neither such a column nor the last of `statuses`: a refund known before then stays.
    """

    def fill(cells: Cells) -> pa.Array:
        own = taken(cells, given)
        if own is not None:
            return own
        paid = taken(cells, amount)
        assert paid is not None
        refunded = pa.array([True] * len(paid), pa.bool_())
        for names, pattern in statuses:
            refunded = pc.and_(refunded, has_word(cells, names, pattern))
        return pc.if_else(refunded, paid, None)

    telling = tuple(names for names, _ in statuses)
    return Computed(REFUND, (amount, (*given, *telling[-1])), fill, also=(given, *telling))


def paid_unless(times: Names, unpaid: tuple[tuple[Names, str], ...], but: tuple[Names, str] | None = None) -> Computed:
    """The paid time, empty where a status says the order was never paid (`but`: unless this other one says it was)."""

    def fill(cells: Cells) -> pa.Array:
        found = None
        for time in reversed(times):
            candidate = taken(cells, (time,))
            if candidate is not None:
                found = candidate if found is None else pc.coalesce(candidate, found)
        assert found is not None
        found = unwrapped(found)
        for names, pattern in unpaid:
            never = has_word(cells, names, pattern)
            if but is not None:
                never = pc.and_not(never, has_word(cells, *but))
            found = pc.if_else(never, None, found)
        return found

    also = (times, *(names for names, _ in unpaid), *((but[0],) if but else ()))
    return Computed(PAID, (times,), fill, also=also)
