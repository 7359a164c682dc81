"""The page's own controls, all in the URL, and the question they and the scope bar ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import streamlit as st

from core.domain import onboarding_path
from core.domain.onboarding_path import OnboardingPath
from core.domain.steps import STEPS
from core.reports.funnel.engine.names import DIMENSION_NAMES, step_name
from core.reports.funnel.engine.query import FunnelQuery, StepWindows
from core.reports.funnel.estimate.outlook import Of
from core.ui import bound
from core.ui.funnel import step_windows
from core.ui.state import (
    FUNNEL_BY,
    FUNNEL_BY_TOO,
    FUNNEL_OPTIONAL,
    FUNNEL_ORDER,
    FUNNEL_PATH,
    FUNNEL_RE_ENTRY,
    FUNNEL_START,
    FUNNEL_TREND,
    FUNNEL_TREND_OF,
    FUNNEL_WINDOW,
    language,
)
from core.ui.words import say

_NO_LIMIT = "none"
_WINDOWS = ("1", "3", "7", "14", "30", _NO_LIMIT)
_WHOLE, _AUTO = "none", "auto"
_ONCE, _AGAIN = "once", "again"


def breakdown() -> tuple[str, ...]:
    """By which dimensions to split: none, one or two."""
    names = {_WHOLE: say("不拆", "No breakdown")}
    names |= {name: label.of(language()) for name, label in DIMENSION_NAMES.items()}
    first = bound.choice(say("按什么拆开看", "Break down by"), names, FUNNEL_BY, _WHOLE)
    if first == _WHOLE:
        return ()
    again = {_WHOLE: say("不再拆", "No further")} | {n: name for n, name in names.items() if n not in (_WHOLE, first)}
    second = bound.choice(say("再按什么拆", "And by"), again, FUNNEL_BY_TOO, _WHOLE)
    return (first,) if second == _WHOLE else (first, second)


def trend_of() -> Of:
    """Whose share the trend shows."""
    names = {"previous": say("占上一步", "Of the step before"), "first": say("占进入", "Of entered")}
    return (
        "first" if bound.choice(say("比例按", "Share"), names, FUNNEL_TREND_OF, "previous") == "first" else "previous"
    )


def trend_step(start: int, last: int, worst: int | None) -> int:
    """Whose weekly share the trend shows; unless chosen, the step the verdict speaks of."""
    names = {_AUTO: say("结论说的那一步", "The step named above")}
    names |= {str(step.number): step_name(step.number).of(language()) for step in STEPS[start:last]}
    found = bound.choice(say("看哪一步", "Step"), names, FUNNEL_TREND, _AUTO, look="list")
    return int(found) if found != _AUTO else worst or min(start + 1, last)


def counting(shown: bool, default: FunnelQuery, usual: OnboardingPath) -> tuple[FunnelQuery, OnboardingPath]:
    """How to count, for those who know why they change it, and the path; `default`, `usual`: as the company counts.

    The controls are drawn only if `shown`; what the address says holds either way.
    """
    named = {str(step.number): step_name(step.number).of(language()) for step in STEPS}
    window = _window(shown)
    order = _order(shown)
    starts = {_AUTO: say("有数据的最早一步", "The earliest with data"), **dict(list(named.items())[:-1])}
    start = _choice(
        shown, say("从哪一步算进入", "Which step counts as entry"), starts, FUNNEL_START, _AUTO, look="list"
    )
    paths: dict[str, str] = {path: label.of(language()) for path, label in onboarding_path.LABELS.items()}
    code = _choice(
        shown,
        say("客户怎么进群", "How customers come into a group"),
        paths,
        FUNNEL_PATH,
        usual,
        help=onboarding_path.MEANING.of(language()),
    )
    path = onboarding_path.path_named(code) or usual
    query = counted(
        default,
        path,
        window_days=None if window == _NO_LIMIT else int(window),
        order=order,
        from_step=None if start == _AUTO else int(start),
        optional=_optional(shown, dict(list(named.items())[1:-1])),
        re_entry=_re_entry(shown, window),
        step_windows=step_windows.chosen(shown),
    )
    return query, path


def counted(
    default: FunnelQuery,
    path: OnboardingPath,
    *,
    window_days: int | None = 7,
    order: str = "strict",
    from_step: int | None = None,
    optional: tuple[int, ...] = (),
    re_entry: bool = False,
    step_windows: StepWindows = (),
) -> FunnelQuery:
    """The query with what was chosen; `optional`: steps beside those of the path.

    What makes no sense for the first step or without a window is left out.
    """
    later = range((from_step or 1) + 1, len(STEPS) + 1)
    return replace(
        default,
        window_days=window_days,
        order=order,
        from_step=from_step,
        step_windows=tuple((step, days) for step, days in step_windows if step in later),
        optional=tuple(sorted({*optional, *onboarding_path.optional_steps(path)} & set(later))),
        re_entry=re_entry and window_days is not None,
    )


def _choice(
    shown: bool,
    label: str,
    options: Mapping[str, str],
    key: str,
    default: str,
    look: Literal["buttons", "list"] = "buttons",
    help: str | None = None,
) -> str:
    if shown:
        return bound.choice(label, options, key, default, look=look, help=help)
    return bound.chosen(options, key, default)


def _window(shown: bool) -> str:
    days = {name: say("{n} 天", "{n} days", n=name) for name in _WINDOWS} | {_NO_LIMIT: say("不限", "No limit")}
    label = say("转化窗口：进来多少天内走到才算", "Window: days after entry within which a step counts")
    return _choice(shown, label, days, FUNNEL_WINDOW, "7")


def _order(shown: bool) -> str:
    orders = {"strict": say("按顺序", "In order"), "any": say("不限顺序", "Any order")}
    return _choice(shown, say("步骤的先后", "Order of the steps"), orders, FUNNEL_ORDER, "strict")


def _optional(shown: bool, offered: Mapping[str, str]) -> tuple[int, ...]:
    if shown:
        codes = bound.several(
            say("可以跳过的步骤（没做不算丢，另外列出）", "Steps that may be skipped (no loss; shown apart)"),
            offered,
            FUNNEL_OPTIONAL,
            placeholder=say("没有", "None"),
        )
    else:
        codes = bound.chosen_several(offered, FUNNEL_OPTIONAL)
    return tuple(sorted(int(code) for code in codes))


def _re_entry(shown: bool, window: str) -> bool:
    """Entries need a window: only where one ends can another begin."""
    options = {_ONCE: say("按人（只算第一次进来）", "People (the first entry only)")}
    if window != _NO_LIMIT:
        options[_AGAIN] = say("按次（过了窗口再进来，另算一次）", "Entries (again once the window has closed)")
    found = _choice(shown, say("同一个人再进来", "The same person entering again"), options, FUNNEL_RE_ENTRY, _ONCE)
    if shown and window == _NO_LIMIT:
        st.text(say("要按次数，先给窗口选一个天数。", "To count entries, choose a number of days as the window first."))
    return found == _AGAIN
