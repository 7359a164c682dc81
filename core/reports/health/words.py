"""The health check in words: the finding with one number and a name, what to do about it, what idle groups cost."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from core.i18n import COMMA, SPACE, Text
from core.reports.due import due_day
from core.reports.health.light import Unit
from core.reports.health.rules import HealthCheck, Reading
from core.reports.verdict import Contract, Verdict
from core.wording import count, estimated_money, money, percent

_UNITS: dict[Unit, Text] = {
    "groups": Text("{n} 个", "{n}"),
    "owners": Text("{n} 位", "{n}"),
    "days": Text("{n} 天", "{n} days"),
}
_COUNTS: dict[Unit, Text] = {
    "groups": Text("没解散的群，个", "living groups"),
    "owners": Text("群主，位", "owners"),
    "days": Text("天", "days"),
}
OWNERS_HELP = Text(
    "没解散的群按群主数；各列相加等于总数。", "Living groups per owner; the columns add up to the total."
)
RECOGNITION_HELP = Text(
    "能和订单里的买家用同一种标识对上的群成员占比；同一个人的几个标识算一个人。低于一半时先不要按成交评群。",
    "Share of members with an id of the kind that orders use. Below one half, do not judge groups by sales.",
)


def leading(check: HealthCheck) -> Reading | None:
    """The light that opens the page: of the lowest tier that names something, the one that names most."""
    naming = [reading for reading in check.lights if reading.light.phrase is not None and reading.count]
    return min(naming, key=lambda r: (r.light.tier, -(r.count or 0), r.light.place, r.light.order), default=None)


def verdict(check: HealthCheck, today: date) -> Verdict:
    """One number and a name; what to do, who, by when; what idle groups cost."""
    cost = idle_cost(check)
    notes = (cost,) if cost is not None else ()
    top = leading(check)
    if not check.groups:
        return Verdict(Text("当前筛选下没有群", "No groups in this scope"), None, notes)
    if top is None:
        return Verdict(*_no_issues(check), notes)
    if top.light.unit == "owners":
        return Verdict(*_of_owner(check, top, today), notes)
    return Verdict(*_of_groups(check, top, today), notes)


def _of_owner(check: HealthCheck, top: Reading, today: date) -> tuple[Text, Text]:
    name, most = str(top.listing.column("owner")[0]), int(str(top.listing.column("groups")[0]))
    line = (top.light.phrase or top.light.label).fill(groups=f"{check.groups:,}", name=name, most=f"{most:,}")
    decide = Text("{day}前定好分给谁。", "Decide by {day} who takes over which.").fill(day=due_day(today))
    return line, SPACE.join((top.light.todo, decide))


def _of_groups(check: HealthCheck, top: Reading, today: date) -> tuple[Text, Text]:
    owners = Counter(str(owner) for owner in top.listing.column("owner") if owner)
    name, his = min(owners.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    n, day = top.count or 0, due_day(today)
    are, have = ("is", "has") if n == 1 else ("are", "have")
    line = Text("{groups:,} 个没解散的群里 {n:,} 个{what}", "{n:,} of {groups:,} living groups {what}").fill(
        groups=check.groups, n=n, what=(top.light.phrase or top.light.label).fill(are=are, have=have)
    )
    if not name:
        result = Text("{day}前给结果。", "Result by {day}.").fill(day=day)
        return line, SPACE.join((top.light.todo, result))
    if his == n == 1:
        where = Text("，在{name}名下", ", owned by {name}")
    elif his == n:
        where = Text("，都在{name}名下", ", all owned by {name}")
    elif his == 1:
        where = Text("，分在 {owners:,} 位群主名下", ", across {owners:,} owners")
    else:
        where = Text("，{his:,} 个在{name}名下", ", {his:,} of them owned by {name}")
    who = Text("各群主过自己的群，{day}前给结果：{todo}", "Each owner to go through their own by {day}: {todo}")
    if his > 1 or n == 1:
        who = Text(
            "{name}先过这 {his:,} 个群，{day}前给结果：{todo}", "{name} to go through these {his:,} by {day}: {todo}"
        )
    todo = Text(top.light.todo.zh, top.light.todo.en[:1].lower() + top.light.todo.en[1:])
    return line + where.fill(name=name, his=his, owners=len(owners)), who.fill(name=name, his=his, day=day, todo=todo)


def _no_issues(check: HealthCheck) -> tuple[Text, Text]:
    blind = [reading for reading in check.lights if reading.count is None]
    if all(reading.count is None for reading in check.lights if reading.light.unit != "days"):
        line = Text("{n:,} 个没解散的群，还看不出好坏", "{n:,} living groups, nothing can be judged yet")
        return line.fill(n=check.groups), Text("{needs}。", "Upload {needs}.").fill(needs=blind[0].light.needs)
    line = Text("{n:,} 个没解散的群，没有异常", "{n:,} living groups: no issues found").fill(n=check.groups)
    if blind:
        rest = Text("还有 {n} 项看不了，见下面。", "{n} lights cannot be judged yet, see below.").fill(n=len(blind))
    else:
        rest = Text("上周的安排照做就行。", "Carry on as planned.")
    return line, Text("没有异常也是结论。", "") + rest


# cost -----------------------------------------------------------------------------------------------------


def idle_cost(check: HealthCheck) -> Text | None:
    """What silent and shell groups take a month, in round numbers; None without an answer or without such groups."""
    cost = check.cost
    if cost is None or not cost.idle_groups:
        return None
    parts = []
    if cost.idle_money is not None:
        parts.append(estimated_money(cost.idle_money))
    if cost.idle_hours is not None:
        parts.append(Text("{n:,} 小时", "{n:,} hours").fill(n=about(cost.idle_hours)))
    text = Text(
        "沉默和空壳的 {n:,} 个群每月约花 {parts}（按群数平摊）。",
        "The {n:,} silent or shell groups take about {parts} a month (spread equally over groups).",
    )
    return text.fill(n=cost.idle_groups, parts=Text("、", " and ").join(parts))


def about(amount: Decimal) -> int:
    """Rounded to two leading digits: 12,345 → 12,000."""
    whole = int(amount.to_integral_value())
    step: int = 10 ** max(len(str(abs(whole))) - 2, 0)
    return int(round(whole / step) * step)


def cost_contract(check: HealthCheck) -> Contract | None:
    """How the cost of idle groups is worked out; None without an answer."""
    cost = check.cost
    if cost is None:
        return None
    each = []
    if cost.group_money is not None:
        each.append(Text("每个群每月 {m}", "{m} per group and month").fill(m=money(cost.group_money)))
    if cost.group_hours is not None:
        each.append(Text("{h:.1f} 小时", "{h:.1f} hours").fill(h=cost.group_hours))
    formula = Text(
        "每月总成本（人数 × 174 小时）× 花在群上的时间占比 ÷ 全公司没解散的 {n:,} 个群，"
        "平摊到每个群（{each}），再乘沉默或空壳的 {k:,} 个。大群小群实际花的时间不同，这里按一样算。",
        "Monthly cost (people × 174 hours) × share of time on groups ÷ the company's {n:,} living groups, spread "
        "equally ({each}), times the {k:,} silent or shell ones. Large and small groups count the same here.",
    ).fill(n=check.company_groups, each=COMMA.join(each), k=cost.idle_groups)
    return Contract(
        formula, Text("沉默或空壳的群，个", "silent or shell groups"), "groups, group_daily, content, members"
    )


# lights ---------------------------------------------------------------------------------------------------


def number(reading: Reading) -> Text | None:
    """What a light shows, with its unit; None where it cannot be judged."""
    if reading.count is None:
        return None
    return _UNITS[reading.light.unit].fill(n=count(abs(reading.count)))


def name(reading: Reading) -> Text:
    """How a light's tile goes on after its number; where there is none, that it cannot be judged yet."""
    light = reading.light
    if reading.count is None:
        return Text("{name}：还看不了", "{name}: not yet").fill(name=light.heading or light.label)
    return light.late if light.late is not None and reading.count <= 0 else light.label


