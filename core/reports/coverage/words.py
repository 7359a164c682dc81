"""Coverage in sentences: what is most urgent, which days are missing, how long the source still has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from core.domain.tables import TABLES
from core.i18n import COMMA, Text
from core.reports.coverage.model import (
    DAILY,
    KEPT_BY_SOURCE,
    WECOM_DAYS,
    Calendar,
    CoverageView,
    DayRange,
    FallingOff,
    Recognised,
    TableCoverage,
)
from core.reports.coverage.rules import falling_off, gaps
from core.reports.verdict import Verdict
from core.wording import percent

_SOON_DAYS = 30
"""Days before data are lost from which the warning leads the page."""
_FRESH_DAYS = 7
"""Data that end this many days ago are up to date: most companies upload once a week."""
_TREND_DAYS = 14
"""Days of data from which one week can be compared with the one before."""
_FEW_RECOGNISED, _NEARLY_ALL = 0.5, 0.9
"""Below the one recognition leads the page; from the other on nothing is advised."""
_GAPS_LISTED = 4


def verdict(view: CoverageView, today: date) -> Verdict:
    """The most urgent finding: days about to be lost, then gaps, then recognition; else that all is well."""
    expiring = sorted(falling_off(view.tables, today), key=lambda table: table.days_left)
    soon = expiring[0] if expiring and expiring[0].days_left <= _SOON_DAYS else None
    missing = gaps(view.tables)
    notes = [gap_sentence(table, today) for table in missing]
    notes += [expiry_sentence(table) for table in expiring if table is not soon and not _is_fresh(table)]
    line, todo = _finding(view, soon, missing)
    return Verdict(line, todo, tuple(notes))


def _is_fresh(table: FallingOff) -> bool:
    return table.days_left >= WECOM_DAYS - _FRESH_DAYS


def _finding(view: CoverageView, soon: FallingOff | None, missing: Sequence[TableCoverage]) -> tuple[Text, Text | None]:
    daily = [table.days or 0 for table in view.tables if table.rows and table.table in DAILY]
    if soon is not None:
        todo = Text("今天就从企业微信后台补导出，上传到数据页。", "Export it from WeCom today and upload it.")
        return expiry_sentence(soon), todo
    if missing:
        days = Text("{table}缺 {n} 天", "{table}, days missing: {n}")
        listed = COMMA.join(days.fill(table=TABLES[gap.table].label, n=gap.missing_days) for gap in missing)
        todo = Text("按下面列出的日期补导出。缺的天不算 0。", "Export the days listed below. They never count as 0.")
        return listed, todo
    share = view.members.share
    if share is not None and view.orders.total and share < _FEW_RECOGNISED:
        line = Text("只认得出 {p} 的群成员", "Only {p} of members are recognised").fill(p=percent(share, 0))
        return line, how_to_raise(view)
    if not daily:
        return Text("还没有每天的数据", "No data by day yet"), Text(
            "传群的每日导出或成员名单，才看得到变化和趋势。",
            "Upload a daily group export or a member list to see changes and trends.",
        )
    if max(daily) < _TREND_DAYS:
        line = Text("每日数据才 {n} 天，满 {of} 天才看得出变化", "Daily data so far: {n} of {of} days")
        todo = Text(
            "把每天的导出都传上来（可以一次传几个），满 {of} 天就能和前一周比。",
            "Upload every daily export, several at once if you like; from {of} days on, weeks can be compared.",
        )
        return line.fill(n=max(daily), of=_TREND_DAYS), todo.fill(of=_TREND_DAYS)
    return (
        Text("每日数据没有缺的天", "No day is missing"),
        Text("照常按周上传就行。", "Keep uploading every week."),
    )


def expiry_sentence(table: FallingOff) -> Text:
    """How long the source still keeps the days after our last one, or how many of them are gone."""
    if table.days_left > 0:
        text = Text(
            "{name}到 {day} 为止。企业微信只保留 {kept} 天，还有 {n} 天可以补取。",
            "{name} ends on {day}. WeCom keeps {kept} days: {n} more days to fetch what follows.",
        )
    else:
        text = Text(
            "{name}到 {day} 为止。企业微信只保留 {kept} 天，之后的 {n} 天已经取不回来。",
            "{name} ends on {day}. WeCom keeps {kept} days: the first {n} days after it are gone.",
        )
    name = TABLES[table.table].label
    return text.fill(name=name, day=table.last_day, kept=WECOM_DAYS, n=abs(table.days_left))


def gap_sentence(table: TableCoverage, today: date) -> Text:
    """How many days a daily table lacks, which, and how long the newest of them can still be fetched from WeCom."""
    listed = COMMA.join(_days(gap) for gap in table.missing[-_GAPS_LISTED:])
    if (more := len(table.missing) - _GAPS_LISTED) > 0:
        listed += Text(f" 等 {len(table.missing):,} 段", f" and {more:,} more")
    sentence = Text("{name}缺 {n} 天：{days}。", "{name}: days missing: {n} ({days}).").fill(
        name=TABLES[table.table].label, n=f"{table.missing_days or 0:,}", days=listed
    )
    if table.table not in KEPT_BY_SOURCE:
        return sentence
    left = WECOM_DAYS - (today - table.missing[-1].last).days
    if left <= 0:
        return sentence + Text("企业微信已经取不回来。", " WeCom no longer has them.")
    return sentence + Text(
        f"最近缺的一天还有 {left} 天可以从企业微信补取。", f" WeCom still has the newest of them for {left} days."
    )


def _days(gap: DayRange) -> str:
    return f"{gap.first}" if gap.first == gap.last else f"{gap.first} – {gap.last}"


def calendar_sentence(calendar: Calendar) -> Text | None:
    """What the calendar does not show."""
    if not calendar.rows:
        return Text("已有的表都不按日期记，没有日历可画。", "No table here has dates, so there is no calendar.")
    if calendar.cut:
        return Text("更早的 {n} 周没有画出来。", "{n} earlier weeks are not drawn.").fill(n=calendar.cut)
    return None


def recognition_sentences(view: CoverageView) -> Iterator[Text]:
    """Why recognition matters, what raises it, and ids that were not used."""
    yield Text(
        "认不出的人，买了也算不到群上：识别率低的群，「没贡献」可能只是没认出来。",
        "Purchases by people who are not recognised are credited to no group: "
        "a group with a low share may sell more than it seems.",
    )
    advice = how_to_raise(view)
    if advice is not None:
        yield advice
    if view.identity_conflicts:
        yield Text(
            "{n} 个标识同时属于几个人，没有用来合并。",
            "{n} ids belong to several people and were not used to match anyone.",
        ).fill(n=f"{view.identity_conflicts:,}")


def how_to_raise(view: CoverageView) -> Text | None:
    """What to upload so that more people are recognised; None where almost everybody is."""
    if not view.members.total:
        return Text(
            "先上传成员名单：没有名单就认不出任何人。", "Upload a member list first: without one nobody is known."
        )
    if not view.orders.total:
        return Text(
            "先上传订单：订单里有哪种买家编号，才知道成员该用哪种编号去对。",
            "Upload orders first: which id the buyers have decides how members can be matched.",
        )
    if _is_low(view.members) or _is_low(view.orders):
        return Text(
            "上传「身份标识」表（每行一个客户编号配一个手机号、unionid 或买家昵称），或从商城导出带手机号的会员表。",
            "Upload an identities table (a customer id beside a phone, unionid or nickname a row), "
            "or export the shop's members with their phones.",
        )
    return None


def _is_low(found: Recognised) -> bool:
    return found.share is not None and found.share < _NEARLY_ALL
