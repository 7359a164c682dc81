"""What is said over a list of people: how many they are and what to do about them."""

from __future__ import annotations

from core.domain.steps import FRIEND
from core.i18n import Text
from core.reports.funnel.engine.names import step_name

OUTCOMES = {
    "converted": Text("走到", "reached it"),
    "lost": Text("流失", "lost"),
    "pending": Text("还在路上", "on the way"),
    "refused": Text("未通过", "turned away"),
}
"""As the funnel's picture names them."""


def line(step: int, outcome: str, count: int, bar: int, entries: bool) -> Text:
    """④跳转微信流失 1,234 人（与图上一致）; `bar`: what the picture counts; `entries`: times, as with re-entry."""
    name, what = step_name(step), OUTCOMES[outcome]
    unit = Text("次", "entries" if count != 1 else "entry") if entries else people_unit(count)
    if count == bar == 0:
        return Text(f"{name.zh}{what.zh}：一个人也没有", f"At {name.en}: nobody {what.en}")
    same = Text("与图上一致", "as in the picture")
    if count != bar:
        same = Text(f"图上是 {bar:,}，对不上", f"the picture says {bar:,}: they differ")
    return Text(
        f"{name.zh}{what.zh} {count:,} {unit.zh}（{same.zh}）",
        f"At {name.en}: {count:,} {unit.en} {what.en} ({same.en})",
    )


def todo(outcome: str, last_step: int, some_are_friends: bool = False) -> Text:
    """What to do; `last_step`: where they are, which decides whether anybody can write to them.

    `some_are_friends`: becoming a friend was a step that may be skipped, so some of them are.
    """
    known = last_step >= FRIEND
    if outcome == "lost" and some_are_friends and not known:
        return Text(
            "加了好友的可以私聊问一句；没加的联系不到本人，看他们集中在哪个广告位、渠道，去改那一处。",
            "Ask those who are friends; nobody can write to the others: see which ad slot or channel they share, and "
            "change it.",
        )
    if outcome == "lost" and known:
        return Text(
            "已经加了好友，找得到人：按接待人拆分发下去，从最近进来的开始，各自问一句卡在哪。",
            "They are friends already: split the list by receptionist and ask, newest first, what stopped them.",
        )
    if outcome == "lost":
        return Text(
            "还没加好友，联系不到本人：看他们集中在哪个广告位、渠道，去改那一处。",
            "Not friends yet, so nobody can write to them: see which ad slot or channel they share, and change it.",
        )
    if outcome == "pending" and known:
        return Text(
            "期限没到，先不算丢：请接待人今明两天提醒一次。",
            "Their time is not over: have the receptionists remind them once, today or tomorrow.",
        )
    if outcome == "pending":
        return Text("期限没到，先不算丢：过几天再看。", "Their time is not over: look again in a few days.")
    if outcome == "refused":
        return Text(
            "审核没通过是守门，不是流失：抽 10 个看看，拒绝得对不对。",
            "Turned away at the audit is no loss: check ten of them, whether that was right.",
        )
    return Text(
        "走到了，不用处理；要看丢的人，换个结果。",
        "They got here: nothing to do. Choose another outcome to see losses.",
    )


def shown_line(shown: int, count: int) -> Text | None:
    """That only the newest are shown; None if all are."""
    if shown >= count:
        return None
    return Text(
        f"这里是最近进来的 {shown:,} 个，一共 {count:,} 个。",
        f"These are the {shown:,} who entered last, of {count:,}.",
    )


def drawn_line(followed: int, count: int) -> Text | None:
    """That what they did next was looked up for some of a long list only."""
    if followed >= count:
        return None
    return Text(
        f"名单很长，「之后做了什么」是从里面均匀抽 {followed:,} 人看的。",
        f"The list is long: what they did next is of {followed:,} of them, drawn evenly.",
    )


def people_unit(count: int) -> Text:
    """人, people."""
    return Text("人", "person" if count == 1 else "people")
