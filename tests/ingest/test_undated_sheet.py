"""The company's own group sheet without a date: its sizes count for the day of the import; others are asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from core.domain.problems import problem_kind
from core.ingest.choice import Choice
from core.ingest.importer import ImportSession, open_import
from core.ingest.profile import Profile
from core.store import Store
from tests.conftest import Run
from tests.ingest.mapped import mapped, profile

HEADER = ["群名称", "群主", "群人数", "创建时间", "最后发言时间"]
ROWS = [["东区一群", "王敏", "120", "2025-03-15", "2026-03-01"], ["西区二群", "陈杰", "8", "2025-06-01", "2026-02-11"]]
SHEET = "\n".join(",".join(row) for row in [HEADER, *ROWS]) + "\n"
EAST, WEST = "Pacific/Kiritimati", "Pacific/Midway"  # 25 hours apart: never the same day


@pytest.fixture
def session(workspace: Path) -> Iterator[ImportSession]:
    with open_import(Store.open(workspace), "tester") as found:
        yield found


def daily(session: ImportSession, path: Path, choice: Choice | None = None) -> tuple[tuple[str, str] | None, set[str]]:
    """The days of the sizes that would be stored, and the notes told."""
    report = session.read_one(0, path, path.name, choice or Choice())
    assert report.refusal is None
    assert [output.table for output in report.outputs] == ["groups", "group_daily"]
    days = {table.table: table.days for table in session.compare().tables}
    return days["group_daily"], {problem.code for problem in report.problems}


def today(zone: str) -> str:
    return datetime.now(ZoneInfo(zone)).date().isoformat()


def put(folder: Path, name: str, text: str = SHEET) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_the_day_of_the_import_counts_where_nothing_else_is_said(session: ImportSession, tmp_path: Path) -> None:
    before = today("Asia/Shanghai")
    days, notes = daily(session, put(tmp_path, "群列表.csv"))
    assert days in ((before, before), (today("Asia/Shanghai"),) * 2)
    assert "dated_today" in notes
    assert "day_from_name" not in notes
    assert problem_kind("dated_today").text.zh == "文件里没有日期，人数按导入当天算。"


@pytest.mark.parametrize("zone", [EAST, WEST])
def test_the_day_is_that_of_the_workspaces_zone(tmp_path: Path, zone: str) -> None:
    given = profile("group_daily", {"group_id": "群名称", "members": "群人数"}, day_from="import_day")
    before = today(zone)
    result = mapped(tmp_path, given, HEADER, ROWS, zone=ZoneInfo(zone))
    assert {str(day) for day in result.column("day")} <= {before, today(zone)}
    assert result.codes["dated_today"] == 1


def test_a_date_in_the_name_a_title_or_a_column_comes_first(session: ImportSession, tmp_path: Path) -> None:
    days, notes = daily(session, put(tmp_path, "群列表20260301.csv"))
    assert days == ("2026-03-01", "2026-03-01")
    assert "dated_today" not in notes
    book = openpyxl.Workbook()
    for line in (["截至 2026年3月2日"], HEADER, *ROWS):
        book.active.append(line)
    book.save(tmp_path / "群列表.xlsx")
    assert daily(session, tmp_path / "群列表.xlsx")[0] == ("2026-03-02", "2026-03-02")
    lines = [[*HEADER, "统计日期"], *([*row, "2026-03-03"] for row in ROWS)]
    days, notes = daily(session, put(tmp_path, "群.csv", "\n".join(map(",".join, lines))))
    assert days == ("2026-03-03", "2026-03-03")
    assert "dated_today" not in notes


def test_the_users_own_day_and_profile_come_before_the_default(session: ImportSession, tmp_path: Path) -> None:
    path = put(tmp_path, "群列表.csv")
    days, notes = daily(session, path, Choice(day="2026-03-04"))
    assert days == ("2026-03-04", "2026-03-04")
    assert "dated_today" not in notes
    given = Profile("x", "group_daily", {"group_id": "群名称", "members": "群人数"}, day_from="2026-03-05")
    session.remove(0)
    session.read([(path, path.name)], profile=given)
    assert {table.table: table.days for table in session.compare().tables} == {
        "group_daily": ("2026-03-05", "2026-03-05")
    }


def test_the_same_sheet_again_on_the_same_day_changes_nothing(session: ImportSession, tmp_path: Path) -> None:
    path = put(tmp_path, "群列表.csv")
    days, _ = daily(session, path)
    session.commit(session.compare())
    with open_import(session.store, "tester") as later:
        if daily(later, path)[0] == days:
            assert later.compare().is_empty


def test_a_vendors_export_is_still_asked(session: ImportSession, tmp_path: Path) -> None:
    path = put(tmp_path, "客户群.csv", "群ID,群名称,群主,群人数,今日入群,今日退群\ng1,东区,王敏,120,5,2\n")
    refused = session.read_one(0, path, path.name).refusal
    assert refused is not None
    assert refused.code == "no_day"


def test_shells_are_judged_on_day_one(run: Run, tmp_path: Path) -> None:
    """Eight people in 西区二群 are fewer than 20: one shell of two groups, both sizes known."""
    assert run("import", put(tmp_path, "群列表.csv")).code == 0
    lights = {light["code"]: light for light in run("report", "health_check", "--json").json["lights"]}
    assert (lights["shell"]["count"], lights["shell"]["unknown"]) == (1, 0)
