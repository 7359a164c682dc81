"""Entry weeks × steps: which week went wrong at which step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.i18n import Text
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.overview.breakdown_tables import exact_weeks
from core.reports.funnel.overview.report import REPORT as FUNNEL
from core.reports.funnel.week_map import chart, words
from core.reports.funnel.week_map.rules import WeekMap, week_steps
from core.reports.inputs import Inputs
from core.reports.report import Report
from core.reports.table import Table
from core.reports.verdict import Missing


def build(inputs: Inputs, query: FunnelQuery) -> WeekMap | Missing:
    """Missing if fewer than two steps are known person by person. Errors: QueryTimeout."""
    funnel = inputs.view(FUNNEL, query)
    if isinstance(funnel, Missing):
        return REPORT.missing
    shown = week_steps(funnel)
    return WeekMap(shown, funnel) if shown.steps else REPORT.missing


def _tables(view: WeekMap) -> tuple[Table, ...]:
    """All weeks with every figure, to download only: the map shows the rest."""
    exact = exact_weeks(view.funnel)
    return (Table(replace(exact, rows=()), exact, notes=words.notes(view) if view.shown.judged else ()),)


def _to_json(view: WeekMap) -> dict[str, Any]:
    shown = view.shown
    return {
        "steps": shown.steps,
        "weeks": shown.weeks,
        "cells": shown.cells,
        "usual": {str(step): share for step, share in shown.usual.items()},
        "weak": shown.weak,
        "judged": shown.judged,
    }


REPORT = Report(
    name="week_map",
    title=Text("各进入周 × 各步", "Entry weeks × steps"),
    needs=(frozenset({"funnel_events"}),),
    missing=Missing(
        ("funnel_events",),
        Text("没有逐人、逐步的比例可看", "There are no shares of persons to show"),
        Text(
            "上传几步的「导流事件」（用户ID、步骤、时间），就能看出哪一周在哪一步变弱。",
            "Upload onboarding events of several steps (user id, step, time) to see which week was weak at which step.",
        ),
    ),
    query=FunnelQuery,
    build=build,
    verdict=words.verdict,
    to_json=_to_json,
    tables=_tables,
    charts=lambda view: (chart.chart(view.shown),) if view.shown.judged else (),
    parent="onboarding_funnel",
)
