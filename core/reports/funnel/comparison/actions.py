"""What to do about a comparison of the funnel: who, by when, and where to look first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.i18n import Text
from core.reports.due import by_due_day
from core.reports.funnel.comparison.rules import Compared, Piece
from core.reports.funnel.engine.names import LEAVE_ALONE, step_name
from core.statistics.decomposition import Cause


def recommended_action(compared: Compared, causes: Sequence[Piece], today: date) -> Text:
    """Of two periods: a step that got worse comes first, then whatever else took people away, then what to keep doing;
    nothing while people on the way can still change it."""
    if sum(compared.pending):
        return _wait(compared)
    worse = sorted((piece for piece in causes if piece.people < 0), key=lambda piece: piece.cause != "rate")
    lead = next(iter(worse or causes), None)
    if lead is None and compared.quiet:
        return LEAVE_ALONE
    if lead is None:
        return Text("没有单独一处可修，下周再看。", "There is no single place to fix; look again next week.")
    where = Text("", "")
    if lead.place is not None:
        where = Text("，先看「{place}」", ", “{place}” first").fill(place=lead.place)
    step = Text("", "") if lead.step is None else step_name(lead.step)
    return by_due_day(today) + _ACTIONS[lead.cause, lead.people > 0].fill(where=where, step=step)


def recommended_action_between(compared: Compared, causes: Sequence[Piece], within: bool, today: date) -> Text:
    """Of two segments: the weaker one copies the stronger; `within`: the whole way is no different."""
    if not causes and within:
        return Text("两边差不多，不用动。", "The two are alike: leave them alone.")
    if not causes:
        return Text(
            "没有哪一步单独超出正常波动，先不动；把日期放长再比。",
            "No single step is beyond normal variation: leave it, and compare over a longer period.",
        )
    weak, strong = compared.names if causes[0].people < 0 else compared.names[::-1]
    text = Text(
        "请负责「{weak}」的人看「{strong}」在{step}怎么做的，照做一周再比。",
        "the person in charge of “{weak}” to see how “{strong}” does {step}, and copy it for a week.",
    )
    return by_due_day(today) + text.fill(weak=weak, strong=strong, step=step_name(causes[0].step or compared.step))


def _wait(compared: Compared) -> Text:
    n, closed = sum(compared.pending), compared.closed
    if closed is not None and (compared.since is None or closed >= compared.since):
        text = Text(
            "还有 {n:,} 人在路上，差数还会变：把「到（含）」选到 {day} 再比，先不动。",
            "{n:,} are still on the way and the difference will change: set “To” to {day} and compare again.",
        )
        return text.fill(n=n, day=closed)
    text = Text(
        "还有 {n:,} 人在路上，没有一天的人走完了转化窗口：过几天再比，先不动。",
        "{n:,} are still on the way and no day's window has closed: compare again in a few days.",
    )
    return text.fill(n=n)


_CHECK = Text(
    "请导数据的人核对这些渠道{where}：后一步有人、前一步没有，改好再传。",
    "whoever exports the data to check these channels{where}: a later step has people, the one before none.",
)
_ACTIONS: dict[tuple[Cause, bool], Text] = {
    ("rate", False): Text(
        "请负责的人查{step}{where}；有没有改过什么，看下面「改动前后」。",
        "the person in charge to look into {step}{where}; what was changed is under “Before and after each change”.",
    ),
    ("rate", True): Text(
        "请负责的人说清{step}做对了什么{where}，别处照做。",
        "the person in charge to say what went right at {step}{where}, so that others can copy it.",
    ),
    ("volume", False): Text(
        "不是步骤变差，是进来的人少：请投放的人查曝光、预算和入口{where}。",
        "no step got worse, fewer people came: whoever runs the ads to check reach, budget and entrances{where}.",
    ),
    ("volume", True): Text(
        "进来的人多了，请投放的人照做{where}，并留意后面几步接不接得住。",
        "more people came: whoever runs the ads to go on{where} and watch whether the later steps keep up.",
    ),
    ("mix", False): Text(
        "请投放的人看各渠道的占比{where}：难转化的渠道占比大了。",
        "whoever runs the ads to look at the channels' shares{where}: those that convert less have grown.",
    ),
    ("mix", True): Text(
        "请投放的人按现在的渠道占比继续{where}。",
        "whoever runs the ads to keep the channels' present shares{where}.",
    ),
    ("new", True): Text(
        "新开的渠道继续{where}，下周再看它的转化。",
        "go on with the new channels{where}; look at their rates next week.",
    ),
    ("new", False): _CHECK,
    ("ended", False): Text(
        "请投放的人确认停掉的渠道是不是有意停的{where}。",
        "whoever runs the ads to confirm that the ended channels were ended on purpose{where}.",
    ),
    ("ended", True): _CHECK,
    ("unexplained", False): _CHECK,
    ("unexplained", True): _CHECK,
}
