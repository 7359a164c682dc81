"""The set-up pages do what they say: numbers are kept, labels become one version and can be taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.domain import assumptions, targets
from core.marts import open_dataset
from core.store import Store
from tests.conftest import Run, Show
from tests.workspaces import Kind

Filled = Callable[[], Path]
NAMES = ["华东-实体-001", "华东-网商-002", "华南-实体-003", "周三秒杀群", "售后3群"]
pytestmark = pytest.mark.ui


@pytest.fixture
def filled(workspace: Path, run: Run, csv_file: Callable[..., Path]) -> Filled:
    """A workspace with five groups, one of which has a region already."""

    def make() -> Path:
        rows = [(f"g{n}", name, "王敏", "华北" if n == 2 else "") for n, name in enumerate(NAMES)]
        assert run("import", csv_file("groups.csv", "group_id,group_name,owner,region", rows)).code == 0
        return workspace

    return make


def labels(workspace: Path) -> list[tuple[object, ...]]:
    store = Store.open(workspace)
    head = store.head()
    assert head is not None
    columns = "region, identity_class, purpose, positioning"
    return open_dataset(store, head).rows(f"select {columns} from groups order by group_id")


def texts(page: AppTest) -> str:
    assert not page.exception
    assert not page.error
    return "\n".join(e.value for kind in (page.title, page.subheader, page.text) for e in kind)


BEFORE = [(None,) * 4, (None,) * 4, ("华北", None, None, None), (None,) * 4, (None,) * 4]


def test_numbers_are_kept_with_who_and_when(workspace: Path, show: Show) -> None:
    page = show(workspace, "assumptions")
    assert "还差 2 个数没填" in texts(page)
    page.number_input(key="assumptions_staff_count").set_value(6).run()
    page.number_input(key="assumptions_monthly_cost").set_value(48000).run()
    page.number_input(key="assumptions_silent_days").set_value(45).run()
    page.number_input(key="targets_step_4").set_value(62.5).run()
    assert "假设都已填好" in texts(page)
    store = Store.open(workspace)
    kept = store.setting(assumptions.SETTING)
    assert kept["values"] == {"staff_count": 6, "monthly_cost": "48000.00", "silent_days": 45}
    assert kept["who"]
    assert kept["at"]
    assert targets.load(store.setting(targets.SETTING)).step_rate(4) == 0.625
    again = show(workspace, "assumptions")
    assert again.number_input(key="assumptions_silent_days").value == 45
    assert again.number_input(key="targets_step_4").value == 62.5
    assert "已改。默认 30 天" in texts(again)
    again.radio(key="conflict_rule").set_value("none").run()
    again.button(key="assumptions_reset").click().run()
    assert again.number_input(key="assumptions_silent_days").value == 30
    kept = assumptions.load(store.setting(assumptions.SETTING))
    assert kept == assumptions.Assumptions(conflict_rule="none")  # only the numbers went back
    assert targets.load(store.setting(targets.SETTING)).step_rate(4) == 0.625


def test_conflicting_classes_are_chosen_from_the_data(
    workspace: Path, run: Run, csv_file: Callable[..., Path], show: Show
) -> None:
    rows = [("g1", "实体"), ("g2", "网商"), ("g3", "消费者"), ("g4", "")]
    assert run("import", csv_file("groups.csv", "group_id,identity_class", rows)).code == 0
    page = show(workspace, "assumptions")
    page.radio(key="conflict_rule").set_value("listed").run()
    pairs = page.multiselect(key="conflict_pairs")
    assert pairs.options == ["实体 × 消费者", "实体 × 网商", "消费者 × 网商"]
    pairs.set_value([("实体", "网商")]).run()
    kept = assumptions.load(Store.open(workspace).setting(assumptions.SETTING))
    assert kept.conflicts("网商", "实体")
    assert not kept.conflicts("消费者", "实体")


def test_a_name_rule_becomes_one_version_and_undo_brings_the_old_labels_back(filled: Filled, show: Show) -> None:
    workspace = filled()
    page = show(workspace, "labels")
    assert "5 个群里，全都没有定位、用途、身份分类，4 个没有区域" in texts(page)
    parts = [page.selectbox(key=f"label_part_{at}_-").value for at in range(3)]
    assert parts == ["region", "identity_class", None]  # guessed from the usual words
    assert "会改 3 个群，共 5 个标签" in texts(page)
    folds = [fold.label for fold in page.expander]
    assert "1 个标签和规则不同，保留原来的" in folds
    assert "2 个群名不符合规则，标签留空" in folds
    page.button(key="label_name_apply").click().run()
    assert [row[:2] for row in labels(workspace)] == [
        ("华东", "实体"),
        ("华东", "网商"),
        ("华北", "实体"),
        (None, None),
        (None, None),
    ]
    assert [v.number for v in Store.open(workspace).versions()] == [1, 2]
    assert "改了 3 个群的标签（版本 2）" in texts(page)
    page.button(key="label_undo").click().run()
    assert labels(workspace) == BEFORE
    assert "会改 3 个群" in texts(page)


def test_a_label_that_stands_changes_only_when_asked(filled: Filled, show: Show) -> None:
    workspace = filled()
    page = show(workspace, "labels")
    page.checkbox(key="label_name_over").set_value(True).run()
    assert "会改 3 个群，共 6 个标签" in texts(page)
    page.button(key="label_name_apply").click().run()
    assert labels(workspace)[2][:2] == ("华南", "实体")


def test_last_times_rules_are_offered_for_new_groups(
    filled: Filled, show: Show, run: Run, csv_file: Callable[..., Path]
) -> None:
    workspace = filled()
    show(workspace, "labels").button(key="label_name_apply").click().run()
    rows = [(f"n{n}", f"西南-实体-{n}") for n in range(12)]
    assert run("import", csv_file("groups.csv", "group_id,group_name", rows)).code == 0
    page = show(workspace, "labels")
    assert "按上次的规则，现在能给 12 个群补上标签" in texts(page)
    page.button(key="label_again").click().run()
    assert labels(workspace)[-1][:2] == ("西南", "实体")
    assert "按上次的规则" not in texts(page)


def test_keywords(filled: Filled, show: Show) -> None:
    workspace = filled()
    page = show(workspace, "labels", way="words")
    assert "会改 2 个群，共 2 个标签" in texts(page)
    page.button(key="label_word_apply").click().run()
    assert [row[2:] for row in labels(workspace)[3:]] == [("benefits", None), (None, "service")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_many_groups_at_once_by_hand(lang: str, filled: Filled, show: Show) -> None:
    workspace = filled()
    page = show(workspace, "labels", lang, way="hand")
    page.text_input(key="label_search").set_value("华").run()
    page.checkbox(key="label_everything").set_value(True).run()
    page.selectbox(key="label_hand_column").set_value("positioning").run()
    page.selectbox(key="label_hand_positioning").set_value({"zh": "客户服务型", "en": "Service"}[lang]).run()
    page.button(key="label_hand_apply").click().run()
    assert [row[3] for row in labels(workspace)] == ["service"] * 3 + [None] * 2
    page.selectbox(key="label_hand_positioning").set_value(
        {"zh": "（去掉这个标签）", "en": "(take the label away)"}[lang]
    ).run()
    page.button(key="label_hand_apply").click().run()
    assert labels(workspace) == BEFORE


def test_a_wrong_pattern_is_told_in_words(filled: Filled, show: Show) -> None:
    page = show(filled(), "labels")
    page.text_input(key="label_regex").set_value("(?P<colour>.)").run()
    assert "colour" in page.warning[0].value
    assert not page.exception


def test_labelling_the_demo_keeps_it_the_demo(copied: Callable[[Kind], Path], show: Show) -> None:
    workspace = copied("demo")
    page = show(workspace, "labels", way="words")
    page.button(key="label_word_apply").click().run()
    head = Store.open(workspace).head()
    assert head is not None
    assert (head.number, head.action) == (2, "demo")
    assert len(head.files) > 10


def test_coverage_tells_gaps_expiry_and_recognition(
    workspace: Path, run: Run, csv_file: Callable[..., Path], show: Show
) -> None:
    days = [("g1", f"2026-03-{day:02}", 9) for day in (1, 2, 5)]
    daily = csv_file("group_daily.csv", "group_id,day,members", days)
    members = csv_file("members.csv", "group_id,user_id,joined_at", [("g1", u, "2026-03-01") for u in "abcd"])
    orders = csv_file("orders.csv", "order_id,user_id,paid_at,amount", [("o1", "x", "2026-03-01", 1)])
    assert run("import", daily, members, orders).code == 0
    page = show(workspace, "coverage")
    told = texts(page)
    assert "群每日数据缺 2 天：2026-03-03 – 2026-03-04" in told
    assert "企业微信只保留 180 天" in told  # the data end long before the clock's day
    recognised = next(e.proto.body for e in page.get("html") if 'aria-label="识别率"' in e.proto.body)
    assert re.findall(r'<td class="share">(.*?)</td>', recognised) == ["0.0%", "0.0%"]
    assert "「身份标识」" in told
