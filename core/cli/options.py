"""Option values that several commands read the same way."""

from __future__ import annotations

from datetime import date
from typing import NoReturn

from core.errors import BadRequest
from core.i18n import Text


def day(option: str, value: str | None) -> date | None:
    """A day given as YYYY-MM-DD. Raises BadRequest."""
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError:
        bad_option(option, str(value))


def bad_option(name: str, value: str) -> NoReturn:
    """Refuse a value. Raises BadRequest."""
    raise BadRequest(
        Text(f"选项 {name} 的值 {value} 无效。", f"{value} is no valid value of {name}."),
        Text("用 --help 查看可选值。", "See --help for the choices."),
    )
