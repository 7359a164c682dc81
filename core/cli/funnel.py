"""`report onboarding_funnel`: the view models of the page as tables, lists or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from core import marts
from core.cli.options import bad_option, day
from core.cli.printing import language, say, say_json
from core.cli.workspace import Workspace
from core.codec.listing import to_csv
from core.domain.steps import STEPS
from core.i18n import Text
from core.reports.funnel.comparison.query import Comparison
from core.reports.funnel.engine import funnel
from core.reports.funnel.overview import answer
from core.reports.funnel.overview.words import UNKNOWN
from core.reports.funnel.people import query as people_list
from core.statistics.decomposition import Cause


def onboarding_funnel(
    context: typer.Context,
    since: Annotated[str | None, typer.Option(help="First entry day, inclusive. 进入日期起（含）。")] = None,
    until: Annotated[str | None, typer.Option(help="Last entry day, exclusive. 进入日期止（不含）。")] = None,
    window_days: Annotated[str, typer.Option(help="Conversion window in days, or none. 转化窗口天数。")] = "7",
    order: Annotated[str, typer.Option(help="strict | any: steps in order, or in any order. 步骤顺序。")] = "strict",
    by: Annotated[
        list[str] | None, typer.Option(help=" | ".join(funnel.DIMENSIONS) + "; once or twice. 拆分。")
    ] = None,
    where: Annotated[
        list[str] | None, typer.Option(help="DIMENSION=VALUE, repeatable; DIMENSION= unknown. 筛选。")
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="Rows after this day or time do not exist. 截至。")] = None,
    from_step: Annotated[int | None, typer.Option(help="Start step, 1-7. 起始步骤。")] = None,
    step_window: Annotated[
        list[str] | None, typer.Option(help="STEP=DAYS since the step before, repeatable. 单步窗口。")
    ] = None,
    optional: Annotated[list[int] | None, typer.Option(help="A step that may be passed over. 可跳过的步骤。")] = None,
    re_entry: Annotated[bool, typer.Option("--re-entry", help="Count entries, not people. 按进入次数计。")] = False,
    compare: Annotated[
        str | None, typer.Option(help="previous, or D..D (from inclusive, until exclusive). 与另一时段比。")
    ] = None,
    segment_a: Annotated[list[str] | None, typer.Option(help="DIMENSION=VALUE of segment A. 甲组。")] = None,
    segment_b: Annotated[list[str] | None, typer.Option(help="DIMENSION=VALUE of segment B. 乙组。")] = None,
    people: Annotated[
        str | None, typer.Option(help="STEP:converted|lost|pending|refused, the list as CSV. 名单。")
    ] = None,
    version: Annotated[int | None, typer.Option(help="Default: the newest. 默认最新版本。")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Where people are lost on the seven onboarding steps. 导流漏斗：人在哪一步丢了。"""
    workspace: Workspace = context.obj
    query = funnel.FunnelQuery(
        since=day("since", since),
        until=day("until", until),
        window_days=_window(window_days),
        order=order,
        by=(by[0] if len(by) == 1 else tuple(by)) if by else None,
        as_of=_moment(as_of, workspace.store.zone),
        from_step=from_step,
        where=_where("where", where or ()),
        step_windows=tuple(_step_window(text) for text in step_window or ()),
        optional=tuple(optional or ()),
        re_entry=re_entry,
    )
    asked = answer.Asked(
        base=_period(compare) if compare and compare != "previous" else None,
        previous=compare == "previous",
        segments=_segments(compare, segment_a or (), segment_b or ()),
        people=_list(people) if people else None,
    )
    _print(workspace, version, query, asked, as_json)


def _print(
    workspace: Workspace, version: int | None, query: funnel.FunnelQuery, asked: answer.Asked, as_json: bool
) -> None:
    found = workspace.version(version)
    dataset = marts.open_dataset(workspace.store, found, derived=False)
    made = marts.ensure(workspace.store, found, derived=False)
    if as_json:
        view = answer.build(dataset, made, query, asked)
        say_json({**answer.to_json(view), "version": view.report.version or None})
    elif asked.people is not None:
        shown = people_list.listing(people_list.build(dataset, made, query, *asked.people))
        typer.echo(to_csv(shown, language()), nl=False)
    else:
        _tell(funnel.build(dataset, made, query))
        _tell_change(answer.compared(dataset, made, query, asked))


