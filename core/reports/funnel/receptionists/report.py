"""The steps a receptionist decides, by receptionist: who got how far, how fast, and whether one is truly below."""

from __future__ import annotations

from dataclasses import replace

from core.i18n import Text
from core.reports.funnel.engine import funnel
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.source import steps_with_events
from core.reports.funnel.receptionists import words
from core.reports.funnel.receptionists.model import Receptionists
from core.reports.funnel.receptionists.tables import tables
from core.reports.inputs import Inputs
from core.reports.report import Report
from core.reports.verdict import Missing
from core.statistics.weak_cells import Cell, weak_cells

_BY = "owner"


def build(inputs: Inputs, query: FunnelQuery) -> Receptionists | Missing:
    """Missing where no receptionist is named, or no step follows.

    All receptionists and steps are one family of comparisons (core.statistics.weak_cells). Errors: QueryTimeout.
    """
    marts = inputs.marts
    chain = steps_with_events(marts, query)
    if _BY not in marts.span.named or chain is None:
        return words.MISSING
    report = funnel.build(inputs.dataset, marts, replace(query, by=_BY))
    steps = tuple(step for step in chain if step >= (report.parts_from or step))
    if len(steps) < 2:
        return words.MISSING
    first = steps[0]
    people = [part for part in report.breakdown if part.steps[first - 1].people]
    people.sort(key=lambda part: (part.value is None, -(part.steps[first - 1].people or 0)))
    found = Receptionists(
        steps=steps,
        before=max((step for step in chain if step < first), default=None),
        whole=report.steps,
        people=tuple(people),
        weak=(),
        by_day=report.cutoff_is_day,
        window_days=query.window_days,
    )
    if not found.named:
        return words.MISSING
    cells = [
        Cell(part.value, now, part.steps[now - 1].matured or 0, part.steps[earlier - 1].matured or 0)
        for part in people
        for earlier, now in found.pairs
    ]
    return replace(found, weak=weak_cells(cells))


REPORT = Report(
    name="receptionists",
    title=Text("按接待人看⑤–⑦", "Steps 5–7 by receptionist"),
    needs=(frozenset({"funnel_events"}),),
    missing=words.MISSING,
    query=FunnelQuery,
    build=build,
    verdict=words.verdict,
    to_json=lambda found: found,
    tables=tables,
    contract=words.contract,
    parent="onboarding_funnel",
)
