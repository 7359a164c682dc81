"""An import from files to one new version: read, compare, show, commit.

`open_import` gives an ImportSession: `read` parses the files in child processes, `compare` computes the
difference against the head, `commit` writes exactly one version for all files or nothing at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.db import Session, workbench
from core.domain.problems import Problem, sentence
from core.domain.tables import TABLES
from core.errors import ParentConflict
from core.ingest.choice import memorable
from core.ingest.comparison import Comparison, FileEntry, one_per_table, rows_rejected, summary
from core.ingest.file_reading import FileReading
from core.ingest.spool import spool_folder
from core.ingest.staging import Output
from core.ingest.upsert import difference, incoming, roster, segments
from core.ingest.upsert.difference import TableDifference
from core.ingest.upsert.incoming import RowRef, StagedPart
from core.store import DataFile, Store, Version


class ImportSession(FileReading):
    """One import in the making. Everything it spools lies outside the workspace and goes with it."""

    def __init__(self, store: Store, spool: Path, bench: Session, who: str, action: str = "import") -> None:
        """`action` is the new version's: "import", or "demo" for what belongs to the demo itself."""
        super().__init__(store, spool)
        self.who = who
        self.action = action
        self.bench = bench

    def compare(self) -> Comparison:
        """The difference of everything read so far against the head."""
        head = self.store.head()
        stored, demo_removed = self._base(head)
        tables: list[TableDifference] = []
        repeats: dict[int, tuple[list[RowRef], list[RowRef]]] = defaultdict(lambda: ([], []))
        left: dict[str, int] = {}
        for name in self._table_names():
            found = self._compare_table(name, stored.get(name, ()), repeats)
            tables.append(found)
            if name == "members":
                left = roster.count_leavers(found, self.outputs)
        problems = [*self.problems, *self._repeat_problems(repeats)]
        read = [(out.sheet, self._entry(i, out, tables, repeats[i])) for i, out in enumerate(self.outputs)]
        entries = one_per_table(read)
        entries += [FileEntry(f, "members", "roster", 0, 0, 0, n, 0, 0, 0, derived=True) for f, n in left.items()]
        parent = head.number if head else None
        return Comparison(parent, tuple(entries), tuple(tables), tuple(problems), demo_removed and bool(tables))

    def commit(self, shown: Comparison, *, accept_partial: bool = False, note: str = "") -> Version | None:
        """Make one version of what `shown` describes; None when there is nothing to do.

        Raises ImportRefused(rows_rejected) if rows were rejected and partial loading was not accepted, and
        ParentConflict if the head moved since `compare`.
        """
        if shown.rejected and not accept_partial:
            raise rows_rejected(shown)
        if shown.is_empty:
            return None
        with self.store.writing():
            head = self.store.head()
            if (head.number if head else None) != shown.parent:
                raise ParentConflict(*sentence("import_overtaken"))
            stored, _ = self._base(head)
            files: dict[str, Sequence[DataFile]] = dict(stored)
            for found in shown.tables:
                if not found.is_empty:
                    old = stored.get(found.table, ())
                    files[found.table] = segments.write(self.store, self.bench, TABLES[found.table], found, old)
            version = self.store.commit(
                files, parent=shown.parent, action=self.action, who=self.who, note=note, summary=summary(shown)
            )
        self._remember_profiles()
        return version

    def _base(self, head: Version | None) -> tuple[dict[str, tuple[DataFile, ...]], bool]:
        """The files to build on: the head's, or none if the head is the demo and this is not (they never mix)."""
        if head is None:
            return {}, False
        if head.action == "demo" and self.action != "demo":
            return {}, True
        return dict(head.files), False

    def _table_names(self) -> list[str]:
        return [name for name in TABLES if any(out.table == name for out in self.outputs)]

    def _compare_table(
        self, name: str, stored: Sequence[DataFile], repeats: dict[int, tuple[list[RowRef], list[RowRef]]]
    ) -> TableDifference:
        """Leave the table's compared rows in the workbench; note repeated keys by output ordinal."""
        table = TABLES[name]
        mine = [(i, out) for i, out in enumerate(self.outputs) if out.table == name]
        parts = [StagedPart(i, out.parquet, out.columns, out.number, out.derived, out.partial) for i, out in mine]
        incoming.load(self.bench, table, parts)
        skipped, rejected = incoming.settle_repeats(self.bench, table)
        for ref in skipped:
            repeats[ref.ordinal][0].append(ref)
        for ref in rejected:
            repeats[ref.ordinal][1].append(ref)
        if name == "members":
            roster.add_leavers(self.bench, self.store, mine, stored)
        paths = self.store.checked(_overlapping(self.bench, name, stored))
        return difference.compare(self.bench, table, paths)

    def _repeat_problems(self, repeats: Mapping[int, tuple[list[RowRef], list[RowRef]]]) -> Iterator[Problem]:
        for ordinal, (skipped, rejected) in sorted(repeats.items()):
            out = self.outputs[ordinal]
            key = "+".join(TABLES[out.table].key)
            for code, refs in (("duplicate", skipped), ("key_repeated", rejected)):
                if not out.derived:
                    yield from (Problem(out.file, ref.row, key, "", code) for ref in refs)

    def _entry(
        self,
        ordinal: int,
        out: Output,
        tables: Sequence[TableDifference],
        repeats: tuple[list[RowRef], list[RowRef]],
    ) -> FileEntry:
        found = next(t for t in tables if t.table == out.table)
        skipped_by = dict(out.skipped)
        if repeats[0]:
            skipped_by["duplicate"] = skipped_by.get("duplicate", 0) + len(repeats[0])
        loaded = out.source_rows - len(repeats[0]) - len(repeats[1])
        return FileEntry(
            file=out.file,
            table=out.table,
            format=out.format,
            rows_in=out.rows_in,
            loaded=loaded,
            new=found.new.get(ordinal, 0),
            changed=found.changed.get(ordinal, 0),
            unchanged=found.unchanged.get(ordinal, 0),
            skipped=sum(skipped_by.values()),
            rejected=out.rejected + len(repeats[1]),
            derived=out.derived,
            skipped_by=skipped_by,
        )

    def _remember_profiles(self) -> None:
        known: dict[str, Any] = self.store.setting("profiles", {})
        fresh: dict[str, list[dict[str, Any]]] = {}
        for out in self.outputs:
            if out.hand_made and out.signature and out.profile:
                kept = memorable(out.profile)
                fresh.setdefault(out.signature, []).extend([kept] if kept not in fresh.get(out.signature, []) else [])
        if any(known.get(s) != p for s, p in fresh.items()):
            self.store.set_setting("profiles", {**known, **fresh})


@contextmanager
def open_import(store: Store, who: str, *, action: str = "import") -> Iterator[ImportSession]:
    """An import session whose spool (0700, outside the workspace) is removed at the end, however it ends."""
    with spool_folder() as spool, workbench([spool, store.root / "files"], spool) as bench:
        yield ImportSession(store, spool, bench, who, action)


def _overlapping(bench: Session, name: str, stored: Sequence[DataFile]) -> list[DataFile]:
    """Stored files that can hold a key of `inc`, by the range of the key's time."""
    column = TABLES[name].time_column
    if column is None or not stored:
        return list(stored)
    low, high = bench.rows(f'select min("{column}"), max("{column}") from {name}_inc')[0]
    if low is None:
        return list(stored)
    first, last = low.isoformat(), high.isoformat()
    return [f for f in stored if f.low is None or f.high is None or (f.low <= last and f.high >= first)]
