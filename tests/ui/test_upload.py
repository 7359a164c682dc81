"""The Data page through AppTest: files dropped, asked about, compared, committed, undone; in both languages."""

from __future__ import annotations

import io
import re
import threading
from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import ImportRefused
from core.store import Store
from core.ui.state import IMPORT
from core.ui.upload import job as job_module
from core.ui.upload.job import ImportJob
from core.ui.upload.registry import IMPORTS, ImportRegistry
from tests.conftest import Show

pytestmark = pytest.mark.ui
HAN = re.compile("[一-鿿]")
ORDERS = "order_id,user_id,paid_at,amount\no1,u1,2026-03-01,10\no2,u2,2026-03-05,20\n"
AMBIGUOUS = ORDERS.replace("2026-03-01", "01/03/2026").replace("2026-03-05", "05/03/2026")


def words(page: AppTest) -> str:
    kinds = (page.title, page.subheader, page.text, page.warning, page.error, page.success)
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\\", "")


def store_of(workspace: Path) -> Store:
    return Store.open(workspace)


def drop(page: AppTest, workspace: Path, *files: tuple[str, str]) -> AppTest:
    page.file_uploader[0].set_value([(name, text.encode(), "text/csv") for name, text in files]).run()
    return done(page, workspace)


def done(page: AppTest, workspace: Path) -> AppTest:
    """Run the page again when its import has done what was asked."""
    job = IMPORTS.find(token(page), store_of(workspace))
    wait = threading.Event()
    for _ in range(600):
        if job is None or not job.busy:
            break
        wait.wait(0.05)
    page.run()
    assert not page.exception
    return page


def token(page: AppTest) -> str | None:
    found = page.query_params.get(IMPORT)
    return found[0] if isinstance(found, list) else found


@pytest.mark.parametrize(("lang", "says"), [("zh", "还没有数据"), ("en", "No data yet")])
def test_an_empty_workspace_says_what_to_upload(show: Show, workspace: Path, lang: str, says: str) -> None:
    page = show(workspace, "data", lang)
    assert says in words(page)
    assert bool(HAN.search(words(page))) == (lang == "zh")
    assert page.file_uploader[0].proto.max_upload_size_mb == 200


def test_a_file_dropped_is_compared_committed_and_undone(show: Show, workspace: Path) -> None:
    page = drop(show(workspace, "data", "en"), workspace, ("orders.csv", ORDERS))
    assert "All read: 2 new" in words(page)
    assert store_of(workspace).head() is None  # nothing before the click
    page.button(key="commit").click().run()
    done(page, workspace)
    assert "Committed: version 1, 2 new" in words(page)
    page.button(key="undo_import").click().run()
    assert "Undone: empty again" in words(page)
    head = store_of(workspace).head()
    assert head is not None
    assert (head.number, dict(head.files)) == (2, {})


def test_the_same_file_again_changes_nothing_and_offers_no_commit(show: Show, workspace: Path) -> None:
    page = drop(show(workspace, "data", "en"), workspace, ("orders.csv", ORDERS), ("again.csv", ORDERS))
    assert "All read: 2 new" in words(page)  # equal rows of one import count once
    page.button(key="commit").click().run()
    done(page, workspace)
    page.button(key="more").click().run()
    drop(page, workspace, ("orders.csv", ORDERS))
    assert "same as what is already here" in words(page)
    assert "commit" not in {button.key for button in page.button}


def test_an_ambiguous_date_is_one_question_with_both_readings(show: Show, workspace: Path) -> None:
    page = drop(show(workspace, "data", "en"), workspace, ("orders.csv", AMBIGUOUS))
    labels = {button.key: button.label for button in page.button if "order_" in str(button.key)}
    assert "2026\\-03\\-05" in labels["order_0_dmy"]
    assert "2026\\-05\\-03" in labels["order_0_mdy"]
    page.button(key="order_0_dmy").click().run()
    done(page, workspace)
    page.button(key="commit").click().run()
    done(page, workspace)
    head = store_of(workspace).head()
    assert head is not None
    assert head.summary["days"]["orders"] == ["2026-03-01", "2026-03-05"]


def test_rejected_rows_are_told_and_left_out_only_by_the_users_word(show: Show, workspace: Path) -> None:
    page = drop(show(workspace, "data", "en"), workspace, ("orders.csv", ORDERS + "o3,u3,yesterday,5\n"))
    assert "Rows that cannot be imported: 1" in words(page)
    assert page.button(key="commit").label == "Import only the other 2 rows"
    listed = page.dataframe[0].value
    assert listed.iloc[0].tolist() == ["orders.csv", 4, "paid_at", "yesterday", "The cell is not a date or time."]


