"""What is wrong with a command as it was typed, in a sentence: the option parser itself speaks English only."""

from __future__ import annotations

import re
from typing import Any

import typer

from core.errors import BadRequest
from core.i18n import Text

_COMMAND = re.compile(r"No such command '(?P<name>.*?)'(?:\. Did you mean (?P<meant>.*)\?)?")
_EXTRA = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((?P<words>.*)\)", re.DOTALL)
_BOUNDS = {
    "greater_than_equal": ("ge", "不能小于"),
    "less_than_equal": ("le", "不能大于"),
    "greater_than": ("gt", "必须大于"),
    "less_than": ("lt", "必须小于"),
}
_NUMBERS = ("int_", "float_", "decimal_")


def misuse(error: typer.TyperException) -> BadRequest:
    """The refusal for what the option parser rejected; in English its own words."""
    en = error.format_message()
    return BadRequest(Text(_chinese(error), en), Text("用 --help 查看用法。", "See --help."))


def is_help(error: typer.TyperException) -> bool:
    """Whether this is no fault but the help text, shown where a command needs another word."""
    return "NoArgsIsHelpError" in _kinds(error)


def _chinese(error: typer.TyperException) -> str:
    """By the parser's kinds of errors; typer does not export their classes, so they go by name."""
    kinds = _kinds(error)
    if "NoSuchOption" in kinds:
        return f"没有选项 {_of(error, 'option_name')}。{_meant(_of(error, 'possibilities'))}"
    if "BadOptionUsage" in kinds:
        told = "后面不能写值" if "does not take" in error.message else "后面要写一个值"
        return f"选项 {_of(error, 'option_name')} {told}。"
    if "MissingParameter" in kinds:
        return f"缺少{_place(error)}。"
    if "BadParameter" in kinds:
        return _bad_value(error)
    if extra := _EXTRA.fullmatch(error.message):
        return f"多写了这些内容：{extra['words']}。"
    if command := _COMMAND.match(error.message):
        near = re.findall("'(.*?)'", command["meant"] or "")
        return f"没有命令 {command['name']}。{_meant(near)}"
    if error.message.startswith("Missing command"):
        return "没有写命令。"
    return "命令写得不对。"


def _kinds(error: typer.TyperException) -> set[str]:
    return {kind.__name__ for kind in type(error).__mro__}


def _of(error: typer.TyperException, name: str) -> Any:
    return getattr(error, name, None)


def _meant(near: list[str] | None) -> str:
    offered = [name for name in near or () if name != "--help"]
    return f"是不是 {'、'.join(offered)}？" if offered else ""


def _place(error: typer.TyperException) -> str:
    """The option or argument it is about, named as in the help."""
    parameter = _of(error, "param")
    if parameter is None:
        return "参数"
    kind = "选项" if parameter.param_type_name == "option" else "参数"
    return f"{kind} {str(parameter.get_error_hint()).strip(chr(39))}"


def _bad_value(error: typer.TyperException) -> str:
    """What is wrong with a value: its kind, or the bound it breaks."""
    place, told = _place(error), getattr(error.__cause__, "errors", None)
    first: dict[str, Any] = told()[0] if told else {}
    kind, value = str(first.get("type", "")), first.get("input", "")
    if kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        return f"{place} 的值 {value} 超出范围，{words} {first['ctx'][bound]}。"
    if kind.startswith(_NUMBERS):
        return f"{place} 的值“{value}”不是整数。" if kind.startswith("int_") else f"{place} 的值“{value}”不是数字。"
    return f"{place} 的值“{value}”无效。" if value != "" else f"{place} 的值无效。"
