"""The page's own controls, all in the URL, and the question they and the scope bar ask."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.steps import STEPS
from core.reports.funnel.listings import DIMENSIONS
from core.reports.onboarding_funnel import FunnelQuery
from core.rules.funnel_words import step_name
from core.scope import Scope
from core.ui import bound
from core.ui.state import FUNNEL_BY, FUNNEL_ORDER, FUNNEL_START, FUNNEL_TREND, FUNNEL_WINDOW, language
from core.ui.words import say

_WINDOWS = ("1", "3", "7", "14", "30", "none")
_WHOLE, _AUTO = "none", "auto"


@dataclass(frozen=True, slots=True)
class Chosen:
    """How to count; as it is, unless somebody changed it. None: no limit to the window, the lowest known step."""

    window_days: int | None = 7
    order: str = "strict"
    from_step: int | None = None

    def query(self, scope: Scope) -> FunnelQuery:
        """The question: the scope's days are entry days; positioning is a thing of groups, not of people on the way."""
        where = tuple((name, values) for name, values in scope.filters() if name != "positioning")
        return FunnelQuery(
            since=scope.since,
            until=scope.until,
            window_days=self.window_days,
            order=self.order,
            from_step=self.from_step,
            where=where,
        )


def breakdown() -> str | None:
    """By which dimension to split; None: not at all."""
    names = {_WHOLE: say("不拆", "No breakdown")} | {name: label.of(language()) for name, label in DIMENSIONS.items()}
    found = bound.choice(say("按什么拆开看", "Break down by"), names, FUNNEL_BY, _WHOLE)
    return None if found == _WHOLE else found


def trend_step(start: int, last: int, worst: int | None) -> int:
    """Whose weekly share the trend shows; unless chosen, the step the verdict speaks of."""
    names = {_AUTO: say("结论说的那一步", "The step named above")}
    names |= {str(step.number): step_name(step.number).of(language()) for step in STEPS[start:last]}
    found = bound.choice(say("看哪一步", "Step"), names, FUNNEL_TREND, _AUTO, look="list")
    return int(found) if found != _AUTO else worst or min(start + 1, last)


def counting() -> Chosen:
    """Window, order and first step, for those who know why they change them."""
    days = {name: say("{n} 天", "{n} days", n=name) for name in _WINDOWS} | {"none": say("不限", "No limit")}
    orders = {"strict": say("按顺序", "In order"), "any": say("不限顺序", "Any order")}
    starts = {_AUTO: say("有数据的最早一步", "The earliest with data")}
    starts |= {str(step.number): step_name(step.number).of(language()) for step in STEPS[:-1]}
    window = bound.choice(
        say("转化窗口：进来多少天内走到才算", "Window: days after entry within which a step counts"),
        days,
        FUNNEL_WINDOW,
        "7",
    )
    order = bound.choice(say("步骤的先后", "Order of the steps"), orders, FUNNEL_ORDER, "strict")
    start = bound.choice(say("从哪一步算进入", "Which step counts as entry"), starts, FUNNEL_START, _AUTO, look="list")
    return Chosen(None if window == "none" else int(window), order, None if start == _AUTO else int(start))
