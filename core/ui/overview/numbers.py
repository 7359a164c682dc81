"""Headline numbers against the equal period before, with the contract of each; and the owners' table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import streamlit as st

from core.codec.listing import Listing
from core.i18n import Text
from core.reports.coverage.report import CoverageReport
from core.reports.headlines.period import Period
from core.reports.headlines.report import Headline, Headlines
from core.ui import widgets
from core.ui.overview import missing_days
from core.ui.state import language
from core.ui.words import count, escape_markdown, money, percent, say

_GRID = """<style>
.st-key-headlines { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: .8rem; }
.st-key-headlines > div { width: 100% !important; }
.st-key-headlines [data-testid="stMetricValue"] { font-size: 1.5rem; }
.st-key-headlines [data-testid="stMetricLabel"] * { white-space: normal; overflow: visible; }
@media (max-width: 640px) { .st-key-headlines { grid-template-columns: 1fr 1fr; } }
</style>"""
_FIRST_OWNERS = 10


@dataclass(frozen=True, slots=True)
class _Contract:
    formula: Text
    counts: Text
    tables: str
    good: Literal["up", "down", "neither"] = "up"
    without: Text | None = None
    trade: Text | None = None


_TIMES = Text("人次：一个人在两个群里算两次", "person-times: who is in two groups counts twice")
_CONTRACTS: dict[str, _Contract] = {
    "groups": _Contract(
        Text("期末没解散的群", "groups not dissolved at the end of the period"),
        Text("群", "groups"),
        "groups",
        "neither",
    ),
    "members": _Contract(
        Text(
            "期末各群客户数相加；当天没有数就用 7 天内最近的一天",
            "customers of all groups at the end of the period; a day "
            "without a number takes the latest of the 7 days before",
        ),
        _TIMES,
        "group_daily, members",
        without=Text("员工、机器人、水军（名单里能看出来时）", "staff, bots, planted voices where the roster tells"),
        trade=Text("企业微信后台的群成员数含员工", "WeCom's own count includes staff"),
    ),
    "people": _Contract(
        Text("成员名单里期末还在群的人，同一个人只算一次", "people on the rosters at the end of the period, each once"),
        Text("人", "people"),
        "members, identities",
    ),
    "joins": _Contract(
        Text("每天进群数相加", "joins of every day, added"),
        _TIMES,
        "group_daily, members",
        without=Text("建群当天被拉进来的人", "people invited on the day the group was made"),
        trade=Text("行业表格常把建群时拉的人也算进群", "many sheets count those as joins"),
    ),
    "leaves": _Contract(
        Text("每天退群数相加", "leaves of every day, added"),
        _TIMES,
        "group_daily, members",
        "down",
        without=Text("因解散群离开的人", "people who left because the group was dissolved"),
        trade=Text(
            "行业退群率 = 退群人数 / 群人数，解散也算在内", "the trade counts dissolved groups' people as leavers"
        ),
    ),
    "net": _Contract(Text("进群 − 退群", "joins − leaves"), _TIMES, "group_daily, members"),
    "messages": _Contract(
        Text("每天消息数相加，含员工发的", "messages of every day, staff included"),
        Text("条", "messages"),
        "group_daily",
    ),
    "active": _Contract(
        Text("这段时间里至少有一条消息的群", "groups with at least one message in the period"),
        Text("群", "groups"),
        "group_daily",
    ),
    "amount": _Contract(
        Text("付款金额相加，退款没有扣", "amounts paid, refunds not deducted"),
        Text("元", "CNY"),
        "orders",
        trade=Text("行业 GMV 有的含未付款订单", "some count unpaid orders in GMV"),
    ),
}


def headlines(found: Headlines) -> None:
    """A metric per number; 人 and 人次 apart; missing days named."""
    st.header(say("主要数字", "Headline numbers"), anchor=False)
    if found.period is None or not found.numbers:
        st.text(say("这段日期里还没有数字。", "No numbers for these days yet."))
        return
    before = found.period.previous()
    st.text(
        say(
            "{a} 至 {b}（{n} 天），对比 {c} 至 {d}",
            "{a} to {b} ({n} days) against {c} to {d}",
            a=found.period.since,
            b=found.period.last,
            n=found.period.days,
            c=before.since,
            d=before.last,
        )
    )
    st.html(_GRID)
    with st.container(key="headlines"):
        for number in found.numbers:
            _metric(number, found.period)
    by_code = {number.code: number for number in found.numbers}
    members, people = by_code.get("members"), by_code.get("people")
    if members and people and members.value and people.value and not people.unknown and not members.unknown:
        st.text(
            say(
                "在群 {m} 人次 = {p} 人（同一个人在几个群里只算一次）",
                "{m} person-times in groups = {p} people (who is in several groups counts once)",
                m=count(int(members.value)),
                p=count(int(people.value)),
            )
        )
    missing_days.draw(found.numbers)


def recognised(report: CoverageReport) -> None:
    """The share of members that can be matched with orders. 识别率."""
    found = report.members
    st.text(
        say(
            "识别率 {share}：{n:,} 个成员里认得出 {k:,} 个。",
            "Recognised {share}: {k:,} of {n:,} members.",
            share=percent(found.share),
            n=found.total,
            k=found.recognised,
        ),
        help=say(
            "能和订单里的买家用同一种标识对上的群成员占比；同一个人的几个标识算一个人。低于一半时先不要按成交评群。",
            "Share of members with an id of the kind that orders use. Below one half, do not judge groups by sales.",
        ),
    )


def owners(listing: Listing) -> None:
    """The owners with most groups; all of them under 详细."""
    st.header(
        say("群主名下的群", "Groups by owner"),
        anchor=False,
        help=say("没解散的群按群主数；各列相加等于总数。", "Living groups per owner; the columns add up to the total."),
    )
    widgets.small_table(replace(listing, rows=listing.rows[:_FIRST_OWNERS]))
    if len(listing.rows) > _FIRST_OWNERS:
        with widgets.details(
            Text(f"全部 {len(listing.rows)} 行，可下载", f"All {len(listing.rows)} rows, with downloads")
        ):
            widgets.table(listing, "owners")
    else:
        widgets.downloads(listing, "owners_down")


def _metric(number: Headline, period: Period) -> None:
    contract = _CONTRACTS[number.code]
    help_ = widgets.contract(
        contract.formula,
        contract.counts,
        window=Text(f"{period.days} 天", f"{period.days} days"),
        tables=contract.tables,
        without=contract.without,
    )
    if contract.trade:
        help_ += "\n\n" + say("行业口径：{t}", "The trade's way: {t}", t=escape_markdown(contract.trade.of(language())))
    change = number.change
    colours: dict[str, Literal["normal", "inverse", "off"]] = {"up": "normal", "down": "inverse", "neither": "off"}
    known = period.days - sum(period.since <= day < period.until for day in number.missing)
    partly = say("（{n} 天中有 {k} 天）", " ({k} of {n} days)", n=period.days, k=known) if known < period.days else ""
    st.metric(
        f"{number.label.of(language())}{partly}",
        escape_markdown(_shown(number, number.value)),
        None if change is None else _signed(number) if change else say("持平", "no change"),
        delta_color=colours[contract.good] if change else "off",
        delta_arrow="auto" if change else "off",
        help=help_,
    )


def _shown(number: Headline, value: object) -> str:
    if value is None:
        return "—"
    if number.unit == "money":
        return money(float(str(value)))
    unit = {
        "person_times": say(" 人次", ""),
        "people": say(" 人", ""),
        "messages": say(" 条", ""),
        "groups": say(" 个", ""),
    }[number.unit]
    return f"{count(int(str(value)))}{unit}"


def _signed(number: Headline) -> str:
    """The change, rounded as the number itself; Streamlit reads its direction from the first sign."""
    change = Decimal(str(number.change))
    size = money(abs(change)) if number.unit == "money" else count(int(abs(change)))
    return f"{'-' if change < 0 else '+'}{size}"
