"""The options of a report: the fields of its query, each with a default, read the same from the command line by all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

from core.errors import BadRequest
from core.i18n import Text

Query = TypeVar("Query")
Read = Callable[[str, Sequence[str], ZoneInfo], Any]
"""(name of the option, what was given, the workspace's zone) → the field's value. Raises BadRequest."""


@dataclass(frozen=True, slots=True)
class Option:
    """How a field of a query is asked for."""

    label: Text
    """What it means, as --help says it."""
    read: Read | None
    """None: a flag, true where it is given."""
    repeats: bool = False
    url: str | None = None
    """Its key in the address of the page."""
    name: str = ""
    """On the command line, without dashes in front."""


def option(
    default: Any,
    zh: str,
    en: str,
    read: Read | None = None,
    *,
    repeats: bool = False,
    url: str | None = None,
    name: str = "",
) -> Any:
    """A field of a query with its default and how it is asked for; `name` on the command line if not the field's."""
    return field(default=default, metadata={"option": Option(Text(zh, en), read, repeats, url, name)})


def options(query: type[Any]) -> dict[str, Option]:
    """The options of a query by field."""
    found = {one.name: one.metadata["option"] for one in fields(query) if "option" in one.metadata}
    return {name: replace(one, name=one.name or name.replace("_", "-")) for name, one in found.items()}


def url_keys(query: type[Any]) -> dict[str, str]:
    """The keys in the address of the page by field."""
    return {name: found.url for name, found in options(query).items() if found.url}


def read_options(query: type[Any], given: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """The values of the fields named in `given` (a list of texts, or a flag). Raises BadRequest."""
    found = {}
    for name, option_ in options(query).items():
        value = given.get(name)
        if value:
            found[name] = value if option_.read is None else option_.read(option_.name, value, zone)
    return found


def as_query(kind: type[Query], query: Any) -> Query:
    """The query of a section from that of its report, the section's own options by default; or the other way round."""
    if type(query) is kind:
        return query
    shared = {one.name for one in fields(kind)} & {one.name for one in fields(query)}  # type: ignore[arg-type]
    return kind(**{name: getattr(query, name) for name in shared})


# readers ---------------------------------------------------------------------------------------------------


def text(_: str, given: Sequence[str], __: ZoneInfo) -> str:
    """As it is."""
    return given[-1]


def texts(_: str, given: Sequence[str], __: ZoneInfo) -> tuple[str, ...]:
    """All of them."""
    return tuple(given)


def day(name: str, given: Sequence[str], _: ZoneInfo) -> date:
    """YYYY-MM-DD."""
    try:
        return date.fromisoformat(given[-1])
    except ValueError:
        bad_option(name, given[-1])


def moment(name: str, given: Sequence[str], zone: ZoneInfo) -> date | datetime:
    """A day, or a time; a time with an offset becomes one of the workspace's zone."""
    try:
        if not any(mark in given[-1] for mark in "T :"):
            return date.fromisoformat(given[-1])
        found = datetime.fromisoformat(given[-1])
    except ValueError:
        bad_option(name, given[-1])
    return found if found.tzinfo is None else found.astimezone(zone).replace(tzinfo=None)


def number(name: str, given: Sequence[str], _: ZoneInfo) -> int:
    """A whole number from 1."""
    return whole(name, given[-1])


def numbers(name: str, given: Sequence[str], _: ZoneInfo) -> tuple[int, ...]:
    """Whole numbers from 1."""
    return tuple(whole(name, one) for one in given)


def whole(name: str, value: str, shown: str | None = None) -> int:
    """A whole number from 1; a refusal names `shown`, else the value. Raises BadRequest."""
    if not (value.isascii() and value.isdecimal()) or int(value) < 1:
        bad_option(name, shown or value)
    return int(value)


def bad_option(name: str, value: str) -> NoReturn:
    """Refuse a value. Raises BadRequest."""
    raise BadRequest(
        Text(f"选项 {name} 的值 {value} 无效。", f"{value} is no valid value of {name}."),
        Text("用 --help 查看可选值。", "See --help for the choices."),
    )
