"""Versions and safety: versions, undo, verify, gc, backup, restore, forget, export-table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from core import marts
from core.cli.printing import say, say_json
from core.cli.workspace import Workspace, user_name
from core.codec.canonical_csv import write_canonical_csv
from core.codec.parquet import parquet_bytes
from core.domain.tables import TABLES
from core.errors import BadRequest
from core.i18n import Text
from core.ingest.forget import forget_person
from core.store import Store, Version

Json = Annotated[bool, typer.Option("--json", help="Print JSON. 输出 JSON。")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (versions, undo, verify, gc, backup, restore, forget):
        app.command(command.__name__)(command)
    app.command("export-table")(export_table)


def version_json(version: Version) -> dict[str, Any]:
    """One version as `versions` prints it."""
    return {
        "version": version.number,
        "parent": version.parent,
        "created_at": version.created_at,
        "action": version.action,
        "who": version.who,
        "note": version.note,
        "tables": {name: sum(f.rows for f in files) for name, files in version.files.items()},
        "summary": version.summary,
    }


def versions(context: typer.Context, as_json: Json = False) -> None:
    """Every version: when, who, what. 版本列表。"""
    store = context.obj.store
    found = store.versions()
    if as_json:
        say_json({"head": found[-1].number if found else None, "versions": [version_json(v) for v in found]})
        return
    for v in found:
        rows = ", ".join(f"{name} {sum(f.rows for f in files)}" for name, files in v.files.items())
        typer.echo(f"{v.number}  {v.created_at:%Y-%m-%d %H:%M}  {v.who}  {v.action}  {v.note}  [{rows}]")
    if not found:
        say(Text("还没有版本。用 import 导入第一份导出文件。", "No version yet. Import a first export file."))


def undo(context: typer.Context, number: Annotated[int, typer.Argument(metavar="N")], as_json: Json = False) -> None:
    """Return to version N, as a new version; nothing is destroyed. 回到版本 N。"""
    store = context.obj.store
    made = store.undo(number, user_name())
    head = store.head()
    if as_json:
        say_json({"version": made.number if made else None, "undone_to": number, "head": head.number if head else None})
    elif made:
        say(
            Text(
                f"已回到版本 {number} 的内容，新版本 {made.number}。",
                f"Back to version {number}, as version {made.number}.",
            )
        )
    else:
        say(Text(f"当前内容就是版本 {number}，没有变化。", f"The data already equal version {number}."))


def verify(context: typer.Context, as_json: Json = False) -> None:
    """Re-hash every stored file; exit 1 if one is damaged. 校验所有文件。"""
    report = context.obj.store.verify()
    if as_json:
        found = [
            {"file": f.name, "fault": f.fault, "tables": f.tables, "versions": f.versions} for f in report.findings
        ]
        answer = {"ok": report.ok, "versions": report.versions, "files": report.files, "findings": found}
        say_json({**answer, "catalog": report.catalog, "orphans": report.orphans})
    elif report.ok:
        text = Text("{n} 个文件完好，{v} 个版本。", "{n} files of {v} versions are intact.")
        say(text.fill(n=report.files, v=report.versions))
    else:
        bad = ", ".join([*(f"{f.name} ({f.fault})" for f in report.findings), *report.catalog])
        say(Text(f"损坏或缺失：{bad}。请从备份恢复。", f"Damaged or missing: {bad}. Restore from a backup."))
    if not report.ok:
        raise typer.Exit(1)


def gc(context: typer.Context, as_json: Json = False) -> None:
    """Delete files that no kept version needs. 清理不再需要的文件。"""
    report = context.obj.store.gc()
    if as_json:
        say_json({"versions": report.versions, "marts": report.marts, "files": report.files, "bytes": report.bytes})
    else:
        text = Text("清理 {n} 个文件，{size:.1f} MB。", "Removed {n} files, {size:.1f} MB.")
        say(text.fill(n=report.files, size=report.bytes / 1e6))


def backup(context: typer.Context, file: Path, as_json: Json = False) -> None:
    """Write the whole workspace, its secret too, into one file. 备份到一个文件。"""
    context.obj.store.backup(file)
    if as_json:
        say_json({"file": file.name, "bytes": file.stat().st_size})
    else:
        say(
            Text(
                f"已备份到 {file.name}。内含密钥，请妥善保管。",
                f"Backed up to {file.name}. It holds the workspace secret: keep it safe.",
            )
        )


def restore(context: typer.Context, file: Path, as_json: Json = False) -> None:
    """Make an empty workspace equal to a backup. 从备份恢复到空工作区。"""
    workspace: Workspace = context.obj
    store = Store.restore(file, workspace.root)
    head = store.head()
    if as_json:
        say_json({"version": head.number if head else None})
    else:
        say(Text("已恢复。", "Restored."))


def forget(context: typer.Context, user_id: str, as_json: Json = False) -> None:
    """Remove a person from every kept version. 在所有版本中删除一个人。"""
    gone = forget_person(context.obj.store, user_id, user_name())
    if as_json:
        say_json({"rows_removed": gone.rows_removed, "rows_cleared": gone.rows_cleared, "files_rewritten": gone.files})
    else:
        say(
            Text(
                f"已从所有版本删除 {gone.rows_removed} 行。以前的备份文件里仍有此人，请一并处理。",
                f"Removed {gone.rows_removed} rows from all versions. Older backup files still hold this person.",
            )
        )


def export_table(
    context: typer.Context,
    name: str,
    out: Annotated[Path, typer.Option(help="File to write (replaced). 输出文件。")],
    format: Annotated[str, typer.Option(help="csv | parquet")] = "csv",
    version: Annotated[int | None, typer.Option(help="Default: the newest. 默认最新版本。")] = None,
    as_json: Json = False,
) -> None:
    """Write one canonical table to a file. 导出一张标准表。"""
    if name not in TABLES or format not in ("csv", "parquet"):
        listed = ", ".join(TABLES)
        raise BadRequest(
            Text("表名或格式有误。", "No such table or format."),
            Text(f"表：{listed}；格式：csv、parquet。", f"Tables: {listed}; formats: csv, parquet."),
        )
    workspace: Workspace = context.obj
    order = ", ".join(f'"{k}"' for k in TABLES[name].key)
    dataset = marts.open_dataset(workspace.store, workspace.version(version), derived=False)
    rows = dataset.arrow(f"select * from {name} order by {order}", budget_seconds=600)
    part = out.with_name(out.name + ".part")
    try:
        with part.open("wb") as file:
            if format == "csv":
                write_canonical_csv(rows, file)
            else:
                file.write(parquet_bytes(rows))
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BadRequest(
            Text("写不了文件 {f}。", "Cannot write {f}.").fill(f=out.name),
            Text("请检查文件夹和磁盘空间。", "Check the folder and the disk's free space."),
        ) from error
    if as_json:
        say_json({"table": name, "rows": rows.num_rows, "file": out.name})
    else:
        say(Text(f"{rows.num_rows} 行 → {out.name}", f"{rows.num_rows} rows → {out.name}"))
