"""What is said about a list of people: how many they are and what to do about them."""

from __future__ import annotations

from datetime import date

from core.domain.steps import FRIEND, STEPS
from core.i18n import Text
from core.reports.funnel.engine.names import step_name
from core.reports.funnel.people.model import Next, PeopleView
from core.reports.funnel.people.rules import Outcome
from core.reports.verdict import Verdict
from core.wording import count

OUTCOME_NAMES: dict[Outcome, Text] = {
    "converted": Text("走到", "reached it"),
    "lost": Text("流失", "lost"),
    "pending": Text("还在路上", "on the way"),
    "refused": Text("未通过", "turned away"),
}
"""As the funnel chart names them."""
LOOK_ONLY = Text(
    "您的权限只能看：用户ID已遮住，也不能下载。需要名单请找管理员开「经理」权限。",
    "Your role may only look: ids are masked and there is no download. Ask an admin for the manager role.",
)


def verdict(view: PeopleView, _: date) -> Verdict:
    """How many they are, compared with the chart, and what to do about them."""
    people = view.people
    line_ = line(people.step, people.outcome, people.count, view.bar, view.entries)
    return Verdict(line_, todo(people.outcome, view.last_step, view.friend_optional) if people.count else None)


def choice(outcome: Outcome, n: int) -> Text:
    """An outcome to choose, with its people."""
    return Text("{what} {n}", "{what}: {n}").fill(what=OUTCOME_NAMES[outcome], n=count(n))


def line(step: int, outcome: Outcome, n: int, bar: int, entries: bool) -> Text:
    """④跳转微信流失 1,234 人（与图上一致）; `bar`: what the chart counts; `entries`: as with re-entry."""
    name, what = step_name(step), OUTCOME_NAMES[outcome]
    if n == bar == 0:
        return Text("{name}{what}：一个人也没有", "At {name}: nobody {what}").fill(name=name, what=what)
    unit = Text("人", "person" if n == 1 else "people")
    if entries:
        unit = Text("次", "entry" if n == 1 else "entries")
    check = Text("与图上一致", "as in the picture")
    if n != bar:
        check = Text("图上是 {bar:,}，对不上", "the picture says {bar:,}: they differ").fill(bar=bar)
    text = Text("{name}{what} {n:,} {unit}（{check}）", "At {name}: {n:,} {unit} {what} ({check})")
    return text.fill(name=name, what=what, n=n, unit=unit, check=check)


def todo(outcome: Outcome, last_step: int, friend_optional: bool = False) -> Text:
    """What to do; whether anybody can write to them depends on `last_step`, where they are."""
    known = last_step >= FRIEND
    if outcome == "lost" and friend_optional and not known:
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
    text = Text(
        "这里是最近进来的 {shown:,} 个，一共 {count:,} 个。", "These are the {shown:,} who entered last, of {count:,}."
    )
    return text.fill(shown=shown, count=count)


def sample_line(followed: int, count: int) -> Text | None:
    """That what they did next is known of a sample of a long list only."""
    if followed >= count:
        return None
    text = Text(
        "名单很长，「之后做了什么」是从里面均匀抽 {followed:,} 人看的。",
        "The list is long: what they did next is of {followed:,} of them, drawn evenly.",
    )
    return text.fill(followed=followed)


def too_long(xlsx: int, csv: int) -> Text:
    """That downloads end at so many rows."""
    text = Text(
        "名单太长：XLSX 只有最近进来的 {x:,} 个，CSV 最多 {c:,} 个。缩小日期或加筛选，就能下全。",
        "A long list: XLSX holds the {x:,} who entered last, CSV at most {c:,}. Narrow the days for all.",
    )
    return text.fill(x=xlsx, c=csv)


def next_name(what: Next | None, step: int | None) -> Text:
    """What a lost person did next."""
    texts: dict[Next | None, Text] = {
        "late": Text("后来走到了{name}，已过期限", "reached it later, too late: {name}"),
        "skipped": Text("跳过这一步，到了{name}", "skipped it: {name}"),
        "re_entry": Text("又从头进来一次", "entered again"),
        "repeated": Text("又做了一次{name}", "did it again: {name}"),
        "optional": Text("做了{name}（可跳过）", "took a step that may be skipped: {name}"),
        "out_of_order": Text("之前就做过{name}，顺序不对", "had done it before its turn: {name}"),
    }
    name = STEPS[step - 1].label if step else ""
    return texts.get(what, Text("没有再出现", "nothing")).fill(name=name)
