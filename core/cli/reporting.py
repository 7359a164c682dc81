"""`report …` and `coverage`: the same view models that the pages show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from core import marts
from core.cli import overview
from core.cli.options import bad_option, day
from core.cli.printing import language, say, say_json
from core.cli.workspace import Workspace
from core.domain.steps import STEPS
from core.i18n import Text
from core.reports import coverage as coverage_report
from core.reports import onboarding_funnel as funnel

_UNKNOWN = Text("（未知）", "(unknown)")

report = typer.Typer(help="Reports as tables or JSON. 报表。", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    report.command("onboarding_funnel")(onboarding_funnel)
    report.command("health_check")(overview.health)
    report.command("headlines")(overview.numbers)
    app.add_typer(report, name="report")
    app.command("coverage")(coverage)


def onboarding_funnel(
    context: typer.Context,
    since: Annotated[str | None, typer.Option(help="First entry day, inclusive. 进入日期起（含）。")] = None,
    until: Annotated[str | None, typer.Option(help="Last entry day, exclusive. 进入日期止（不含）。")] = None,
    window_days: Annotated[str, typer.Option(help="Conversion window in days, or none. 转化窗口天数。")] = "7",
    order: Annotated[str, typer.Option(help="strict | any: steps in order, or in any order. 步骤顺序。")] = "strict",
    by: Annotated[list[str] | None, typer.Option(help=" | ".join(funnel.DIMENSIONS))] = None,
    where: Annotated[
        list[str] | None, typer.Option(help="DIMENSION=VALUE, repeatable; DIMENSION= unknown. 筛选。")
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="Rows after this day or time do not exist. 截至。")] = None,
    from_step: Annotated[int | None, typer.Option(help="Start step, 1-7. 起始步骤。")] = None,
    version: Annotated[int | None, typer.Option(help="Default: the newest. 默认最新版本。")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Where people are lost on the seven onboarding steps. 导流漏斗：人在哪一步丢了。"""
    workspace: Workspace = context.obj
    if by is not None and len(by) > 1:
        bad_option("by", ", ".join(by))
    query = funnel.FunnelQuery(
        since=day("since", since),
        until=day("until", until),
        window_days=_window(window_days),
        order=order,
        by=by[0] if by else None,
        as_of=_moment(as_of, workspace.store.zone),
        from_step=from_step,
        where=_where(where or ()),
    )
    found = workspace.version(version)
    dataset = marts.open_dataset(workspace.store, found, derived=False)
    view = funnel.build(dataset, marts.ensure(workspace.store, found, derived=False), query)
    if as_json:
        say_json({**funnel.to_json(view), "version": view.version or None})
    else:
        _tell(view)


def coverage(context: typer.Context, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Which days and groups have data, and how many people are recognised. 覆盖与识别率。"""
    workspace: Workspace = context.obj
    head = workspace.version(None)
    view = coverage_report.build(marts.open_dataset(workspace.store, head), marts.ensure(workspace.store, head))
    if as_json:
        say_json({**coverage_report.to_json(view), "version": view.version or None})
        return
    for line in coverage_report.sentences(view):
        say(line)


def _tell(view: funnel.FunnelReport) -> None:
    lang = language()
    if view.cutoff is None:
        say(Text("还没有导流数据。", "No onboarding data yet."))
        return
    say(
        Text("数据到 {t:%Y-%m-%d %H:%M}，版本 {v}", "Data to {t:%Y-%m-%d %H:%M}, version {v}").fill(
            t=view.cutoff, v=view.version
        )
    )
    for part, steps in [(None, view.steps), *((b, b.steps) for b in view.breakdown)]:
        if part is not None:
            typer.echo(f"— {part.value or _UNKNOWN.of(lang)}")
        for s in steps:
            share = "—" if s.of_previous is None else f"{s.of_previous:.1%}"
            name = STEPS[s.step - 1].label.of(lang)
            people = s.count if s.people is None else s.people
            text = Text(
                "  {k} {name}：{n}，较上一步 {share}，流失 {lost}，还在路上 {pending}，未通过 {refused}",
                "  {k} {name}: {n}, {share} of previous, {lost} lost, {pending} pending, {refused} refused",
            )
            say(
                text.fill(k=s.step, name=name, n=people, share=share, lost=s.lost, pending=s.pending, refused=s.refused)
            )


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


def _where(given: Sequence[str]) -> funnel.Where:
    """channel=app, channel=web, region= → people from app or web whose region is not known."""
    found: dict[str, tuple[str | None, ...]] = {}
    for text in given:
        dimension, equals, value = text.partition("=")
        if not equals:
            bad_option("where", text)
        found[dimension] = (*found.get(dimension, ()), value or None)
    return tuple(found.items())


def _window(value: str) -> int | None:
    if value == "none":
        return None
    if not (value.isascii() and value.isdecimal()) or int(value) < 1:
        bad_option("window-days", value)
    return int(value)
