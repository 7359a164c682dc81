"""What to fix first, and can the data be trusted: both languages, names that look like code, and what is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import QueryTimeout
from core.i18n import Text
from core.reports import registry
from tests.marts.making import Row, commit, event, open_store

pytestmark = pytest.mark.ui
Show = Callable[..., AppTest]
HAN = re.compile("[一-鿿]")
MONDAY = date(2026, 1, 5)
ODD = "**bold** <b onclick=x>=1+1</b> {n}"


def people(channels: dict[str | None, int], first: int = 5, days: int = 28) -> list[Row]:
    """20 of each channel enter a day; so many of them reach the next step, half of those the one after."""
    rows: list[Row] = []
    for day in range(days):
        for channel, reach in channels.items():
            for i in range(20):
                at, user = datetime(2026, 1, 5, 9) + timedelta(days=day), f"{channel}{day}_{i}"
                last = first + (i < reach) + (i < reach // 2)
                rows += [
                    event(user, step, at + timedelta(hours=step), channel=channel) for step in range(first, last + 1)
                ]
    return [*rows, event("end", first, "2026-06-30T08:00", channel="app")]


def made(folder: Path, **tables: list[Row]) -> Path:
    commit(open_store(folder), tables)
    return folder


def words(page: AppTest) -> str:
    assert not page.exception
    assert not page.error
    return "\n".join(e.value for kind in (page.title, page.header, page.subheader, page.text) for e in kind).replace(
        "\\", ""
    )


def html(page: AppTest) -> str:
    return "\n".join(e.proto.body for e in page.get("html") if "<table>" in e.proto.body)


def replaced(monkeypatch: pytest.MonkeyPatch, name: str, build: Callable[..., None]) -> None:
    """Have a section built in another way."""
    found, report = registry.report(name), registry.report
    other = replace(found, build=build)
    monkeypatch.setattr(registry, "report", lambda asked: other if asked == name else report(asked))


def bought(rows: list[Row]) -> list[Row]:
    users = sorted(row["user_id"] for row in rows if row["step"] == 7)
    orders = [
        {"order_id": f"o{n}", "line": 1, "user_id": user, "paid_at": datetime(2026, 3, 1), "amount": Decimal(100)}
        for n, user in enumerate(users)
        if n % 2
    ]
    return [
        *orders,
        {"order_id": "z", "line": 1, "user_id": "x", "paid_at": datetime(2026, 6, 29), "amount": Decimal(1)},
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_to_fix_first_with_its_money(lang: str, tmp_path: Path, show: Show) -> None:
    rows = people({"app": 4, "shop": 12, ODD: 4})
    page = show(made(tmp_path / "w", funnel_events=rows, orders=bought(rows)), "funnel", lang, fixes=True)
    text = words(page)
    assert bool(HAN.search(text)) == (lang == "zh")
    head = next(e.value for e in page.subheader if "shop" in e.value)
    assert "⑥" in head if lang == "zh" else "step 6" in head
    assert "¥" in head
    assert ("明显低于其余渠道" if lang == "zh" else "clearly below the rest") in text
    assert ("头 90 天平均实付 ¥" if lang == "zh" else "pays ¥") in text
    assert "&lt;b onclick=x&gt;=1+1&lt;/b&gt; {n}" in html(page)
    assert "<b onclick" not in html(page)
    units = [json.loads(e.proto.spec)["xAxis"].get("name", "") for e in page.get("echarts_chart")]
    assert ("多得的人（人/周）" if lang == "zh" else "people gained (people/week)") in units


def test_nothing_is_asked_while_the_folds_are_closed(
    tmp_path: Path, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("asked while closed")

    for section in list(registry.sections("onboarding_funnel")):
        if section.folded:
            replaced(monkeypatch, section.name, never)
    assert words(show(made(tmp_path / "w", funnel_events=people({"app": 4})), "funnel", "zh"))


def test_without_orders_it_says_which_table_unlocks_the_money(tmp_path: Path, show: Show) -> None:
    workspace = made(tmp_path / "w", funnel_events=people({"app": 4, "shop": 12}))
    text = words(show(workspace, "funnel", "zh", fixes=True))
    assert "缺「订单」" in text
    assert "¥" not in text


def test_one_channel_has_nothing_to_compare_and_alike_ones_are_quiet(tmp_path: Path, show: Show) -> None:
    one = made(tmp_path / "one", funnel_events=people({"app": 8}))
    text = words(show(one, "funnel", "zh", fixes=True))
    assert "每提高 1 个百分点，每周约多进群" in text
    assert "没有别的渠道可比" in text
    alike = made(tmp_path / "alike", funnel_events=people({"app": 8, "shop": 8}))
    assert "没有哪个渠道明显低于其余渠道。" in words(show(alike, "funnel", "zh", fixes=True))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_person_is_too_few(lang: str, tmp_path: Path, show: Show) -> None:
    rows = [event("a", 5, "2026-03-02T08:00"), event("a", 6, "2026-03-02T09:00")]
    workspace = made(tmp_path / "w", funnel_events=rows)
    page = show(workspace, "funnel", lang, fixes=True, quality=True, bounds=True)
    text = words(page)
    assert ("太少，不下结论" if lang == "zh" else "too few to say") in text
    assert ("没有发现问题：1 人" if lang == "zh" else "the records of 1 people") in text
    assert bool(HAN.search(text)) == (lang == "zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_panel_names_what_does_not_fit_and_where_counts_contradict(lang: str, tmp_path: Path, show: Show) -> None:
    rows = people({"app": 8}) + [event(f"late{i}", 7, "2026-01-06T08:00", channel="app") for i in range(60)]
    daily = [
        {"day": MONDAY + timedelta(days=day), "step": step, "people": n, "channel": ODD, "ad_slot": "slot"}
        for day in range(28)
        for step, n in ((3, 50), (4, 60 if day == 9 else 40))
    ]
    workspace = made(tmp_path / "w", funnel_events=rows, funnel_daily=daily)
    page = show(workspace, "funnel", lang, quality=True, bounds=True)
    text = words(page)
    assert bool(HAN.search(text)) == (lang == "zh")
    # 60 of the 621 people have no step 5; they are 60 of the 172 at step 7, who came there without step 6.
    assert (
        "有⑦拉入对应分类社群，没有⑥信息审核录入：172 人里 60 人，占 34.9%" if lang == "zh" else "60 of 172 people"
    ) in text
    assert "2026-01-14" in text
    assert ODD in text
    assert ("在 4.3% 和 100% 之间" if lang == "zh" else "between 4.3% and 100%") in text  # 60 to 1,140 of 50 to 1,400
    grid = page.dataframe[0].value
    assert list(grid.iloc[0])[1] == ODD
    assert "每日人次" not in text or lang == "zh"


def test_nothing_wrong_is_a_result(tmp_path: Path, show: Show) -> None:
    daily = [{"day": MONDAY, "step": 3, "people": 50}, {"day": MONDAY, "step": 4, "people": 50}]
    workspace = made(tmp_path / "w", funnel_events=people({"app": 8}), funnel_daily=daily)
    text = words(show(workspace, "funnel", "zh", quality=True, bounds=True))
    assert "没有发现问题：561 人的记录都对得上" in text
    assert "每日人次没有发现问题" in text
    owned = people({"app": 8})
    for row in owned:
        row["owner"] = "li" if row["step"] == 7 else None
    filtered = made(tmp_path / "owner", funnel_events=owned, funnel_daily=daily)
    shown = words(show(filtered, "funnel", "zh", owner="li", quality=True, bounds=True))
    assert "每日人次没法跟着筛" in shown
    whole = made(tmp_path / "whole", funnel_events=people({"app": 8}, 3), funnel_daily=daily)
    assert "每一步都有逐人的记录" in words(show(whole, "funnel", "zh", channel="app", quality=True, bounds=True))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_with_daily_counts_only_bounds_and_contradictions_are_shown(lang: str, tmp_path: Path, show: Show) -> None:
    daily = [{"day": MONDAY, "step": step, "people": n, "channel": "a"} for step, n in ((2, 500), (3, 90), (4, 91))]
    page = show(made(tmp_path / "w", funnel_daily=daily), "funnel", lang, quality=True, bounds=True, fixes=True)
    text = words(page)
    assert bool(HAN.search(text)) == (lang == "zh")
    assert ("每日人次有 1 处自相矛盾" if lang == "zh" else "contradict themselves in 1 place:") in text
    assert "18" in text  # exactly 90 of 500 on the only day
    assert ("先修哪里" if lang == "zh" else "What to fix first") not in "\n".join(e.label for e in page.expander)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_fold_that_takes_too_long_says_so_and_the_others_stand(
    lang: str, tmp_path: Path, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_: object) -> None:
        raise QueryTimeout(
            Text("计算太久。", "It took too long."), Text("缩小日期。", "Fewer days."), budget_seconds=30
        )

    replaced(monkeypatch, "fixes", late)
    workspace = made(tmp_path / "w", funnel_events=people({"app": 4, "shop": 12}))
    page = show(workspace, "funnel", lang, fixes=True, quality=True, bounds=True)
    assert not page.exception
    said = [error.value.replace("\\", "") for error in page.error]
    assert said == [{"zh": "计算太久。 缩小日期。", "en": "It took too long. Fewer days."}[lang]]
    assert any({"zh": "记录", "en": "record"}[lang] in e.value for e in page.subheader)
