"""The share that passes one step, by entry week: closed weeks as a line; what open ones will come to, with its bounds.

The estimate is dashed and in the colour of those on the way, with a whisker over its 95 % interval. What is reached so
far, which is too low for a week on the way, is told in the tooltip only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.charts.chart import Axis, Chart, Kind, Mark, Point, Series
from core.charts.numbers import PERCENT, mondays, people, sentence
from core.charts.palette import Role
from core.domain.steps import STEPS
from core.i18n import Text
from core.reports.funnel.engine.changes import Change
from core.reports.funnel.engine.names import step_name
from core.reports.funnel.engine.steps import before
from core.reports.funnel.estimate import outlook
from core.reports.funnel.estimate.outlook import Of
from core.reports.funnel.overview.model import EntryWeek
from core.statistics.rate_of_rates import Bounded
from core.wording import percent, same

_CLOSED = Text("窗口已走完的周", "closed weeks")
_OPEN = Text("还在路上的周：预计", "on the way: estimate")
_TARGET = Text("目标 {p}", "target {p}")


def chart(
    points: Sequence[outlook.Point], title: Text, changes: Sequence[Change] = (), target: float | None = None
) -> Chart:
    """`target` is a share 0..1. Weeks with fewer than 30 people to judge by have a gap."""
    series = [Series(_CLOSED, tuple(_closed(week) for week in points), Role.CONVERTED)]
    if any(week.ahead for week in points):
        series.append(Series(_OPEN, tuple(_estimated(points)), Role.PENDING, dashed=True))
    marks = list(_changes(points, changes))
    if target is not None:
        marks.append(Mark(_TARGET.fill(p=percent(target, 0)), Role.MUTED, value=100 * target))
    return Chart(
        name="trend",
        kind=Kind.LINES,
        alt=title + Text("：", ": ") + sentence(_in_words(points)),
        axis=Axis(title, PERCENT),
        categories=mondays([week.monday for week in points]),
        series=tuple(series),
        marks=tuple(marks),
    )


def title(weeks: Sequence[EntryWeek], step: int, of: Of) -> Text:
    """What the chart shows, to stand over it."""
    name = step_name(step)
    if of == "first":
        return Text(
            f"走到{name.zh}的比例（占进入的人，按进入周）",
            f"Share reaching {name.en}, of those who entered, by entry week",
        )
    earlier = before(weeks[0].steps, step)
    label = STEPS[earlier.step - 1 if earlier else step - 2].label
    return Text(
        f"走到{name.zh}的比例（占「{label.zh}」的人，按进入周）",
        f"Share reaching {name.en}, of “{label.en}”, by entry week",
    )


def _in_words(points: Sequence[outlook.Point]) -> Iterator[Text]:
    for week in points:
        if week.share is not None:
            yield same(f"{week.monday} {percent(week.share)}")
        elif week.ahead is not None:
            text = Text("{d} 预计 {p}（还在路上）", "{d} {p} estimated (on the way)")
            yield text.fill(d=week.monday, p=_bounds(week.ahead))


def _closed(week: outlook.Point) -> Point | None:
    if week.share is None:
        return None
    entered = Text("{d} 那周进入", "Entered in the week of {d}").fill(d=week.monday)
    reached = Text("{p}，共 {n}", "{p} of {n}").fill(p=percent(week.share), n=people(week.people))
    return Point(100 * week.share, (entered, reached))


def _estimated(points: Sequence[outlook.Point]) -> Iterator[Point | None]:
    """The estimates, and the last closed week before them, where their line begins."""
    start = next(at for at, week in enumerate(points) if week.ahead is not None)
    for at, week in enumerate(points):
        if week.ahead is not None:
            ends = 100 * week.ahead.low, 100 * week.ahead.high
            yield Point(100 * week.ahead.share, tuple(_open_tooltip(week, week.ahead)), low=ends[0], high=ends[1])
        elif at == start - 1 and week.share is not None:
            yield Point(100 * week.share, dot=False)
        else:
            yield None


def _open_tooltip(week: outlook.Point, ahead: Bounded) -> Iterator[Text]:
    yield Text("{d} 那周进入，还在路上", "Entered in the week of {d}, on the way").fill(d=week.monday)
    yield Text("预计 {p}", "{p} estimated").fill(p=_bounds(ahead))
    if week.so_far is not None:
        so_far = Text("到现在 {p}，共 {n}", "{p} of {n} so far")
        yield so_far.fill(p=percent(week.so_far), n=people(week.people))


def _bounds(estimate: Bounded) -> Text:
    text = Text("{p}（{low}–{high}）", "{p} ({low}–{high})")
    return text.fill(p=percent(estimate.share), low=percent(estimate.low), high=percent(estimate.high))


def _changes(points: Sequence[outlook.Point], changes: Sequence[Change]) -> Iterator[Mark]:
    """A mark at every week in which something was changed, with the numbers of the changes as they are listed."""
    for at, week in enumerate(points):
        numbers = [str(n) for n, change in enumerate(changes, 1) if 0 <= (change.day - week.monday).days < 7]
        if numbers:
            yield Mark(same("·".join(numbers)), Role.LOST, category=at)
