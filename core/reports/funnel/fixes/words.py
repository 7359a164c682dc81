"""What to fix first, in words: the finding, what to do, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.domain.steps import GROUPED
from core.i18n import Text
from core.reports.due import by_due_day
from core.reports.funnel.engine.names import UNKNOWN, goal, step_name
from core.reports.funnel.fixes.rules import Fixes
from core.reports.verdict import Contract, Verdict
from core.statistics.min_sample import MIN_SAMPLE
from core.statistics.step_uplift import Best, Gain, StepUplift, Value
from core.statistics.weak_cells import Weak
from core.wording import estimated_money, estimated_people, of_hundred, people_range


def ranked(gains: Sequence[StepUplift[str | None]]) -> tuple[StepUplift[str | None], ...]:
    """Most valuable first: by what reaching the best channel brings beyond chance, then by one point more; too few
    people last."""

    def worth(gain: StepUplift[str | None]) -> tuple[bool, float, float]:
        return gain.n >= MIN_SAMPLE, _certain(gain), gain.point.members

    return tuple(sorted(gains, key=lambda gain: (*(-value for value in worth(gain)), gain.step)))


def between(gain: Gain) -> Text:
    """The interval of a gain's people: 36–62."""
    return people_range(gain.low, gain.high)


def sure(gain: Gain) -> bool:
    """Whether the gain is more than chance: its interval leaves out nothing at all."""
    return gain.low > 0


def _certain(gain: StepUplift[str | None]) -> float:
    return gain.to_best.members if gain.to_best and sure(gain.to_best) else 0.0


def verdict(fixes: Fixes, today: date) -> Verdict:
    """Which step to fix first, and what that rests on: the example, its n, how sure the rank is."""
    gains, last_step = fixes.gains, fixes.last_step
    judged = [gain for gain in ranked(gains) if gain.n >= MIN_SAMPLE]
    if not judged:
        most = max((gain.n for gain in gains), default=0)
        line = Text("走完转化窗口的只有 {n} 人，太少，不下结论", "Only {n} people have a closed window: too few to say")
        return Verdict(line.fill(n=most), _WAIT)
    first = judged[0]
    if first.best is not None and first.to_best is not None and sure(first.to_best):
        return _towards(first, first.best, first.to_best, fixes.weak, last_step, today)
    top = max(judged, key=lambda gain: gain.point.members)
    if not top.point.members:
        line = Text(
            "走完转化窗口的人里还没有人走到{name}，算不出修好一步能多多少人",
            "Nobody whose window has closed reached {name}: no gain can be worked out",
        ).fill(name=step_name(last_step))
        return Verdict(line, _WAIT)
    return _by_point(top, last_step, today)


_WAIT = Text("等更多人走完转化窗口，或把日期放长再看。", "Wait until more windows have closed, or choose more days.")


def _towards(
    gain: StepUplift[str | None],
    best: Best[str | None],
    reached: Gain,
    weak: Sequence[Weak[str | None]],
    last_step: int,
    today: date,
) -> Verdict:
    name, channel, aim = step_name(gain.step), _value(best.channel), goal(last_step)
    line = Text(
        "先修{name}：提到你们「{channel}」渠道的水平，每周约多{goal} {n} 人（{range}）",
        "Fix {name} first: at the level of your own channel “{channel}”, about {n} more people a week {goal} ({range})",
    ).fill(name=name, channel=channel, goal=aim, n=estimated_people(reached.members), range=between(reached)) + _paid(
        reached.money
    )
    behind = [cell for cell in weak if cell.step == gain.step and cell.channel is not None]
    worst = max(behind, key=lambda cell: cell.missed, default=None)
    if worst is not None:
        todo = Text(
            "请负责「{at}」的人照「{channel}」的做法改这一步，一周后再比。",
            "whoever runs “{at}” to do this step as “{channel}” does; compare after a week.",
        )
    else:
        todo = Text(
            "请各渠道的负责人看「{channel}」这一步怎么做，照着改一周再比。",
            "whoever runs the other channels to do this step as “{channel}” does; compare after a week.",
        )
    todo = Text(todo.zh, todo.en).fill(at=_value(worst.channel if worst else None), channel=channel)
    basis = Text(
        "「{channel}」这一步 100 人里过 {best} 人（按 {best_n} 人算），公司整体 {now} 人（按 {n} 人算）。"
        "同样的情况重复 10 次，约 {times} 次是它值得最先修；括号里的范围 20 次约中 19 次。",
        "At “{channel}” {best} of 100 pass this step (of {best_n} people), in the whole company {now} (of {n}). "
        "Of 10 repetitions it would come first in about {times}; the range in brackets holds in about 19 of 20.",
    ).fill(
        channel=channel,
        best=of_hundred(best.shrunken),
        best_n=f"{best.n:,}",
        now=of_hundred(gain.rate),
        n=f"{gain.n:,}",
        times=f"{reached.p_largest * 10:.0f}",
    )
    return Verdict(line, by_due_day(today) + todo, (basis,))


