"""Workspaces of another release: columns that were added later read as empty, columns from later are left out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.codec.parquet import parquet_bytes
from core.store import Store
from tests.compat import later_release, small_company
from tests.compat.later_release import ADDED, LaterRelease
from tests.conftest import Answer, make

pytestmark = pytest.mark.xdist_group("compat")

OPTIONAL = {
    "groups": ("owner", "last_message_on", "purpose"),
    "members": ("left_at", "role", "identity_class"),
    "funnel_events": ("channel", "result", "owner"),
    "orders": ("refund", "category"),
    "group_daily": ("messages",),
    "identities": ("source",),
}
"""Columns that reports do read, taken for ones that did not exist yet."""
Change = Callable[[str, pa.Table], pa.Table]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with version 1, read only."""
    root = tmp_path_factory.mktemp("company")
    done = make(root / "workspace", "import", *small_company.write(root / "files"))
    assert done.code == 0, done.err
    return root / "workspace"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> LaterRelease:
    return later_release.make(tmp_path_factory.mktemp("later"))


def written_otherwise(source: Path, target: Path, change: Change) -> Path:
    """A workspace with the same versions, its files as `change` makes them."""
    old = Store.open(source)
    new = Store.open(target, now=lambda: clock[0])
    for version in old.versions():
        clock = [version.created_at.replace(tzinfo=old.zone)]
        with new.writing():
            files = {
                name: [
                    new.put(
                        name, f.bucket, f.rows, parquet_bytes(change(name, pq.read_table(old.path(f)))), f.low, f.high
                    )
                    for f in parts
                ]
                for name, parts in version.files.items()
            }
            new.commit(files, parent=version.parent, action=version.action, who=version.who, summary=version.summary)
    return target


def stored(names: Mapping[str, tuple[str, ...]], table: str, schema: pa.Schema) -> list[str]:
    """The stored names of columns, flags of times too."""
    return [name for name in schema.names if name.removesuffix("_is_day") in names.get(table, ())]


def emptied(table: str, rows: pa.Table) -> pa.Table:
    for name in stored(OPTIONAL, table, rows.schema):
        at = rows.schema.get_field_index(name)
        rows = rows.set_column(at, rows.schema.field(at), pa.nulls(len(rows), rows.schema.field(at).type))
    return rows


def of_another_release(table: str, rows: pa.Table) -> pa.Table:
    """Some of our columns are not there yet, and one that we do not know is."""
    rows = rows.drop_columns(stored(OPTIONAL, table, rows.schema))
    return rows.add_column(0, "unknown", pa.array(["?"] * len(rows), pa.string()))


def asked(workspace: Path, folder: Path) -> dict[str, Any]:
    """Everything the command line says of a workspace, in one dictionary."""
    said: dict[str, Any] = {}
    for words in small_company.REPORTS:
        answer = make(workspace, *words, "--json")
        assert answer.code == 0, (words, answer.out, answer.err)
        said[" ".join(words)] = answer.json
    for table in small_company.FILES:
        answer = make(workspace, "export-table", table, "--out", folder / "out.csv")
        assert answer.code == 0, (table, answer.err)
        said[table] = (folder / "out.csv").read_text(encoding="utf-8-sig")
    assert make(workspace, "verify").code == 0
    return said


MORE = {
    "groups.csv": "group_id,group_name,owner\ng1,East one,Zhao\ng9,New,Zhao\n",
    "members.csv": "group_id,user_id,joined_at,role\ng1,u5,2026-03-30 09:00:00,member\n",
    "funnel_events.csv": "user_id,step,at\nu2,3,2026-03-05 09:00:00\nu7,1,2026-03-05\n",
    "orders.csv": "order_id,user_id,paid_at,amount,refund\no1,u1,2026-03-10 12:00:00,100.50,1\n",
}
"""A further import: some of the columns of OPTIONAL are in it, some are not."""


