"""Reading a file in the child process, as the tests of its walls do."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from core.ingest.sandbox import FileReport, read_file

SECRET = bytes(range(32))
ORDERS = "order_id,user_id,paid_at,amount\n1,u,2026-03-01,5\n2,v,2026-03-02,6\n"


def read(path: Path, folder: Path, name: str | None = None, **rest: object) -> FileReport:
    return read_file(path, name or path.name, folder, secret=SECRET, zone=ZoneInfo("Asia/Shanghai"), **rest)  # type: ignore[arg-type]


def text(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path
