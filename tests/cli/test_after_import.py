"""What the command line does with data that are in: undo, export, reports, forget, backup, and damage found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.store import Store
from tests.conftest import Run

ORDERS = "order_id,user_id,paid_at,amount,category"


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
