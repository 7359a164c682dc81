"""The map of entry weeks × steps by hand-made examples: its cells, its chart, its download."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from core.charts.palette import Role
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.week_map import rules
from core.reports.funnel.week_map.chart import chart
from core.reports.funnel.week_map.report import REPORT, build
from core.reports.funnel.week_map.rules import WeekMap
from core.reports.inputs import Inputs
from core.reports.verdict import Missing
from tests.reports.funnel.making_events import MONDAY, six_weeks
from tests.reports.making_inputs import TODAY, inputs_of


def mapped(inputs: Inputs) -> WeekMap:
    view = build(inputs, FunnelQuery())
    assert not isinstance(view, Missing)
    return view


def test_the_map_names_the_week_that_is_below_the_others(tmp_path: Path) -> None:
    inputs = inputs_of(tmp_path, {"funnel_events": six_weeks(low_week=2)})
    found = mapped(inputs).shown
    assert found.steps == (5, 6)
    cells = {(cell.monday, cell.step): cell for cell in found.cells}
    third, last = MONDAY + timedelta(days=14), MONDAY + timedelta(days=35)
    assert cells[third, 6].share == pytest.approx(14 / 112)
    assert (cells[last, 6].closed, cells[last, 6].share, cells[last, 6].people) == (False, None, 96)
    assert found.usual[5] == pytest.approx(0.8)
    assert (found.weak[0].channel, found.weak[0].step, found.judged) == (third, 6, 4)
    drawn = chart(found)
    assert drawn.series[0].name.zh == "4/6"  # the newest week on top
    low = next(row for row in drawn.series if row.name.zh == "3/16").points[1]
    assert low is not None
    assert (low.value, low.text and low.text.zh) == (12.5, "12.5")
    assert low.shade == 0  # the furthest below what is usual
    waiting = drawn.series[0].points[1]
    assert waiting is not None
    assert (waiting.value, waiting.text, waiting.role) == (None, None, Role.OPEN)
    assert "2026-03-16 ⑤ 80.0% ⑥ 12.5%" in drawn.alt.zh
    assert "2026-04-06 (on the way) ⑤ — ⑥ —" in drawn.alt.en


def test_cells_of_few_people_have_no_share_and_no_number(tmp_path: Path) -> None:
    found = mapped(inputs_of(tmp_path, {"funnel_events": six_weeks(per_day=5)})).shown
    assert [cell.people for cell in found.cells if cell.step == 6][:2] == [28, 28]
    assert all((cell.share is None) == (cell.step == 6 or not cell.closed) for cell in found.cells)
    points = [point for row in chart(found).series for point in row.points if point is not None]
    assert sum(point.text is not None for point in points) == 4


def test_the_download_of_weeks_has_every_figure_of_every_step(tmp_path: Path) -> None:
    view = mapped(inputs_of(tmp_path, {"funnel_events": six_weeks()}))
    (table,) = REPORT.tables(view)
    listing = table.download()
    assert table.short.rows == ()
    assert [note.zh[:9] for note in table.notes] == ["颜色只在同一步里比"]
    row = dict(zip([field.name for field in listing.fields], listing.rows[-1], strict=True))
    assert (row["entry_week"], row["people"], row["matured"]) == ("2026-04-06", 40, 0)
    assert row["of_previous"] == pytest.approx(40 / 96)
    assert row["matured_previous"] is None


def test_only_the_last_weeks_are_drawn_and_the_download_has_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST", 4)
    view = mapped(inputs_of(tmp_path, {"funnel_events": six_weeks()}))
    (table,) = REPORT.tables(view)
    assert (len(view.shown.weeks), view.earlier) == (4, 2)
    assert table.notes[1].zh == "更早的 2 周在下载里。"
    assert len({row[0] for row in table.download().rows}) == 6
    assert len(REPORT.charts(view)) == 1


def test_no_map_without_two_steps_or_without_a_closed_week(tmp_path: Path) -> None:
    one = [row for row in six_weeks() if row["step"] == 4]
    assert isinstance(build(inputs_of(tmp_path / "one", {"funnel_events": one}), FunnelQuery()), Missing)
    young = [row for row in six_weeks() if str(row["at"]) < "2026-03-06"]
    view = mapped(inputs_of(tmp_path / "young", {"funnel_events": young}))
    assert REPORT.charts(view) == ()
    assert REPORT.tables(view)[0].notes == ()
    assert "只有 0 个，没法互比" in REPORT.verdict(view, TODAY).line.zh
