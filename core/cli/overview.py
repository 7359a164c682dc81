"""`report health_check` and `report headlines`: what the Overview shows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from core import marts
from core.cli.options import day
from core.cli.printing import say, say_json
from core.cli.workspace import Workspace
from core.domain import assumptions
from core.i18n import Text
from core.reports.coverage import report as coverage
from core.reports.headlines import report as headlines
from core.reports.health import query as group_facts
from core.reports.health import report as health_check
from core.reports.health.words import idle_cost, verdict
from core.scope import Scope
from core.store import Version

_Values = Annotated[list[str] | None, typer.Option(help="Only groups with this value; may be repeated. 只看这些群。")]
_Number = Annotated[int | None, typer.Option(help="Default: the newest. 默认最新版本。")]
_Json = Annotated[bool, typer.Option("--json")]


def health(
    context: typer.Context,
    owner: _Values = None,
    positioning: _Values = None,
    identity_class: _Values = None,
    channel: _Values = None,
    region: _Values = None,
    version: _Number = None,
    as_json: _Json = False,
) -> None:
    """Which groups are silent, overdue, empty, double, mixed; groups per owner. 体检。"""
    workspace: Workspace = context.obj
    found = workspace.version(version)
    scope = _scope(owner, positioning, identity_class, channel, region)
    facts = group_facts.build(marts.open_dataset(workspace.store, found), found.created_at)
    given = assumptions.load(workspace.store.setting(assumptions.SETTING))
    today = datetime.now(workspace.store.zone).date()
    check = health_check.build(facts, given, scope, today, _shares(workspace, found))
    if as_json:
        say_json({**health_check.to_json(check), "version": check.version or None})
        return
    if not check.groups:
        say(Text("没有群。先导入群列表。", "No groups. Import a group list first."))
        return
    for line in (*verdict(check), idle_cost(check)):
        if line is not None:
            say(line)
    for light in check.lights:
        number = "—" if light.count is None else light.count
        say(Text(f"  {light.label.zh}：{number}", f"  {light.label.en}: {number}"))


def numbers(
    context: typer.Context,
    since: Annotated[str | None, typer.Option(help="First day, inclusive. 起（含）。")] = None,
    until: Annotated[str | None, typer.Option(help="Last day, exclusive. 止（不含）。")] = None,
    owner: _Values = None,
    positioning: _Values = None,
    identity_class: _Values = None,
    channel: _Values = None,
    region: _Values = None,
    version: _Number = None,
    as_json: _Json = False,
) -> None:
    """Members, joins, leaves, messages, orders against the equal period before. 主要数字。"""
    workspace: Workspace = context.obj
    found = workspace.version(version)
    days = day("since", since), day("until", until)
    scope = _scope(owner, positioning, identity_class, channel, region, *days)
    dataset = marts.open_dataset(workspace.store, found)
    cutoff = group_facts.build(dataset, found.created_at).cutoff
    view = headlines.build(dataset, found.created_at, cutoff, scope)
    if as_json:
        say_json({**headlines.to_json(view), "version": view.version or None})
        return
    for number in view.numbers:
        change = "—" if number.change is None else f"{number.change:+,}"
        say(Text(f"{number.label.zh}：{number.value}（{change}）", f"{number.label.en}: {number.value} ({change})"))


def _shares(workspace: Workspace, found: Version) -> dict[str, float] | None:
    if not {"members", "orders"} <= found.files.keys():
        return None
    dataset = marts.open_dataset(workspace.store, found)
    shares = health_check.recognition(coverage.build(dataset, marts.ensure(workspace.store, found, orders=())))
    return dict(shares) if shares is not None else None


def _scope(
    owner: list[str] | None,
    positioning: list[str] | None,
    identity_class: list[str] | None,
    channel: list[str] | None,
    region: list[str] | None,
    since: date | None = None,
    until: date | None = None,
) -> Scope:
    return Scope(
        since,
        until,
        positioning=tuple(positioning or ()),
        identity_class=tuple(identity_class or ()),
        channel=tuple(channel or ()),
        region=tuple(region or ()),
        owner=tuple(owner or ()),
    )