def heading(reading: Reading) -> Text:
    """Over the list of a light."""
    light, shown = reading.light, number(reading)
    title = light.heading or light.label
    if shown is None or light.unit == "days":
        return title
    return Text(" · ", " · ").join((title, shown))


def lines(reading: Reading, said: bool) -> tuple[Text, ...]:
    """Over the rows of a light: what to do with them unless the verdict `said` it, or what it needs to be judged."""
    light = reading.light
    if reading.count is None:
        needs = Text("现在还看不了。要看这一项：{needs}。", "Not visible yet. It needs {needs}.")
        return (needs.fill(needs=light.needs),)
    sentences = []
    if not reading.listing.rows:
        sentences.append(Text("没有。没有异常也是结论。", "No issues found."))
    elif light.calm is not None and not reading.alarm:
        sentences.append(light.calm)
    elif not said:
        sentences.append(light.todo)
    if reading.note is not None:
        sentences.append(reading.note + Text("。", "."))
    return tuple(sentences)


def contract(reading: Reading) -> Contract:
    """How a light counts."""
    light = reading.light
    return Contract(light.formula, _COUNTS[light.unit], light.tables, industry=light.industry)


def help_(check: HealthCheck) -> Text:
    """What all lights are about."""
    text = Text(
        "只看没解散的群，到群数据的最后一天（{day}）为止。缺数据的群不算有问题，也不算没问题，单独说明。",
        "Living groups only, up to the last day of the groups' data ({day}). A group without the data for a light "
        "is neither counted nor cleared; how many there are is said below.",
    )
    return text.fill(day=check.cutoff)


def recognition(check: HealthCheck) -> Text | None:
    """The share of members that can be matched with orders. 识别率. None without members or without orders."""
    known = check.recognition
    if known is None:
        return None
    text = Text("识别率 {share}：{n:,} 个成员里认得出 {k:,} 个。", "Recognised {share}: {k:,} of {n:,} members.")
    return text.fill(share=percent(known.recognised / known.members), n=known.members, k=known.recognised)
