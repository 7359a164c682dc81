"""Two periods or two segments of the funnel in words: what changed, what it is due to, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from core.domain.choices import LABELS
from core.domain.steps import GROUPED
from core.i18n import COMMA, Text
from core.reports.funnel.comparison.actions import recommended_action, recommended_action_between
from core.reports.funnel.comparison.rules import Compared, ComparisonView, Piece, named
from core.reports.funnel.engine.differences import Period, too_few
from core.reports.funnel.engine.names import DIMENSION_NAMES, UNKNOWN, step_name
from core.reports.funnel.engine.query import Where
from core.reports.verdict import Missing, Verdict
from core.statistics.decomposition import Cause
from core.statistics.rate_difference import Difference
from core.wording import period, scale_of

_TOO_FEW = Text("：人太少，不比", "; too few to compare")


def verdict(view: ComparisonView, today: date) -> Verdict:
    """What changed and what to do; which periods were taken, and what the chart adds up to."""
    found = finding(view.compared, today)
    return Verdict(found.line, found.todo, (*found.notes, *_chosen(view), *_sum(view)))


def finding(compared: Compared, today: date) -> Verdict:
    """What changed and what to do."""
    if compared.kind == "segments":
        return _segments(compared, today)
    if not compared.enough:
        return Verdict(
            _sizes(compared, compared.entered, _TOO_FEW), Text("把日期放长再比。", "Choose a longer period.")
        )
    causes = named(compared)
    return Verdict(_line(compared, causes), recommended_action(compared, causes, today))


# names -----------------------------------------------------------------------------------------------------


def value_name(dimension: str, value: str | None) -> Text:
    """A value as the page writes it: closed lists in the page's language, data as it is."""
    if value is None:
        return UNKNOWN
    return LABELS.get(dimension, {}).get(value, Text(value, value))


def segment_name(segment: Where) -> Text:
    """The values of a segment."""
    return COMMA.join(value_name(dimension, value) for dimension, values in segment for value in values)


