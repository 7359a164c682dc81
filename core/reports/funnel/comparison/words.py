"""Two periods or two segments of the funnel in words: what changed, what it is due to, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.domain.steps import GROUPED
from core.i18n import Text
from core.reports.funnel.comparison.actions import order, order_between
from core.reports.funnel.comparison.rules import Compared, Piece, few, named
from core.reports.funnel.engine.names import step_name
from core.statistics.decomposition import Cause
from core.statistics.rate_difference import Difference
from core.wording import scale_of

_FEW = Text("：人太少，不比", "; too few to compare")


@dataclass(frozen=True, slots=True)
class Told:
    """Line 1, line 2, and what limits them."""

    line: Text
    todo: Text
    notes: tuple[Text, ...] = ()


def tell(of: Compared, today: date) -> Told:
    """Put the comparison into words; `today` dates what is to be done."""
    if of.kind == "segments":
        return _segments(of, today)
    if not of.enough:
        return Told(_sizes(of, of.entered, _FEW), Text("把日期放长再比。", "Choose a longer period."))
    causes = named(of)
    return Told(_line(of, causes), order(of, causes, today))


def cause_name(cause: Cause, step: int | None, of: Compared) -> Text:
    """A cause as bars, columns and lists name it."""
    if cause == "rate" and step is not None:
        name = step_name(step)
        return Text(f"{name.zh}的转化", f"Rate: {name.en}")
    if cause == "volume" and of.rates_from is not None:
        name = step_name(of.rates_from)
        return Text(f"走到{name.zh}的人数", f"People at {name.en}")
    return _ONE_SIDED[cause] if of.kind == "segments" and cause in _ONE_SIDED else _CAUSES[cause]


def arrival(step: int) -> Text:
    """进群, pulled into a group; of other steps: 走到④跳转微信."""
    if step == GROUPED:
        return Text("进群", "pulled into a group")
    name = step_name(step)
    return Text(f"走到{name.zh}", f"at {name.en}")


def signed(n: int) -> str:
    """+1,234, −190 or 0."""
    return f"{n:+,}".replace("-", "−") if n else "0"


# two periods -----------------------------------------------------------------------------------------------


def _line(of: Compared, causes: Sequence[Piece]) -> Text:
    (now, base), step, change = of.names, arrival(of.step), of.change
    line = Text("{now} {step} {n:,} 人", "{now}: {n:,} people {step}")
    if change:
        line += Text("，比{base}{still}{more} {m:,} 人", ", {still}{m:,} {more} than {base}")
    else:
        line += Text("，和{base}一样多", ", as many as {base}")
    line = line.fill(
        now=now,
        base=base,
        step=step,
        n=of.reached[0],
        m=abs(change),
        more=Text("多", "more") if change > 0 else Text("少", "fewer"),
        still=Text("暂时", "so far ") if sum(of.pending) else Text("", ""),
    )
    if of.quiet:
        line += Text("，在正常波动内", ", within normal variation")
        return line + _listed(of, causes[:2], Text("；不过", "; but "))
    along = [piece for piece in causes if piece.people * change > 0][:2]
    against = [piece for piece in causes if piece.people * change < 0][:1]
    if along:
        line += Text("；主要是", "; mainly ") + _phrase(of, along[0])
        line += _listed(of, along[1:], Text("，其次是", ", then "))
    else:
        line += Text("；没有哪一处单独超出正常波动，是几处小变化加起来的", "; no single cause stands out")
    for piece in against:
        line += Text("；", "; ") + _phrase(of, piece)
        line += Text("，补回一些", ", making up for some") if change < 0 else Text("，抵掉一些", ", offsetting some")
    return line


def _listed(of: Compared, pieces: Sequence[Piece], lead: Text) -> Text:
    """The pieces after their lead; nothing of none."""
    line = Text("", "")
    for number, piece in enumerate(pieces):
        line += (Text("，", ", ") if number else lead) + _phrase(of, piece)
    return line


def _phrase(of: Compared, piece: Piece) -> Text:
    """④跳转微信变差（−190 人）."""
    up = piece.people > 0
    said = _SAID[piece.cause][up]
    if piece.cause == "rate" and piece.step is not None:
        name = step_name(piece.step)
        verb = Text("变", "got") if of.kind == "periods" else Text("更", "is")
        good = Text("好", "better") if up else Text("差", "worse")
        said = Text(f"{name.zh}{verb.zh}{good.zh}", f"{name.en} {verb.en} {good.en}")
    size = signed(piece.people)
    return Text(f"{said.zh}（{size} 人）", f"{said.en} ({size} people)")


# two segments ----------------------------------------------------------------------------------------------


def _segments(of: Compared, today: date) -> Told:
    found = of.whole
    if found is None:
        todo = Text("后面的步骤还没有数据，补传后再比。", "There are no later steps to compare yet; upload them.")
        return Told(_sizes(of, of.entered), todo)
    if few(found):
        todo = Text("换人多的两边比，或者把日期放长。", "Choose larger segments, or a longer period.")
        closed = (found.now.n, found.base.n)
        return Told(_sizes(of, closed, _FEW), todo)
    causes, within = named(of), found.within_noise is not False
    line = _shares(of, found)
    if within:
        line += Text("，差别在正常波动内", ", within normal variation")
    else:
        line += Text("，超出正常波动", ", beyond normal variation")
    line += _listed(of, causes[:2], Text("；不过", "; but ") if within else Text("；主要是", "; mainly "))
    return Told(line, order_between(of, causes, within, today), _on_the_way(of))


def _shares(of: Compared, found: Difference) -> Text:
    """100 个进来的人里，「A」有 12 人进群，「B」有 9 人."""
    rates = found.now.rate or 0.0, found.base.rate or 0.0
    scale = scale_of(max(rates))
    alike = rates[0] != rates[1] and round(rates[0] * scale) == round(rates[1] * scale)
    a, b = (f"{rate * scale:.{1 if alike else 0}f}" for rate in rates)
    origin = Text("进来", "who entered")
    if of.rates_from is not None:
        name = step_name(of.rates_from)
        origin = Text(f"走到{name.zh}", f"at {name.en}")
    text = Text(
        "{scale:,} 个{origin}的人里，「{now}」有 {a} 人{step}，「{base}」有 {b} 人",
        "Of {scale:,} people {origin}, {a} of “{now}” and {b} of “{base}” are {step}",
    )
    now, base = of.names
    return text.fill(scale=scale, origin=origin, now=now, base=base, a=a, b=b, step=arrival(of.step))


def _on_the_way(of: Compared) -> tuple[Text, ...]:
    if not sum(of.pending):
        return ()
    text = Text(
        "还在路上：「{a}」{n:,} 人，「{b}」{m:,} 人。人数还会涨；比例只算走完转化窗口的人。",
        "Still on the way: {n:,} of “{a}”, {m:,} of “{b}”. Their numbers will rise; "
        "shares are of people whose window has closed.",
    )
    a, b = of.names
    return (text.fill(a=a, b=b, n=of.pending[0], m=of.pending[1]),)


def _sizes(of: Compared, people: tuple[int, int], verdict: Text | None = None) -> Text:
    """How many there are on each side."""
    text = Text("{a} {n:,} 人，{b} {m:,} 人", "{a}: {n:,} people, {b}: {m:,}")
    if of.kind == "segments":
        text = Text("「{a}」{n:,} 人，「{b}」{m:,} 人", "“{a}”: {n:,} people, “{b}”: {m:,}")
    a, b = of.names
    return text.fill(a=a, b=b, n=people[0], m=people[1]) + (verdict or Text("", ""))


_CAUSES: dict[Cause, Text] = {
    "volume": Text("进来的人数", "People who entered"),
    "mix": Text("渠道构成", "Mix of channels"),
    "new": Text("新开的渠道", "New channels"),
    "ended": Text("停掉的渠道", "Ended channels"),
    "unexplained": Text("数据对不上的渠道", "Channels whose counts contradict"),
}
_ONE_SIDED: dict[Cause, Text] = {
    "new": Text("只有前者有的渠道", "Channels of the first only"),
    "ended": Text("只有后者有的渠道", "Channels of the second only"),
}
_SAID: dict[Cause, tuple[Text, Text]] = {
    "volume": (Text("进来的人少了", "fewer people entered"), Text("进来的人多了", "more people entered")),
    "mix": (
        Text("难转化的渠道占比大了", "a larger share of channels that convert less"),
        Text("好转化的渠道占比大了", "a larger share of channels that convert well"),
    ),
    "rate": (Text("转化变差", "the rate got worse"), Text("转化变好", "the rate got better")),
    "new": (Text("新开的渠道", "new channels"), Text("新开的渠道", "new channels")),
    "ended": (Text("停掉的渠道", "ended channels"), Text("停掉的渠道", "ended channels")),
    "unexplained": (
        Text("数据对不上的渠道", "channels whose counts contradict"),
        Text("数据对不上的渠道", "channels whose counts contradict"),
    ),
}
"""(less, more)."""
