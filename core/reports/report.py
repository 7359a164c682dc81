"""A report answers one question. Pages, cards, the command line, unlocks, snapshots and tests loop over the reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from core.i18n import Text
from core.reports.table import Table
from core.reports.verdict import Contract, Decision, Missing, Verdict
from core.scope import Scope

if TYPE_CHECKING:
    from core.charts.chart import Chart
    from core.reports.inputs import Inputs

Q = TypeVar("Q")
"""What is asked: a frozen dataclass whose fields are options (core/reports/options.py), each with a default."""
V = TypeVar("V")
"""The view model: frozen, of numbers, dates, enums, texts and tuples."""


def _none(*_: object) -> tuple[()]:
    return ()


def _no_contract(*_: object) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Unlock:
    """Something a report shows, and the sets of facts (a table or table.column) each of which is enough for it."""

    label: Text
    enough: tuple[frozenset[str], ...]

    @classmethod
    def by(cls, zh: str, en: str, *enough: str) -> Unlock:
        """Facts as words separated by blanks, one text per set."""
        return cls(Text(zh, en), tuple(frozenset(facts.split()) for facts in enough))

    def open(self, facts: frozenset[str]) -> bool:
        """Whether these facts are enough."""
        return any(needed <= facts for needed in self.enough)


@dataclass(frozen=True, slots=True)
class Report(Generic[Q, V]):
    """One question, from the data to words, tables and charts."""

    name: str
    title: Text
    needs: tuple[frozenset[str], ...]
    """Any of these sets of tables is enough."""
    missing: Missing
    """What is said where none of them is there."""
    query: type[Q]
    build: Callable[[Inputs, Q], V | Missing]
    """The view model; Missing where the tables hold nothing that answers. Errors: QueryTimeout, BadRequest."""
    verdict: Callable[[V, date], Verdict]
    """What it says; the date is today."""
    to_json: Callable[[V], Any]
    """Plain values for `--json`: unrounded numbers, missing is null."""
    tables: Callable[[V], tuple[Table, ...]] = _none
    charts: Callable[[V], tuple[Chart, ...]] = _none
    contract: Callable[[V], Contract | None] = _no_contract
    """What stands behind the `?` of the verdict."""
    parent: str | None = None
    """A section of this report: not listed by itself, its query a subclass of the parent's."""
    folded: bool = True
    """Whether the page shows it as a fold of its own."""
    key: str | None = None
    """Of a section: the key under which its JSON stands in the parent's; None: only by its own name."""
    personal: bool = False
    """Names persons: in JSON only where it is asked for, never in a snapshot."""
    asked: Callable[[Q], bool] | None = None
    """Of a section that answers only if its own options are given: whether they are. None: always."""
    unlocks: tuple[Unlock, ...] | Callable[[], tuple[Unlock, ...]] = ()
    """What the unlock line of every page counts of it."""
    scoped: Callable[[Inputs, Scope], Q] | None = None
    """The query of a scope as the company counts by default; None: the query's fields named as the scope's."""
    complete: Callable[[Q], Q] | None = None
    """The query with everything that JSON holds and a page leaves out for speed."""
    decision: Callable[[V, date], Decision | None] | None = None
    """The card of the Overview; None: it has none, and the Overview does not ask for the report."""

    def answers(self, tables: frozenset[str]) -> bool:
        """Whether these tables are enough."""
        return any(needed <= tables for needed in self.needs)

    def ask(self, inputs: Inputs, scope: Scope) -> Q:
        """The query of a scope as the company counts by default."""
        if self.scoped is not None:
            return self.scoped(inputs, scope)
        names = {field.name for field in fields(self.query)} & {field.name for field in fields(scope)}  # type: ignore[arg-type]
        return self.query(**{name: getattr(scope, name) for name in names})
