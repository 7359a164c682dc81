"""The one registry of codes shown to users: problems of rows, refusals of files and of commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from core.domain.file_refusals import FILE_REFUSALS
from core.domain.problem_kinds import ROW_PROBLEMS, ProblemKind, Severity
from core.domain.workspace_refusals import WORKSPACE_REFUSALS
from core.errors import ImportRefused
from core.i18n import Text

__all__ = ["PROBLEMS", "Problem", "ProblemKind", "Severity", "problem_kind", "refusal", "sentence"]

PROBLEMS: Mapping[str, ProblemKind] = {kind.name: kind for kind in (*ROW_PROBLEMS, *FILE_REFUSALS, *WORKSPACE_REFUSALS)}
"""By name: the code, or the variant where a code has several sentences."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem as met in a file: `row` is the record number a spreadsheet shows (None = the whole file or column).

    `column` is the source header; `value` never holds personal data (*** stands for it). Raises KeyError for a code
    that is not in the registry.
    """

    file: str
    row: int | None
    column: str
    value: str
    code: str

    def __post_init__(self) -> None:
        PROBLEMS[self.code]

    def to_json(self) -> dict[str, Any]:
        """As it stands in reports."""
        return asdict(self)


def problem_kind(name: str) -> ProblemKind:
    """An entry of the registry. Raises KeyError for an unknown one."""
    return PROBLEMS[name]


def sentence(name: str, /, **values: object) -> tuple[Text, Text]:
    """What happened and what to do next, in the words of the registry; `values` fill their places.

    Raises KeyError for a name that is not in the registry, or a place that is not filled.
    """
    kind = PROBLEMS[name]
    return kind.text.fill(**values), kind.todo.fill(**values)


def refusal(name: str, /, details: Mapping[str, object] | None = None, **values: object) -> ImportRefused:
    """The error that refuses a file or an import; `values` fill its sentence and, without `details`, are its details.

    Raises KeyError as `sentence` does.
    """
    refused = ImportRefused(PROBLEMS[name].code, *sentence(name, **values))
    refused.details = dict(values if details is None else details)
    return refused
