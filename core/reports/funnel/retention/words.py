"""7-day retention in words."""

from __future__ import annotations

from datetime import date

from core.i18n import Text
from core.reports.funnel.retention.model import STAY_DAYS, Retention
from core.reports.verdict import Contract, Missing, Verdict


def verdict(found: Retention, _: date) -> Verdict:
    """The share with how many were judged, what to do and how sure it is."""
    return Verdict(_line(found), _todo(found))


def _line(found: Retention) -> Text:
    judged, stayed = found.judged, found.stayed
    if not judged:
        return Text(f"⑧ 还没有人能看满 {STAY_DAYS} 天", f"Nobody can be judged over {STAY_DAYS} days yet")
    if not found.enough or found.share is None:
        return Text(
            f"⑧ 入群 {STAY_DAYS} 天还在群：{judged} 人里 {stayed} 人，人太少，先不下结论",
            f"{STAY_DAYS}-day retention: {stayed} of {judged} still in the group; too few to say more",
        )
    hundred = round(found.share * 100)
    return Text(
        f"⑧ 入群 {STAY_DAYS} 天后，100 人里还有 {hundred} 人在群（看了 {judged:,} 人）",
        f"{STAY_DAYS}-day retention: of 100 people pulled in, {hundred} are still in the group after {STAY_DAYS} days "
        f"({judged:,} looked at)",
    )


def _todo(found: Retention) -> Text:
    if not found.judged and found.no_roster:
        return Text(
            "名单里找不到这些人：请把「群成员」和「导流事件」的用户ID对上（传「用户身份」），再看。",
            "The roster does not name them: make the ids of “Group members” and “Onboarding events” meet (identities).",
        )
    if not found.enough or found.share is None or found.low is None or found.high is None:
        return Text("等人多一些、时间够了再看。", "Look again when there are more people and time has passed.")
    low, high = f"{found.low * 100:.0f}%", f"{found.high * 100:.0f}%"
    between = Text(
        f"把握：同样的情况重复 20 次，约 19 次在 {low}–{high} 之间。",
        f"How sure: of 20 repetitions about 19 lie between {low} and {high}.",
    )
    if found.share < 0.5:
        todo = Text(
            "一半以上一周内就走了：先看入群头两天发了什么、进的群对不对。",
            "More than half left within a week: look at what is sent on the first two days, and whether the group "
            "is the right one. ",
        )
    else:
        todo = Text(
            "不用急着动；走的人多的群，看入群头两天发了什么。",
            "No hurry; where many left, look at what is sent on the first two days. ",
        )
    return todo + between


def contract(_: Retention) -> Contract:
    """How the share is counted."""
    return Contract(
        Text(
            f"还在群 = 走到⑦满 {STAY_DAYS} 天那一刻还在群里的人 ÷ 名单里找得到、已满 {STAY_DAYS} 天的人",
            f"still there = in the group {STAY_DAYS} days after step 7 / people the roster names whose {STAY_DAYS} "
            "days are over",
        ),
        Text("人，不是人次", "people"),
        "funnel_events, members, identities",
        window=Text(f"走到⑦之后 {STAY_DAYS} 天", f"{STAY_DAYS} days after step 7"),
        excluded=Text("名单里找不到的、还没满的，不计入", "people the roster does not name, and those not due yet"),
    )


NO_MEMBERS = Missing(
    ("members",),
    Text("还没有成员名单，看不出进群的人还在不在", "Without a roster nobody knows who is still in the group"),
    Text(
        "传「群成员」（成员名单：群ID、用户ID、入群时间、退群时间）→ 解锁：拉进群的人 7 天后还在不在。",
        "Upload “Group members” (group id, user id, joined at, left at) to see who is still there after seven days.",
    ),
)
NOBODY = Missing(
    ("funnel_events", "members"),
    Text("还没有人走到⑦，或「群成员」里没有入群时间", "Nobody is at step 7 yet, or “Group members” holds no joining"),
    Text("导流事件走到⑦以后，这里自动出现。", "It appears once events reach step 7."),
)
