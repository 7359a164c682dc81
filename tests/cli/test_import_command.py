"""The command line as a script would use it: exit codes, JSON, and nothing lost."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from core.store import Store
from tests.conftest import ROOT, Run

ORDERS = "order_id,user_id,paid_at,amount,category"
GROUPS = "群ID,群名称,群主,区域"


def test_canonical_csv_needs_no_table_and_makes_version_1(run: Run, csv_file: Any) -> None:
    file = csv_file("orders_2.csv", ORDERS, [("o1", "u1", "2026-03-01 09:05:07", "¥1,234.50".replace(",", ""), "tea")])
    answer = run("import", file, "--json")
    assert answer.code == 0
    assert answer.json["version"] == 1
    (entry,) = answer.json["files"]
    assert {k: entry[k] for k in ("file", "table", "rows_in", "loaded", "new", "changed", "unchanged", "skipped")} == {
        "file": "orders_2.csv", "table": "orders", "rows_in": 1, "loaded": 1, "new": 1, "changed": 0, "unchanged": 0,
        "skipped": 0,
    }  # fmt: skip
    assert answer.json["problems"] == []


def test_chinese_headers_in_gb18030_are_the_same_table(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "社群.csv"
    file.write_bytes((GROUPS + "\ng1,华东-实体-017,王敏,华东\n").encode("gb18030"))
    assert run("import", file, "--json").json["files"][0]["table"] == "groups"
    out = tmp_path / "groups.csv"
    run("export-table", "groups", "--out", out)
    with out.open(encoding="utf-8-sig", newline="") as text:
        (row,) = csv.DictReader(text)
    assert (row["group_name"], row["owner"], row["region"]) == ("华东-实体-017", "王敏", "华东")


def test_a_rejected_row_refuses_the_import_until_partial_loading_is_accepted(run: Run, csv_file: Any) -> None:
    rows = [
        ("o1", "u1", "2026-03-01", "10", "tea"),
        ("o2", "u2", "2026-02-30", "x", "tea"),
        ("o3", "", "2026-03-01", "1", ""),
    ]
    file = csv_file("orders.csv", ORDERS, rows)
    refused = run("import", file, "--json")
    assert refused.code == 2
    assert refused.json["error"]["code"] == "rows_rejected"
    assert refused.json["version"] is None
    assert "rows_rejected" in refused.err
    assert "Traceback" not in refused.err
    found = {(p["row"], p["column"], p["value"], p["code"]) for p in refused.json["problems"]}
    assert found == {
        (3, "paid_at", "2026-02-30", "bad_date"),
        (3, "amount", "x", "bad_number"),
        (4, "user_id", "", "missing_required"),
    }
    assert run("versions", "--json").json == {"head": None, "versions": []}
    accepted = run("import", file, "--accept-partial", "--json")
    assert accepted.code == 0
    (entry,) = accepted.json["files"]
    assert (entry["rows_in"], entry["loaded"], entry["rejected"]) == (3, 1, 2)


def test_dry_run_shows_the_difference_and_commits_nothing(run: Run, csv_file: Any) -> None:
    file = csv_file("orders.csv", ORDERS, [("o1", "u1", "2026-03-01", "10", "tea")])
    answer = run("import", file, "--dry-run", "--json")
    assert (answer.code, answer.json["version"], answer.json["files"][0]["new"]) == (0, None, 1)
    assert run("versions", "--json").json["versions"] == []


def test_undo_brings_back_equal_tables_as_a_new_version(run: Run, csv_file: Any, tmp_path: Path) -> None:
    def export(name: str) -> bytes:
        assert run("export-table", "orders", "--out", tmp_path / name).code == 0
        return (tmp_path / name).read_bytes()

    run("import", csv_file("orders.csv", ORDERS, [("o1", "u1", "2026-03-01", "10", "tea")]))
    before = export("1.csv")
    run(
        "import",
        csv_file("orders.csv", ORDERS, [("o1", "u1", "2026-03-01", "12", "tea"), ("o2", "u2", "2026-03-02", "1", "")]),
    )
    assert export("2.csv") != before
    assert run("undo", 1, "--json").json == {"version": 3, "undone_to": 1, "head": 3}
    assert export("3.csv") == before
    assert run("undo", 1, "--json").json["version"] is None
    missing = run("undo", 9, "--json")
    assert (missing.code, missing.json["error"]["code"]) == (2, "unknown_version")


def test_export_and_import_again_is_a_round_trip(run: Run, csv_file: Any, tmp_path: Path, workspace: Path) -> None:
    rows = [
        ("00012345678901234567", "u1", "2026-03-01", "10.50", "=SUM(A1)"),
        ("o2", "u,1", "2026-03-01 09:05:07.250000", "-3", '"a\nb"'),
    ]
    rows[1] = ("o2", '"u,1"', *rows[1][2:])
    run("import", csv_file("orders.csv", ORDERS, rows))
    out = tmp_path / "out" / "orders.csv"
    out.parent.mkdir()
    run("export-table", "orders", "--out", out)
    assert b"'=SUM(A1)" in out.read_bytes()
    other = workspace.with_name("other")
    assert run("import", out, "--json", at=other).json["version"] == 1
    again = tmp_path / "again.csv"
    run("export-table", "orders", "--out", again, at=other)
    assert again.read_bytes() == out.read_bytes()
    assert run("import", out, "--json").json["version"] is None


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.csv", b"", "empty_file"),
        ("what.csv", b"a,b,c\n1,2,3\n", "unknown_format"),
        ("noise.xlsx", b"PK\x03\x04 not a workbook", None),
        ("photo.csv", bytes(range(128, 256)) * 40, None),
    ],
)
def test_a_file_nobody_can_read_is_refused_in_one_sentence(
    run: Run, tmp_path: Path, name: str, content: bytes, code: str | None
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    answer = run("import", file, "--json")
    assert answer.code == 2
    error = answer.json["error"]
    assert error["zh"]
    assert error["en"]
    assert code is None or error["code"] == code
    assert "Traceback" not in answer.err


def test_missing_files_wrong_options_and_wrong_tables_are_refused(run: Run, csv_file: Any, tmp_path: Path) -> None:
    for words in (
        ("import", tmp_path / "nothing.csv"),
        ("import",),
        ("import", csv_file("orders.csv", ORDERS, []), "--table", "nonsense"),
        ("report", "onboarding_funnel", "--order", "sideways"),
        ("report", "onboarding_funnel", "--window-days", "-1"),
        ("report", "onboarding_funnel", "--by", "shoe_size"),
        ("export-table", "nonsense", "--out", tmp_path / "x.csv"),
        ("forget", "nobody"),
    ):
        answer = run(*words, "--json")
        assert answer.code == 2, words
        assert answer.json["error"]["zh"], words
        assert "Traceback" not in answer.err


def test_all_refused_files_are_named_at_once(run: Run, csv_file: Any) -> None:
    first = csv_file("first.csv", "a,b", [(1, 2)])
    second = csv_file("second.csv", "c,d", [(1, 2)])
    error = run("import", first, second, "--json").json["error"]
    assert "first.csv" in error["en"]
    assert "second.csv" in error["en"]


def test_three_imports_at_once_all_succeed(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"

    def one(n: int) -> dict[str, Any]:
        file = tmp_path / f"orders_{n}.csv"
        rows = "\n".join(f"o{n}-{i},u{i},2026-03-01,1,tea" for i in range(300))
        file.write_text(f"{ORDERS}\n{rows}\n")
        words = [sys.executable, "-m", "core", "--workspace", str(workspace), "import", str(file), "--json"]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)  # type: ignore[no-any-return]

    with ThreadPoolExecutor(3) as pool:
        versions = sorted(answer["version"] for answer in pool.map(one, range(3)))
    assert versions == [1, 2, 3]
    words = [sys.executable, "-m", "core", "--workspace", str(workspace), "versions", "--json"]
    head = json.loads(subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout)["versions"][
        -1
    ]
    assert head["tables"] == {"orders": 900}


def test_import_does_not_load_the_heavy_libraries(csv_file: Any, workspace: Path) -> None:
    file = csv_file("orders.csv", ORDERS, [("o1", "u1", "2026-03-01", "10", "tea")])
    program = (
        "import sys\nfrom core import cli\n"
        f"try: cli.main(['--workspace', {str(workspace)!r}, 'import', {str(file)!r}])\n"
        "except SystemExit as left: assert not left.code, left.code\n"
        "heavy = {'streamlit', 'plotly', 'scipy', 'statsmodels'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_forget_removes_a_person_from_every_version(run: Run, csv_file: Any, workspace: Path) -> None:
    run(
        "import",
        csv_file(
            "orders.csv", ORDERS, [("o1", "secret-person", "2026-03-01", "10", ""), ("o2", "u2", "2026-03-01", "1", "")]
        ),
    )
    run(
        "import",
        csv_file(
            "members.csv", "group_id,user_id,joined_at,referrer_id", [("g1", "u2", "2026-03-01", "secret-person")]
        ),
    )
    answer = run("forget", "secret-person", "--json")
    assert (answer.code, answer.json["rows_removed"], answer.json["rows_cleared"]) == (0, 1, 1)
    assert run("verify").code == 0
    for file in workspace.rglob("*"):
        assert not file.is_file() or b"secret-person" not in file.read_bytes(), file
    assert run("versions", "--json").json["versions"][0]["tables"]["orders"] == 1


def test_backup_and_restore_give_an_equal_workspace(run: Run, csv_file: Any, tmp_path: Path, workspace: Path) -> None:
    run("import", csv_file("orders.csv", ORDERS, [("o1", "u1", "2026-03-01", "10", "")]))
    saved = tmp_path / "saved.qunce"
    assert run("backup", saved, "--json").code == 0
    other = tmp_path / "elsewhere"
    assert run("restore", saved, "--json", at=other).json == {"version": 1}
    assert run("versions", "--json", at=other).json == run("versions", "--json").json
    assert run("verify", "--json", at=other).json["ok"] is True
    refused = run("restore", saved, "--json", at=other)
    assert (refused.code, bool(refused.json["error"]["zh"])) == (2, True)


def test_a_damaged_file_is_found(run: Run, csv_file: Any, workspace: Path) -> None:
    run("import", csv_file("orders.csv", ORDERS, [("o1", "u1", "2026-03-01", "10", "")]))
    assert run("verify", "--json").json["ok"] is True
    victim = next((workspace / "files").rglob("*.parquet"))
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.chmod(0o600)
    victim.write_bytes(data)
    answer = run("verify", "--json")
    assert answer.code == 1
    assert answer.json["ok"] is False


def test_coverage_of_an_empty_and_a_filled_workspace(run: Run, csv_file: Any) -> None:
    assert run("coverage", "--json").code == 0
    run(
        "import",
        csv_file("orders.csv", ORDERS, [("o1", "u1", "2026-03-01", "10", ""), ("o2", "u1", "2026-03-03", "1", "")]),
    )
    answer = run("coverage", "--json")
    assert answer.code == 0
    assert "2026-03-02" in answer.out


def test_gc_keeps_what_versions_need(run: Run, csv_file: Any) -> None:
    run("import", csv_file("orders.csv", ORDERS, [("o1", "u1", "2026-03-01", "10", "")]))
    assert run("gc", "--json").code == 0
    assert run("verify").code == 0
    assert run("export-table", "orders", "--out", csv_file("out.csv", "", [])).code == 0


def funnel(run: Run, *words: object) -> list[int]:
    answer = run("report", "onboarding_funnel", *words, "--json")
    assert answer.code == 0, answer.err
    return [step["people"] for step in answer.json["steps"]]


def test_as_of_takes_days_offsets_and_nothing_else(run: Run, csv_file: Any) -> None:
    run("import", csv_file("funnel_events.csv", "user_id,step,at", [("a", 1, "2026-03-01 10:00:00")]))
    for moment in (
        "2026-03-01",
        "20260301",
        "2026-03-01T10:00:00+08:00",
        "2026-03-01T02:00:00Z",
        "2026-03-01 10:00:00",
    ):
        assert funnel(run, "--as-of", moment)[0] == 1, moment
    assert funnel(run, "--as-of", "2026-03-01T09:59:59")[0] != 1
    for words in (("--as-of", "tomorrow"), ("--since", ""), ("--by", "channel", "--by", "region", "--by", "owner")):
        assert run("report", "onboarding_funnel", *words, "--json").code == 2, words


def test_a_phone_on_a_roster_and_in_an_order_makes_one_person(run: Run, csv_file: Any) -> None:
    run(
        "import",
        csv_file("funnel_events.csv", "user_id,step,at", [("wm", 1, "2026-03-01"), ("buyer", 2, "2026-03-02")]),
    )
    assert funnel(run)[:2] == [1, 0]
    roster = csv_file("members.csv", "group_id,user_id,joined_at,手机号", [("g", "wm", "2026-03-01", "13812345678")])
    shop = csv_file("orders.csv", f"{ORDERS},手机号", [("o1", "buyer", "2026-03-01", "1", "", "138 1234 5678")])
    for file in (roster, shop, roster):
        assert run("import", file).code == 0
    assert funnel(run)[:2] == [1, 1]
    assert [v["version"] for v in run("versions", "--json").json["versions"]] == [1, 2, 3]


def test_parquet_export_comes_back_as_it_went(run: Run, csv_file: Any, tmp_path: Path) -> None:
    rows = [("a", 1, "2026-03-01 10:00:00.25"), ("a", 2, "2026-03-01")]
    run("import", csv_file("funnel_events.csv", "user_id,step,at", rows))
    out = tmp_path / "funnel_events.parquet"
    assert run("export-table", "funnel_events", "--format", "parquet", "--out", out).code == 0
    answer = run("import", out, "--json")
    assert (answer.code, answer.json["version"], answer.json["files"][0]["unchanged"]) == (0, None, 2)
    assert funnel(run)[:2] == [1, 1]


def damage(workspace: Path, table: str) -> None:
    """Flip one bit in every stored file of a table."""
    store = Store.open(workspace)
    head = store.head()
    assert head is not None
    for file in head.files[table]:
        path = store.path(file)
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.chmod(0o600)
        path.write_bytes(data)


def test_a_refusal_for_people_names_every_row(run: Run, csv_file: Any) -> None:
    rows = [("o1", "u1", "2026-03-01", "ten", ""), ("o2", "u1", "yesterday", "1", "")]
    answer = run("import", csv_file("orders.csv", ORDERS, rows))
    assert answer.code == 2
    for words in ("row 2, amount: 'ten'", "row 3, paid_at: 'yesterday'", "bad_number", "bad_date", "rows_rejected"):
        assert words in answer.err, answer.err


def test_canonical_headers_are_known_whatever_stands_beside_them(run: Run, csv_file: Any) -> None:
    more = ",".join(f"extra{n}" for n in range(40))
    file = csv_file("x.csv", f"{ORDERS},{more}", [("o1", "u1", "2026-03-01", "1", "", *["x"] * 40)])
    assert run("import", file, "--json").json["files"][0]["table"] == "orders"


def test_a_pipe_is_refused_and_not_waited_for(run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "orders.csv"
    os.mkfifo(pipe)
    answer = run("import", pipe, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "unreadable_file")


def test_a_phone_in_a_file_name_is_not_kept(run: Run, csv_file: Any, workspace: Path) -> None:
    answer = run("import", csv_file("orders_13812345678.csv", ORDERS, [("o1", "u1", "2026-03-01", "1", "")]), "--json")
    assert answer.code == 0
    assert "13812345678" not in answer.out
    assert all(b"13812345678" not in f.read_bytes() for f in workspace.rglob("*") if f.is_file())


def test_a_version_is_told_even_if_its_reports_cannot_be_prepared(
    run: Run, csv_file: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr("core.marts.ensure", broken)
    answer = run("import", csv_file("orders.csv", ORDERS, [("o1", "u1", "2026-03-01", "1", "")]), "--json")
    assert (answer.code, answer.json["version"]) == (0, 1)
    assert "committed" in answer.err
    assert "out of memory" not in answer.err


@pytest.mark.parametrize("words", [("export-table", "orders", "--out", "orders.csv"), ("coverage",)])
def test_damaged_data_are_refused_and_never_carried_on(
    run: Run, csv_file: Any, workspace: Path, tmp_path: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("import", csv_file("orders.csv", ORDERS, [(f"o{n}", "u1", "2026-03-01", "1", "") for n in range(50)]))
    damage(workspace, "orders")
    answer = run(*words, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "store_damaged")
    more = csv_file("orders_2.csv", ORDERS, [("o99", "u1", "2026-03-01", "1", "")])
    answer = run("import", more, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "store_damaged")
    assert len(run("versions", "--json").json["versions"]) == 1
