"""The sentences with which the store refuses."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import BadRequest, ParentConflict, StoreBusy, StoreDamaged, StoreError, StoreUnwritable, UnknownVersion
from core.i18n import Text


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


_FULL = Text("磁盘已满，没有保存任何内容。", "The disk is full; nothing was saved.")
_READ_ONLY = Text(
    "工作区不可写(只读或没有权限),没有保存任何内容。",
    "The workspace cannot be written (read-only or no permission); nothing was saved.",
)
_FAILING = Text("磁盘报告错误，没有保存任何内容。", "The disk reports an error; nothing was saved.")

_NO_FOLDER = Text("文件夹不存在，没有保存任何内容。", "The folder does not exist; nothing was saved.")

_BY_ERRNO = {
    errno.ENOENT: (_NO_FOLDER, Text("请先建立文件夹。", "Make the folder first.")),
    errno.ENOTDIR: (_NO_FOLDER, Text("请检查路径。", "Check the path.")),
    errno.ENOSPC: (_FULL, Text("请腾出空间后重试。", "Free some space and try again.")),
    errno.EDQUOT: (_FULL, Text("请腾出空间后重试。", "Free some space and try again.")),
    errno.EROFS: (_READ_ONLY, Text("请让工作区可写后重试。", "Make the workspace writable and try again.")),
    errno.EACCES: (_READ_ONLY, Text("请让工作区可写后重试。", "Make the workspace writable and try again.")),
    errno.EPERM: (_READ_ONLY, Text("请让工作区可写后重试。", "Make the workspace writable and try again.")),
}


def unwritable(number: int | None) -> StoreUnwritable:
    """The refusal for a failed call with this errno."""
    text, todo = _BY_ERRNO.get(number or 0, (_FAILING, Text("请检查磁盘后重试。", "Check the disk and try again.")))
    return StoreUnwritable(text, todo, reason=errno.errorcode.get(number or 0, "unknown"))


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
        raise StoreUnwritable(
            Text("已保存，但有旧文件未能删除。", "The change is saved, but some old files could not be deleted."),
            Text("请检查磁盘后运行 gc。", "Check the disk, then run `gc`."),
            reason=errno.errorcode.get(error.errno or 0, "unknown"),
        ) from error


def unknown_zone(name: str) -> BadRequest:
    """Not a time zone."""
    return BadRequest(
        Text("未知时区：{name}。", "Unknown time zone: {name}.").fill(name=name),
        Text("例如 Asia/Shanghai。", "For example Asia/Shanghai."),
    )


def unknown_version(number: int) -> UnknownVersion:
    """No version of this number (any more)."""
    return UnknownVersion(
        Text("没有版本 {n}。", "There is no version {n}.").fill(n=number),
        Text("请用 versions 查看现有版本。", "See `versions` for those that exist."),
        version=number,
    )


def parent_conflict(parent: int | None, head: int | None) -> ParentConflict:
    """The head is not the version the caller started from."""
    return ParentConflict(
        Text(
            "在此期间数据已变为版本 {head}，没有覆盖任何内容。",
            "The data became version {head} meanwhile; nothing was overwritten.",
        ).fill(head=head),
        Text("请查看新的差异后再提交。", "Look at the new difference, then commit again."),
        parent=parent,
        head=head,
    )


def busy(wait_seconds: float) -> StoreBusy:
    """Somebody else is writing."""
    return StoreBusy(
        Text(
            "另一个程序正在使用此工作区({n} 秒后仍未结束)。",
            "Another program is using this workspace (still after {n} seconds).",
        ).fill(n=f"{wait_seconds:g}"),
        Text("请稍后重试。", "Try again in a while."),
    )


def file_damaged(name: str) -> StoreDamaged:
    """A stored file is missing or not what its hash says."""
    return StoreDamaged(
        Text("数据文件缺失或损坏：{name}。", "A data file is missing or damaged: {name}.").fill(name=name),
        Text("请运行 verify;可从备份恢复。", "Run `verify`; a backup can bring it back."),
        file=name,
    )


def file_gone(name: str) -> StoreError:
    """A file that was put but not committed is not there (any more)."""
    return StoreError(
        Text("暂存的数据文件已不在：{name}。", "A staged data file is gone: {name}.").fill(name=name),
        Text("请重新导入。", "Repeat the import."),
        file=name,
    )


def catalog_damaged(why: str) -> StoreDamaged:
    """SQLite cannot read the catalog."""
    return StoreDamaged(
        Text("工作区目录文件 catalog.sqlite 缺失或损坏。", "The workspace's catalog.sqlite is missing or damaged."),
        Text("请从备份恢复到新的工作区。", "Restore a backup into a new workspace."),
        reason=why,
    )


def too_new(found: int, known: int) -> StoreTooNew:
    """Written by a newer release."""
    return StoreTooNew(
        Text("此工作区由更新的版本写成，本程序无法读取。", "A newer release wrote this; this one cannot read it."),
        Text("请升级程序。", "Update the program."),
        found=found,
        known=known,
    )


def not_empty() -> WorkspaceNotEmpty:
    """Restoring would mix two workspaces."""
    return WorkspaceNotEmpty(
        Text("目标工作区已有数据，没有恢复。", "The target workspace has data already; nothing was restored."),
        Text("请恢复到新的工作区。", "Restore into a new workspace."),
    )


def backup_damaged(why: str) -> BackupDamaged:
    """`why` is a short machine-readable reason."""
    return BackupDamaged(
        Text("备份文件不完整或已损坏，没有写入任何内容。", "The backup is incomplete or damaged; nothing was written."),
        Text("请使用另一份备份。", "Use another backup."),
        reason=why,
    )


def backup_missing() -> BackupMissing:
    """No such file."""
    return BackupMissing(
        Text("找不到备份文件。", "There is no such backup file."),
        Text("请检查文件名。", "Check the file name."),
    )
