"""`report …` and `coverage`: the same view models that the pages show."""

from __future__ import annotations

from typing import Annotated

import typer

from core import marts
from core.cli import overview
from core.cli.funnel import onboarding_funnel
from core.cli.printing import say, say_json
from core.cli.workspace import Workspace
from core.reports.coverage import report as coverage_report

report = typer.Typer(help="Reports as tables or JSON. 报表。", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    report.command("onboarding_funnel")(onboarding_funnel)
    report.command("health_check")(overview.health)
    report.command("headlines")(overview.numbers)
    app.add_typer(report, name="report")
    app.command("coverage")(coverage)


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
