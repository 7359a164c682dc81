"""The breakdown by one or two dimensions."""

from __future__ import annotations

import streamlit as st

from core.reports.funnel.engine.funnel import FunnelReport
from core.reports.funnel.engine.names import step_name
from core.reports.funnel.overview import breakdown_tables as lists
from core.reports.funnel.overview.model import FunnelView
from core.statistics.min_sample import MIN_SAMPLE
from core.ui import widgets
from core.ui.state import language
from core.ui.words import say


def draw(report: FunnelReport, view: FunnelView) -> None:
    """The breakdown chosen; of its shares a phone has room for that of the step of the finding only."""
    listing, more = lists.breakdown(report, view.last_step)
    widgets.small_table(listing, wide=_wide(report, view, [field.name for field in listing.fields]))
    lines = [_few(report)]
    if more:
        lines.insert(0, say("其余 {n:,} 行在下载里。", "{n:,} more rows are in the download.", n=more))
    if report.parts_from != report.rates_from:
        lines.append(_from(report))
    st.text("\n".join(lines))
    widgets.downloads(lambda: lists.exact_breakdown(report.breakdown, report.query.dimensions), listing, "funnel_parts")


def _wide(report: FunnelReport, view: FunnelView, names: list[str]) -> list[str]:
    shares = [name for name in names if name.startswith("share_")]
    told = f"share_{view.finding.now.step if view.finding.now else view.last_step}"
    kept = told if told in shares else shares[-1] if shares else ""
    two = ["reached", "of_first"] if len(report.query.dimensions) > 1 else []
    return [name for name in names if name in two or (name in shares and name != kept)]


def _few(report: FunnelReport) -> str:
    days = report.window_days
    if days is None:
        return say("不到 {n} 人的不算比例（—）。", "No share is shown for fewer than {n} people (—).", n=MIN_SAMPLE)
    return say(
        "人数算所选日期进来的所有人；比例只看进来已满 {d} 天的人，不到 {n} 人不算（—）。",
        "Counts are of everybody who entered on the chosen days; shares of those who entered at least {d} days ago, "
        "none of fewer than {n} people (—).",
        d=days,
        n=MIN_SAMPLE,
    )


def _from(report: FunnelReport) -> str:
    """Which steps can be compared where a dimension is named later than at entry (core/adr/0007)."""
    first = report.parts_from or 1
    return say(
        "这样拆，只能比{step}之后的步骤：在它之前就停下的人都在（未知）里。",
        "Split like this, only the steps after {step} compare: those who stopped before it are under (unknown).",
        step=step_name(first).of(language()),
    )
