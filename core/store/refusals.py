"""The refusals of the store, each with the facts that its error carries."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from core.domain.problems import sentence
from core.errors import (
    BackupDamaged,
    BackupMissing,
    BadRequest,
    ParentConflict,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreTooNew,
    StoreUnwritable,
    UnknownVersion,
    WorkspaceNotEmpty,
)

_BY_ERRNO = {
    errno.ENOENT: "folder_missing",
    errno.ENOTDIR: "not_a_folder",
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EROFS: "disk_read_only",
    errno.EACCES: "disk_read_only",
    errno.EPERM: "disk_read_only",
}


def unwritable(number: int | None) -> StoreUnwritable:
    """The refusal for a failed call with this errno."""
    name = _BY_ERRNO.get(number or 0, "store_unwritable")
    return StoreUnwritable(*sentence(name), reason=errno.errorcode.get(number or 0, "unknown"))


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn every OSError inside into StoreUnwritable."""
    try:
        yield
    except OSError as error:
        raise unwritable(error.errno) from error


@contextmanager
def deletion_errors() -> Iterator[None]:
    """The same where the change is committed and only old files are still to be deleted."""
    try:
        yield
    except OSError as error:
        reason = errno.errorcode.get(error.errno or 0, "unknown")
        raise StoreUnwritable(*sentence("old_files_kept"), reason=reason) from error


def unknown_zone(name: str) -> BadRequest:
    """Not a time zone."""
    return BadRequest(*sentence("unknown_zone", name=name))


def unknown_version(number: int) -> UnknownVersion:
    """No version of this number (any more)."""
    return UnknownVersion(*sentence("unknown_version", version=number), version=number)


def parent_conflict(parent: int | None, head: int | None) -> ParentConflict:
    """The head is not the version the caller started from."""
    return ParentConflict(*sentence("parent_conflict", head=head), parent=parent, head=head)


def busy(wait_seconds: float) -> StoreBusy:
    """Another process is writing."""
    return StoreBusy(*sentence("store_busy", seconds=f"{wait_seconds:g}"))


def file_damaged(name: str) -> StoreDamaged:
    """A stored file is missing or not what its hash says."""
    return StoreDamaged(*sentence("store_damaged", file=name), file=name)


def file_gone(name: str) -> StoreError:
    """A file that was put but not committed is not there (any more)."""
    return StoreError(*sentence("store_error", file=name), file=name)


def catalog_damaged(why: str) -> StoreDamaged:
    """SQLite cannot read the catalog."""
    return StoreDamaged(*sentence("catalog_damaged"), reason=why)


def too_new(found: int, known: int) -> StoreTooNew:
    """Written by a newer release."""
    return StoreTooNew(*sentence("store_too_new"), found=found, known=known)


def not_empty() -> WorkspaceNotEmpty:
    """Restoring would mix two workspaces."""
    return WorkspaceNotEmpty(*sentence("workspace_not_empty"))


def backup_damaged(why: str) -> BackupDamaged:
    """`why` is a short machine-readable reason."""
    return BackupDamaged(*sentence("backup_damaged"), reason=why)


def backup_missing() -> BackupMissing:
    """No such file."""
    return BackupMissing(*sentence("backup_missing"))
