"""A chart of every kind, with texts from the data that would be templates, markup or styles elsewhere."""

from __future__ import annotations

from datetime import date

from core.charts.chart import Axis, Chart, Key, Kind, Mark, Point, Scale, Series
from core.charts.palette import Role
from core.i18n import Text
from core.wording import same

MONDAY = date(2026, 3, 2)
ODD = "{b} {c} {d} {@x} {value} {bold|x} <b onclick=x>"
"""As a channel may be named."""
_ODD = same(ODD)
_PEOPLE = Axis(Text("人数", "people"), Text("人", "people"), 0, 100, shown=False)
_ALT = Text("说明", "in words")
_TWO = (same("1"), _ODD)

STACKED = Chart(
    name="stacked",
    kind=Kind.BARS,
    alt=_ALT,
    axis=_PEOPLE,
    categories=_TWO,
    notes=(same("80"), _ODD),
    series=(
        Series(
            Text("走到", "reached"),
            (Point(88, (_ODD, same("88")), same("88")), Point(12.9, (_ODD,), same("13"))),
            Role.CONVERTED,
            select="people",
        ),
        Series(_ODD, (Point(12, (_ODD,), _ODD), Point(87.1, (), _ODD)), Role.LOST, select="lost"),
        Series(Text("其余", "rest"), (None, Point(0)), dashed=True),
    ),
)
WHISKERS = Chart(
    name="whiskers",
    kind=Kind.BARS,
    alt=_ALT,
    axis=Axis(Text("多得的人", "people gained"), Text("人/周", "people/week"), 0, 40),
    categories=_TWO,
    series=(
        Series(_ODD, (Point(1 / 3, (_ODD,), low=0.1, high=1.0, role=Role.NEUTRAL), None), Role.CONVERTED),
        Series(same("+1"), (Point(5), Point(7)), Role.PENDING, diamonds=True),
    ),
)
SIGNED = Chart(
    name="signed",
    kind=Kind.BARS,
    alt=_ALT,
    axis=Axis(Text("相差", "difference"), Text("人", "people"), -20, 20, shown=False),
    categories=_TWO,
    series=(
        Series(Text("多", "more"), (Point(20), None), Role.CONVERTED),
        Series(Text("少", "fewer"), (None, Point(-3)), Role.LOST),
    ),
)
LINES = Chart(
    name="lines",
    kind=Kind.LINES,
    alt=_ALT,
    axis=Axis(Text("比例", "share"), _ODD),
    categories=(same("3/2"), same("3/9"), same("3/16")),
    series=(
        Series(Text("已走完", "closed"), (Point(50, (_ODD,)), None, None), Role.CONVERTED),
        Series(
            Text("预计", "estimate"),
            (Point(50, dot=False), Point(55, (_ODD,), low=45, high=58), None),
            Role.PENDING,
            dashed=True,
        ),
    ),
    marks=(Mark(_ODD, Role.LOST, category=1), Mark(Text("目标 60%", "target 60%"), Role.MUTED, value=60)),
)
SHADED = Chart(
    name="shaded",
    kind=Kind.CELLS,
    alt=_ALT,
    axis=Axis(Text("占上一步", "of the step before"), same("%")),
    categories=_TWO,
    series=(
        Series(same("3/9"), (Point(None, (_ODD,), role=Role.OPEN), Point(None, role=Role.TOO_FEW))),
        Series(_ODD, (Point(30, (_ODD,), same("30.0"), shade=0.0), Point(31, (), _ODD, shade=1.0))),
    ),
    scale=Scale(Text("低", "low"), Text("高", "high")),
)
CALENDAR = Chart(
    name="calendar",
    kind=Kind.CELLS,
    alt=_ALT,
    axis=Axis(Text("有数据的天", "days with data"), Text("天", "days"), shown=False),
    categories=(same("2026-03-02"), same("2026-03-09"), same("2026-03-16")),
    series=(Series(_ODD, (None, Point(7, (_ODD,), role=Role.CONVERTED), Point(0, (_ODD,), role=Role.LOST))),),
    keys=(Key(Text("每天有", "every day"), Role.CONVERTED), Key(_ODD, Role.LOST)),
)
CHARTS = (STACKED, WHISKERS, SIGNED, LINES, SHADED, CALENDAR)
