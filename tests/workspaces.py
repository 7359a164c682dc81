"""Workspaces that many tests read: made once per run, by whichever worker is first."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Literal

import openpyxl

ROOT = Path(__file__).resolve().parents[1]
DEMO_END = date(2026, 3, 31)
"""The last day of the demo in tests: fixed, so that addresses and numbers do not move with the clock."""
Kind = Literal["none", "groups", "demo"]
KINDS: tuple[Kind, ...] = ("none", "groups", "demo")

# The names are Latin so that a Han character on an English page can only be our own word.
GROUP_LIST = """
群ID|群名称|群主|群管理员|群人数|群活跃|群类型|员工人数|客户人数|今日入群|今日退群|今日消息|入群时间|最后发言时间|群标签
wr01|East shop 01|Wang Min|Li Lei|120|活跃|客户群|3|117|5|2|230|2024-03-15|2026-03-01 10:00|
wr02|South shop 02|Wang Min||88|沉默|客户群|2|86|0|1|0|2025-06-01|2025-12-11 08:30|
wr03|South shop 03|Chen Jie||14|沉默|客户群|2|12|0|0|0|2025-01-10|2025-11-02 21:05|
wr04|East shop 04|Chen Jie|Li Lei|203|一般|客户群|4|199|1|3|41|2025-11-20|2026-02-27 18:20|
"""


def group_list_file(folder: Path) -> Path:
    """An SCRM 客户群导出 as the vendor writes it: one sheet, its day only in the file's name."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sheet1"
    for line in GROUP_LIST.strip().splitlines():
        sheet.append([int(cell) if cell.isdecimal() else cell or None for cell in line.split("|")])
    path = folder / "客户群导出20260301.xlsx"
    book.save(path)
    return path


def command(workspace: Path, *words: object) -> None:
    """Run the command line on a workspace; fails loudly."""
    call = [sys.executable, "-m", "core", "--workspace", str(workspace), *map(str, words)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def make_workspace(kind: Kind, root: Path) -> None:
    root.mkdir()
    workspace = root / "workspace"
    if kind == "groups":
        command(workspace, "import", group_list_file(root))
    elif kind == "demo":
        command(workspace, "demo", "--end", DEMO_END)
