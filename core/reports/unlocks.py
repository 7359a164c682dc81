"""What can be seen with the tables at hand, and what the next file would open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.db import Dataset
from core.i18n import Text
from core.reports import registry
from core.reports.inputs import Inputs
from core.reports.report import Unlock

_COLUMNS: dict[str, tuple[str, ...]] = {
    "groups": ("group_name", "owner", "purpose", "admins", "created_on", "last_message_on"),
    "group_daily": ("members", "joins", "messages"),
    "members": ("identity_class",),
    "content": ("group_id",),
}
"""Columns whose being filled decides what can be seen; a fact is a table or table.column."""

_NAMED = 3
"""Views named in the sentence; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file a company can bring (or labels it can set), and the facts it holds."""

    label: Text
    facts: frozenset[str]


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
        now = Text(f"现在能看 {self.seen}/{self.total} 项。", f"{self.seen} of {self.total} views open. ")
        if self.source is None:
            return Text(now.zh, now.en.strip())
        told, more = self.opens[:_NAMED], len(self.opens) - _NAMED
        zh = "、".join(label.zh for label in told) + (f" 等 {len(self.opens)} 项" if more > 0 else "")
        en = ", ".join(label.en for label in told) + (f" and {more} more" if more > 0 else "")
        return Text(f"{now.zh}再传「{self.source.zh}」→ 解锁{zh}", f"{now.en}Add “{self.source.en}” to open: {en}")


def _source(zh: str, en: str, *tables: str) -> Source:
    facts = {fact for name in tables for fact in (name, *(f"{name}.{c}" for c in _COLUMNS.get(name, ())))}
    return Source(Text(zh, en), frozenset(facts))


SOURCES: tuple[Source, ...] = (
    Source(
        Text("群列表", "group list"),
        frozenset(
            {"groups", "group_daily", "group_daily.members"}
            | {f"groups.{c}" for c in _COLUMNS["groups"] if c != "purpose"}
        ),
    ),
    _source("成员名单", "member roster", "members"),
    _source("群每日数据", "groups by day", "group_daily"),
    _source("导流事件", "onboarding events", "funnel_events"),
    _source("订单", "orders", "orders"),
    _source("导流每日人数", "onboarding counts by day", "funnel_daily"),
    Source(Text("群用途标签", "purpose labels"), frozenset({"groups.purpose"})),
)
"""In the order in which they are easiest to get; of two that open as much the earlier is proposed."""


def unlocks_of(inputs: Inputs) -> Unlocks:
    """What a version shows and what comes next; its facts are read once. Errors: QueryTimeout."""
    dataset = inputs.dataset
    return unlocks(dataset.once("facts", lambda: _facts(dataset)))


def unlocks(facts: Iterable[str]) -> Unlocks:
    """What these facts show, and what comes next."""
    known, views = frozenset(facts), tuple(_views())
    hidden = [view for view in views if not view.open(known)]
    opened = [(source, [view for view in hidden if view.open(known | source.facts)]) for source in SOURCES]
    source, opens = max(opened, key=lambda pair: len(pair[1]))
    seen = len(views) - len(hidden)
    return Unlocks(seen, len(views), source.label if opens else None, tuple(view.label for view in opens))


def _views() -> Iterator[Unlock]:
    """What the reports show, in the order of the registry."""
    for report in registry.reports():
        yield from report.unlocks() if callable(report.unlocks) else report.unlocks


def _facts(dataset: Dataset) -> frozenset[str]:
    """Which tables have rows and which of the deciding columns are filled."""
    found = dataset.rows("select table_name, column_name from contents where kind in ('rows', 'filled') and n > 0")
    return frozenset(
        f"{table}.{column}" if column else table
        for table, column in found
        if column is None or column in _COLUMNS.get(table, ())
    )
