"""Any sequence of acts: every kept version stays readable, byte for byte."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from store_faults import Clock, contents

from core.store import Store

ROWS = st.binary(min_size=1, max_size=3)
TABLES = st.dictionaries(st.sampled_from(["orders", "groups", "costs"]), st.lists(ROWS, max_size=3), max_size=3)


class Workspace(RuleBasedStateMachine):
    """The store beside a plain dictionary: number → tables → bytes."""

    @initialize(keep=st.integers(0, 4), days=st.integers(0, 4))
    def start(self, keep: int, days: int) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.store = Store.open(Path(self.folder.name), now=self.clock)
        self.store.set_setting("gc.keep_versions", keep)
        self.store.set_setting("gc.keep_days", days)
        self.keep, self.days = keep, days
        self.model: dict[int, dict[str, list[bytes]]] = {}
        self.made: dict[int, object] = {}
        self.pinned: set[int] = set()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    def _add(self, tables: dict[str, list[bytes]]) -> None:
        number = max(self.model, default=0) + 1
        self.model[number] = {table: list(parts) for table, parts in tables.items() if parts}
        self.made[number] = self.clock.at

    @rule(tables=TABLES)
    def commit(self, tables: dict[str, list[bytes]]) -> None:
        store = self.store
        with store.writing():
            files = {t: [store.put(t, i, 1, d) for i, d in enumerate(parts)] for t, parts in tables.items()}
            store.commit(files, parent=max(self.model, default=None), action="import", who="x")
        self._add(tables)

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.model)))
        target, head = self.model[number], self.model[max(self.model)]
        same = {t: sorted(p) for t, p in target.items()} == {t: sorted(p) for t, p in head.items()}
        assert (self.store.undo(number, "x") is None) == same
        if not same:
            self._add(target)

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def pin(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.model)))
        (self.store.unpin if number in self.pinned else self.store.pin)(number, "reason")
        self.pinned ^= {number}

    @precondition(lambda self: self.model)
    @rule(data=ROWS)
    def mart(self, data: bytes) -> None:
        self.store.save_mart("m", repr(data), max(self.model), [self.store.put("m", 0, 1, data)])
        (file,) = self.store.mart("m", repr(data))
        assert self.store.path(file).read_bytes() == data

    @rule(old=ROWS, new=st.none() | ROWS)
    def forget(self, old: bytes, new: bytes | None) -> None:
        store = self.store
        with store.writing():
            file = store.put("x", 0, 1, old)
            store.rewrite({file.sha256: None if new is None else store.put("x", 0, 1, new)}, "x", "", {})
        for tables in self.model.values():
            for table, parts in list(tables.items()):
                tables[table] = [new if part == old else part for part in parts if part != old or new is not None]
                if not tables[table]:
                    del tables[table]
        if self.model:
            self._add(self.model[max(self.model)])
        if old != new:
            assert not store.path(file).exists()

    @rule(hours=st.integers(-50, 50))
    def time_passes(self, hours: int) -> None:
        self.clock.forward(hours=hours)

    @rule()
    def gc(self) -> None:
        newest = sorted(self.model, reverse=True)[: max(self.keep, 1)]
        oldest = self.clock.at - timedelta(days=self.days)
        gone = [n for n in self.model if n not in newest and n not in self.pinned and self.made[n] < oldest]
        assert self.store.gc().versions == tuple(gone)
        for number in gone:
            del self.model[number]
        assert self.store.verify().orphans == 0

    @rule()
    def open_again(self) -> None:
        self.store = Store.open(self.store.root, now=self.clock)

    @invariant()
    def every_kept_version_is_readable(self) -> None:
        if hasattr(self, "store"):
            assert {v.number: contents(self.store, v) for v in self.store.versions()} == self.model
            assert {pin.version for pin in self.store.pins()} == self.pinned
            assert self.store.verify().ok


Workspace.TestCase.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestWorkspace = Workspace.TestCase
