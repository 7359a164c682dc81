"""What a child process leaves for the importer: staged Parquet files and the report that describes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.domain.problems import Problem
from core.errors import ImportRefused
from core.i18n import Text


@dataclass(frozen=True, slots=True)
class Output:
    """One canonical table read from one source sheet. rows_in = source_rows + Σ skipped + rejected.

    source_rows  source rows that are in the staged file (one staged row each, unless the format adds rows up)
    columns      canonical columns the file has; only these may change stored values
    partial      the staged file has a column `_lacks`: bits (1 << position in the table) of the columns that a row does
                 not speak of, because no naming or keyword rule gave it a label; they keep their stored value
    derived      rows the import made itself (identities); they are not counted
    hand_made    the profile was given by the user and is to be remembered under `signature`
    rejected_csv this sheet's rejected source rows with the reason, personal columns removed
    """

    file: str
    sheet: str | None
    table: str
    format: str
    parquet: Path
    columns: tuple[str, ...]
    rows_in: int
    source_rows: int
    rejected: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    notes: Mapping[str, int] = field(default_factory=dict)
    number: str | None = None
    snapshot: tuple[str, ...] = ()
    day: str | None = None
    partial: bool = False
    derived: bool = False
    hand_made: bool = False
    signature: str | None = None
    profile: Mapping[str, Any] | None = None
    rejected_csv: Path | None = None

    def __post_init__(self) -> None:
        if not self.derived and self.rows_in != self.source_rows + sum(self.skipped.values()) + self.rejected:
            raise AssertionError(f"rows of {self.table} do not add up")

    def to_json(self) -> dict[str, Any]:
        """For report.json; paths are names inside the report's folder."""
        raw = {name: getattr(self, name) for name in self.__dataclass_fields__}
        raw["parquet"] = self.parquet.name
        raw["rejected_csv"] = self.rejected_csv.name if self.rejected_csv else None
        return raw

    @classmethod
    def from_json(cls, raw: Mapping[str, Any], folder: Path) -> Output:
        """Read back what `to_json` wrote; only plain file names inside `folder` are accepted."""
        given = dict(raw)
        given["parquet"] = folder / Path(given["parquet"]).name
        given["rejected_csv"] = folder / Path(given["rejected_csv"]).name if given["rejected_csv"] else None
        given["columns"] = tuple(given["columns"])
        given["snapshot"] = tuple(given["snapshot"])
        return cls(**given)


@dataclass(frozen=True, slots=True)
class FileReport:
    """All that was read from one source file. With a refusal nothing of it may be used."""

    file: str
    outputs: tuple[Output, ...] = ()
    problems: tuple[Problem, ...] = ()
    refusal: ImportRefused | None = None
    rejected_csv: Path | None = None
    """The rejected rows of the first sheet that has any."""

    def to_json(self) -> dict[str, Any]:
        """For report.json."""
        return {
            "file": self.file,
            "outputs": [output.to_json() for output in self.outputs],
            "problems": [problem.to_json() for problem in self.problems],
            "refusal": refusal_json(self.refusal) if self.refusal else None,
            "rejected_csv": self.rejected_csv.name if self.rejected_csv else None,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any], folder: Path) -> FileReport:
        """Read back what `to_json` wrote."""
        refused = raw["refusal"]
        return cls(
            file=raw["file"],
            outputs=tuple(Output.from_json(output, folder) for output in raw["outputs"]),
            problems=tuple(Problem(**problem) for problem in raw["problems"]),
            refusal=refusal_from_json(refused) if refused else None,
            rejected_csv=folder / Path(raw["rejected_csv"]).name if raw["rejected_csv"] else None,
        )


def refusal_json(refused: ImportRefused) -> dict[str, Any]:
    """A refusal as plain JSON."""
    return {
        "code": refused.code,
        "zh": refused.text.zh,
        "en": refused.text.en,
        "todo_zh": refused.todo.zh,
        "todo_en": refused.todo.en,
        "details": refused.details,
    }


def refusal_from_json(raw: Mapping[str, Any]) -> ImportRefused:
    """Read back what `refusal_json` wrote."""
    return ImportRefused(
        raw["code"], Text(raw["zh"], raw["en"]), Text(raw["todo_zh"], raw["todo_en"]), **raw["details"]
    )
