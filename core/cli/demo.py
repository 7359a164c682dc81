"""`demo`: the demo company into an empty workspace."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Annotated, Any

import typer

from core import demo
from core.cli.importing import prepare_reports
from core.cli.printing import say, say_json
from core.cli.workspace import Workspace
from core.domain.tables import TABLES
from core.errors import BadRequest
from core.i18n import Text

REPORTS = "reports"
"""The stage in which the reports are prepared, after the version is there."""
REPORTS_PERCENT = 88


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(write_demo)


def write_demo(
    context: typer.Context,
    end: Annotated[str | None, typer.Option(help="Last day with data; default yesterday. 数据到哪天。")] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same company. 随机种子。")] = 1,
    progress: Annotated[bool, typer.Option("--progress", help="Progress as JSON lines on stderr. 输出进度。")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Write the demo company into an empty workspace. 在空的工作区写入演示数据。"""
    workspace: Workspace = context.obj
    tell = _say_line if progress else None
    version = demo.write(workspace.store, end=_day(end), seed=seed, progress=tell)
    if tell:
        tell(REPORTS, 0, REPORTS_PERCENT)
    prepare_reports(workspace.store, version)
    rows = {name: sum(file.rows for file in version.files[name]) for name in TABLES if name in version.files}
    if as_json:
        stories = [{"code": s.code, "zh": s.text.zh, "en": s.text.en} for s in demo.STORIES]
        answer: dict[str, Any] = {"version": version.number, "tables": rows, "stories": stories}
        say_json(answer)
        return
    total = Text("演示数据已写入：版本 {v}，{n:,} 行。", "The demo company is there: version {v}, {n:,} rows.")
    say(total.fill(v=version.number, n=sum(rows.values())))
    for name, n in rows.items():
        label = TABLES[name].label
        say(Text(f"  {label.zh} {n:,} 行", f"  {label.en}: {n:,} rows"))
    say(Text("里面的故事：", "Its stories:"))
    for story in demo.STORIES:
        say(Text(f"  · {story.text.zh}", f"  · {story.text.en}"))


def _say_line(stage: str, rows: int, percent: int) -> None:
    sys.stderr.write(json.dumps({"stage": stage, "rows": rows, "percent": percent}) + "\n")
    sys.stderr.flush()


def _day(value: str | None) -> date | None:
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError as error:
        raise BadRequest(
            Text(f"选项 end 的值 {value} 不是日期。", f"{value} is no date."),
            Text("请写成 2026-03-31 的样子。", "Write it like 2026-03-31."),
        ) from error
