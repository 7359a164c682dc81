"""Groups with their labels as they are read from a version."""

from __future__ import annotations

from pathlib import Path

from core.domain.choices import LABELS as CHOICES
from core.reports.labels.model import LABELS, GroupLabels
from core.reports.labels.report import REPORT, LabelsQuery, to_json
from core.reports.verdict import Missing
from tests.reports.making_inputs import inputs_of


def test_groups_by_name_with_the_values_of_each_label_and_what_is_missing(tmp_path: Path) -> None:
    rows = [
        {"group_id": "g1", "group_name": None, "region": ""},
        {"group_id": "g2", "group_name": "乙", "owner": "王敏", "region": "华南"},
        {"group_id": "g3", "group_name": "丙", "owner": "李强", "region": "华东", "purpose": "benefits"},
        {"group_id": "g4", "group_name": "丙", "owner": "李强", "region": "华东"},
    ]
    view = inputs_of(tmp_path, {"groups": rows}).view(REPORT, LabelsQuery())
    assert isinstance(view, GroupLabels)
    assert [group.group_id for group in view.groups] == ["g3", "g4", "g2", "g1"]
    assert view.values["region"] == ("华东", "华南")
    assert view.owners == ("李强", "王敏")
    found = to_json(view)
    assert found["version"] == 1
    assert found["missing"] == {**dict.fromkeys(LABELS, 4), "region": 1, "purpose": 3}
    assert found["groups"][3].labels["region"] is None  # an empty text is no label
    (table,) = REPORT.tables(view)
    assert table.short.column("group_id") == ["g3", "g4", "g2", "g1"]
    assert table.short.column("purpose")[0] == CHOICES["purpose"]["benefits"]


def test_without_groups_it_says_what_to_upload(tmp_path: Path) -> None:
    view = inputs_of(tmp_path, {}).view(REPORT, LabelsQuery())
    assert isinstance(view, Missing)
    assert view.tables == ("groups",)
