"""7-day retention: of those pulled into a group, who is still in it after seven days, by the roster."""

from __future__ import annotations

from datetime import datetime

from core.i18n import Text
from core.marts import LAST_STEP, events_sql
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.engine.source import source_of
from core.reports.funnel.retention import words
from core.reports.funnel.retention.model import STAY_DAYS, Retention
from core.reports.funnel.retention.tables import tables
from core.reports.inputs import Inputs
from core.reports.report import Report
from core.reports.verdict import Missing
from core.statistics.intervals import wilson

_FAR = datetime(9999, 1, 1)


def build(inputs: Inputs, query: FunnelQuery) -> Retention | Missing:
    """Missing without members or without anybody known at step 7. Errors: QueryTimeout.

    Still in the group: a stay of the roster that covers the moment seven days after step 7, in the group that the
    event names, else in any group. The roster ends with its latest joining or leaving.
    """
    dataset, marts, last = inputs.dataset, inputs.marts, query.last_time or _FAR
    with (
        dataset.session() as session,
        source_of(dataset, session, marts, query, [()], counts_only=False) as source,
    ):
        ends = session.rows(
            "select max(greatest(m.joined_at, coalesce(m.left_at, m.joined_at))) from members as m "
            "where m.joined_at <= $last and m.joined_at <= $imported",
            {"last": last, "imported": marts.created_at},
        )[0][0]
        if source is None or ends is None or LAST_STEP not in source.people.steps:
            return words.NOBODY if "members" in inputs.tables else words.NO_MEMBERS
        people = source.people
        session.run(
            f"create or replace temp table grouped as select row_number() over ()::bigint as number, person, "
            f"m{LAST_STEP} as m from ({people.status()}) as s where ok{LAST_STEP}",
            people.params(),
        )
        sql = f"""
            with who as ({marts.persons_sql()}), named as (
                select g.number, min(nullif(e.group_id, '')) as group_id
                from ({events_sql(marts.created_at)}) as e left join who as w on e.user_id = w.user_id
                inner join grouped as g
                    on g.person = coalesce(w.person, e.user_id) and g.m = moment(e.at, e.at_is_day)
                where e.step = {LAST_STEP} and e.result is distinct from 'refused' group by g.number
            ), stays as (
                select coalesce(w.person, m.user_id) as person, m.group_id, m.joined_at, m.left_at
                from members as m left join who as w on m.user_id = w.user_id
            ), judged as (
                select
                    g.number, any_value(make_timestamp(moment_us(g.m))) + interval {STAY_DAYS} day as due,
                    count(s.person) > 0 as known,
                    coalesce(bool_or(s.joined_at <= make_timestamp(moment_us(g.m)) + interval {STAY_DAYS} day
                        and coalesce(s.left_at > make_timestamp(moment_us(g.m)) + interval {STAY_DAYS} day, true)
                    ) filter (where s.person is not null), false) as here
                from grouped as g left join named as n on g.number = n.number
                left join stays as s
                    on g.person = s.person and (n.group_id is null or n.group_id = s.group_id)
                group by g.number
            )
            select count(*), count(*) filter (where due > $ends), count(*) filter (where due <= $ends and not known),
                count(*) filter (where due <= $ends and known), count(*) filter (where due <= $ends and here)
            from judged as j
        """
        grouped, pending, unknown, judged, stayed = session.rows(sql, {"ends": min(ends, last)})[0]
    low, high = wilson(stayed, judged)
    return Retention(grouped, judged, stayed, stayed / judged if judged else None, low, high, pending, unknown)


REPORT = Report(
    name="retention",
    title=Text("⑧ 入群 7 天仍在群", "7-day retention"),
    needs=(frozenset({"funnel_events"}),),
    missing=words.NO_MEMBERS,
    query=FunnelQuery,
    build=build,
    verdict=words.verdict,
    to_json=lambda found: found,
    tables=tables,
    contract=words.contract,
    parent="onboarding_funnel",
    key="still_in_group",
)
