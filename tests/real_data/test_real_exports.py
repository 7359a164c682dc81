"""Real exports through the command line: every row accounted for, twice changes nothing, undo brings back."""

from __future__ import annotations

import csv
import gzip
import json
import zipfile
from collections import defaultdict
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run, make

pytestmark = pytest.mark.shared

PERMIT_STEPS = {
    "Confirmation of receipt": 1,
    "T02 Check confirmation of receipt": 2,
    "T04 Determine confirmation of receipt": 3,
    "T05 Print and send confirmation of receipt": 4,
    "T06 Determine necessity of stop advice": 5,
    "T10 Determine necessity to stop indication": 6,
}
PERMIT = {
    "name": "permit receipt",
    "table": "funnel_events",
    "columns": {
        "user_id": "case:concept:name",
        "at": "time:timestamp",
        "step": "concept:name",
        "channel": "case:channel",
    },
    "values": {"step": PERMIT_STEPS},
    "skip_unmapped_values": ["step"],
    "constants": {"ad_slot": "counter"},
}


def profile_file(folder: Path, profile: dict[str, Any]) -> Path:
    path = folder / f"{profile['name'].replace(' ', '_')}.json"
    path.write_text(json.dumps(profile, ensure_ascii=False), encoding="utf-8")
    return path


def check_accounting(files: list[dict[str, Any]]) -> None:
    for f in files:
        if not f.get("derived"):
            assert f["rows_in"] == f["loaded"] + f["skipped"] + f["rejected"], f
            assert f["new"] + f["changed"] + f["unchanged"] <= f["loaded"] or f["format"].endswith("chat_log"), f


