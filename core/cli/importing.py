"""`import`: export files become one new version."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from core import marts
from core.cli.printing import language, log_error, say, say_json
from core.cli.workspace import Workspace, user_name
from core.domain.problems import problem_kind, refusal
from core.domain.tables import TABLES
from core.errors import BadRequest, ParentConflict
from core.i18n import Text
from core.ingest.comparison import Comparison, rows_rejected
from core.ingest.importer import ImportSession, open_import
from core.ingest.mapping import pii
from core.ingest.profile import Profile
from core.store import Store, Version

RETRY_SECONDS = 60
"""How long an import starts over when others commit in between."""
LISTED = 20
"""Problems shown to people; --json has them all."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_files)


def import_files(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Export files; several make one version. 导出文件，可多个。")],
    profile: Annotated[Path | None, typer.Option(help="Mapping profile (JSON). 映射方案。")] = None,
    table: Annotated[str | None, typer.Option(help="Canonical table the files hold. 标准表名。")] = None,
    accept_partial: Annotated[
        bool, typer.Option("--accept-partial", help="Load good rows, leave rejected ones.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the difference, commit nothing. 只看差异。")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Import export files as one new version. 导入导出文件，生成一个新版本。"""
    workspace: Workspace = context.obj
    chosen = Profile.from_json(_read(profile)) if profile else None
    if table is not None and table not in TABLES:
        listed = ", ".join(TABLES)
        raise BadRequest(
            Text(f"没有名为 {table} 的标准表。", f"There is no canonical table {table}."),
            Text(f"可选：{listed}。", f"Choose one of: {listed}."),
        )
    for path in files:
        _read(path, probe=True)
    with open_import(workspace.store, user_name()) as session:
        session.read([(path, pii.scrub(path.name)) for path in files], profile=chosen, table=table)
        shown, version = _commit(session, accept_partial, dry_run)
    if as_json:
        say_json(result_json(shown, version))
    else:
        _tell(shown, version, dry_run)
    if version is not None:
        prepare_reports(workspace.store, version)


def prepare_reports(store: Store, version: Version) -> None:
    """Build the marts now, so that the first report is quick. The version is safe whatever happens here."""
    try:
        marts.ensure(store, version)
    except Exception as error:
        number = log_error(error)
        text = Text(
            "数据已提交。报表的准备没有完成（编号 {n}），下次打开报表时会重做。",
            "The data are committed. Preparing the reports did not finish (id {n}); the next report tries again.",
        )
        typer.echo(text.fill(n=number).of(language()), err=True)


def _commit(session: ImportSession, accept_partial: bool, dry_run: bool) -> tuple[Comparison, Version | None]:
    """Compare and commit; start over on a new head for up to RETRY_SECONDS (nobody reviewed the difference)."""
    end = time.monotonic() + RETRY_SECONDS
    while True:
        shown = session.compare()
        if shown.rejected and not accept_partial:
            for line in _problem_lines(shown):
                typer.echo(line, err=True)
            refused = rows_rejected(shown)
            refused.details.update(result_json(shown, None))
            raise refused
        if dry_run:
            return shown, None
        try:
            return shown, session.commit(shown, accept_partial=accept_partial)
        except ParentConflict:
            if time.monotonic() > end:
                raise


def _read(path: Path, probe: bool = False) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise IsADirectoryError  # a pipe or device would be waited for without end
        with path.open("rb") as file:
            return file.read(1) if probe else file.read()
    except OSError as error:
        raise refusal("unreadable_file", file=path.name) from error


def result_json(shown: Comparison, version: Version | None) -> dict[str, Any]:
    """The JSON of `import` (7-contract, command line)."""
    files = []
    for entry in shown.files:
        one: dict[str, Any] = {
            name: getattr(entry, name)
            for name in (
                *("file", "table", "format", "rows_in", "loaded"),
                *("new", "changed", "unchanged", "skipped", "rejected"),
            )
        }
        if entry.skipped_by:
            one["skipped_by"] = dict(entry.skipped_by)
        if entry.derived:
            one["derived"] = True
        files.append(one)
    answer: dict[str, Any] = {
        "version": version.number if version else None,
        "files": files,
        "problems": [p.to_json() for p in shown.problems],
    }
    if shown.demo_removed:
        answer["demo_removed"] = True
    return answer


def _tell(shown: Comparison, version: Version | None, dry_run: bool) -> None:
    for f in shown.files:
        if f.derived:
            say(
                Text(
                    f"  └ {f.table}：新增 {f.new}，变更 {f.changed}", f"  └ {f.table}: {f.new} new, {f.changed} changed"
                )
            )
            continue
        say(
            Text(
                f"{f.file} → {f.table}（{f.format}）：{f.rows_in} 行 = 导入 {f.loaded} + 跳过 {f.skipped} "
                f"+ 拒绝 {f.rejected}；新增 {f.new}，变更 {f.changed}，不变 {f.unchanged}",
                f"{f.file} → {f.table} ({f.format}): {f.rows_in} rows = {f.loaded} loaded + {f.skipped} skipped "
                f"+ {f.rejected} rejected; {f.new} new, {f.changed} changed, {f.unchanged} unchanged",
            )
        )
    for line in _problem_lines(shown):
        typer.echo(line)
    if version is not None:
        say(Text(f"已提交：版本 {version.number}。", f"Committed: version {version.number}."))
    elif dry_run:
        say(Text("试运行，未提交。", "Dry run, nothing committed."))
    else:
        say(Text("没有变化，未生成新版本。", "Nothing changed, no new version."))


def _problem_lines(shown: Comparison) -> Iterator[str]:
    """The first problems, one per line: file, row, column, value, sentence, code."""
    lang = language()
    unused = [p.column for p in shown.problems if p.code == "unknown_column"]
    if unused:
        text = Text("  未用到的列：{names}", "  columns not used: {names}")
        yield text.fill(names=", ".join(dict.fromkeys(unused))).of(lang)
    listed = [p for p in shown.problems if p.code != "unknown_column"]
    listed.sort(key=lambda p: problem_kind(p.code).severity != "reject")
    for p in listed[:LISTED]:
        row = Text("第 {n} 行", "row {n}").fill(n=p.row).of(lang) if p.row else ""
        place = ", ".join(filter(None, [p.file, row, p.column]))
        value = f" {p.value!r}" if p.value else ""
        yield f"  {place}:{value} {problem_kind(p.code).text.of(lang)} [{p.code}]"
    if len(listed) > LISTED:
        text = Text("  还有 {n} 条，加 --json 查看全部。", "  {n} more; --json lists all.")
        yield text.fill(n=len(listed) - LISTED).of(lang)
