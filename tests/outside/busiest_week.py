"""A fold of the funnel page, as somebody outside of the project would add it: the day most people entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.i18n import Text
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.overview.report import REPORT as FUNNEL
from core.reports.inputs import Inputs
from core.reports.report import Report
from core.reports.verdict import Missing, Verdict


@dataclass(frozen=True, slots=True)
class Busiest:
    monday: date
    people: int


def build(inputs: Inputs, query: FunnelQuery) -> Busiest | Missing:
    funnel = inputs.view(FUNNEL, query)
    if isinstance(funnel, Missing) or not funnel.weeks:
        return REPORT.missing
    start = (funnel.whole.start_step or 1) - 1
    return max((Busiest(week.monday, week.steps[start].people or 0) for week in funnel.weeks), key=lambda b: b.people)


def verdict(busiest: Busiest, _: date) -> Verdict:
    text = Text("{day} 那周进来最多：{n:,} 人", "Most people entered in the week of {day}: {n:,}")
    return Verdict(text.fill(day=busiest.monday, n=busiest.people))


REPORT = Report(
    name="busiest_week",
    title=Text("进来最多的一周", "The busiest week"),
    needs=FUNNEL.needs,
    missing=Missing(
        ("funnel_events",), Text("还没有人进来", "Nobody entered yet"), Text("上传事件。", "Upload events.")
    ),
    query=FunnelQuery,
    build=build,
    verdict=verdict,
    to_json=lambda busiest: busiest,
    parent="onboarding_funnel",
    key="busiest_week",
)