def permit_events(shared: Path) -> dict[str, list[tuple[datetime, int, str]]]:
    """The plain reading of the file, without any of our code: case → (time, step, channel)."""
    events: dict[str, list[tuple[datetime, int, str]]] = defaultdict(list)
    with gzip.open(shared / "receipt_permit_funnel" / "receipt.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            step = PERMIT_STEPS.get(row["concept:name"])
            if step:
                at = datetime.fromisoformat(row["time:timestamp"])
                events[row["case:concept:name"]].append((at, step, row["case:channel"]))
    return events


def walk(events: list[tuple[datetime, int, str]], strict: bool, window: timedelta | None) -> int:
    """How many steps one case takes, counted as a clerk would with the file before him."""
    starts = [at for at, step, _ in events if step == 1]
    if not starts:
        return 0
    entry = last = min(starts)
    taken = 1
    for step in range(2, 7):
        floor = last if strict else entry
        after = [at for at, s, _ in events if s == step and at >= floor and (window is None or at <= entry + window)]
        if not after:
            break
        last = min(after)
        taken = step
    return taken


@pytest.fixture(scope="module")
def permit_workspace(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    """The permit file, imported once; only reports read it."""
    folder = tmp_path_factory.mktemp("permit")
    file, profile = shared / "receipt_permit_funnel" / "receipt.csv.gz", profile_file(folder, PERMIT)
    answer = make(folder / "workspace", "import", file, "--profile", profile, "--json")
    assert answer.code == 0, answer.err
    (entry,) = answer.json["files"]
    assert (entry["rows_in"], entry["loaded"], entry["skipped"], entry["rejected"]) == (8577, 8108, 469, 0)
    return folder / "workspace"


@pytest.fixture
def permit(run: Run, permit_workspace: Path) -> Run:
    return partial(run, at=permit_workspace)


@pytest.mark.parametrize("order", ["any", "strict"])
@pytest.mark.parametrize("window", [None, 1, 7, 30])
def test_permit_funnel_equals_a_plain_loop(permit: Run, shared: Path, order: str, window: int | None) -> None:
    words = ["--order", order, "--window-days", window or "none", "--by", "channel", "--json"]
    report = permit("report", "onboarding_funnel", *words).json
    cases = permit_events(shared)
    span = timedelta(days=window) if window else None
    taken = {case: walk(events, order == "strict", span) for case, events in cases.items()}
    assert [s["people"] for s in report["steps"]][:6] == [sum(t >= k for t in taken.values()) for k in range(1, 7)]
    channel = {case: min(events)[2] for case, events in cases.items()}
    for part in report["breakdown"]:
        mine = [t for case, t in taken.items() if channel[case] == part["value"]]
        assert [s["people"] for s in part["steps"]][:6] == [sum(t >= k for t in mine) for k in range(1, 7)]


def test_permit_funnel_by_the_numbers_of_record(permit: Run) -> None:
    def people(order: str) -> list[int]:
        words = ["--order", order, "--window-days", "none", "--json"]
        return [s["people"] for s in permit("report", "onboarding_funnel", *words).json["steps"]][:6]

    assert people("any") == [1434, 1316, 1303, 1299, 1292, 1277]
    assert people("strict") == [1434, 1316, 1303, 1299, 797, 784]
    words = ["--order", "any", "--window-days", "none", "--by", "channel", "--json"]
    parts = permit("report", "onboarding_funnel", *words).json["breakdown"]
    assert {p["value"]: (p["steps"][5]["people"], p["steps"][0]["people"]) for p in parts} == {
        "Internet": (1110, 1250),
        "Desk": (97, 109),
        "Post": (50, 53),
        "e-mail": (19, 21),
        "Intern": (1, 1),
    }


def test_importing_the_permit_file_twice_changes_nothing(permit_workspace: Path, run: Run, shared: Path) -> None:
    words = [shared / "receipt_permit_funnel" / "receipt.csv.gz", "--json"]
    again = run("import", *words, at=permit_workspace)  # the profile is remembered by the file's headers
    assert again.json["version"] is None
    assert [(f["new"], f["changed"], f["unchanged"]) for f in again.json["files"]] == [(0, 0, 8108)]
    assert [v["version"] for v in run("versions", "--json", at=permit_workspace).json["versions"]] == [1]


CDNOW = {
    "name": "cdnow",
    "table": "orders",
    "delimiter": "spaces",
    "columns": {"user_id": "customer_id", "paid_at": "date", "amount": "dollar_value"},
    "build": {"order_id": ["user_id", "paid_at"]},
    "number": "line",
}


def test_cdnow_keeps_its_equal_rows(run: Run, shared: Path, tmp_path: Path) -> None:
    file = shared / "cdnow_orders" / "CDNOW_master.txt.gz"
    profile = profile_file(tmp_path, CDNOW)
    answer = run("import", file, "--profile", profile, "--json")
    assert answer.code == 0, answer.err
    (entry,) = answer.json["files"]
    assert (entry["loaded"], entry["new"], entry["skipped"], entry["rejected"]) == (69659, 69659, 0, 0)
    out = tmp_path / "orders.csv"
    assert run("export-table", "orders", "--format", "csv", "--out", out).code == 0
    with out.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    assert len(rows) == 69659
    assert len({r["user_id"] for r in rows}) == 23570
    equal = [tuple(r[k] for k in ("user_id", "paid_at", "amount")) for r in rows]
    with gzip.open(file, "rt") as text:
        source = [line.split() for line in text][1:]
    amounts = sorted((u, f"{d[:4]}-{d[4:6]}-{d[6:]}", f"{float(a):.2f}") for u, d, _, a in source)
    assert sorted(equal) == amounts
    assert len(source) - len({tuple(s) for s in source}) == 255
    assert run("import", file, "--profile", profile, "--json").json["version"] is None


RLADIES = [
    (
        "groups.csv",
        {
            "name": "rladies groups",
            "table": "groups",
            "columns": {
                "group_id": "urlname",
                "group_name": "group_name",
                "region": "country",
                "created_on": "founded_at",
            },
        },
    ),
    (
        "group_daily_members.csv",
        {
            "name": "rladies members",
            "table": "group_daily",
            "columns": {"group_id": "urlname", "day": "date", "members": "members"},
        },
    ),
    (
        "events.csv",
        {
            "name": "rladies events",
            "table": "content",
            "columns": {"group_id": "urlname", "sent_at": "event_at", "interactions": "rsvp_yes"},
            "constants": {"column_name": "event"},
            "skip_values": {"status": ["CANCELLED", "DRAFT"]},
        },
    ),
]


def test_rladies_import_as_groups_group_daily_and_content(run: Run, shared: Path, tmp_path: Path) -> None:
    folder = shared / "A_rladies_dev_slice"
    for turn in (1, 2):
        for name, profile in RLADIES:
            answer = run("import", folder / name, "--profile", profile_file(tmp_path, profile), "--json")
            assert answer.code == 0, (name, answer.err)
            check_accounting(answer.json["files"])
            assert (answer.json["version"] is None) == (turn == 2), name
    tables = run("versions", "--json").json["versions"][-1]["tables"]
    with (folder / "events.csv").open(encoding="utf-8") as file:
        held = sum(r["status"] not in ("CANCELLED", "DRAFT") for r in csv.DictReader(file))
    assert tables == {"groups": 77, "group_daily": 35545, "content": held}


MESSY: dict[str, dict[str, Any]] = {
    "alipay_example-alipay-records.csv": {
        "columns": {"order_id": "交易订单号", "user_id": "对方账号", "paid_at": "交易时间", "amount": "金额"},
    },
    "wechat_example-wechat-records.csv": {
        "columns": {"order_id": "交易单号", "user_id": "交易对方", "paid_at": "交易时间", "amount": "金额(元)"},
        "number": "line",
    },
    "wechat_example-wechat-records.xlsx": {
        "columns": {"order_id": "交易单号", "user_id": "交易对方", "paid_at": "交易时间", "amount": "金额(元)"},
        "number": "line",
    },
    "jd_example-jd-records.csv": {
        "columns": {"order_id": "商家订单号", "user_id": "商户名称", "paid_at": "交易时间", "amount": "金额"},
        "number": "line",
    },
    "mt_example-mt-records.csv": {
        "columns": {"order_id": "交易单号", "user_id": "支付方式", "paid_at": "交易成功时间", "amount": "实付金额"},
    },
    "boc_debit_example-boc-records.csv": {
        "columns": {"user_id": "对方卡号/账号", "paid_at": "记账日期", "amount": "金额"},
        "build": {"order_id": ["user_id", "paid_at"]},
        "number": "line",
    },
    "icbc_credit_example-icbc-credit-records.csv": {
        "columns": {"user_id": "交易场所", "paid_at": "交易日期", "amount": "交易金额(支出)"},
        "build": {"order_id": ["user_id", "paid_at"]},
        "number": "line",
        "skip_empty": ["amount"],
    },
}


@pytest.mark.parametrize("name", sorted(MESSY))
def test_messy_exports_account_for_every_row(run: Run, shared: Path, tmp_path: Path, name: str) -> None:
    file = shared / "cn_messy_exports" / name
    profile = profile_file(tmp_path, {"name": name, "table": "orders"} | MESSY[name])
    answer = run("import", file, "--profile", profile, "--json")
    if answer.code == 2:  # refused: with the reason, the rows and nothing committed; the good rows on request
        assert answer.json["error"]["code"] == "rows_rejected", answer.err
        assert run("versions", "--json").json["versions"] == []
        answer = run("import", file, "--profile", profile, "--accept-partial", "--json")
    assert answer.code == 0, answer.err
    check_accounting(answer.json["files"])
    entry = answer.json["files"][0]
    rejected_rows = {p["row"] for p in answer.json["problems"] if p["code"] not in NOTES}
    sheets = 2 if name.endswith(".xlsx") else 1  # the workbook holds the same rows on a second sheet
    assert len(rejected_rows) * sheets == entry["rejected"]
    assert entry["new"] * sheets == entry["loaded"] + (sheets - 1) * entry["new"]
    assert entry["loaded"] > 0
    again = run("import", file, "--profile", profile, "--accept-partial", "--json")
    assert again.json["version"] is None
    assert "Traceback" not in answer.err


NOTES = {"unknown_column", "pii_dropped", "pii_hashed", "pii_value", "totals_row", "repeated_header", "duplicate",
         "masked_identity", "skipped_empty", "day_from_name", "dated_today", "name_rule_unmatched"}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("company", ["A", "B"])
def test_simulated_companies_import_as_they_are(run: Run, shared: Path, tmp_path: Path, company: str) -> None:
    with zipfile.ZipFile(shared / "simulated_companies" / f"{company}.zip") as archive:
        archive.extractall(tmp_path)
    files = sorted((tmp_path / "export").glob("*.csv"))
    assert len(files) == 6
    answer = run("import", *files, "--json")
    assert answer.code == 0, answer.err
    check_accounting(answer.json["files"])
    tables = run("versions", "--json").json["versions"][0]["tables"]
    lines = {f.stem: len(f.read_text(encoding="utf-8").splitlines()) - 1 for f in files}
    assert tables == lines
    assert run("import", *files, "--json").json["version"] is None
