"""What fixing each step is worth: a bar of people a week, its interval as a whisker, and one point more as a diamond.

The bar is what reaching the level of the own best channel brings, grey where that is within chance; where no channel is
an example, there is the diamond only. Where no step has an example, one point more is the bar.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.charts.chart import Axis, Chart, Kind, Point, Series
from core.charts.numbers import sentence
from core.charts.palette import Role
from core.i18n import Text
from core.reports.funnel.engine.names import step_label
from core.reports.funnel.fixes.rules import Fixes
from core.reports.funnel.fixes.words import between, ranked, sure
from core.statistics.min_sample import MIN_SAMPLE
from core.statistics.step_uplift import Gain, StepUplift
from core.wording import estimated_people, same

_BEST = Text("提到最好渠道的水平", "at the best channel's level")
_POINT = Text("每提高 1 个百分点", "one point more")
_RANGE = Text("20 次里约 19 次的范围", "range in about 19 of 20 cases")
_PAIR = same("{name} {n}")


def charts(fixes: Fixes) -> tuple[Chart, ...]:
    """One chart of the steps with enough people; none where no step has."""
    judged = [gain for gain in ranked(fixes.gains) if gain.n >= MIN_SAMPLE]
    return (chart(judged),) if judged else ()


def chart(gains: Sequence[StepUplift[str | None]]) -> Chart:
    """The steps in the order given, from the top."""
    exemplary = any(gain.to_best for gain in gains)
    bars = [gain.to_best if exemplary else gain.point for gain in gains]
    name = _BEST if exemplary else _POINT
    points = tuple(_bar(gain, bar, name) for gain, bar in zip(gains, bars, strict=True))
    series = [Series(name, points, Role.CONVERTED)]
    if exemplary:
        series.append(Series(_POINT, tuple(_point(gain) for gain in gains), Role.PENDING, diamonds=True))
    axis = Axis(Text("多得的人", "people gained"), Text("人/周", "people/week"), high=_end(gains, bars))
    return Chart(
        name="gains",
        kind=Kind.BARS,
        alt=Text("多得的人（人/周）：", "people gained (people/week): ") + sentence(_in_words(gain) for gain in gains),
        axis=axis,
        categories=tuple(step_label(gain.step) for gain in gains),
        notes=tuple(_note(bar) for bar in bars),
        series=tuple(series),
        row_height=58,
        bar_height=18,
    )


def _in_words(gain: StepUplift[str | None]) -> Text:
    parts = [_PAIR.fill(name=_POINT, n=estimated_people(gain.point.members))]
    if gain.to_best is not None:
        best = _PAIR.fill(name=_BEST, n=estimated_people(gain.to_best.members))
        parts.insert(0, best + same(" ({range})").fill(range=between(gain.to_best)))
    return _PAIR.fill(name=step_label(gain.step), n=Text("，", ", ").join(parts))


def _bar(gain: StepUplift[str | None], bar: Gain | None, name: Text) -> Point | None:
    if bar is None:
        return None
    tooltip = (
        step_label(gain.step),
        _PAIR.fill(name=name, n=estimated_people(bar.members)),
        _PAIR.fill(name=_RANGE, n=between(bar)),
    )
    return Point(bar.members, tooltip, low=bar.low, high=bar.high, role=None if sure(bar) else Role.NEUTRAL)


def _point(gain: StepUplift[str | None]) -> Point:
    return Point(
        gain.point.members, (step_label(gain.step), _PAIR.fill(name=_POINT, n=estimated_people(gain.point.members)))
    )


def _end(gains: Sequence[StepUplift[str | None]], bars: Sequence[Gain | None]) -> float:
    """The end of the axis: behind the longest whisker, at a round number."""
    ends = [gain.high for gain in (*bars, *(gain.point for gain in gains)) if gain is not None]
    most = max(ends, default=0.0) or 1.0
    size = 10.0 ** math.floor(math.log10(most))
    return float(next(size * step for step in (1, 2, 3, 4, 5, 6, 8, 10) if size * step >= most))


def _note(bar: Gain | None) -> Text:
    """What is written over a bar: never a name from the data, which may be long."""
    if bar is None:
        return Text("没有更好的渠道可学", "no better channel to learn from")
    if not sure(bar):
        return Text("差别在波动内（{range}）", "within chance ({range})").fill(range=between(bar))
    return Text("{n} 人/周（{range}）", "{n} a week ({range})").fill(
        n=estimated_people(bar.members), range=between(bar)
    )
