"""Versioned, immutable, synced Parquet files under a SQLite catalog."""

from core.errors import BackupDamaged, BackupMissing, StoreTooNew, WorkspaceNotEmpty
from core.store.fs import LOCAL, FileSystem
from core.store.model import DataFile, Finding, GcReport, Pin, VerifyReport, Version
from core.store.store import Store

__all__ = [
    "LOCAL",
    "BackupDamaged",
    "BackupMissing",
    "DataFile",
    "FileSystem",
    "Finding",
    "GcReport",
    "Pin",
    "Store",
    "StoreTooNew",
    "VerifyReport",
    "Version",
    "WorkspaceNotEmpty",
]
