"""Aside 8 in words: of those pulled into a group, who is still there seven days later."""

from __future__ import annotations

from core.i18n import Text
from core.statistics.min_sample import MIN_SAMPLE


def line(judged: int, stayed: int, share: float | None, days: int) -> Text:
    """⑧ 入群 7 天还在群：100 人里 82 人; too few to say; nobody to judge yet."""
    if not judged:
        return Text(f"⑧ 还没有人能看满 {days} 天", f"Step 8: nobody can be judged over {days} days yet")
    if judged < MIN_SAMPLE or share is None:
        return Text(
            f"⑧ 入群 {days} 天还在群：{judged} 人里 {stayed} 人，人太少，先不下结论",
            f"Step 8: {stayed} of {judged} still in the group after {days} days; too few to say more",
        )
    hundred = round(share * 100)
    return Text(
        f"⑧ 入群 {days} 天后，100 人里还有 {hundred} 人在群（看了 {judged:,} 人）",
        f"Step 8: of 100 people pulled in, {hundred} are still in the group after {days} days ({judged:,} looked at)",
    )


def todo(judged: int, share: float | None, low: float | None, high: float | None, no_roster: int) -> Text:
    """What to do about it, with how sure the share is."""
    if not judged and no_roster:
        return Text(
            "名单里找不到这些人：请把「群成员」和「导流事件」的用户ID对上（传「用户身份」），再看。",
            "The roster does not name them: make the ids of “Group members” and “Onboarding events” meet (identities).",
        )
    if not judged or judged < MIN_SAMPLE or share is None or low is None or high is None:
        return Text("等人多一些、时间够了再看。", "Look again when there are more people and time has passed.")
    between = Text(
        f"把握：同样的情况重复 20 次，约 19 次在 {low * 100:.0f}%–{high * 100:.0f}% 之间。",
        f"How sure: of 20 repetitions about 19 lie between {low * 100:.0f}% and {high * 100:.0f}%.",
    )
    if share < 0.5:
        return Text(
            f"一半以上一周内就走了：先看入群头两天发了什么、进的群对不对。{between.zh}",
            "More than half left within a week: look at what is sent on the first two days, and whether the group "
            f"is the right one. {between.en}",
        )
    return Text(
        f"不用急着动；走的人多的群，看入群头两天发了什么。{between.zh}",
        f"No hurry; where many left, look at what is sent on the first two days. {between.en}",
    )


def missing(has_members: bool) -> Text:
    """Which table unlocks it."""
    if has_members:
        return Text(
            "还没有人走到⑦，或「群成员」里没有入群时间：导流事件走到⑦以后，这里自动出现。",
            "Nobody is at step 7 yet, or “Group members” holds no joining: it appears once events reach step 7.",
        )
    return Text(
        "传「群成员」（成员名单：群ID、用户ID、入群时间、退群时间）→ 解锁：拉进群的人 7 天后还在不在。",
        "Upload “Group members” (group id, user id, joined at, left at) to see who is still there after seven days.",
    )
