"""Garbage collection, forgetting and verification of the stored files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.store import mart_catalog
from core.store.catalog import Catalog, Entry
from core.store.files import Files
from core.store.model import DataFile, Finding, GcReport, VerifyReport
from core.store.refusals import deletion_errors, disk_errors


def collect(catalog: Catalog, files: Files, now: datetime) -> GcReport:
    """Drop expired versions and marts, and marts with a damaged file (they are built again), then every file
    that is no longer named. The caller holds both locks."""
    with disk_errors():
        with catalog.reading() as connection:
            of_marts = mart_catalog.mart_files(connection)
        broken = [sha256 for sha256, size in of_marts.items() if files.fault(sha256, size)]
        with catalog.writing("gc") as connection:
            lost = mart_catalog.drop_marts(connection, broken)
            versions, marts = mart_catalog.expire(connection, now)
    return GcReport(versions, lost + marts, *sweep(catalog, files))


def forget(catalog: Catalog, files: Files, replacements: Mapping[str, DataFile | None], entry: Entry) -> None:
    """Replace files in every kept version and delete the old ones. The caller holds both locks."""
    with disk_errors():
        files.settle(file for file in replacements.values() if file is not None and file.rows)
        with catalog.writing("forget") as connection:
            mart_catalog.replace_files(connection, replacements, entry)
    sweep(catalog, files)


def sweep(catalog: Catalog, files: Files) -> tuple[int, int]:
    """Delete every file that is no longer named; returns their number and bytes. The caller holds both locks."""
    with deletion_errors():
        orphans = files.orphans(set(catalog.known()))
        freed = files.remove(orphans)
        with catalog.writing("sweep") as connection:
            connection.execute("delete from doomed")
    return len(orphans), freed


def verify(catalog: Catalog, files: Files) -> VerifyReport:
    """Hash every named file again. The caller keeps files from being deleted meanwhile."""
    with catalog.reading() as connection:
        known = dict(connection.execute("select sha256, size from files"))
        users = mart_catalog.users(connection)
        versions = connection.execute("select count(*) from versions").fetchone()[0]
        notes = [note for (note,) in connection.execute("pragma integrity_check(20)") if note != "ok"]
        notes += [f"foreign key: {row[0]}" for row in connection.execute("pragma foreign_key_check")]
    findings = []
    with disk_errors():
        for sha256, size in sorted(known.items()):
            fault = files.fault(sha256, size)
            if fault is None:
                continue
            named = users.get(sha256, [])
            findings.append(
                Finding(
                    name=files.name(sha256),
                    fault=fault,
                    tables=tuple(sorted({table for table, _, _ in named})),
                    versions=tuple(sorted({version for _, version, _ in named if version is not None})),
                    marts=tuple(sorted({mart for _, _, mart in named if mart is not None})),
                )
            )
        orphans = len(files.orphans(set(known)))
    return VerifyReport(versions, len(known), tuple(findings), tuple(notes), orphans)
