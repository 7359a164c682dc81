"""Labels of stored groups, written the way every change is: an import of a canonical file, one new version."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from core.codec.canonical_csv import write_canonical_csv
from core.domain.problems import sentence
from core.domain.tables import TABLES
from core.errors import ParentConflict
from core.ingest.importer import ImportSession, open_import
from core.store import Store, Version

Labels = Mapping[str, str | None]
"""Column of `groups` → its value, None = taken away."""

_FILE = "群标签-labels"
"""How the names begin that the list of versions gives these files."""


def write_labels(store: Store, given: Mapping[str, Labels], read_from: int, who: str) -> Version | None:
    """Store labels by group id as one version; None when nothing changes. Other columns keep their values.

    `read_from` is the version the labels were decided on. Raises ParentConflict if the head is another one by now,
    and ImportRefused as every import.
    """
    head = store.head()
    action = "demo" if head is not None and head.action == "demo" else "import"
    with open_import(store, who, action=action) as session:
        session.read(_files(session, given), table="groups")
        shown = session.compare()
        if shown.parent != read_from:
            raise ParentConflict(*sentence("labels_overtaken"))
        return session.commit(shown)


def groups_labelled(version: Version) -> int | None:
    """How many groups a version of `write_labels` changed; None for any other version."""
    files = version.summary.get("files", ())
    if not files or not all(str(entry["file"]).startswith(_FILE) for entry in files):
        return None
    return sum(int(entry["changed"]) for entry in files)


def _files(session: ImportSession, given: Mapping[str, Labels]) -> list[tuple[Path, str]]:
    """One canonical file per set of labels, so that a label nobody gave is no empty cell that would clear it."""
    sets: dict[tuple[str, ...], dict[str, Labels]] = {}
    for group_id, labels in given.items():
        sets.setdefault(tuple(sorted(labels)), {})[group_id] = labels
    files = []
    for number, (columns, rows) in enumerate(sets.items(), 1):
        cells = {name: [labels[name] for labels in rows.values()] for name in columns}
        schema = pa.schema([TABLES["groups"].schema.field(name) for name in ("group_id", *columns)])
        path = session.spool / f"groups_{number}.csv"
        with path.open("wb") as out:
            write_canonical_csv(pa.table({"group_id": list(rows), **cells}, schema=schema), out)
        files.append((path, f"{_FILE}-{number}.csv"))
    return files
