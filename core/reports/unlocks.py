"""What can be seen with the tables at hand, and what the next file would open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.db import Dataset
from core.i18n import COMMA, SPACE, Text
from core.reports import registry
from core.reports.inputs import Inputs
from core.reports.report import Unlock

_NAMED = 3
"""Views named in the sentence; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file a company can bring (or labels it can set); a fact is a table or table.column."""

    label: Text
    tables: frozenset[str] = frozenset()
    """It fills these, and every column of them."""
    facts: frozenset[str] = frozenset()
    """What else it brings."""
    without: frozenset[str] = frozenset()

    def opens(self, view: Unlock, known: frozenset[str]) -> bool:
        """Whether a view opens once the source is added to the known facts."""
        return any(all(fact in known or self.brings(fact) for fact in needed) for needed in view.enough)

    def brings(self, fact: str) -> bool:
        """Whether the source holds it."""
        return fact in self.facts or (fact.partition(".")[0] in self.tables and fact not in self.without)


@dataclass(frozen=True, slots=True)
class Unlocks:
    """How many of the views can be seen now, and the one file that opens most of the others."""

    seen: int
    total: int
    source: Text | None
    """None: nothing more to open, or no single file does."""
    opens: tuple[Text, ...]

    def sentence(self) -> Text:
        """The unlock line of every page."""
        now = Text("现在能看 {seen}/{total} 项。", "{seen} of {total} views open.").fill(
            seen=self.seen, total=self.total
        )
        if self.source is None:
            return now
        more = len(self.opens) - _NAMED
        rest = Text(" 等 {n_zh} 项", " and {more_en} more") if more > 0 else Text("", "")
        next_ = Text("再传「{source}」→ 解锁{views}", "Add “{source}” to open: {views}").fill(
            source=self.source,
            views=COMMA.join(self.opens[:_NAMED]) + rest.fill(n_zh=len(self.opens), more_en=more),
        )
        return SPACE.join((now, next_))


SOURCES: tuple[Source, ...] = (
    Source(
        Text("群列表", "group list"),
        frozenset({"groups"}),
        facts=frozenset({"group_daily", "group_daily.members"}),
        without=frozenset({"groups.purpose"}),
    ),
    Source(Text("成员名单", "member roster"), frozenset({"members"})),
    Source(Text("群每日数据", "groups by day"), frozenset({"group_daily"})),
    Source(Text("导流事件", "onboarding events"), frozenset({"funnel_events"})),
    Source(Text("订单", "orders"), frozenset({"orders"})),
    Source(Text("导流每日人数", "onboarding counts by day"), frozenset({"funnel_daily"})),
    Source(Text("群用途标签", "purpose labels"), facts=frozenset({"groups.purpose"})),
)
"""In the order in which they are easiest to get; of two that open as much the earlier is proposed."""


def unlocks_of(inputs: Inputs) -> Unlocks:
    """What a version shows and what comes next; its facts are read once. Errors: QueryTimeout."""
    dataset = inputs.dataset
    return unlocks(dataset.cached("facts", lambda: facts_of(dataset)))


def unlocks(facts: Iterable[str]) -> Unlocks:
    """What these facts show, and what comes next."""
    known, views = frozenset(facts), tuple(_views())
    hidden = [view for view in views if not view.open(known)]
    opened = [(source, [view for view in hidden if source.opens(view, known)]) for source in SOURCES]
    source, opens = max(opened, key=lambda pair: len(pair[1]))
    seen = len(views) - len(hidden)
    return Unlocks(seen, len(views), source.label if opens else None, tuple(view.label for view in opens))


def facts_of(dataset: Dataset) -> frozenset[str]:
    """Which tables have rows and which of their columns are filled."""
    rows = dataset.rows("select table_name, column_name from contents where kind in ('rows', 'filled') and n > 0")
    return frozenset(f"{table}.{column}" if column else table for table, column in rows)


def _views() -> Iterator[Unlock]:
    """What the reports show, in the order of the registry."""
    for report in registry.reports():
        yield from report.unlocks() if callable(report.unlocks) else report.unlocks
