"""Every page of the menu in both languages: no data, one group list, the demo, a scope without anything in it.

A page added to core/ui/menu.py is tested here without another line.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from core.ui.menu import PAGES, PageEntry
from tests.conftest import ROOT, Show
from tests.ui.conftest import Visitor
from tests.workspaces import KINDS, Kind

HAN = re.compile("[㐀-鿿]")
SENTENCE = re.compile(r"[A-Za-z][A-Za-z ,.'’:;()/-]{11,}")
EVERY = pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.url_path)
LANGS = pytest.mark.parametrize("lang", ["zh", "en"])
SCOPED = [entry for entry in PAGES if entry.scoped and entry.url_path != "data"]
EMPTY_DAY = date(2023, 2, 3)
"""Before the demo company's first day."""
_WORDED = ("title", "header", "subheader", "text", "warning", "info", "success", "error", "caption")
_LABELLED = (
    *("button", "checkbox", "date_input", "download_button", "expander", "file_uploader", "metric", "multiselect"),
    *("number_input", "page_link", "pills", "popover", "radio", "segmented_control", "select_slider", "selectbox"),
    *("slider", "tab", "text_area", "text_input", "toggle"),
)


def words(page: AppTest) -> list[str]:
    """Every text of ours that the page shows, help included; cells of tables are data."""
    found = [element.value for kind in _WORDED for element in page.get(kind)]
    for kind in _LABELLED:
        for element in page.get(kind):
            shown = getattr(element, "proto", None)
            found += [getattr(shown, name, "") for name in ("label", "help", "placeholder")]
    return [text for text in found if isinstance(text, str) and text]


def is_well(page: AppTest) -> None:
    """Nothing broke, and line 1 says something."""
    assert not page.exception, page.exception[0].value
    assert not page.error, page.error[0].value
    assert page.title or page.subheader, "no verdict line"
    assert any(element.value.strip() for element in (*page.title, *page.subheader))


def speaks(page: AppTest, lang: str, data: frozenset[str] = frozenset()) -> None:
    """No word of the other language in our own texts; `data` holds what comes from the data."""
    for text in words(page):
        own = text.replace("\\", "")
        for value in sorted((v for v in data if v in own), key=len, reverse=True):
            own = own.replace(value, "")
        own = re.sub(r"群策|语言|中文|\^?\(\?P<.*", "", own)  # a name rule is a pattern for the company's names
        if lang == "en":
            assert not HAN.search(own), text
        else:
            assert not SENTENCE.fullmatch(own.strip()), text


def leads_on(page: AppTest) -> None:
    """There is something to do next: a control, a link, a download or an upload."""
    main = page.main
    doing = (
        "button",
        "download_button",
        "file_uploader",
        "page_link",
        "popover",
        "selectbox",
        "number_input",
        "slider",
    )
    assert any(main.get(kind) for kind in doing), "a dead end"


def han_in_data(workspace: Path) -> frozenset[str]:
    """All strings with Han characters that the canonical tables hold."""
    found: set[str] = set()
    for path in workspace.rglob("*.parquet"):
        table = pq.read_table(path)
        for column in table.columns:
            if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
                found |= {v for v in column.unique().to_pylist() if v and len(v) < 80 and HAN.search(v)}
    return frozenset(found)


@pytest.fixture(scope="module")
def demo_words(workspaces: Callable[[Kind], Path]) -> frozenset[str]:
    return han_in_data(workspaces("demo"))


@pytest.mark.ui
@EVERY
@LANGS
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_stands(
    entry: PageEntry, lang: str, kind: Kind, workspaces: Callable[[Kind], Path], show: Show, request: Any
) -> None:
    page = show(workspaces(kind), entry.url_path, lang)
    is_well(page)
    leads_on(page)
    speaks(page, lang, request.getfixturevalue("demo_words") if kind == "demo" else frozenset())


@pytest.mark.ui
@pytest.mark.parametrize("entry", SCOPED, ids=lambda entry: entry.url_path)
@LANGS
def test_a_scope_without_anything_in_it_says_which_filter_empties_it(
    entry: PageEntry, lang: str, workspaces: Callable[[Kind], Path], show: Show, demo_words: frozenset[str]
) -> None:
    page = show(workspaces("demo"), entry.url_path, lang, days=(EMPTY_DAY, EMPTY_DAY))
    is_well(page)
    speaks(page, lang, demo_words)
    assert EMPTY_DAY.isoformat() in "\n".join(words(page)).replace("\\", "")
    assert page.get("button"), "no way out of the empty scope"


@pytest.mark.ui
@LANGS
def test_without_data_every_page_says_what_to_upload(lang: str, workspaces: Callable[[Kind], Path], show: Show) -> None:
    for entry in SCOPED:
        page = show(workspaces("none"), entry.url_path, lang)
        links = [link.proto.page for link in page.get("page_link")]
        assert any("data" in link for link in links), entry.url_path


def texts_in(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line and both languages of every Text(…) and say(…) with literal words."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and len(node.args) >= 2:
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            pair = [a.value for a in node.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if name in ("Text", "say") and len(pair) == 2:
                yield node.lineno, pair[0], pair[1]


def _places(text: str) -> set[str]:
    """The places of a text to be filled; each language may have its own words in some (`name_zh`), and only English
    has verbs that agree with a number."""
    return {name for name in re.findall(r"\{(\w+)", text) if not re.search(r"(^|_)(zh|en|d|are|have)$", name)}


def test_no_text_is_left_in_the_other_language() -> None:
    faults = []
    for path in (*(ROOT / "core").rglob("*.py"), *(ROOT / "pages").rglob("*.py")):
        for line, zh, en in texts_in(path):
            where = f"{path.relative_to(ROOT)}:{line}"
            if re.search(r"[A-Za-z]+(?: [A-Za-z]+){2,}", re.sub(r"`[^`]*`", "", zh)):
                faults.append(f"{where}: {zh}")
            # A name that stands in the vendor's file (in quotes or brackets) stays as it is.
            if HAN.search(re.sub(r"[\"'“(「][^\"'”)」]*[\"'”)」]|群策", "", en)):
                faults.append(f"{where}: {en}")
            if _places(zh) != _places(en):
                faults.append(f"{where}: another number in English: {en}")
    assert faults == []


def timeless(page: Any) -> str:
    """What the page says, without how long ago something was."""
    shown: str = page.get_by_test_id("stMain").inner_text()
    return re.sub(r"刚刚|just now|\d+ (分钟|小时|天)前|\d+ (min|h|days) ago", "", shown)


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@EVERY
@LANGS
@pytest.mark.parametrize("kind", ["none", "demo"])
def test_a_cold_link_opens_the_page_and_asks_nobody_outside(
    entry: PageEntry, lang: str, kind: Kind, served: Callable[..., str], visitor: Callable[..., Visitor]
) -> None:
    someone = visitor(lang)
    scope = "&from=2026-01-05&to=2026-02-10" if entry.scoped and kind == "demo" else ""
    page = someone.open(f"{served(kind)}/{entry.url_path}?lang={lang}{scope}")
    shown = timeless(page)
    assert not re.search("页面出错|This page broke", shown), shown
    assert "lang=" + lang in page.url
    if scope:
        assert "from=2026-01-05" in page.url
    page.reload()
    someone.settle()
    assert timeless(page) == shown
    someone.clean()
