"""The coverage report as a manager reads it: a calendar by week, the gaps in words, and the lists behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.codec.listing import Field, Listing
from core.domain.tables import TABLES
from core.i18n import Text
from core.ingest.formats import all_formats
from core.reports.coverage.report import KEPT_BY_SOURCE, WECOM_DAYS, CoverageReport, DayRange, Recognised, TableCoverage

DAILY = ("group_daily", "owner_daily", "funnel_daily", "member_daily")
"""Tables that a source fills every day: a day without rows is a day that was not imported."""
_NO_CALENDAR = ("identities",)
WEEKS = 104
"""Weeks the calendar shows at most, the newest ones."""
_GAPS_TOLD = 4

State = Literal["full", "part", "gap", "some", "quiet"]
"""full: every day of the week has data · part, gap: a daily source lacks some or all days · some, quiet: another
source has records on some days or none, which is no fault."""


@dataclass(frozen=True, slots=True)
class Week:
    """One table's week: days with data of the days that lie between the table's first and last."""

    monday: date
    days: int
    of: int
    state: State


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One table."""

    table: str
    label: Text
    weeks: tuple[Week, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Tables with days, by week; `cut` weeks before the first one are not shown."""

    mondays: tuple[date, ...]
    rows: tuple[CalendarRow, ...]
    cut: int


def calendar(report: CoverageReport, today: date) -> Calendar:
    """The weeks of all tables that have days; days after `today` are not drawn."""
    shown = [t for t in report.tables if t.first_day and t.first_day <= today and t.table not in _NO_CALENDAR]
    if not shown:
        return Calendar((), (), 0)
    first = _monday(min(t.first_day for t in shown if t.first_day))
    last = _monday(min(max(t.last_day for t in shown if t.last_day), today))
    total = (last - first).days // 7 + 1
    kept = min(total, WEEKS)
    mondays = tuple(last - timedelta(weeks=kept - 1 - n) for n in range(kept))
    rows = tuple(CalendarRow(t.table, TABLES[t.table].label, _weeks(t, mondays)) for t in shown)
    return Calendar(mondays, rows, total - kept)


def gaps(report: CoverageReport) -> tuple[TableCoverage, ...]:
    """Daily tables with missing days, most first."""
    found = [t for t in report.tables if t.table in DAILY and t.missing_days]
    return tuple(sorted(found, key=lambda t: -(t.missing_days or 0)))


def gap_sentence(table: TableCoverage, today: date) -> Text:
    """How many days a daily table lacks, which, and how long the newest of them can still be fetched from WeCom."""
    label = TABLES[table.table].label
    listed = [_range(gap) for gap in table.missing[-_GAPS_TOLD:]]
    more = len(table.missing) - len(listed)
    days = table.missing_days or 0
    zh = f"{label.zh}缺 {days:,} 天：{'、'.join(listed)}" + (f" 等 {len(table.missing):,} 段" if more > 0 else "")
    en = f"{label.en}: days missing: {days:,} ({', '.join(listed)}" + (f" and {more:,} more)" if more > 0 else ")")
    if table.table not in KEPT_BY_SOURCE:
        return Text(f"{zh}。", f"{en}.")
    left = WECOM_DAYS - (today - table.missing[-1].last).days
    if left <= 0:
        return Text(f"{zh}。企业微信已经取不回来。", f"{en}. WeCom no longer has them.")
    return Text(
        f"{zh}。最近缺的一天还有 {left} 天可以从企业微信补取。",
        f"{en}. WeCom still has the newest of them for {left} days.",
    )


def tables_listing(report: CoverageReport) -> Listing:
    """Every table that has rows."""
    fields = (
        Field("table", Text("表", "Table")),
        Field("rows", Text("行数", "Rows"), "count"),
        Field("first_day", Text("从", "From"), "day"),
        Field("last_day", Text("到", "To"), "day"),
        Field("days", Text("有数据的天数", "Days with data"), "days"),
        Field("missing_days", Text("缺的天数", "Missing days"), "days", _MISSING),
        Field("groups", Text("有数据的群", "Groups with data"), "count"),
    )
    rows = (
        (
            TABLES[t.table].label,
            t.rows,
            t.first_day,
            t.last_day,
            t.days,
            t.missing_days if t.table in DAILY else None,
            t.groups,
        )
        for t in report.tables
        if t.rows
    )
    return Listing("coverage", Text("各表覆盖", "Coverage by table"), fields, tuple(rows))


def groups_listing(report: CoverageReport, groups: Mapping[str, tuple[str | None, str | None]]) -> Listing:
    """Recognised members by group, least first; `groups`: id → name and owner."""
    fields = (
        Field("group_name", Text("群", "Group")),
        Field("owner", Text("群主", "Owner")),
        Field("members", Text("成员（人）", "Members (people)"), "count"),
        Field("recognised", Text("认得出（人）", "Recognised (people)"), "count"),
        Field("share", Text("识别率", "Share recognised"), "share"),
        Field("group_id", Text("群编号", "Group id"), "id"),
    )
    found = sorted(report.members_by_group, key=lambda g: (g.share or 0.0, -g.total, g.name or ""))
    rows = tuple((*groups.get(g.name or "", (None, None)), g.total, g.recognised, g.share, g.name) for g in found)
    return Listing("recognised_by_group", Text("各群识别率", "Recognised by group"), fields, rows, owner="owner")


def sources_listing(report: CoverageReport) -> Listing:
    """Orders whose buyer is a known member, by where the buyer's id comes from."""
    fields = (
        Field("source", Text("订单来源", "Order source")),
        Field("orders", Text("订单（单）", "Orders"), "count"),
        Field("recognised", Text("买家认得出（单）", "Buyer known (orders)"), "count"),
        Field("share", Text("识别率", "Share recognised"), "share"),
    )
    rows = tuple((_source(s.name), s.total, s.recognised, s.share) for s in report.orders_by_source)
    return Listing("recognised_by_source", Text("各订单来源识别率", "Recognised by order source"), fields, rows)


def how_to_raise(report: CoverageReport) -> Text | None:
    """What to upload so that more people are recognised; None where almost everybody is."""
    if not report.members.total:
        return Text(
            "先上传成员名单：没有名单就认不出任何人。", "Upload a member list first: without one nobody is known."
        )
    if not report.orders.total:
        return Text(
            "先上传订单：订单里有哪种买家编号，才知道成员该用哪种编号去对。",
            "Upload orders first: which id the buyers have decides how members can be matched.",
        )
    if _low(report.members) or _low(report.orders):
        return Text(
            "上传「身份标识」表（每行一个客户编号配一个手机号、unionid 或买家昵称），或从商城导出带手机号的会员表。",
            "Upload an identities table (a customer id beside a phone, unionid or nickname a row), "
            "or export the shop's members with their phones.",
        )
    return None


_MISSING = Text("第一天到最后一天之间没有数据的天；按没有数据算，不算 0。", "Days without data between first and last.")


def _source(name: str | None) -> Text | str:
    """Where an id was first seen, in words; identities name it format/table."""
    if name is None:
        return Text("没有写明", "not named")
    form, _, table = name.partition("/")
    labels = {f.name: f.label for f in all_formats() if f.name != "canonical"}
    if form == "canonical" and table in TABLES:
        label = TABLES[table].label
        return Text(f"标准表「{label.zh}」", f"canonical table “{label.en}”")
    return labels.get(form, form)


def _low(found: Recognised) -> bool:
    return found.share is not None and found.share < 0.9


def _weeks(table: TableCoverage, mondays: Sequence[date]) -> tuple[Week, ...]:
    """The weeks between the table's first and last day."""
    if table.first_day is None or table.last_day is None:
        return ()
    missing: dict[date, int] = {}
    for gap in table.missing:
        day = max(gap.first, mondays[0])
        while day <= min(gap.last, mondays[-1] + timedelta(days=6)):
            missing[_monday(day)] = missing.get(_monday(day), 0) + 1
            day += timedelta(days=1)
    found = []
    for monday in mondays:
        low, high = max(monday, table.first_day), min(monday + timedelta(days=6), table.last_day)
        of = (high - low).days + 1
        if of > 0:
            days = of - missing.get(monday, 0)
            found.append(Week(monday, days, of, _state(days, of, table.table in DAILY)))
    return tuple(found)


def _state(days: int, of: int, daily: bool) -> State:
    if days == of:
        return "full"
    if daily:
        return "part" if days else "gap"
    return "some" if days else "quiet"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _range(gap: DayRange) -> str:
    return f"{gap.first}" if gap.first == gap.last else f"{gap.first} – {gap.last}"
