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
