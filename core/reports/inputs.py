"""What reports are built from: one version, seen on one day, with this company's settings."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from core import marts
from core.db import Dataset
from core.domain import assumptions, targets
from core.domain.assumptions import Assumptions
from core.domain.targets import Targets
from core.reports.verdict import Missing
from core.store import Store, Version

if TYPE_CHECKING:
    from core.reports.report import Report

Q = TypeVar("Q")
V = TypeVar("V")
T = TypeVar("T")
_VERSIONS_OPEN = 4
_VIEWS_KEPT = 192


class _Cache:
    """The last used answers by key; who asks for one that is being made waits for it instead of making it again."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, Future[Any]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer kept under `key`, else what `make` gives; an error is raised to all who wait, and not kept."""
        with self._lock:
            answer = self._answers.get(key)
            mine = answer is None
            if answer is None:
                answer = self._answers[key] = Future()
            self._answers.move_to_end(key)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        if mine:
            try:
                answer.set_result(make())
            except BaseException as error:
                with self._lock:
                    if self._answers.get(key) is answer:
                        del self._answers[key]
                answer.set_exception(error)
        return cast("T", answer.result())


@dataclass(frozen=True)
class Inputs:
    """Everything a report may read. Two with equal fields give equal answers, so answers are kept by them."""

    store: Store
    version: Version
    today: date
    """Dates what is to be done, and warnings of data about to be lost."""
    settings_revision: str
    """Settings change without a version."""

    _versions: ClassVar[_Cache] = _Cache(_VERSIONS_OPEN)
    _views: ClassVar[_Cache] = _Cache(_VIEWS_KEPT)

    @classmethod
    def of(cls, store: Store, version: Version, today: date) -> Inputs:
        """With the settings as they are now."""
        return cls(store, version, today, store.settings_revision())

    @property
    def tables(self) -> frozenset[str]:
        """The canonical tables that have rows."""
        return frozenset(self.version.files)

    @property
    def dataset(self) -> Dataset:
        """The version's tables and those derived from them. Errors: QueryTimeout, StoreBusy, StoreDamaged."""
        return self._versions.get((*self._place, "dataset"), lambda: marts.open_dataset(self.store, self.version))

    @property
    def marts(self) -> marts.Marts:
        """The version's marts, built where missing. Errors: QueryTimeout, StoreBusy."""
        return self._versions.get((*self._place, "marts"), lambda: marts.ensure(self.store, self.version))

    @cached_property
    def assumptions(self) -> Assumptions:
        """What the company assumes."""
        return assumptions.load(self.store.setting(assumptions.SETTING))

    @cached_property
    def targets(self) -> Targets:
        """What the company aims at."""
        return targets.load(self.store.setting(targets.SETTING))

    def view(self, report: Report[Q, V], query: Q) -> V | Missing:
        """What the report answers, made once for these inputs. Errors: QueryTimeout, BadRequest."""
        if not report.answers(self.tables):
            return report.missing
        key = (*self._place, self.today, self.settings_revision, report.name, query)
        return self._views.get(key, lambda: report.build(self, query))

    @property
    def _place(self) -> tuple[str, int]:
        return str(self.store.root), self.version.number