def _tell(report: funnel.FunnelReport) -> None:
    lang = language()
    if report.cutoff is None:
        say(Text("还没有导流数据。", "No onboarding data yet."))
        return
    say(
        Text("数据到 {t:%Y-%m-%d %H:%M}，版本 {v}", "Data to {t:%Y-%m-%d %H:%M}, version {v}").fill(
            t=report.cutoff, v=report.version
        )
    )
    for part, steps in [(None, report.steps), *((b, b.steps) for b in report.breakdown)]:
        if part is not None:
            typer.echo("— " + " × ".join(value or UNKNOWN.of(lang) for value in part.values))
        for s in steps:
            _tell_step(s)


def _tell_change(found: Comparison | None) -> None:
    if found is None:
        return
    text = Text("与对照相比：第 {k} 步 {n:+} 人", "Against the base: {n:+} people at step {k}")
    say(text.fill(k=found.steps[-1], n=found.change))
    for piece in found.parts:
        name = _CAUSES[piece.cause].of(language()) + (f" {piece.step}" if piece.step else "")
        typer.echo(f"  {name}: {piece.whole:+}")


_CAUSES: dict[Cause, Text] = {
    "volume": Text("进来的人数", "entrants"),
    "mix": Text("渠道构成", "channel mix"),
    "rate": Text("转化率，第几步：", "rate of step"),
    "new": Text("新渠道", "new channels"),
    "ended": Text("停掉的渠道", "ended channels"),
    "unexplained": Text("数据自相矛盾", "contradictory counts"),
}


def _tell_step(s: funnel.StepCount) -> None:
    share = "—" if s.of_previous is None else f"{s.of_previous:.1%}"
    text = Text(
        "  {k} {name}：{n}，较上一步 {share}，流失 {lost}，还在路上 {pending}，未通过 {refused}",
        "  {k} {name}: {n}, {share} of previous, {lost} lost, {pending} pending, {refused} refused",
    )
    name = STEPS[s.step - 1].label.of(language())
    people = s.count if s.people is None else s.people
    say(text.fill(k=s.step, name=name, n=people, share=share, lost=s.lost, pending=s.pending, refused=s.refused))


def _moment(value: str | None, zone: ZoneInfo) -> date | datetime | None:
    if value is None:
        return None
    try:
        day_only = not any(mark in value for mark in "T :")
        moment = date.fromisoformat(value) if day_only else datetime.fromisoformat(value)
    except ValueError:
        bad_option("as-of", value)
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(zone).replace(tzinfo=None)
    return moment


def _where(option: str, given: Sequence[str]) -> funnel.Where:
    """channel=app, channel=web, region= → people from app or web whose region is not known."""
    found: dict[str, tuple[str | None, ...]] = {}
    for text in given:
        dimension, equals, value = text.partition("=")
        if not equals:
            bad_option(option, text)
        found[dimension] = (*found.get(dimension, ()), value or None)
    return tuple(found.items())


def _window(value: str) -> int | None:
    return None if value == "none" else _number("window-days", value)


def _step_window(text: str) -> tuple[int, int]:
    step, _, days = text.partition("=")
    return _number("step-window", step, text), _number("step-window", days, text)


def _number(option: str, value: str, whole: str | None = None) -> int:
    if not (value.isascii() and value.isdecimal()) or int(value) < 1:
        bad_option(option, whole or value)
    return int(value)


def _period(text: str) -> tuple[date, date]:
    first, dots, last = text.partition("..")
    since, until = day("compare", first), day("compare", last)
    if not dots or since is None or until is None or since >= until:
        bad_option("compare", text)
    return since, until


def _segments(compare: str | None, a: Sequence[str], b: Sequence[str]) -> tuple[funnel.Where, funnel.Where] | None:
    if not a and not b:
        return None
    if compare is not None or not a or not b:
        bad_option("segment-a, segment-b", ", ".join((*a, *b)))
    return _where("segment-a", a), _where("segment-b", b)


def _list(text: str) -> tuple[int, str]:
    step, _, outcome = text.partition(":")
    return _number("people", step, text), outcome
