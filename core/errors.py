"""Errors a user can cause: each has a code, one plain sentence and what to do next."""

from __future__ import annotations

from core.i18n import Text


class UserError(Exception):
    """Base of every error that a user can cause and fix.

    `code` is stable and machine readable, `text` says what happened, `todo` what to do next;
    `details` are JSON-able facts for `--json` (never personal data).
    """

    code = "error"

    def __init__(self, text: Text, todo: Text, **details: object) -> None:
        self.text = text
        self.todo = todo
        self.details = details
        super().__init__(f"{self.code}: {text.en} {todo.en}")


class BadRequest(UserError):
    """An option or parameter that makes no sense."""

    code = "bad_request"


class ImportRefused(UserError):
    """A file or a whole import that cannot be committed as it is; `reason` is the problem code."""

    code = "import_refused"

    def __init__(self, reason: str, text: Text, todo: Text, **details: object) -> None:
        self.code = reason
        super().__init__(text, todo, **details)


class StoreError(UserError):
    """Something about the workspace's storage."""

    code = "store_error"


class UnknownVersion(StoreError):
    """A version number that the workspace does not have (any more)."""

    code = "unknown_version"


class ParentConflict(StoreError):
    """The head moved since the caller read it."""

    code = "parent_conflict"


class StoreBusy(StoreError):
    """Another process kept writing for longer than we may wait."""

    code = "store_busy"


class StoreDamaged(StoreError):
    """A stored file is missing or differs from its hash."""

    code = "store_damaged"


class StoreUnwritable(StoreError):
    """The disk is full, read-only or failing; nothing was committed."""

    code = "store_unwritable"


class WorkspaceNotEmpty(StoreError):
    """A backup can only be restored into a workspace without versions."""

    code = "workspace_not_empty"


class StoreTooNew(StoreError):
    """The workspace or backup was written by a newer release."""

    code = "store_too_new"


class BackupDamaged(StoreDamaged):
    """The backup file is not a backup, or not complete."""

    code = "backup_damaged"


class BackupMissing(StoreError):
    """There is no backup file of that name."""

    code = "backup_missing"


class QueryTimeout(UserError):
    """A query ran over its time budget and was stopped."""

    code = "query_timeout"
