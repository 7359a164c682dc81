"""One input per number of a settings registry; a change is saved at once, with who and when."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import TypeVar

import streamlit as st

from core.cli.workspace import user_name
from core.domain.setting_entry import Entry, Number, Settings
from core.ui import cache
from core.ui.state import SETTING_FIELD, language
from core.ui.words import say

Kept = TypeVar("Kept", bound=Settings)
_COLUMNS = 3


def load(kind: type[Kept], setting: str) -> Kept:
    """What the workspace holds now. Raises BadRequest for a stored value that is not allowed."""
    return kind.load(cache.store().setting(setting))


def save(setting: str, settings: Settings) -> None:
    """Keep the settings, with who and when."""
    cache.store().set_setting(setting, settings.record(user_name(), cache.now()))


def saved_line(setting: str) -> str | None:
    """Who saved last and when; None while nothing was changed."""
    stored = cache.store().setting(setting)
    if not stored:
        return None
    when = str(stored["at"]).replace("T", " ")[:16]
    return say("上次修改：{who}，{when}", "Last changed by {who}, {when}", who=stored["who"], when=when)


def draw(kind: type[Kept], setting: str) -> None:
    """All numbers by group, the button that takes everything back to the defaults, and who saved last."""
    settings = load(kind, setting)
    for group, entries in groupby(kind.entries(), key=lambda entry: entry.group):
        st.subheader(group.of(language()), anchor=False)
        _grid(settings, setting, list(entries))
    if settings != settings.reset():
        st.button(
            say("这些数全部恢复默认", "All these numbers back to default"),
            key=f"{setting}_reset",
            on_click=_reset,
            args=(kind, setting),
        )
    line = saved_line(setting)
    if line:
        st.text(line)


def ask(kind: type[Kept], setting: str, names: Sequence[str]) -> None:
    """The inputs of a few numbers, for a page that needs them answered."""
    _grid(load(kind, setting), setting, [entry for entry in kind.entries() if entry.name in names])


def field_key(setting: str, name: str) -> str:
    """The session key of one input."""
    return SETTING_FIELD.format(setting=setting, name=name)


def default_words(entry: Entry) -> str:
    """The default with its unit, in words."""
    if entry.default is None:
        return say("未填时不用", "Not used while empty")
    if entry.kind == "share":
        return say("默认 {n:.0f}%", "Default {n:.0f}%", n=float(entry.default) * 100)
    unit = entry.unit.of(language())
    return say("默认 {n:,g} {unit}", "Default {n:,g} {unit}", n=float(entry.default), unit=unit)


def _grid(settings: Settings, setting: str, entries: Sequence[Entry]) -> None:
    """Rows of inputs: each row its own columns, so that a phone keeps the order."""
    for start in range(0, len(entries), _COLUMNS):
        for column, entry in zip(st.columns(_COLUMNS), entries[start : start + _COLUMNS], strict=False):
            with column:
                _input(settings, setting, entry)


def _input(settings: Settings, setting: str, entry: Entry) -> None:
    key = field_key(setting, entry.name)
    if key not in st.session_state:
        st.session_state[key] = _shown(entry, getattr(settings, entry.name))
    fraction = entry.kind in ("share", "factor")
    low, high = (_shown(entry, limit) for limit in entry.limits)
    st.number_input(
        say("{label}（{unit}）", "{label} ({unit})", label=entry.label.of(language()), unit=entry.unit.of(language())),
        min_value=low,
        max_value=high,
        value="min" if entry.default is not None else None,
        step={"money": 1000, "factor": 0.1, "share": 1.0}.get(entry.kind, 1),
        format="%.1f" if fraction else None,
        placeholder=say("未填", "not set"),
        help=f"{entry.meaning.of(language())}\n\n{default_words(entry)}",
        key=key,
        on_change=_changed,
        args=(type(settings), setting, entry),
    )
    if getattr(settings, entry.name) != entry.default and entry.default is not None:
        st.text(say("已改。{default}", "Changed. {default}", default=default_words(entry)))


def _shown(entry: Entry, number: Number | None) -> int | float | None:
    """As the input shows it: shares in percent, money in whole CNY."""
    if number is None:
        return None
    if entry.kind == "share":
        return round(float(number) * 100, 4)
    return int(number) if isinstance(number, Decimal) else number


def _changed(kind: type[Settings], setting: str, entry: Entry) -> None:
    typed = st.session_state[field_key(setting, entry.name)]
    if typed is not None and entry.kind == "share":
        typed = round(typed / 100, 6)
    with cache.store().writing():
        save(setting, load(kind, setting).changed(entry.name, typed))


def _reset(kind: type[Settings], setting: str) -> None:
    with cache.store().writing():
        save(setting, load(kind, setting).reset())
    for entry in kind.entries():
        st.session_state[field_key(setting, entry.name)] = _shown(entry, entry.default)
