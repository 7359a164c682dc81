"""Files of one import read, refused, read another way, taken out and cancelled, as the Data page does it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.ingest.choice import Choice
from core.ingest.importer import ImportSession, open_import
from core.ingest.profile import Profile
from core.store import Store

GROUPS = "群ID,群名称,群主,群人数,今日入群,今日退群,今日消息\ng1,东区,王敏,120,5,2,230\ng2,西区,陈杰,88,0,1,0\n"
ORDERS = "order_id,user_id,paid_at,amount\no1,u1,03/04/2026,10\no2,u2,05/04/2026,20\n"


@pytest.fixture
def session(workspace: Path) -> Iterator[ImportSession]:
    with open_import(Store.open(workspace), "tester") as found:
        yield found


def put(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_a_refused_file_leaves_the_others_as_they_are(session: ImportSession, tmp_path: Path) -> None:
    text = "order_id,user_id,paid_at,amount\no1,u1,2026-04-03,10\no2,u2,2026-04-05,20\n"
    good = put(tmp_path, "orders.csv", text)
    assert session.read_one(0, good, "orders.csv").refusal is None
    refused = session.read_one(1, put(tmp_path, "x.xlsx", "PK\x03\x04 not a workbook"), "x.xlsx").refusal
    assert refused is not None
    assert [output.table for output in session.outputs] == ["orders"]
    assert session.compare().files[0].new == 2


def test_the_date_order_is_asked_once_and_remembered(session: ImportSession, tmp_path: Path) -> None:
    path = put(tmp_path, "orders.csv", ORDERS)
    refused = session.read_one(0, path, "orders.csv").refusal
    assert refused is not None
    assert refused.code == "ambiguous_date"
    assert session.read_one(0, path, "orders.csv", Choice(date_format="%d/%m/%Y")).refusal is None
    shown = session.compare()
    assert shown.tables[0].days == ("2026-04-03", "2026-04-05")
    session.commit(shown)
    with open_import(session.store, "tester") as later:
        assert later.read_one(0, path, "orders.csv").refusal is None
        assert later.compare().is_empty


def test_the_day_given_for_one_export_is_not_remembered_for_the_next(session: ImportSession, tmp_path: Path) -> None:
    path = put(tmp_path, "客户群.csv", GROUPS)
    refused = session.read_one(0, path, path.name).refusal
    assert refused is not None
    assert refused.code == "no_day"
    assert session.read_one(0, path, path.name, Choice(day="2026-03-01")).refusal is None
    shown = session.compare()
    assert {table.table: table.days for table in shown.tables}["group_daily"] == ("2026-03-01", "2026-03-01")
    session.commit(shown)
    with open_import(session.store, "tester") as later:
        again = later.read_one(0, path, path.name).refusal
        assert again is not None
        assert again.code == "no_day"


def test_a_mapping_by_hand_fills_several_tables_and_serves_the_next_file(
    session: ImportSession, tmp_path: Path
) -> None:
    path = put(tmp_path, "店群.csv", "店,人\n东区,120\n西区,88\n")
    groups = Profile("店群", "groups", {"group_id": "店", "group_name": "店"})
    daily = Profile("店群", "group_daily", {"group_id": "店", "members": "人"}, day_from="file_name")
    report = session.read_one(0, path, path.name, Choice(profiles=(groups, daily), day="2026-03-01"))
    assert [(output.table, output.source_rows) for output in report.outputs] == [("groups", 2), ("group_daily", 2)]
    assert "unknown_column" not in {problem.code for problem in report.problems}
    session.commit(session.compare())
    with open_import(session.store, "tester") as later:
        again = later.read_one(0, path, "店群20260308.csv")
        assert [output.table for output in again.outputs] == ["groups", "group_daily"]
        assert later.compare().tables[1].days == ("2026-03-08", "2026-03-08")


def test_empty_cells_can_be_left_out_by_value(session: ImportSession, tmp_path: Path) -> None:
    path = put(
        tmp_path,
        "b.csv",
        "单号,买家,时间,金额,收/支\n1,a,2026-03-01,5,收入\n2,b,2026-03-01,7,\n3,c,2026-03-01,9,支出\n",
    )
    columns = {"order_id": "单号", "user_id": "买家", "paid_at": "时间", "amount": "金额"}
    profile = Profile("b", "orders", columns, skip_values={"收/支": ("支出", "")})
    (output, *_) = session.read_one(0, path, "b.csv", Choice(profiles=(profile,))).outputs
    assert (output.rows_in, output.source_rows, output.skipped) == (3, 1, {"skipped_value": 2})


def test_a_cancelled_reading_leaves_nothing(session: ImportSession, tmp_path: Path) -> None:
    rows = "".join(f"o{n},u{n},2026-03-01 10:00:00,{n}\n" for n in range(400_000))
    path = put(tmp_path, "orders.csv", "order_id,user_id,paid_at,amount\n" + rows)
    stop = threading.Event()
    report = session.read_one(0, path, "orders.csv", progress=lambda *_: stop.set(), stop=stop)
    assert report.refusal is not None
    assert report.refusal.code == "cancelled"
    assert session.outputs == []
    assert not any((session.spool / "0").iterdir())


def test_a_file_taken_out_is_in_no_difference(session: ImportSession, tmp_path: Path) -> None:
    for number, user in enumerate("ab"):
        text = f"order_id,user_id,paid_at,amount\no{number},{user},2026-03-01,1\n"
        session.read_one(number, put(tmp_path, f"{number}.csv", text), f"{number}.csv")
    session.remove(0)
    assert [entry.file for entry in session.compare().files if not entry.derived] == ["1.csv"]
    assert not (session.spool / "0").exists()


def test_a_preview_shows_the_text_in_every_encoding_that_fits(session: ImportSession, tmp_path: Path) -> None:
    path = put(tmp_path, "店.csv", "店名,店長\n東區門市,陳先生\n", "big5")
    found = session.preview(0, path, "店.csv", Choice())
    texts = {one.encoding: one.lines for one in found.encodings}
    assert texts["big5"] == ("店名,店長", "東區門市,陳先生")
    assert "gb18030" in texts
    assert not any((session.spool / "preview-0").iterdir())
