"""A newcomer's way through the Data page in a real Chromium, reading nothing but the screen."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.store import Store
from tests.ui.conftest import Visitor, running
from tests.workspaces import group_list_file

pytestmark = pytest.mark.browser
LONG = 60_000


@pytest.fixture
def app(workspace: Path) -> Iterator[str]:
    with running(workspace) as url:
        yield url


@pytest.fixture
def data_page(app: str, visitor: Callable[..., Visitor]) -> Visitor:
    found = visitor("zh")
    found.open(f"{app}/data?lang=zh")
    return found


def choose(page: Any, *files: Path) -> None:
    page.locator("[data-testid=stFileUploaderDropzoneInput]").first.set_input_files([str(file) for file in files])


def drag(page: Any, name: str, content: bytes) -> None:
    """A true drop: the events a browser sends when a file is let go over the page."""
    code = """([name, text]) => {
      const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], name));
      return data;
    }"""
    data = page.evaluate_handle(code, [name, base64.b64encode(content).decode()])
    zone = page.locator("[data-testid=stFileUploaderDropzone]").first
    for event in ("dragenter", "dragover", "drop"):
        zone.dispatch_event(event, {"dataTransfer": data})


def button(page: Any, name: str) -> Any:
    return page.get_by_role("button", name=re.compile(name)).first


def heading(page: Any, words: str) -> None:
    page.get_by_role("heading", name=re.compile(words)).first.wait_for(timeout=LONG)


def funnel_csv() -> bytes:
    """Ten people enter, four reach step 2; 3 April to 12 April or 4 March to 4 December: nobody can tell."""
    lines = ["用户ID,步骤,时间,渠道"]
    lines += [f"u{n},1,0{n % 9 + 1}/04/2026 10:00:00,弹窗" for n in range(10)]
    lines += [f"u{n},2,0{n % 9 + 1}/04/2026 11:00:00,弹窗" for n in range(4)]
    return ("\r\n".join(lines) + "\r\n").encode("gb18030")


def test_a_dropped_gb18030_file_with_a_question_is_committed_and_undone(data_page: Visitor, workspace: Path) -> None:
    page = data_page.page
    drag(page, "导流事件.csv", funnel_csv())
    heading(page, "要您看一眼")
    assert "import=" in page.url
    button(page, "2026-04-01").click()
    heading(page, "已读完：新增 14 行")
    page.reload()  # the address keeps the import
    heading(page, "已读完：新增 14 行")
    button(page, "^提交$").click()
    heading(page, "已提交：版本 1，新增 14 行")
    head = Store.open(workspace).head()
    assert head is not None
    assert head.summary["days"]["funnel_events"] == ["2026-04-01", "2026-04-09"]
    button(page, "看导流漏斗").wait_for()
    button(page, "撤销这次导入").click()
    page.get_by_text("已撤销").wait_for(timeout=LONG)
    assert [version.number for version in Store.open(workspace).versions()] == [1, 2]
    data_page.clean()


@pytest.mark.shared
def test_an_alipay_bill_gets_a_proposal_and_is_committed(data_page: Visitor, shared: Path, workspace: Path) -> None:
    page = data_page.page
    choose(page, shared / "cn_messy_exports" / "alipay_example-alipay-records.csv")
    page.get_by_text("没见过这种表格").wait_for(timeout=LONG)
    button(page, "按这个对应读取").click()
    heading(page, "已读完")
    button(page, "^提交$").click()
    heading(page, "已提交：版本 1")
    head = Store.open(workspace).head()
    assert head is not None
    assert "orders" in head.files
    data_page.clean()


def test_a_group_list_is_committed_without_a_question(data_page: Visitor, workspace: Path, tmp_path: Path) -> None:
    page = data_page.page
    choose(page, group_list_file(tmp_path))
    heading(page, "已读完：新增 8 行")
    page.get_by_text("SCRM 客户群导出").first.wait_for()
    button(page, "^提交$").click()
    heading(page, "已提交：版本 1")
    head = Store.open(workspace).head()
    assert head is not None
    assert sorted(head.files) == ["group_daily", "groups"]
    data_page.clean()


def test_an_export_without_a_date_asks_for_it(data_page: Visitor, tmp_path: Path) -> None:
    page = data_page.page
    choose(page, group_list_file(tmp_path).rename(tmp_path / "客户群导出.xlsx"))
    page.get_by_text("它是哪一天的数据").wait_for(timeout=LONG)
    button(page, "就是这一天").click()
    heading(page, "已读完：新增 8 行")
    data_page.clean()


def test_a_damaged_file_is_refused_in_words_and_cancel_leaves_nothing(
    data_page: Visitor, workspace: Path, tmp_path: Path
) -> None:
    page = data_page.page
    broken = tmp_path / "坏的.xlsx"
    broken.write_bytes(group_list_file(tmp_path).read_bytes()[:1500])
    choose(page, broken)
    heading(page, "没有读懂")
    page.get_by_text("不完整或已损坏").first.wait_for()
    button(page, "取消这次导入").click()
    heading(page, "还没有数据")
    assert "import=" not in page.url
    assert Store.open(workspace).head() is None
    data_page.clean()


@pytest.mark.parametrize(("lang", "width"), [("zh", 1440), ("en", 390)])
def test_the_uploader_speaks_the_pages_language(
    app: str, visitor: Callable[..., Visitor], lang: str, width: int
) -> None:
    found = visitor(lang, width=width)
    page = found.open(f"{app}/data?lang={lang}")
    zone = page.locator("[data-testid=stFileUploaderDropzone]")
    shown = zone.evaluate("e => e.innerText") + zone.evaluate("e => getComputedStyle(e, '::before').content")
    assert "per file" not in shown
    assert ("拖到这里" in shown) == (lang == "zh")
    button(page, "选择文件$" if lang == "zh" else "Choose files$").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    found.clean()


def test_a_sheet_of_the_companys_own_is_mapped_by_hand(data_page: Visitor, workspace: Path, tmp_path: Path) -> None:
    page = data_page.page
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["社群", "照看人", "现有人数", "建于"],
        ["东区一店", "王敏", 120, "2025-03-15"],
        ["西区", "陈杰", 88, "2025-06-01"],
    ):
        sheet.append(row)
    book.save(tmp_path / "我们的表20260301.xlsx")
    choose(page, tmp_path / "我们的表20260301.xlsx")
    page.get_by_text("没见过这种表格").wait_for(timeout=LONG)
    button(page, "按这个对应读取").click()
    heading(page, "已读完")
    button(page, "^提交$").click()
    heading(page, "已提交：版本 1")
    head = Store.open(workspace).head()
    assert head is not None
    assert "groups" in head.files
    data_page.clean()
