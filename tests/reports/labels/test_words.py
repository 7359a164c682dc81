"""What the labels page says, by hand-made examples."""

from __future__ import annotations

from datetime import date

from core.reports.labels.model import LABELS, Group, GroupLabels
from core.reports.labels.words import verdict

DAY = date(2026, 3, 1)
NEEDED = {"positioning": "service", "purpose": "benefits", "identity_class": "实体", "region": "华东"}


def view_of(*labels: dict[str, str]) -> GroupLabels:
    groups = (
        Group(f"g{n}", None, None, {column: found.get(column) for column in LABELS}) for n, found in enumerate(labels)
    )
    return GroupLabels(1, tuple(groups), dict.fromkeys(LABELS, ()))


def test_labels_that_equally_many_groups_lack_are_said_together() -> None:
    found = verdict(view_of({"region": "华东"}, {}, {"channel": "抖音"}), DAY)
    assert found.line.zh == "3 个群里，全都没有定位、用途、身份分类，2 个没有区域"
    assert found.line.en == "3 groups: all without positioning, purpose, identity class; 2 without region"
    assert found.todo is not None
    assert found.todo.zh.startswith("先用群名规则自动填")


def test_channel_and_priority_may_be_empty() -> None:
    found = verdict(view_of(NEEDED, NEEDED), DAY)
    assert found.line.zh == "2 个群的定位、用途、身份和区域都有了"
    assert found.line.en == "All 2 groups have their labels"
