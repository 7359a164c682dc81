"""What was different after recorded changes, in words: of one change, and of all of them together."""

from __future__ import annotations

from datetime import date

from core.i18n import Text
from core.reports.due import by_due_day
from core.reports.funnel.changes.rules import SPAN_DAYS, ChangeEffect, Changes
from core.reports.funnel.engine.differences import points
from core.reports.funnel.engine.names import step_name
from core.reports.verdict import Missing, Verdict
from core.statistics.rate_difference import RateDifference
from core.wording import scale_of


def verdict(changes: Changes, today: date) -> Verdict:
    """A worsening speaks before an improvement, the larger before the smaller."""
    if changes.cutoff is None:
        return NO_PERSONS.verdict()
    if not changes.effects:
        return _none(changes.recorded)
    judged = [effect for effect in changes.effects if effect.kind in ("worse", "better", "quiet")]
    beyond = [effect for effect in judged if effect.kind != "quiet"]
    if not judged:
        line = Text("{n} 条改动，现在都还下不了结论", "{n} changes: nothing can be said of any yet")
        todo = Text("这周不用动；过几天再看。", "Leave them; look again in a few days.")
        return Verdict(line.fill(n=len(changes.effects)), todo)
    if not beyond:
        line = Text(
            "{n} 条能比的改动，前后都在正常波动内", "{n} changes could be compared: all within normal variation"
        )
        todo = Text(
            "没有哪条要改回去，这周不用动它。", "No change needs to be rolled back: leave them alone this week."
        )
        return Verdict(line.fill(n=len(judged)), todo)
    worst = min(beyond, key=lambda effect: (effect.kind != "worse", -_size(effect)))
    line = Text(
        "{n} 条能比的改动里，{m} 条前后超出正常波动：{day.month}/{day.day}「{scene}」之后{what}",
        "{m} of {n} comparable changes went with more than normal variation: after {day:%-d %b} “{scene}” {what}",
    )
    line = line.fill(
        n=len(judged), m=len(beyond), day=worst.change.day, scene=worst.change.scene, what=_in_short(worst)
    )
    return Verdict(line, _action(worst, today))


def effect_line(effect: ChangeEffect, cutoff: date) -> Text:
    """The effect as a list says it; `cutoff` is the last day of the data."""
    kind, moved = effect.kind, effect.moved
    if kind == "nobody":
        if not effect.entered[0]:
            return Text("改动前两周没有人进入，没法比", "nobody entered in the two weeks before: nothing to compare")
        return Text("改动后两周没有人进入，没法比", "nobody entered in the two weeks after: nothing to compare")
    if effect.judged_from is not None:
        text = Text(
            "再等 {n} 天：数据到 {day} 才有人走完转化窗口",
            "{n} more days: when the data reach {day}, the first windows have closed",
        )
        return text.fill(n=(effect.judged_from - cutoff).days, day=effect.judged_from)
    if kind == "few":
        return Text("人太少，不下结论", "too few people to say")
    if moved is None:
        return Text("每一步都在正常波动内", "every step within normal variation")
    difference = moved.difference
    text = Text(
        "{name}{verb}：{a:.1%} → {b:.1%}（{n} 个百分点，上下限 {low} 到 {high}），超出正常波动",
        "{name} {verb}: {a:.1%} → {b:.1%} ({n} points, {low} to {high}), beyond normal variation",
    )
    return text.fill(
        name=_name(moved),
        verb=Text("变差", "got worse") if kind == "worse" else Text("变好", "got better"),
        a=difference.base.rate or 0.0,
        b=difference.now.rate or 0.0,
        n=points(difference.change or 0.0),
        low=points(difference.adjusted_low or 0.0),
        high=points(difference.adjusted_high or 0.0),
    )


def further(n: int) -> Text:
    """Changes that are in the download only."""
    text = Text(
        "另有 {n} 条改动，前后两周里没有人进入，没法比（下载里有）。",
        "{n} further changes have nobody before or after them to compare (they are in the download).",
    )
    return text.fill(n=n)


CAUTION = Text(
    "前后各看 {n} 天进来的人，只算走完转化窗口的。那些天里别的事也在变（活动、节日、别的改动），差别不一定是它造成的。",
    "People who entered in the {n} days before and after, only those whose window has closed. Other things happened in "
    "those days too (campaigns, holidays, other changes): the difference need not be its doing.",
).fill(n=SPAN_DAYS)
NO_PERSONS = Missing(
    ("funnel_events",),
    Text("没有逐人的数据，比不出改动前后", "Without data on persons nothing can be said of changes"),
    Text(
        "上传「导流事件」（用户ID、步骤、时间），就能看每次改动前后差多少。",
        "Upload onboarding events (user id, step, time) to see what was different after each change.",
    ),
)


def _none(recorded: int) -> Verdict:
    """No change to show: none on record at all, or none in the days chosen."""
    if recorded:
        line = Text(
            "所选日期里没有记下改动（别的日期有 {n} 条）",
            "No change is on record for the days chosen ({n} for other days)",
        )
        return Verdict(line.fill(n=recorded))
    return Verdict(
        Text("还没有改动记录", "No changes are on record"),
        Text(
            "上传「改动记录」（日期、场景、改动、改动人），就能看每次改动前后差多少。",
            "Upload “Changes” (day, scene, change, by) to see what was different after each.",
        ),
    )


def _action(worst: ChangeEffect, today: date) -> Text:
    who = worst.change.who
    person = Text("请负责的人", "the person in charge") if who is None else Text(f"请{who}", who)
    if worst.kind == "worse":
        text = Text(
            "{person}看这次改动：{what}。先改回去一周，再比。",
            "{person} to review this change: {what}. Roll it back for a week, then compare.",
        )
    else:
        text = Text(
            "{person}写下这次做了什么：{what}。别处照做。",
            "{person} to write down what was done: {what}. Others can copy it.",
        )
    if worst.others:
        text += Text(
            "前后两周还有 {k} 条改动，分不清是哪一条。",
            " Other changes fall in the same days ({k}): which one it was cannot be told.",
        )
    return by_due_day(today) + text.fill(person=person, what=worst.change.what, k=worst.others)


def _size(effect: ChangeEffect) -> float:
    return abs(effect.moved.difference.change or 0) if effect.moved else 0.0


def _in_short(effect: ChangeEffect) -> Text:
    """④跳转微信从 100 人里过 39 人变成 33 人."""
    if effect.moved is None:
        return Text("", "")
    now, base = effect.moved.difference.now.rate or 0.0, effect.moved.difference.base.rate or 0.0
    scale = scale_of(max(now, base))
    text = Text(
        "{name}从 {scale:,} 人里过 {a:.0f} 人变成 {b:.0f} 人",
        "{name} went from {a:.0f} to {b:.0f} of {scale:,} people",
    )
    return text.fill(name=_name(effect.moved), scale=scale, a=base * scale, b=now * scale)


def _name(rate: RateDifference) -> Text:
    return step_name(rate.step) if rate.of == "previous" else Text("全程", "the whole way")
