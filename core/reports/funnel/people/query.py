"""Who is behind a bar: the people who reached a step, were lost, refused or are on the way there; and what they did."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.codec.listing import Field, Kind, Listing, Value, to_csv
from core.codec.masking import masked as mask
from core.db import Dataset
from core.domain.steps import STEPS
from core.errors import BadRequest
from core.i18n import Lang, Text
from core.marts import DIMENSIONS, Marts
from core.reports.funnel.engine.names import DIMENSION_NAMES
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.source import source_of
from core.reports.funnel.engine.steps import StepCount, before
from core.reports.funnel.people import rows as people_rows
from core.reports.funnel.people.rows import OUTCOMES, Next, Outcome, Row
from core.statistics.min_sample import MIN_SAMPLE

_BATCH = 50_000
"""Rows of a download that are Python objects at a time."""

LABELS: dict[Outcome, Text] = {
    "converted": Text("已走到", "reached"),
    "lost": Text("流失", "lost"),
    "pending": Text("还在路上", "on the way"),
    "refused": Text("未通过", "turned away"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """One row: an id as the source gave it, when the person entered and was last counted, and the dimensions."""

    user_id: str
    entered: datetime | date
    """A day where no clock is known."""
    last_step: int
    """The last counted step reached (the step itself of those who converted)."""
    at_last_step: datetime | date
    ad_slot: str | None
    channel: str | None
    identity_class: str | None
    region: str | None
    owner: str | None
    next: Next | None
    """Of those lost only."""
    next_step: int | None


@dataclass(frozen=True, slots=True)
class Path:
    """So many of the lost did this next."""

    next: Next
    step: int | None
    people: int


@dataclass(frozen=True, slots=True)
class PeopleList:
    """The people behind one bar."""

    step: int
    outcome: Outcome
    count: int
    """People (entries with re-entry): always those of the bar, however many rows are asked for."""
    rows: tuple[Person, ...]
    paths: tuple[Path, ...]
    """What the lost did next, most people first; empty for the other outcomes."""
    followed: int
    """Of how many of the lost the paths are: all of them, or those drawn from a long list that is cut."""


def build(
    dataset: Dataset, marts: Marts, query: FunnelQuery, step: int, outcome: str, limit: int | None = None
) -> PeopleList:
    """The people of `outcome` at `step` under `query`, whatever its breakdown, by entry.

    With `limit` only the rows of those who entered last, newest first. Raises BadRequest for a step or outcome that
    does not exist. Errors: QueryTimeout.
    """
    known = _outcome(step, outcome)
    with dataset.session() as session, source_of(dataset, session, marts, query) as source:
        if source is None or step not in source.people.steps:
            return PeopleList(step, known, 0, (), (), 0)
        count = people_rows.make(session, marts, source, step, known, limit)
        rows = tuple(_person(row) for row in people_rows.read(session))
        paths = tuple(Path(*found) for found in people_rows.paths(session))
    return PeopleList(step, known, count, rows, paths, sum(path.people for path in paths))


def csv(dataset: Dataset, marts: Marts, query: FunnelQuery, step: int, outcome: str, limit: int, lang: Lang) -> bytes:
    """The `limit` people who entered last as CSV, made in pieces, so that a long list never is Python objects at once.

    Raises BadRequest for a step or outcome that does not exist. Errors: QueryTimeout.
    """
    known = _outcome(step, outcome)
    out = io.BytesIO()
    out.write(to_csv(listing(PeopleList(step, known, 0, (), (), 0)), lang))
    head = out.tell()
    with dataset.session() as session, source_of(dataset, session, marts, query) as source:
        if source is None or step not in source.people.steps:
            return out.getvalue()
        people_rows.make(session, marts, source, step, known, limit)
        after = 0
        while rows := people_rows.read(session, after, _BATCH):
            part = PeopleList(step, known, len(rows), tuple(_person(row) for row in rows), (), 0)
            out.write(to_csv(listing(part), lang)[head:])
            after += len(rows)
    return out.getvalue()


def last_step(steps: Sequence[StepCount], step: int, outcome: str) -> int:
    """The counted step at which the people of this list are; the step itself of those who reached it."""
    earlier = before(steps, step)
    return step if outcome == "converted" or earlier is None else earlier.step


def listing(found: PeopleList, masked: bool = False) -> Listing:
    """The list to show, download and forward; `masked` for those who may not see whole ids."""
    name = STEPS[found.step - 1].label
    what = LABELS[found.outcome]
    fields = [
        Field("user_id", Text("用户", "User"), "id"),
        Field("entered", Text("进入时间", "Entered"), _time_kind([p.entered for p in found.rows])),
        Field("last_step", Text("走到哪一步", "Last step"), "count"),
        Field(
            "at_last_step",
            Text("走到那一步的时间", "At the last step"),
            _time_kind([p.at_last_step for p in found.rows]),
        ),
        *(Field(dimension, DIMENSION_NAMES[dimension]) for dimension in DIMENSIONS),
    ]
    if found.outcome == "lost":
        fields += [Field("next", Text("之后做了什么", "What they did next"))]
    rows: list[tuple[Value, ...]] = []
    for p in found.rows:
        who = (mask(p.user_id) if masked else p.user_id, p.entered, p.last_step, p.at_last_step)
        named = tuple(getattr(p, dimension) for dimension in DIMENSIONS)
        rows.append((*who, *named, told(p.next, p.next_step)) if found.outcome == "lost" else (*who, *named))
    title = Text(f"{name.zh}：{what.zh}的人", f"{name.en}: {what.en}")
    return Listing(f"funnel_people_{found.step}_{found.outcome}", title, tuple(fields), tuple(rows), owner="owner")


def paths_listing(found: PeopleList) -> Listing:
    """What the lost did next, each with how many of them; of fewer than 30 people no share."""
    fields = (
        Field("next", Text("之后做了什么", "What they did next")),
        Field("people", Text("人数", "People"), "count"),
        Field("share", Text("占比", "Share"), "share"),
    )
    few = found.followed < MIN_SAMPLE
    rows = [(told(p.next, p.step), p.people, None if few else p.people / found.followed) for p in found.paths]
    return Listing(f"funnel_paths_{found.step}", Text("他们之后做了什么", "What they did next"), fields, tuple(rows))


def told(what: Next | None, step: int | None) -> Text:
    """What a lost person did next, in words."""
    name = STEPS[step - 1].label if step else Text("", "")
    words = {
        "late": Text(f"后来走到了{name.zh}，已过期限", f"reached it later, too late: {name.en}"),
        "skipped": Text(f"跳过这一步，到了{name.zh}", f"skipped it: {name.en}"),
        "re_entry": Text("又从头进来一次", "entered again"),
        "repeated": Text(f"又做了一次{name.zh}", f"did it again: {name.en}"),
        "optional": Text(f"做了{name.zh}（可跳过）", f"took a step that may be skipped: {name.en}"),
        "out_of_order": Text(f"之前就做过{name.zh}，顺序不对", f"had done it before its turn: {name.en}"),
    }
    return words.get(str(what), Text("没有再出现", "nothing"))


def _outcome(step: int, outcome: str) -> Outcome:
    if step in range(1, len(STEPS) + 1):
        for name in OUTCOMES:
            if name == outcome:
                return name
    raise BadRequest(
        Text("没有「{step}:{outcome}」这样的名单。", "There is no list {step}:{outcome}.").fill(
            step=step, outcome=outcome
        ),
        Text(
            "写成 步骤:结果，结果可选 converted、lost、pending、refused。",
            "Write STEP:OUTCOME with one of converted, lost, pending, refused.",
        ),
    )


def _time_kind(times: Sequence[datetime | date]) -> Kind:
    """day where no clock is known of any."""
    return "time" if any(isinstance(at, datetime) for at in times) or not times else "day"


def _person(row: Row) -> Person:
    return Person(
        user_id=row.user_id,
        entered=row.entered,
        last_step=row.last_step,
        at_last_step=row.at_last_step,
        **row.named,
        next=row.next,
        next_step=row.next_step,
    )
