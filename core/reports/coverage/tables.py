"""The lists of the coverage report: who is recognised, by order source and by group, and what each table holds."""

from __future__ import annotations

from collections.abc import Iterator

from core.codec.listing import Field, Listing
from core.domain.tables import TABLES
from core.i18n import Text
from core.ingest.formats import all_formats
from core.reports.coverage.model import DAILY, CoverageView, GroupName
from core.reports.coverage.words import recognition_sentences
from core.reports.table import Table

_SHARE = Field("share", Text("识别率", "Share recognised"), "share")
_GRID_HEIGHT = 320


def tables(view: CoverageView) -> tuple[Table, ...]:
    """Recognition, unless there is nobody to recognise, then every table that has rows."""
    return (*_recognition(view), Table(tables_listing(view), heading=_HEADING, wide=("first_day", "days", "groups")))


def _recognition(view: CoverageView) -> Iterator[Table]:
    if not view.members.total and not view.orders.total:
        return
    heading = Text("识别率", "Share recognised")
    yield Table(recognised_listing(view), heading=heading, notes=tuple(recognition_sentences(view)), wide=("meaning",))
    if view.orders_by_source:
        yield Table(sources_listing(view), heading=Text("按订单来源", "By order source"))
    if view.members_by_group:
        yield Table(
            groups_listing(view),
            heading=Text("按群，认得最少的在前", "By group, lowest first"),
            search=True,
            height=_GRID_HEIGHT,
            split_fields=("group_name", "members", "recognised"),
        )


def recognised_listing(view: CoverageView) -> Listing:
    """Members and orders, all together."""
    fields = (
        Field("counted", Text("认得出谁", "Who is recognised")),
        Field("total", Text("一共", "Total"), "count"),
        Field("recognised", Text("认得出", "Recognised"), "count"),
        _SHARE,
        Field("meaning", Text("口径", "Meaning")),
    )
    rows = (
        (_MEMBERS, view.members.total, view.members.recognised, view.members.share, _MEMBERS_MEANING),
        (_ORDERS, view.orders.total, view.orders.recognised, view.orders.share, _ORDERS_MEANING),
    )
    return Listing("recognised", Text("识别率", "Share recognised"), fields, rows)


_MEMBERS = Text("群成员（人）", "Members (people)")
_MEMBERS_MEANING = Text(
    "能用同一个人的编号和订单买家对上的群成员占比；一个成员在几个群里，总数只算一次。",
    "Share of members who can be matched with the buyers of orders; one person in several groups counts once.",
)
_ORDERS = Text("订单的买家（单）", "Buyers of orders (orders)")
_ORDERS_MEANING = Text("买家是已知群成员的订单占比。", "Share of orders whose buyer is a known member.")


def sources_listing(view: CoverageView) -> Listing:
    """Orders whose buyer is a known member, by where the buyer's id comes from."""
    fields = (
        Field("source", Text("订单来源", "Order source")),
        Field("orders", Text("订单（单）", "Orders"), "count"),
        Field("recognised", Text("买家认得出（单）", "Buyer known (orders)"), "count"),
        _SHARE,
    )
    rows = tuple((_source(s.name), s.total, s.recognised, s.share) for s in view.orders_by_source)
    return Listing("recognised_by_source", Text("各订单来源识别率", "Recognised by order source"), fields, rows)


def _source(name: str | None) -> Text | str:
    """Where an id was first seen, in words; identities name it format/table."""
    if name is None:
        return Text("没有写明", "not named")
    form, _, table = name.partition("/")
    labels = {f.name: f.label for f in all_formats() if f.name != "canonical"}
    if form == "canonical" and table in TABLES:
        return Text("标准表「{table}」", "canonical table “{table}”").fill(table=TABLES[table].label)
    return labels.get(form, form)


def groups_listing(view: CoverageView) -> Listing:
    """Recognised members by group, least first."""
    fields = (
        Field("group_name", Text("群", "Group")),
        Field("owner", Text("群主", "Owner")),
        Field("members", Text("成员（人）", "Members (people)"), "count"),
        Field("recognised", Text("认得出（人）", "Recognised (people)"), "count"),
        _SHARE,
        Field("group_id", Text("群编号", "Group id"), "id"),
    )
    names = {group.group_id: group for group in view.groups}
    ordered = sorted(view.members_by_group, key=lambda g: (g.share or 0.0, -g.total, g.name or ""))
    rows = []
    for found in ordered:
        group = names.get(found.name or "", GroupName("", None, None))
        rows.append((group.name, group.owner, found.total, found.recognised, found.share, found.name))
    title = Text("各群识别率", "Recognised by group")
    return Listing("recognised_by_group", title, fields, tuple(rows), owner="owner")


_HEADING = Text("每张表有多少数据", "How much each table holds")
_MISSING = Text("第一天到最后一天之间没有数据的天；按没有数据算，不算 0。", "Days without data between first and last.")


def tables_listing(view: CoverageView) -> Listing:
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
            *(TABLES[t.table].label, t.rows, t.first_day, t.last_day, t.days),
            t.missing_days if t.table in DAILY else None,
            t.groups,
        )
        for t in view.tables
        if t.rows
    )
    return Listing("coverage", Text("各表覆盖", "Coverage by table"), fields, tuple(rows))