def base_name(now: Period, base: Period) -> Text:
    """前 4 周, the 4 weeks before; the days of a base that does not end where the other begins."""
    days = (base[1] - base[0]).days
    if base[1] != now[0] or days != (now[1] - now[0]).days:
        return period(base)
    n, one, many = (days // 7, ("周", "week"), "weeks") if days % 7 == 0 else (days, ("天", "day"), "days")
    if n == 1:
        return Text(f"前一{one[0]}", f"the {one[1]} before")
    return Text(f"前 {n} {one[0]}", f"the {n} {many} before")


def cause_name(cause: Cause, step: int | None, compared: Compared) -> Text:
    """A cause as bars, columns and lists name it."""
    if cause == "rate" and step is not None:
        return Text("{step}的转化", "Rate: {step}").fill(step=step_name(step))
    if cause == "volume" and compared.rates_from is not None:
        return Text("走到{step}的人数", "People at {step}").fill(step=step_name(compared.rates_from))
    return _ONE_SIDED[cause] if compared.kind == "segments" and cause in _ONE_SIDED else _CAUSES[cause]


def signed(n: int) -> str:
    """+1,234, −190 or 0."""
    return f"{n:+,}".replace("-", "−") if n else "0"


def _arrival(step: int) -> Text:
    """进群, pulled into a group; of other steps: 走到④跳转微信."""
    if step == GROUPED:
        return Text("进群", "pulled into a group")
    return Text("走到{step}", "at {step}").fill(step=step_name(step))


# two periods -----------------------------------------------------------------------------------------------


def _line(compared: Compared, causes: Sequence[Piece]) -> Text:
    (now, base), change = compared.names, compared.change
    line = Text("{now} {step} {n:,} 人", "{now}: {n:,} people {step}")
    if change:
        line += Text("，比{base}{still}{more} {m:,} 人", ", {still}{m:,} {more} than {base}")
    else:
        line += Text("，和{base}一样多", ", as many as {base}")
    line = line.fill(
        now=now,
        base=base,
        step=_arrival(compared.step),
        n=compared.reached[0],
        m=abs(change),
        more=Text("多", "more") if change > 0 else Text("少", "fewer"),
        still=Text("暂时", "so far ") if sum(compared.pending) else Text("", ""),
    )
    if compared.quiet:
        line += Text("，在正常波动内", ", within normal variation")
        return line + _listed(compared, causes[:2], Text("；不过", "; but "))
    along = [piece for piece in causes if piece.people * change > 0][:2]
    against = [piece for piece in causes if piece.people * change < 0][:1]
    if along:
        line += Text("；主要是", "; mainly ") + _phrase(compared, along[0])
        line += _listed(compared, along[1:], Text("，其次是", ", then "))
    else:
        line += Text("；没有哪一处单独超出正常波动，是几处小变化加起来的", "; no single cause stands out")
    for piece in against:
        line += Text("；", "; ") + _phrase(compared, piece)
        line += Text("，补回一些", ", making up for some") if change < 0 else Text("，抵掉一些", ", offsetting some")
    return line


def _listed(compared: Compared, pieces: Sequence[Piece], lead: Text) -> Text:
    """The pieces after their lead; nothing of none."""
    if not pieces:
        return Text("", "")
    return lead + Text("，", ", ").join(_phrase(compared, piece) for piece in pieces)


def _phrase(compared: Compared, piece: Piece) -> Text:
    """④跳转微信变差（−190 人）."""
    up = piece.people > 0
    phrase = _PHRASES[piece.cause][up]
    if piece.cause == "rate" and piece.step is not None:
        phrase = Text("{step}{verb}{how}", "{step} {verb} {how}").fill(
            step=step_name(piece.step),
            verb=Text("变", "got") if compared.kind == "periods" else Text("更", "is"),
            how=Text("好", "better") if up else Text("差", "worse"),
        )
    return Text("{phrase}（{n} 人）", "{phrase} ({n} people)").fill(phrase=phrase, n=signed(piece.people))


# two segments ----------------------------------------------------------------------------------------------


def _segments(compared: Compared, today: date) -> Verdict:
    whole = compared.whole
    if whole is None:
        todo = Text("后面的步骤还没有数据，补传后再比。", "There are no later steps to compare yet; upload them.")
        return Verdict(_sizes(compared, compared.entered), todo)
    if too_few(whole):
        todo = Text("换人多的两边比，或者把日期放长。", "Choose larger segments, or a longer period.")
        return Verdict(_sizes(compared, (whole.now.n, whole.base.n), _TOO_FEW), todo)
    causes, within = named(compared), whole.within_noise is not False
    line = _shares(compared, whole)
    if within:
        line += Text("，差别在正常波动内", ", within normal variation")
    else:
        line += Text("，超出正常波动", ", beyond normal variation")
    line += _listed(compared, causes[:2], Text("；不过", "; but ") if within else Text("；主要是", "; mainly "))
    return Verdict(line, recommended_action_between(compared, causes, within, today), _on_the_way(compared))


def _shares(compared: Compared, whole: Difference) -> Text:
    """100 个进来的人里，「A」有 12 人进群，「B」有 9 人."""
    rates = whole.now.rate or 0.0, whole.base.rate or 0.0
    scale = scale_of(max(rates))
    alike = rates[0] != rates[1] and round(rates[0] * scale) == round(rates[1] * scale)
    a, b = (f"{rate * scale:.{1 if alike else 0}f}" for rate in rates)
    origin = Text("进来", "who entered")
    if compared.rates_from is not None:
        origin = Text("走到{step}", "at {step}").fill(step=step_name(compared.rates_from))
    text = Text(
        "{scale:,} 个{origin}的人里，「{now}」有 {a} 人{step}，「{base}」有 {b} 人",
        "Of {scale:,} people {origin}, {a} of “{now}” and {b} of “{base}” are {step}",
    )
    now, base = compared.names
    return text.fill(scale=scale, origin=origin, now=now, base=base, a=a, b=b, step=_arrival(compared.step))


def _on_the_way(compared: Compared) -> tuple[Text, ...]:
    if not sum(compared.pending):
        return ()
    text = Text(
        "还在路上：「{a}」{n:,} 人，「{b}」{m:,} 人。人数还会涨；比例只算走完转化窗口的人。",
        "Still on the way: {n:,} of “{a}”, {m:,} of “{b}”. Their numbers will rise; "
        "shares are of people whose window has closed.",
    )
    a, b = compared.names
    return (text.fill(a=a, b=b, n=compared.pending[0], m=compared.pending[1]),)


# both ------------------------------------------------------------------------------------------------------


def _sizes(compared: Compared, people: tuple[int, int], ending: Text | None = None) -> Text:
    """How many there are on each side."""
    text = Text("{a} {n:,} 人，{b} {m:,} 人", "{a}: {n:,} people, {b}: {m:,}")
    if compared.kind == "segments":
        text = Text("「{a}」{n:,} 人，「{b}」{m:,} 人", "“{a}”: {n:,} people, “{b}”: {m:,}")
    a, b = compared.names
    return text.fill(a=a, b=b, n=people[0], m=people[1]) + (ending or Text("", ""))


def _chosen(view: ComparisonView) -> Iterator[Text]:
    """Which periods were taken where no first day was asked for."""
    if view.chosen is None:
        return
    now, base = view.chosen
    yield Text(
        "没有选开始日期，比的是最近走完转化窗口的 {n} 周（{a}）和再前 {n} 周（{b}）。",
        "No first day is chosen: the last complete weeks ({n}, {a}) against as many before ({b}).",
    ).fill(n=(now[1] - now[0]).days // 7, a=period(now), b=period(base))


def _sum(view: ComparisonView) -> Iterator[Text]:
    """What the bars of the chart add up to."""
    if not view.explained:
        return
    a, b = view.sides
    yield Text(
        "{step}人数相差 {n} 人（{a} 对 {b}），正好是下面各条相加：",
        "Difference in people {step}: {n} ({a} against {b}), exactly the sum of these:",
    ).fill(step=_arrival(view.compared.step), a=a, b=b, n=signed(view.compared.change))


def one_value(dimension: str) -> Text:
    """There are no two segments to compare."""
    text = Text("当前筛选下「{d}」只有一个值，没有两边可比。", "In this scope “{d}” has one value only.")
    return text.fill(d=DIMENSION_NAMES[dimension])


NO_PERSONS = Missing(
    ("funnel_events",),
    Text("没有逐人的数据，没有两边可比", "Without data on persons there is nothing to compare"),
    Text(
        "上传「导流事件」（用户ID、步骤、时间），就能和上一期比，或两边互比。",
        "Upload onboarding events (user id, step, time) to compare with the period before, or two segments.",
    ),
)
NO_TWO_WEEKS = Missing(
    ("funnel_events",),
    Text("还没有两个走完转化窗口的整周，没法和上一期比", "There are no two complete weeks to compare yet"),
    Text("选一个开始日期就和它前面同样长的一段比。", "Choose a first day to compare with as many days before it."),
)
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
_PHRASES: dict[Cause, tuple[Text, Text]] = {
    "volume": (Text("进来的人少了", "fewer people entered"), Text("进来的人多了", "more people entered")),
    "mix": (
        Text("难转化的渠道占比大了", "a larger share of channels that convert less"),
        Text("好转化的渠道占比大了", "a larger share of channels that convert well"),
    ),
    "rate": (Text("转化变差", "the rate got worse"), Text("转化变好", "the rate got better")),
    "new": (Text("新开的渠道", "new channels"),) * 2,
    "ended": (Text("停掉的渠道", "ended channels"),) * 2,
    "unexplained": (Text("数据对不上的渠道", "channels whose counts contradict"),) * 2,
}
"""(less, more)."""