def test_a_damaged_file_is_refused_in_words_and_the_others_stay(show: Show, workspace: Path) -> None:
    page = drop(show(workspace, "data", "en"), workspace, ("orders.csv", ORDERS), ("x.xlsx", "PK\x03\x04 damaged"))
    assert "incomplete or damaged" in words(page)
    assert "left out if you commit now: 1 file" in words(page)
    page.button(key="remove_1").click().run()
    done(page, workspace)
    assert "x.xlsx" not in words(page)
    assert "All read: 2 new" in words(page)


def test_an_unknown_layout_gets_a_proposal(show: Show, workspace: Path) -> None:
    rows = "1001,2026-03-01 10:00:00,小店甲,¥5.00\n1002,2026-03-02 10:00:00,小店乙,¥7.00\n"
    bill = "交易单号,交易时间,交易对方,金额(元)\n" + rows
    page = drop(show(workspace, "data", "zh"), workspace, ("bill.csv", bill))
    assert "没见过这种表格" in words(page)
    chosen = [box.options[box.proto.default] for box in page.selectbox]
    assert chosen[0] == "订单"
    assert {"订单号（必填）", "付款时间（必填）", "金额（必填）"} <= set(chosen)
    assert any(words.startswith("交易对方") for words in chosen)
    page.button(key="map_ok_0").click().run()
    done(page, workspace)
    assert "已读完：新增 2 行" in words(page)


def test_cancelling_leaves_nothing_behind(show: Show, workspace: Path) -> None:
    page = drop(show(workspace, "data", "en"), workspace, ("orders.csv", ORDERS))
    mine = token(page)
    job = IMPORTS.find(mine, store_of(workspace))
    assert job is not None
    spooled = job.files[0].path
    assert spooled.stat().st_mode & 0o077 == 0
    page.button(key="cancel").click().run()
    job.wait_ended()
    assert not spooled.exists()
    assert IMPORTS.find(mine, store_of(workspace)) is None
    assert store_of(workspace).head() is None


def test_a_version_committed_meanwhile_is_shown_and_nothing_is_overwritten(
    show: Show, workspace: Path, tmp_path: Path
) -> None:
    page = drop(show(workspace, "data", "en"), workspace, ("orders.csv", ORDERS))
    other = show(workspace, "data", "en")
    drop(other, workspace, ("more.csv", ORDERS.replace("o1", "o8")))
    other.button(key="commit").click().run()
    done(other, workspace)
    page.button(key="commit").click().run()
    done(page, workspace)
    assert "more.csv" in words(page)
    assert "All read: 1 new" in words(page)  # o2 came with the other import
    page.button(key="commit").click().run()
    done(page, workspace)
    assert [version.number for version in store_of(workspace).versions()] == [1, 2]


def test_a_token_opens_its_import_on_its_workspace_only(workspace: Path, tmp_path: Path) -> None:
    registry, mine, other = ImportRegistry(), store_of(workspace), store_of(tmp_path / "other")
    found = registry.start(mine, "tester")
    assert registry.find(found, mine) is not None
    assert registry.find(found, other) is None
    assert registry.find("guess", mine) is None
    registry.close(found)
    assert registry.find(found, mine) is None


def test_an_import_nobody_looks_at_ends_and_its_spool_goes(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_module, "IDLE_SECONDS", -1.0)
    monkeypatch.setattr(job_module, "_LISTEN_SECONDS", 0.2)
    left_alone = ImportJob(store_of(workspace), "tester")
    file = left_alone.add("orders.csv", io.BytesIO(ORDERS.encode()), datetime(2026, 3, 1))
    left_alone.wait_ended()
    assert left_alone.ended
    assert not file.path.exists()
    with pytest.raises(ImportRefused):
        left_alone.add("more.csv", io.BytesIO(b"x"), datetime(2026, 3, 1))


def test_the_demo_is_removed_by_a_second_click(show: Show, copied: object) -> None:
    workspace = copied("demo")  # type: ignore[operator]
    page = show(workspace, "data", "en")
    page.button(key="remove_demo_ok").click().run()
    assert not page.exception
    head = store_of(workspace).head()
    assert head is not None
    assert dict(head.files) == {}
    assert "No data yet" in words(page)
