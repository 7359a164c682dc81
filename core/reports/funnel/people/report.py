"""Who is behind a part of the funnel: the people who reached a step, were lost, refused or are on the way there."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from core.codec.listing import to_csv
from core.db import Session
from core.domain.steps import FRIEND, STEPS
from core.errors import BadRequest
from core.i18n import Lang, Text
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.source import Source, source_of
from core.reports.funnel.overview.report import REPORT as FUNNEL
from core.reports.funnel.people import query as sql
from core.reports.funnel.people import words
from core.reports.funnel.people.model import PeopleList, PeopleView
from core.reports.funnel.people.rules import BARS, OUTCOMES, Part, default_part, last_step
from core.reports.funnel.people.tables import listing, tables
from core.reports.inputs import Inputs
from core.reports.options import as_query, option, whole
from core.reports.report import Report
from core.reports.verdict import Missing

SHOWN = 1_000
"""Rows that a page shows."""
_BATCH = 50_000
"""Rows of a CSV download that are Python objects at a time."""


def _read_part(name: str, given: Sequence[str], _: ZoneInfo) -> Part:
    """3:lost. Raises BadRequest."""
    parts = given[-1].partition(":")
    return _part(whole(name, parts[0], given[-1]), parts[2])


def _part(step: int, outcome: str) -> Part:
    if step in range(1, len(STEPS) + 1):
        for name in OUTCOMES:
            if name == outcome:
                return step, name
    raise BadRequest(
        Text("没有「{step}:{outcome}」这样的名单。", "There is no list {step}:{outcome}.").fill(
            step=step, outcome=outcome
        ),
        Text(
            "写成 步骤:结果，结果可选 converted、lost、pending、refused。",
            "Write STEP:OUTCOME with one of converted, lost, pending, refused.",
        ),
    )


@dataclass(frozen=True, slots=True)
class PeopleQuery(FunnelQuery):
    """Whose list: by default those lost at the step of the finding."""

    people: Part | None = option(None, "名单。", "STEP:converted|lost|pending|refused, the list as CSV.", _read_part)
    limit: int | None = SHOWN
    """Rows, of those who entered last; None: all, by entry."""

    def __post_init__(self) -> None:
        FunnelQuery.__post_init__(self)
        if self.people is not None:
            _part(*self.people)


def build(inputs: Inputs, query: PeopleQuery) -> PeopleView | Missing:
    """The list, whatever the breakdown of the query. Errors: QueryTimeout."""
    funnel = inputs.view(FUNNEL, as_query(FunnelQuery, query))
    if isinstance(funnel, Missing):
        return REPORT.missing
    part = query.people or default_part(funnel)
    if part is None:
        return REPORT.missing
    step, outcome = part
    steps = funnel.whole.steps
    return PeopleView(
        people=people_list(inputs, query, part, query.limit),
        bar=getattr(steps[step - 1], BARS[outcome]) or 0,
        entries=query.re_entry,
        last_step=last_step(steps, step, outcome),
        friend_optional=any(one.step == FRIEND < step for one in funnel.asides),
        listed=lambda limit: people_list(inputs, query, part, limit),
        csv=lambda limit, lang: people_csv(inputs, query, part, limit, lang),
    )


def people_list(inputs: Inputs, query: FunnelQuery, part: Part, limit: int | None = None) -> PeopleList:
    """All people of the part by entry; with `limit` the rows of those who entered last, newest first."""
    with _source(inputs, query, part[0]) as (session, source):
        if source is None:
            return PeopleList(*part, 0, (), (), 0)
        count = sql.make(session, inputs.marts, source, *part, limit)
        rows, paths = sql.read(session), sql.paths(session)
    return PeopleList(*part, count, rows, paths, sum(path.people for path in paths))


def people_csv(inputs: Inputs, query: FunnelQuery, part: Part, limit: int, lang: Lang) -> bytes:
    """The `limit` people who entered last as CSV, made in pieces to save memory."""
    out = io.BytesIO()
    out.write(to_csv(listing(PeopleList(*part, 0, (), (), 0)), lang))
    head = out.tell()
    with _source(inputs, query, part[0]) as (session, source):
        if source is not None:
            sql.make(session, inputs.marts, source, *part, limit)
            after = 0
            while rows := sql.read(session, after, _BATCH):
                out.write(to_csv(listing(PeopleList(*part, len(rows), rows, (), 0)), lang)[head:])
                after += len(rows)
    return out.getvalue()


@contextmanager
def _source(inputs: Inputs, query: FunnelQuery, step: int) -> Iterator[tuple[Session, Source | None]]:
    """The people to list; None where none are known at the step."""
    dataset, plain = inputs.dataset, as_query(FunnelQuery, query)
    with dataset.session() as session, source_of(dataset, session, inputs.marts, plain) as source:
        yield session, source if source is not None and step in source.people.steps else None


def _to_json(view: PeopleView) -> dict[str, Any]:
    return asdict(view.people)


def _complete(query: PeopleQuery) -> PeopleQuery:
    """All rows; with the times that the funnel's JSON holds too, so that it is built once."""
    return replace(query, limit=None, times=True)


REPORT = Report(
    name="people_list",
    title=Text("名单：每一段是哪些人", "The people behind each part"),
    needs=(frozenset({"funnel_events"}),),
    missing=Missing(
        ("funnel_events",),
        Text("没有逐人的数据，列不出名单", "Without data on persons nobody can be listed"),
        Text(
            "上传「导流事件」（用户ID、步骤、时间），就能列出每一步丢了哪些人。",
            "Upload onboarding events (user id, step, time) to list who is lost at each step.",
        ),
    ),
    query=PeopleQuery,
    build=build,
    verdict=words.verdict,
    to_json=_to_json,
    tables=tables,
    parent="onboarding_funnel",
    key="people",
    personal=True,
    asked=lambda query: query.people is not None,
    complete=_complete,
)
