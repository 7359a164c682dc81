"""A light added as one file is found everywhere: JSON, tables, text, the unlock line, the verdict."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.reports.health import lights
from core.reports.health.report import REPORT
from core.reports.unlocks import unlocks
from tests.conftest import Run
from tests.reports.health.making_groups import ALIVE, CUTOFF, check, group

LIGHT = """
from core.i18n import Text
from core.reports.health.light import Group, Judgement, Light, Scene, by_rule
from core.reports.report import Unlock


def judge(scene: Scene) -> Judgement:
    def rule(group: Group) -> Text | bool | None:
        return None if group.region is None else group.region == "north" and Text("太冷", "too cold")

    return by_rule(scene.groups, rule)


LIGHT = Light(
    code="cold",
    order=15,
    label=Text("太冷的群", "Cold groups"),
    phrase=Text("太冷", "{are} too cold"),
    todo=Text("搬到南方。", "Move them south."),
    needs=Text("上传区域", "regions"),
    formula=Text("北方的群", "groups in the north"),
    tables="groups",
    unlock=Unlock.by("太冷的群", "cold groups", "groups.region"),
    judge=judge,
)
"""


@pytest.fixture
def cold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A light in a folder of its own."""
    folder = tmp_path / "more_lights"
    folder.mkdir()
    (folder / "cold.py").write_text(LIGHT, encoding="utf-8")
    before = unlocks(())
    monkeypatch.setattr(lights, "__path__", [*lights.__path__, str(folder)])
    yield
    sys.modules.pop(f"{lights.__name__}.cold", None)
    monkeypatch.undo()
    assert unlocks(()) == before


@pytest.mark.usefixtures("cold")
def test_json_tables_and_verdict_find_it(tmp_path: Path) -> None:
    rows = [ALIVE, *(group(f"n{n}", region="north", last_message_on=CUTOFF) for n in range(3))]
    found = check(tmp_path / "w", {"groups": rows})
    printed = {light["code"]: light for light in REPORT.to_json(found)["lights"]}
    assert list(printed)[:3] == ["silent", "cold", "overdue"]
    assert (printed["cold"]["count"], printed["cold"]["unknown"]) == (3, 1)
    assert [row["group_id"] for row in printed["cold"]["rows"]] == ["n0", "n1", "n2"]
    assert "太冷的群" in [getattr(name, "zh", "") for name in REPORT.tables(found)[0].short.column("light")]
    said = REPORT.verdict(found, CUTOFF)
    assert said.line.en == "3 of 4 living groups are too cold, all owned by li"
    assert said.todo is not None
    assert said.todo.zh.endswith("搬到南方。")


@pytest.mark.usefixtures("cold")
def test_the_unlock_line_counts_it() -> None:
    known = unlocks({"groups.region"})
    assert known.seen == 1
    assert "cold groups" in [label.en for label in unlocks(()).opens]


@pytest.mark.usefixtures("cold")
def test_the_command_line_prints_it(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "groups.csv"
    path.write_text("群ID,群名称,区域,最后发言\ng1,East,north,2026-03-01\n", encoding="utf-8")
    assert run("import", path).code == 0
    assert "Cold groups" in run("report", "health_check").out
