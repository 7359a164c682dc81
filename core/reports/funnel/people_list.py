"""Who is behind a bar: the people who reached a step, were lost, refused or are on the way there; and what they did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from core.codec.listing import Field, Listing, Value
from core.db import Dataset, Session
from core.domain.steps import STEPS
from core.errors import BadRequest
from core.i18n import Text
from core.marts import DIMENSIONS, Marts, events_sql
from core.reports.funnel.people import People
from core.reports.funnel.query import FunnelQuery
from core.reports.funnel.source import source_of

Outcome = Literal["converted", "lost", "pending", "refused"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
Next = Literal["nothing", "late", "skipped", "re_entry", "repeated", "out_of_order"]
"""What a lost person did after the last step: nothing; the step itself, too late; a later step without it; the start
step again; a step in between again; nothing after, but the step or a later one before its turn."""
_FLAG = {"converted": "ok", "lost": "lost", "pending": "pending", "refused": "refused"}

_LABELS: dict[Outcome, Text] = {
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
    """The people behind one bar; as many rows as the bar has people."""

    step: int
    outcome: Outcome
    rows: tuple[Person, ...]
    paths: tuple[Path, ...]
    """What the lost did next, most people first; empty for the other outcomes."""

    @property
    def count(self) -> int:
        """People (entries with re-entry)."""
        return len(self.rows)


def build(dataset: Dataset, marts: Marts, query: FunnelQuery, step: int, outcome: str) -> PeopleList:
    """The people of `outcome` at `step` under `query`, whatever its breakdown, by entry.

    Raises BadRequest for a step or outcome that does not exist. Errors: QueryTimeout.
    """
    if outcome not in OUTCOMES or step not in range(1, len(STEPS) + 1):
        raise BadRequest(
            Text("没有「{step}:{outcome}」这样的名单。", "There is no list {step}:{outcome}.").fill(
                step=step, outcome=outcome
            ),
            Text(
                "写成 步骤:结果，结果可选 converted、lost、pending、refused。",
                "Write STEP:OUTCOME with one of converted, lost, pending, refused.",
            ),
        )
    known = next(name for name in OUTCOMES if name == outcome)
    with dataset.session() as session, source_of(dataset, session, marts, query) as source:
        if source is None or step not in source.people.steps:
            return PeopleList(step, known, (), ())
        rows = _rows(session, marts, source.people, step, known)
    found = Counter((row.next, row.next_step) for row in rows if row.next is not None)
    paths = tuple(
        Path(what, at, n) for (what, at), n in sorted(found.items(), key=lambda x: (-x[1], str(x[0]))) if what
    )
    return PeopleList(step, known, rows, paths)


def listing(found: PeopleList) -> Listing:
    """The list to show, download and forward."""
    name = STEPS[found.step - 1].label
    what = _LABELS[found.outcome]
    fields = [
        Field("user_id", Text("用户", "User"), "id"),
        Field("entered", Text("进入时间", "Entered"), "time"),
        Field("last_step", Text("走到哪一步", "Last step"), "count"),
        Field("at_last_step", Text("走到那一步的时间", "At the last step"), "time"),
        Field("ad_slot", Text("广告位", "Ad slot")),
        Field("channel", Text("渠道", "Channel")),
        Field("identity_class", Text("身份", "Identity")),
        Field("region", Text("区域", "Region")),
        Field("owner", Text("接待人", "Receptionist")),
    ]
    if found.outcome == "lost":
        fields += [Field("next", Text("之后做了什么", "What they did next"))]
    rows: list[tuple[Value, ...]] = []
    for p in found.rows:
        who = (p.user_id, p.entered, p.last_step, p.at_last_step)
        named = (p.ad_slot, p.channel, p.identity_class, p.region, p.owner)
        rows.append((*who, *named, told(p.next, p.next_step)) if found.outcome == "lost" else (*who, *named))
    title = Text(f"{name.zh}：{what.zh}的人", f"{name.en}: {what.en}")
    return Listing(f"funnel_people_{found.step}_{found.outcome}", title, tuple(fields), tuple(rows), owner="owner")


def told(what: Next | None, step: int | None) -> Text:
    """What a lost person did next, in words."""
    name = STEPS[step - 1].label if step else Text("", "")
    words = {
        "late": Text(f"后来走到了{name.zh}，已过期限", f"reached it later, too late: {name.en}"),
        "skipped": Text(f"跳过这一步，到了{name.zh}", f"skipped it: {name.en}"),
        "re_entry": Text("又从头进来一次", "entered again"),
        "repeated": Text(f"又做了一次{name.zh}", f"did it again: {name.en}"),
        "out_of_order": Text(f"之前就做过{name.zh}，顺序不对", f"had done it before its turn: {name.en}"),
    }
    return words.get(str(what), Text("没有再出现", "nothing"))


def _rows(session: Session, marts: Marts, people: People, step: int, outcome: Outcome) -> tuple[Person, ...]:
    """Make the temp tables `listed` and `theirs` (their events) and put the rows together."""
    last = step if outcome == "converted" else max(k for k in people.chain if k < step or k == people.start)
    dims = ", ".join(f"{people.dimension(d)} as named_{d}" for d in DIMENSIONS)
    session.run(
        f"create or replace temp table listed as select row_number() over ()::bigint as number, person, "
        f"m{people.start} as entry, m{last} as m, {dims} from ({people.status()}) as s where {_FLAG[outcome]}{step}",
        people.params(),
    )
    session.run(
        f"""
        create or replace temp table theirs as
        select l.number, e.user_id, e.step, moment(e.at, e.at_is_day) as m
        from ({events_sql(marts.created_at)}) as e
        left join ({marts.persons_sql()}) as p on e.user_id = p.user_id
        inner join listed as l on l.person = coalesce(p.person, e.user_id)
        where e.result is distinct from 'refused' and moment(e.at, e.at_is_day) <= $last
        """,
        {"last": people.params()["last"]},
    )
    paths = _next_sql(people, step) if outcome == "lost" else "select null as number, null as what, null as step"
    sql = f"""
        with ids as (
            select t.number, min(t.user_id) as user_id
            from theirs as t inner join listed as l on t.number = l.number
            where t.step = {people.start} and t.m = l.entry group by t.number
        ), paths as ({paths})
        select i.user_id, {_shown("l.entry")}, {last}, {_shown("l.m")}, {", ".join(f"l.named_{d}" for d in DIMENSIONS)},
            p.what, p.step
        from listed as l left join ids as i on l.number = i.number left join paths as p on l.number = p.number
        order by l.entry, i.user_id, l.m
    """
    nothing: Next | None = "nothing" if outcome == "lost" else None
    found = []
    for user, entry, at, moment, *named, what, to in session.rows(sql):
        values = dict(zip(DIMENSIONS, named, strict=True))
        found.append(Person(user, _time(*entry), at, _time(*moment), **values, next=what or nothing, next_step=to))
    return tuple(found)


def _next_sql(people: People, step: int) -> str:
    """Per lost person the first event after the last step, else the first one before it that came out of order."""
    after = f"""
        select t.number, arg_min({{step: t.step, late: t.step = {step}}}, t.m * 8 - t.step) as next
        from theirs as t inner join listed as l on t.number = l.number where t.m > l.m group by t.number
    """
    before = f"""
        select t.number, arg_min(t.step, t.m) as step
        from theirs as t inner join listed as l on t.number = l.number
        where t.step >= {step} and last_us(t.m) >= moment_us(l.entry) and t.m <= l.m group by t.number
    """
    return f"""
        select coalesce(a.number, b.number) as number, coalesce(a.next.step, b.step) as step,
            case
                when a.number is null then 'out_of_order'
                when a.next.step = {people.start} then 're_entry'
                when a.next.late then 'late'
                when a.next.step > {step} then 'skipped'
                else 'repeated'
            end as what
        from ({after}) as a full join ({before}) as b on a.number = b.number
    """


def _shown(moment: str) -> str:
    return f"[make_timestamp(moment_us({moment})), if(moment_is_day({moment}), timestamp '1970-01-01', null)]"


def _time(at: datetime, is_day: datetime | None) -> datetime | date:
    return at.date() if is_day else at
