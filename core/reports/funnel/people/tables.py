"""The list of people, and what the lost did next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from core.codec.listing import Field, Kind, Listing
from core.codec.masking import masked
from core.domain.steps import STEPS
from core.i18n import Text
from core.reports.funnel.engine.names import DIMENSION_NAMES
from core.reports.funnel.people.model import PeopleList, PeopleView
from core.reports.funnel.people.rules import Outcome
from core.reports.funnel.people.words import next_name, sample_line, shown_line
from core.reports.table import Table
from core.statistics.min_sample import MIN_SAMPLE

_HEIGHT = 420
_TITLES: dict[Outcome, Text] = {
    "converted": Text("已走到", "reached"),
    "lost": Text("流失", "lost"),
    "pending": Text("还在路上", "on the way"),
    "refused": Text("未通过", "turned away"),
}
_DIMENSIONS = ("ad_slot", "channel", "identity_class", "region", "owner")


def tables(view: PeopleView) -> tuple[Table, ...]:
    """What the lost did next; last, the people."""
    people = view.people
    notes = [shown_line(len(people.rows), people.count)]
    found = []
    if people.paths:
        found.append(Table(paths_listing(people)))
        notes.append(sample_line(people.followed, people.count))
    names = Table(
        listing(people),
        lambda: listing(view.listed(None)),
        notes=tuple(note for note in notes if note is not None),
        search=True,
        height=_HEIGHT,
        personal=True,
    )
    return *found, names


def listing(people: PeopleList) -> Listing:
    """The list to show, download and forward."""
    fields = [
        Field("user_id", Text("用户", "User"), "id"),
        Field("entered", Text("进入时间", "Entered"), _time_kind([p.entered for p in people.rows])),
        Field("last_step", Text("走到哪一步", "Last step"), "count"),
        Field(
            "at_last_step",
            Text("走到那一步的时间", "At the last step"),
            _time_kind([p.at_last_step for p in people.rows]),
        ),
        *(Field(dimension, DIMENSION_NAMES[dimension]) for dimension in _DIMENSIONS),
    ]
    rows = [
        (p.user_id, p.entered, p.last_step, p.at_last_step, p.ad_slot, p.channel, p.identity_class, p.region, p.owner)
        for p in people.rows
    ]
    title = Text("{step}：{what}的人", "{step}: {what}").fill(
        step=STEPS[people.step - 1].label, what=_TITLES[people.outcome]
    )
    name = f"funnel_people_{people.step}_{people.outcome}"
    if people.outcome != "lost":
        return Listing(name, title, tuple(fields), tuple(rows), owner="owner")
    fields.append(Field("next", Text("之后做了什么", "What they did next")))
    with_next = tuple((*row, next_name(p.next, p.next_step)) for row, p in zip(rows, people.rows, strict=True))
    return Listing(name, title, tuple(fields), with_next, owner="owner")


def mask_ids(people: Listing) -> Listing:
    """The same list for those who may not see whole ids."""
    at = [field.name for field in people.fields].index("user_id")
    rows = tuple((*row[:at], masked(str(row[at])), *row[at + 1 :]) for row in people.rows)
    return replace(people, rows=rows)


def paths_listing(people: PeopleList) -> Listing:
    """What the lost did next and how many of them; no share of fewer than 30 people."""
    fields = (
        Field("next", Text("之后做了什么", "What they did next")),
        Field("people", Text("人数", "People"), "count"),
        Field("share", Text("占比", "Share"), "share"),
    )
    few = people.followed < MIN_SAMPLE
    rows = tuple(
        (next_name(path.next, path.step), path.people, None if few else path.people / people.followed)
        for path in people.paths
    )
    return Listing(f"funnel_paths_{people.step}", Text("他们之后做了什么", "What they did next"), fields, rows)


def _time_kind(times: Sequence[datetime | date]) -> Kind:
    """day where the time is known of nobody."""
    return "time" if any(isinstance(at, datetime) for at in times) or not times else "day"
