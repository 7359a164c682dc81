"""What can be seen with the tables at hand, and what the next file would open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.db import Dataset
from core.i18n import Text

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
class View:
    """Something this version of the product shows, and the sets of facts each of which is enough for it."""

    code: str
    label: Text
    enough: tuple[frozenset[str], ...]

    def seen(self, facts: frozenset[str]) -> bool:
        """Whether these facts are enough."""
        return any(needed <= facts for needed in self.enough)


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


def _view(code: str, zh: str, en: str, *enough: str) -> View:
    return View(code, Text(zh, en), tuple(frozenset(facts.split()) for facts in enough))


VIEWS: tuple[View, ...] = (
    _view("silent", "沉默群", "silent groups", "groups.last_message_on", "group_daily.messages", "content.group_id"),
    _view("overdue", "过期群", "overdue groups", "groups.purpose groups.created_on"),
    _view(
        "shell",
        "空壳群",
        "shells",
        *(
            "groups.last_message_on group_daily.members",
            "groups.last_message_on members",
            "group_daily.messages members",
        ),
        "group_daily.messages group_daily.members",
    ),
    _view("double", "重复群", "duplicates", "groups.group_name", "members"),
    _view("mixed", "身份混群", "mixed identities", "members.identity_class"),
    _view("no_admin", "备用管理员", "backup admins", "groups.admins"),
    _view("owner_load", "群主负担", "owner load", "groups.owner"),
    _view("unrecognised", "识别率", "recognition", "members orders"),
    _view("members", "在群人数", "members", "group_daily.members", "members"),
    _view("people", "人数去重", "people counted once", "members"),
    _view("joins", "进群退群", "joins and leaves", "group_daily.joins", "members"),
    _view("messages", "消息与活跃群", "messages and active groups", "group_daily.messages"),
    _view("amount", "订单金额", "order amount", "orders"),
    _view("funnel_people", "导流漏斗", "the onboarding funnel", "funnel_events"),
    _view("funnel_daily", "前几步每日人数", "the first steps by day", "funnel_daily"),
)
"""One line per thing shown; a page that a later version adds adds its line."""


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


def facts_of(dataset: Dataset) -> frozenset[str]:
    """Which tables have rows and which of the deciding columns are filled."""
    found = dataset.rows("select table_name, column_name from contents where kind in ('rows', 'filled') and n > 0")
    return frozenset(
        f"{table}.{column}" if column else table
        for table, column in found
        if column is None or column in _COLUMNS.get(table, ())
    )


def unlocks(facts: Iterable[str]) -> Unlocks:
    """What these facts show, and what comes next. Pure and fast: for every page."""
    known = frozenset(facts)
    hidden = [view for view in VIEWS if not view.seen(known)]
    opened = [(source, [view for view in hidden if view.seen(known | source.facts)]) for source in SOURCES]
    source, views = max(opened, key=lambda pair: len(pair[1]))
    seen = len(VIEWS) - len(hidden)
    if not views:
        return Unlocks(seen, len(VIEWS), None, ())
    return Unlocks(seen, len(VIEWS), source.label, tuple(view.label for view in views))
