"""Workspaces of another release: columns that were added later read as empty, columns from later are left out."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.codec.parquet import parquet_bytes
from core.store import Store
from tests.compat import later_release, small_company
from tests.compat.later_release import ADDED, LaterRelease, errors
from tests.conftest import Answer, Run, make

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


def without(table: str, rows: pa.Table) -> pa.Table:
    return rows.drop_columns(stored(OPTIONAL, table, rows.schema))


def with_unknown(table: str, rows: pa.Table) -> pa.Table:
    return rows.add_column(0, "of_a_later_release", pa.array(["?"] * len(rows), pa.string()))


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


def lifecycle(workspace: Path, folder: Path) -> Iterator[dict[str, Any]]:
    """What is said at first, after imports with and without the columns, after an undo and after a forget."""
    yield asked(workspace, folder)
    more = {
        "groups.csv": "group_id,group_name,owner\ng1,East one,Zhao\ng9,New,Zhao\n",
        "members.csv": "group_id,user_id,joined_at,role\ng1,u5,2026-03-30 09:00:00,member\n",
        "funnel_events.csv": "user_id,step,at\nu2,3,2026-03-05 09:00:00\nu7,1,2026-03-05\n",
        "orders.csv": "order_id,user_id,paid_at,amount,refund\no1,u1,2026-03-10 12:00:00,100.50,1\n",
    }
    for name, text in more.items():
        (folder / name).write_text(text, encoding="utf-8")
        answer = make(workspace, "import", folder / name, "--json")
        assert answer.code == 0, answer.out
        yield answer.json
    yield asked(workspace, folder)
    for words in (("undo", 1), ("undo", 4), ("forget", "u1")):
        assert make(workspace, *words).code == 0
        yield asked(workspace, folder)


@pytest.mark.parametrize(("one", "other"), [(without, emptied), (with_unknown, lambda table, rows: rows)])
def test_a_workspace_of_another_release_says_what_ours_says(
    company: Path, tmp_path: Path, one: Change, other: Change
) -> None:
    folders = tmp_path / "one", tmp_path / "other"
    for folder in folders:
        folder.mkdir()
    of_one = lifecycle(written_otherwise(company, folders[0] / "workspace", one), folders[0])
    of_other = lifecycle(written_otherwise(company, folders[1] / "workspace", other), folders[1])
    for step, (found, wanted) in enumerate(zip(of_one, of_other, strict=True)):
        assert found == wanted, step


@contextmanager
def said_by(release: LaterRelease, workspace: Path) -> Iterator[Callable[..., Answer]]:
    def run(*words: object) -> Answer:
        answer = release.run(workspace, *words)
        assert answer.code == 0, errors(answer)
        return answer

    yield run


def test_a_later_release_with_more_columns_opens_the_workspace(
    company: Path, release: LaterRelease, tmp_path: Path, run: Run
) -> None:
    workspace = tmp_path / "workspace"
    shutil.copytree(company, workspace)
    for table in small_company.FILES:
        make(workspace, "export-table", table, "--out", tmp_path / f"{table}.csv")
    with said_by(release, workspace) as later:
        reports = {words: make(workspace, *words, "--json").json for words in small_company.REPORTS}
        for words, ours in reports.items():
            theirs = later(*words, "--json").json
            if words != ("coverage",):  # which counts the columns
                assert theirs == ours, words
        later("import", tmp_path / "groups.csv", tmp_path / "orders.csv")  # without the columns: nothing new
        assert len(Store.open(workspace).versions()) == 1
        rows = {
            "groups": "group_id,grade\ng1,A\n",
            "members": "group_id,user_id,joined_at,提醒时间\ng1,u1,2026-03-02 11:00:00,2026-03-21\n",
            "funnel_events": "user_id,step,at,campaign\nu1,1,2026-03-01 09:00:00,spring\nu6,1,2026-03-07,summer\n",
            "orders": "order_id,user_id,paid_at,amount,points\no3,u9,2026-03-29 13:00:00,30,7\n",
        }
        for table, text in rows.items():
            (tmp_path / f"{table}.csv").write_text(text, encoding="utf-8")
        later("import", *(tmp_path / f"{table}.csv" for table in rows))
        for table, text in rows.items():
            out = tmp_path / "out.csv"
            later("export-table", table, "--out", out)
            header, *lines = out.read_text(encoding="utf-8-sig").splitlines()
            assert header.endswith(ADDED[table][0])
            values = {line.rsplit(",", 1)[1] for line in text.splitlines()[1:]}
            assert {line.rsplit(",", 1)[1] for line in lines} == values | {""}
        after = {words: later(*words, "--json").json for words in small_company.REPORTS}
        assert after[("report", "onboarding_funnel")] != reports[("report", "onboarding_funnel")]
        later("verify")
        later("undo", 1)
        theirs = later("report", "onboarding_funnel", "--json").json
        assert {**theirs, "version": 1} == reports[("report", "onboarding_funnel")]
        later("undo", 2)
        later("forget", "u1")
        later("verify")
        assert "u1" not in later("report", "onboarding_funnel", "--people", "1:converted").out
        last = {words: later(*words, "--json").json for words in small_company.REPORTS}
    for words, theirs in last.items():  # and back: our release leaves out what it does not know
        ours = run(*words, "--json")
        assert ours.code == 0, ours.err
        if words != ("coverage",):
            assert ours.json == theirs, words
    run("export-table", "groups", "--out", tmp_path / "out.csv")
    assert "grade" not in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
