"""The coverage page's parts: verdict, calendar, gaps and expiry in words, recognition, lists."""

from __future__ import annotations

import streamlit as st

from core.domain.tables import TABLES
from core.i18n import Text
from core.reports.coverage import chart
from core.reports.coverage import tables as coverage_view
from core.reports.coverage.report import WECOM_DAYS, CoverageReport, Recognised, falling_sentence
from core.store import Version
from core.ui import cache, echarts, widgets
from core.ui.data_line import now
from core.ui.state import language
from core.ui.words import count, percent, say

_SOON = 30
"""Days before data are lost from which the warning leads the page."""
_FRESH = 7
"""Data that end this many days ago are up to date: most companies upload once a week."""
_TREND = 14
"""Days of data from which one week can be compared with the one before."""
_HALF = 0.5


def no_data() -> None:
    """Nothing imported yet."""
    widgets.no_data(
        say("还没有数据", "No data yet"),
        say(
            "上传后，这里显示每张表哪几天有数据、哪几天缺、认得出多少人。",
            "After an upload this page shows which days each table has, which are missing, and who is recognised.",
        ),
    )


def verdict(report: CoverageReport) -> None:
    """The most urgent finding: days about to be lost, then gaps, then recognition; else that all is well."""
    lang = language()
    soon = sorted((f for f in report.falling_off if f.days_left <= _SOON), key=lambda f: f.days_left)
    gaps = coverage_view.gaps(report)
    daily = [table for table in report.tables if table.rows and table.table in coverage_view.DAILY]
    days = max((table.days or 0 for table in daily), default=0)
    if soon:
        widgets.verdict(
            falling_sentence(soon[0]).of(lang),
            say("今天就从企业微信后台补导出，上传到数据页。", "Export it from WeCom today and upload it."),
        )
    elif gaps:
        widgets.verdict(
            say("、", ", ").join(
                say(
                    "{table}缺 {n} 天",
                    "{table}, days missing: {n}",
                    table=TABLES[gap.table].label.of(lang),
                    n=gap.missing_days,
                )
                for gap in gaps
            ),
            say("按下面列出的日期补导出。缺的天不算 0。", "Export the days listed below. They never count as 0."),
        )
    elif report.members.share is not None and report.orders.total and report.members.share < _HALF:
        widgets.verdict(
            say("只认得出 {p} 的群成员", "Only {p} of members are recognised", p=percent(report.members.share, 0)),
            (coverage_view.how_to_raise(report) or Text("", "")).of(lang),
        )
    elif not daily:
        widgets.verdict(
            say("还没有每天的数据", "No data by day yet"),
            say(
                "传群的每日导出或成员名单，才看得到变化和趋势。",
                "Upload a daily group export or a member list to see changes and trends.",
            ),
        )
    elif days < _TREND:
        widgets.verdict(
            say("每日数据才 {n} 天，满 {of} 天才看得出变化", "Daily data so far: {n} of {of} days", n=days, of=_TREND),
            say(
                "把每天的导出都传上来（可以一次传几个），满 {of} 天就能和前一周比。",
                "Upload every daily export, several at once if you like; from {of} days on, weeks can be compared.",
                of=_TREND,
            ),
        )
    else:
        widgets.verdict(
            say("每日数据没有缺的天", "No day is missing"), say("照常按周上传就行。", "Keep uploading every week.")
        )


def calendar(report: CoverageReport) -> None:
    """The heat strip, and in words what it shows."""
    lang = language()
    found = coverage_view.calendar(report, now().date())
    st.subheader(say("哪几周有数据", "Weeks with data"), anchor=False)
    if not found.rows:
        st.text(say("已有的表都不按日期记，没有日历可画。", "No table here has dates, so there is no calendar."))
    else:
        echarts.draw(chart.chart(found), "coverage_calendar")
    if found.cut:
        st.text(say("更早的 {n} 周没有画出来。", "{n} earlier weeks are not drawn.", n=found.cut))
    for gap in coverage_view.gaps(report):
        st.text(coverage_view.gap_sentence(gap, now().date()).of(lang))
    for falling in report.falling_off:
        if falling.days_left <= _SOON:
            st.warning(falling_sentence(falling).of(lang))
        elif falling.days_left < WECOM_DAYS - _FRESH:
            st.text(falling_sentence(falling).of(lang))


def recognition(report: CoverageReport, version: Version) -> None:
    """识别率 of members and orders, what it means, what raises it, and the lists."""
    if not report.members.total and not report.orders.total:
        return
    lang = language()
    st.subheader(say("识别率", "Share recognised"), anchor=False)
    left, right = st.columns(2)
    with left:
        _share(say("群成员认得出", "Members recognised"), report.members, _MEMBERS, Text("人", "people"))
    with right:
        _share(say("订单认得出买家", "Orders by known members"), report.orders, _ORDERS, Text("单", "orders"))
    st.text(
        say(
            "认不出的人，买了也算不到群上：识别率低的群，「没贡献」可能只是没认出来。",
            "Purchases by people who are not recognised are credited to no group: "
            "a group with a low share may sell more than it seems.",
        )
    )
    todo = coverage_view.how_to_raise(report)
    if todo:
        st.text(todo.of(lang))
    if report.identity_conflicts:
        st.text(
            say(
                "{n:,} 个标识同时属于几个人，没有用来合并。",
                "{n:,} ids belong to several people and were not used to match anyone.",
                n=report.identity_conflicts,
            )
        )
    if report.orders_by_source:
        st.subheader(say("按订单来源", "By order source"), anchor=False)
        sources = coverage_view.sources_listing(report)
        widgets.small_table(sources)
        widgets.downloads(sources, "coverage_sources_down")
    if report.members_by_group:
        st.subheader(say("按群，认得最少的在前", "By group, lowest first"), anchor=False)
        names = {group.group_id: (group.name, group.owner) for group in cache.group_labels(version).groups}
        fields = ("group_name", "members", "recognised")
        widgets.table(coverage_view.groups_listing(report, names), "coverage_groups", height=320, text_fields=fields)


def tables(report: CoverageReport) -> None:
    """What is there, table by table."""
    st.subheader(say("每张表有多少数据", "How much each table holds"), anchor=False)
    listing = coverage_view.tables_listing(report)
    widgets.small_table(listing, wide=("first_day", "days", "groups"))
    widgets.downloads(listing, "coverage_tables_down")


_MEMBERS = Text(
    "能用同一个人的编号和订单买家对上的群成员占比；一个成员在几个群里，总数只算一次。",
    "Share of members who can be matched with the buyers of orders; one person in several groups counts once.",
)
_ORDERS = Text("买家是已知群成员的订单占比。", "Share of orders whose buyer is a known member.")


def _share(label: str, found: Recognised, meaning: Text, unit: Text) -> None:
    st.metric(label, percent(found.share), help=meaning.of(language()))
    st.text(
        say(
            "{n} {unit}里认出 {k} {unit}",
            "{k} of {n} {unit}",
            n=count(found.total),
            k=count(found.recognised),
            unit=unit.of(language()),
        )
    )
