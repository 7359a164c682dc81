"""Files made to do harm, read in the child process: bombs, endless rows, hostile names, canaries."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from core.ingest.sandbox import FileReport
from tests.ingest.child_reading import ORDERS, read, text


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_a_zip_bomb_is_refused(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "orders.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("orders.csv", "w") as member,
    ):
        for _ in range(400):
            member.write(b"0" * (1 << 20))
    report = read(path, out)
    assert report.refusal is not None
    assert report.refusal.code in ("zip_bomb", "endless_cell")
    assert list(out.iterdir()) == []


def test_an_endless_row_is_refused(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "orders.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(ORDERS.encode() + b'"')
        for _ in range(64):
            file.write(os.urandom(1 << 19).hex().encode())
    report = read(path, out)
    assert report.refusal is not None
    assert report.refusal.code in ("endless_cell", "unclosed_quote", "zip_bomb", "too_large")


def test_hostile_names_stay_names(tmp_path: Path, out: Path) -> None:
    """A path in a file's name, SQL and a format pattern in a header, a formula in a cell."""
    header = 'order_id,user_id,paid_at,amount,"x\'); drop table orders; --",{0.__class__}\n'
    path = text(tmp_path, "orders.csv", header + "1,=cmd|'/c calc'!A0,2026-03-01,5,a,b\n2,@u,never,5,a,b\n")
    report = read(path, out, name="../../../etc/orders.csv", table="orders")
    assert report.refusal is None
    (output,) = report.outputs
    assert output.file == "../../../etc/orders.csv"
    assert output.parquet.parent == out
    assert {p.column for p in report.problems if p.code == "unknown_column"} == {
        "x'); drop table orders; --",
        "{0.__class__}",
    }
    assert pq.read_table(output.parquet).column("user_id").to_pylist() == ["=cmd|'/c calc'!A0"]
    assert report.rejected_csv is not None
    assert "'@u" in report.rejected_csv.read_text("utf-8-sig")
    refused = read(text(tmp_path, "y.csv", "{missing},{0}\n1,2\n"), out, name="{file}.csv")
    assert refused.refusal is not None
    assert "{file}.csv" in refused.refusal.text.en


def test_a_report_cannot_point_outside_its_folder(tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = read(text(tmp_path, "orders.csv", ORDERS), out)
    raw = done.to_json()
    raw["outputs"][0]["parquet"] = "../../../etc/passwd"
    raw["rejected_csv"] = "/etc/passwd"
    found = FileReport.from_json(raw, out)
    assert found.outputs[0].parquet == out / "passwd"
    assert found.rejected_csv == out / "passwd"


def test_no_canary_on_disk_or_in_the_report(tmp_path: Path, out: Path) -> None:
    canaries = ("13987654321", "金丝雀先生", "金丝雀路88号", "canary@example.com", "wxid_canary99")
    header = "order_id,user_id,paid_at,amount,手机号,收货人,收货地址,邮箱,微信号,备注\n"
    row = ",".join(canaries)
    path = text(
        tmp_path,
        "orders.csv",
        header + f"1,{canaries[0]},2026-03-01,5,{row},电 {canaries[0]}\n2,u,bad,{canaries[3]},{row},x\n",
    )
    report = read(path, out)
    assert report.refusal is None
    assert [o.table for o in report.outputs] == ["orders", "identities"]
    written = b"".join(file.read_bytes() for file in out.rglob("*") if file.is_file())
    for canary in canaries:
        assert canary.encode() not in written
        assert json.dumps(canary).strip('"').encode() not in written
        assert canary not in repr(report)