def lifecycle(workspace: Path, folder: Path) -> Iterator[object]:
    """What is said at first, after an import with and without the columns, an undo and a forget."""
    yield asked(workspace, folder)
    for name, text in MORE.items():
        (folder / name).write_text(text, encoding="utf-8")
    yield make(workspace, "import", *(folder / name for name in MORE), "--json").json
    yield asked(workspace, folder)
    yield make(workspace, "undo", 1, "--json").json
    yield make(workspace, "report", "onboarding_funnel", "--json").json
    yield make(workspace, "undo", 2, "--json").json
    yield make(workspace, "forget", "u1", "--json").json
    yield asked(workspace, folder)


def test_a_workspace_of_another_release_says_what_ours_says(company: Path, tmp_path: Path) -> None:
    said = []
    for name, change in (("other", of_another_release), ("ours", emptied)):
        folder = tmp_path / name
        folder.mkdir()
        said.append(lifecycle(written_otherwise(company, folder / "workspace", change), folder))
    for step, (found, wanted) in enumerate(zip(*said, strict=True)):
        assert found == wanted, step


WITH_THE_COLUMNS = {
    "groups": "group_id,grade\ng1,A\n",
    "members": "group_id,user_id,joined_at,提醒时间\ng1,u1,2026-03-02 11:00:00,2026-03-21\n",
    "funnel_events": "user_id,step,at,campaign\nu1,1,2026-03-01 09:00:00,spring\nu6,1,2026-03-07,summer\n",
    "orders": "order_id,user_id,paid_at,amount,points\no3,u9,2026-03-29 13:00:00,30,7\n",
}
FUNNEL = ("report", "onboarding_funnel", "--json")


def test_a_later_release_with_more_columns_takes_the_workspace_over_and_ours_takes_it_back(
    company: Path, release: LaterRelease, tmp_path: Path
) -> None:
    workspace = tmp_path / "workspace"
    shutil.copytree(company, workspace)
    reports = [(*words, "--json") for words in small_company.REPORTS if words != ("coverage",)]

    def later(*commands: tuple[object, ...]) -> list[Answer]:
        answers = release.run(workspace, *commands)
        for command, answer in zip(commands, answers, strict=True):
            assert answer.code == 0, (command, answer.out, answer.err)
        return answers

    ours = [make(workspace, *words).json for words in reports]
    old = tmp_path / "orders_before.csv"
    make(workspace, "export-table", "orders", "--out", old)
    theirs = later(*reports, ("coverage", "--json"), ("import", old, "--json"))
    assert [answer.json for answer in theirs[: len(reports)]] == ours
    assert theirs[-1].json["version"] is None  # nothing new without the column

    for table, text in WITH_THE_COLUMNS.items():
        (tmp_path / f"{table}.csv").write_text(text, encoding="utf-8")
    exports = [("export-table", table, "--out", tmp_path / f"{table}.out") for table in WITH_THE_COLUMNS]
    files = [tmp_path / f"{table}.csv" for table in WITH_THE_COLUMNS]
    commands = [("import", *files), *exports, FUNNEL, ("undo", 1), FUNNEL, ("undo", 2), ("forget", "u1"), ("verify",)]
    grown, _, undone = later(*commands)[len(exports) + 1 : len(exports) + 4]
    for table, text in WITH_THE_COLUMNS.items():
        header, *lines = (tmp_path / f"{table}.out").read_text(encoding="utf-8-sig").splitlines()
        assert header.endswith(f",{ADDED[table][0]}")
        given = {line.rsplit(",", 1)[1] for line in text.splitlines()[1:]}
        assert {line.rsplit(",", 1)[1] for line in lines} == given | {""}
    people = [answer.json["steps"][0]["people"] for answer in (grown, undone)]
    assert people == [4, 3]  # one person came with the import

    out = tmp_path / "events.csv"
    *theirs, _ = later(*reports, ("export-table", "funnel_events", "--out", out))
    assert {"u2", "u6"} <= set(re.findall(r"u\d", out.read_text(encoding="utf-8"))) <= {"u2", "u3", "u6"}
    assert [make(workspace, *words).json for words in reports] == [answer.json for answer in theirs]
    assert make(workspace, "coverage").code == 0
    for table in WITH_THE_COLUMNS:
        assert make(workspace, "export-table", table, "--out", tmp_path / "out.csv").code == 0
        assert ADDED[table][0] not in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
