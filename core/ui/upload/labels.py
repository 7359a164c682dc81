"""What tables, columns, choices and formats are called on the Data page."""

from __future__ import annotations

import re
from typing import Any

from core.domain.choices import LABELS
from core.domain.steps import STEPS
from core.domain.tables import TABLES
from core.i18n import Text
from core.ingest.formats import all_formats
from core.ui.state import language
from core.ui.words import say

_HAN = re.compile("[一-鿿]")
_CANONICAL = Text("群策标准表格", "Qunce's own layout")
_BY_HAND = Text("按您的对应读取", "Your own mapping")


def table_label(name: str) -> str:
    """A canonical table."""
    return TABLES[name].label.of(language())


def tables_label(names: list[str]) -> str:
    """Several canonical tables, each once."""
    return ("、" if language() == "zh" else ", ").join(table_label(name) for name in dict.fromkeys(names))


def column_label(table: str, name: str) -> str:
    """A canonical column, under the first header it answers to."""
    column = TABLES[table].by_name[name]
    if table == "orders" and name == "user_id":
        return say("买家", "Buyer")
    if language() == "zh":
        return column.aliases[0] if column.aliases else name
    return name.replace("_", " ").removesuffix(" id").capitalize() + (" ID" if name.endswith("_id") else "")


def value_label(table: str, name: str, value: Any) -> str:
    """A stored choice or step number."""
    column = TABLES[table].by_name[name]
    if column.kind == "step":
        step = STEPS[int(value) - 1]
        return f"{step.number} {step.label.of(language())}"
    known = LABELS.get(column.choices or "", {}).get(str(value))
    if known is not None:
        return known.of(language())
    if language() == "zh":
        words = (word for word, code in column.codes.items() if code == value)
        return next((word for word in words if _HAN.search(word)), str(value))
    return str(value).replace("_", " ").capitalize()


def values_of(table: str, name: str) -> list[Any]:
    """Every value a choice or step column can store, in order."""
    column = TABLES[table].by_name[name]
    if column.kind == "step":
        return [step.number for step in STEPS]
    return list(dict.fromkeys(column.codes.values()))


def format_label(name: str) -> str:
    """A recognised format."""
    if name == "canonical":
        return _CANONICAL.of(language())
    known = next((form.label for form in all_formats() if form.name == name), _BY_HAND)
    return known.of(language())


def files_label(n: int) -> str:
    """So many files."""
    return say("{n} 个文件", "{n} file" if n == 1 else "{n} files", n=n)


def size_label(size: int) -> str:
    """A file's size: 12 KB, 3.4 MB."""
    return f"{max(size / 1024, 1):,.0f} KB" if size < 1 << 20 else f"{size / (1 << 20):,.1f} MB"
