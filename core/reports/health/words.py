"""The health check in words: the finding with one number and a name, what to do about it, and what idle groups cost."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from core.i18n import Text
from core.reports.health.report import HealthCheck, Light, due

_LEADING = ("silent", "overdue", "shell", "mixed", "double")
"""Lights that can open the page; of equal counts the earlier one does."""
_QUIET = Text("没有异常也是结论。", "Nothing found is a finding too.")


def leading(check: HealthCheck) -> Light | None:
    """The light with the longest list of groups, if any has one; else an owner who carries too many."""
    lights = [check.light(code) for code in _LEADING]
    top = max(lights, key=lambda light: light.count or 0)
    if top.count:
        return top
    rest = (check.light(code) for code in ("owner_load", "no_admin", "unrecognised"))
    return next((light for light in rest if light.count), None)


def verdict(check: HealthCheck) -> tuple[Text, Text]:
    """Line 1: one number and a name. Line 2: what to do, who, by when."""
    top = leading(check)
    if top is None:
        return _nothing(check)
    owners = Counter(str(owner) for owner in top.listing.column("owner") if owner)
    name, his = min(owners.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    day = _day(due(check.today))
    if top.unit == "owners":
        most = int(str(top.listing.column("groups")[0]))
        return (
            Text(
                f"{check.groups:,} 个群里，{name}一人带 {most:,} 个，超载",
                f"{name} carries {most:,} of {check.groups:,} groups",
            ),
            _joined(top.todo, Text(f"{day.zh}前定好分给谁。", f"Decide by {day.en} who takes over which.")),
        )
    n = top.count or 0
    line = Text(f"{check.groups:,} 个群里 {n:,} 个{_what(top).zh}", f"{n:,} of {check.groups:,} groups {_what(top).en}")
    if not name:
        return line, _joined(top.todo, Text(f"{day.zh}前给结果。", f"Result by {day.en}."))
    where = Text(f"，{his:,} 个在{name}名下", f", {his:,} of them owned by {name}")
    if his == n:
        where = Text(f"，{'' if n == 1 else '都'}在{name}名下", f", {'' if n == 1 else 'all '}owned by {name}")
    elif his == 1:
        where = Text(f"，分在 {len(owners):,} 位群主名下", f", across {len(owners):,} owners")
    who = (
        Text(f"{name}先过这 {his:,} 个群，{day.zh}前给结果：", f"{name} to go through these {his:,} by {day.en}: ")
        if his > 1 or n == 1
        else Text(f"各群主过自己的群，{day.zh}前给结果：", f"Each owner to go through their own by {day.en}: ")
    )
    todo = Text(top.todo.zh, top.todo.en[:1].lower() + top.todo.en[1:])
    return Text(line.zh + where.zh, line.en + where.en), Text(who.zh + todo.zh, who.en + todo.en)


def idle_cost(check: HealthCheck) -> Text | None:
    """What silent and shell groups take a month, in round numbers; None without an answer or without such groups."""
    cost = check.cost
    if cost is None or not cost.idle_groups:
        return None
    parts = [
        Text(f"¥{about(cost.idle_money):,}", f"CNY {about(cost.idle_money):,}")
        if cost.idle_money is not None
        else None,
        Text(f"{about(cost.idle_hours):,} 小时", f"{about(cost.idle_hours):,} hours")
        if cost.idle_hours is not None
        else None,
    ]
    zh = "、".join(part.zh for part in parts if part)
    en = " and ".join(part.en for part in parts if part)
    return Text(
        f"沉默和空壳的 {cost.idle_groups:,} 个群每月约花 {zh}（按群数平摊）。",
        f"The {cost.idle_groups:,} silent or shell groups take about {en} a month (spread equally over groups).",
    )


def about(amount: Decimal) -> int:
    """Rounded to two leading digits: 12,345 → 12,000."""
    whole = int(amount.to_integral_value())
    step: int = 10 ** max(len(str(abs(whole))) - 2, 0)
    return int(round(whole / step) * step)


def _nothing(check: HealthCheck) -> tuple[Text, Text]:
    blind = [light for light in check.lights if light.count is None]
    seen = len(check.lights) - len(blind)
    if seen == 0 or (seen == 1 and check.light("expiring").count is not None):
        return (
            Text(f"{check.groups:,} 个群，还看不出好坏", f"{check.groups:,} groups, nothing can be judged yet"),
            Text(f"{blind[0].needs.zh}。" if blind[0].needs else "", _sentence(blind[0].needs)),
        )
    return (
        Text(f"{check.groups:,} 个群，没有异常", f"{check.groups:,} groups, nothing found"),
        _joined(
            _QUIET,
            Text(f"还有 {len(blind)} 项看不了，见下面。", f"{len(blind)} lights cannot be judged yet, see below.")
            if blind
            else Text("上周的安排照做就行。", "Carry on as planned."),
        ),
    )


def _what(light: Light) -> Text:
    """A light's name as it ends the sentence "n of m groups …"."""
    are, have = ("is", "has") if light.count == 1 else ("are", "have")
    words = {
        "silent": Text(light.label.zh, f"{have} been {light.label.en.lower()}"),
        "overdue": Text("过期了还没解散", f"{are} overdue and not dissolved"),
        "shell": Text("是空壳群", f"{are} empty"),
        "mixed": Text("混进了互斥身份的人", f"{have} members of conflicting identities"),
        "double": Text("是重复群", f"{are} duplicated"),
        "no_admin": Text("没有备用管理员", f"{have} no backup admin"),
        "unrecognised": Text("认不出一半成员", f"{have} fewer than half of their members recognised"),
    }
    return words[light.code]


def _day(day: date) -> Text:
    return Text(f"{day.month} 月 {day.day} 日（周五）", f"Friday {day:%d %b}".replace(" 0", " "))


def _joined(one: Text, other: Text) -> Text:
    return Text(one.zh + other.zh, f"{one.en} {other.en}")


def _sentence(needs: Text | None) -> str:
    return f"Upload {needs.en}." if needs else ""
