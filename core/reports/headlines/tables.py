"""The headline numbers as a table: as one reads them, and exact."""

from __future__ import annotations

from core.codec.listing import Field, Listing, Value
from core.i18n import Text
from core.reports.headlines import words
from core.reports.headlines.model import Headlines
from core.reports.table import Table

_TITLE = Text("主要数字", "Headline numbers")
_NUMBER = Field("number", Text("数字", "Number"))
_NOW, _BEFORE, _CHANGE = Text("这段", "Now"), Text("前一段", "Before"), Text("变化", "Change")


def tables(view: Headlines) -> tuple[Table, ...]:
    """A row per number; empty without any."""
    fields = (_NUMBER, Field("value", _NOW), Field("before", _BEFORE), Field("change", _CHANGE))
    short: list[tuple[Value, ...]] = []
    exact: list[tuple[Value, ...]] = []
    for headline in view.headlines:
        number, now, before = headline.number, headline.value, headline.before
        shown = (words.shown(value, number.unit) for value in (now, before))
        short.append((number.label, *shown, words.signed(headline)))
        exact.append((number.label, now, before, headline.change))
    numbers = (_NUMBER, *(Field(field.name, field.label, "decimal") for field in fields[1:]))
    return (
        Table(Listing("headlines", _TITLE, fields, tuple(short)), Listing("headlines", _TITLE, numbers, tuple(exact))),
    )
