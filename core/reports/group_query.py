"""What a report on groups is asked: the filters of the scope, as options."""

from __future__ import annotations

from dataclasses import dataclass

from core.reports.options import option, texts
from core.scope import GroupFilters

_ONLY = ("只看这些群。", "Only groups with this value; may be repeated.", texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupQuery(GroupFilters):
    """The filters of the scope as options; reports add theirs."""

    positioning: tuple[str | None, ...] = option((), *_ONLY, repeats=True)
    identity_class: tuple[str | None, ...] = option((), *_ONLY, repeats=True)
    channel: tuple[str | None, ...] = option((), *_ONLY, repeats=True)
    region: tuple[str | None, ...] = option((), *_ONLY, repeats=True)
    owner: tuple[str | None, ...] = option((), *_ONLY, repeats=True)