def _paid(value: Value | None) -> Text:
    """The end of a sentence: what the people won pay; nothing without a value."""
    if value is None or value.mean < 1:
        return Text("", "")
    text = Text("，头 90 天约 {pay}", ", about {pay} in their first 90 days")
    return text.fill(pay=estimated_money(value.mean))


def _by_point(gain: StepUplift[str | None], last_step: int, today: date) -> Verdict:
    line = Text(
        "没有明显更好的渠道可学；{name}最值得先动：每提高 1 个百分点，每周约多{goal} {n} 人",
        "No channel is clearly better, to learn from; {name} pays most: with each point more, about {n} more people "
        "a week {goal}",
    ).fill(name=step_name(gain.step), goal=goal(last_step), n=estimated_people(gain.point.members)) + _paid(
        gain.point.money
    )
    todo = Text(
        "请负责的人在这一步先试一处改动，记进「改动记录」，一周后看比例。",
        "the person in charge to try one change at this step, put it on record and look at the share after a week.",
    )
    basis = Text(
        "这一步现在 100 人里过 {now} 人（按 {n} 人算）。", "{now} of 100 pass this step now (of {n} people)."
    ).fill(now=of_hundred(gain.rate), n=f"{gain.n:,}")
    return Verdict(line, by_due_day(today) + todo, (basis,))


def contract(found: Fixes) -> Contract:
    """How a gain is worked out."""
    return Contract(
        Text(
            "每周多得的人 = 每周走到上一步的人 × 这一步提高多少 × 后面各步现在的通过率",
            "people gained a week = people a week at the step before × the rise × the later steps' present rates",
        ),
        Text("人，不是人次；只算转化窗口已走完的人", "people; only those whose window has closed"),
        "funnel_events, orders, identities",
        window=Text(f"{found.weeks:.1f} 周的进入日期", f"entry days of {found.weeks:.1f} weeks"),
        excluded=Text(
            "不到 100 人或不到上一步 5 % 的渠道不当榜样",
            "channels with fewer than 100 people or 5 % of the step before are no example",
        ),
    )


def weak_line(weak: Sequence[tuple[Weak[str | None], float]], last_step: int, channels: int) -> Text:
    """Which channels are truly below the rest at a step, each with the members it costs a week; or that none is."""
    if not weak:
        if channels < 2:
            return Text(
                f"满 {MIN_SAMPLE} 人的渠道不到两个，没有别的渠道可比。",
                f"Fewer than two channels have {MIN_SAMPLE} people: there is nothing to compare.",
            )
        return Text("没有哪个渠道明显低于其余渠道。", "No channel is clearly below the rest.")
    cell, members = max(weak, key=lambda pair: pair[1])
    found = Text(
        "「{channel}」的{name}明显低于其余渠道：100 人里过 {own} 人（按 {cell_n} 人算），其余渠道 {rest} 人；"
        "每周约少{goal} {n} 人",
        "“{channel}” is clearly below the rest at {name}: {own} of 100 pass (of {cell_n}), elsewhere {rest}; about {n} "
        "fewer people a week {goal} because of it",
    ).fill(
        channel=_value(cell.channel),
        name=step_name(cell.step),
        own=of_hundred(cell.shrunken),
        cell_n=f"{cell.n:,}",
        rest=of_hundred(cell.rest),
        goal=goal(last_step),
        n=estimated_people(members),
    )
    if len(weak) == 1:
        return found + Text("。", ".")
    return found + Text(f"。一共 {len(weak)} 处：", f". {len(weak)} in all:")


def worth_line(value: Value | None, members: int, buyers: int, known: bool, last_step: int) -> Text:
    """On what the money rests, or what is missing for it. `known`: there are orders."""
    if last_step != GROUPED:
        return Text(
            "不算钱：还没有「拉入对应分类社群」的事件，不知道谁进了群。",
            "No money is shown: without events of the last step it is not known who joined a group.",
        )
    if not known:
        return Text(
            "还不能折算成钱：缺「订单」。上传订单（用户ID、支付时间、实付金额），就看得到每一步值多少钱。",
            "No money is shown yet: “Orders” are missing. Upload orders (user id, time paid, amount paid) to see what "
            "each step is worth.",
        )
    if value is None:
        return Text(
            f"先不折算成钱：进群满 90 天的只有 {members} 人，太少。",
            f"No money is shown yet: only {members} people have been in a group for 90 days, too few.",
        )
    mean, low, high = (f"{amount:,.0f}" for amount in (value.mean, value.low, value.high))
    return Text(
        f"钱这样折算：每位进群的人头 90 天平均实付 ¥{mean}（10 次约 8 次在 ¥{low}–{high} 之间），按进群满 90 天的 "
        f"{members:,} 人算，其中 {buyers:,} 人买过。已减退款；不等于进群多带来的钱。",
        f"Money: a member pays ¥{mean} on average in the first 90 days (¥{low}–{high} in about 8 of 10 cases), of "
        f"{members:,} members with 90 days behind them, {buyers:,} of whom bought. Refunds are taken off; it is not "
        "what the group alone brings in.",
    )


def _value(channel: str | None) -> Text:
    return UNKNOWN if channel is None else Text(channel, channel)
