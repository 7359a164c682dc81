"""Why the workspace, or a command on it, refuses: the disk, versions, other writers, backups, queries."""

from __future__ import annotations

from core.domain.problem_kinds import ProblemKind
from core.i18n import Text

_FREE_SPACE = Text("请腾出空间后重试。", "Free some space and try again.")
_FOLDER = ("文件夹不存在，没有保存任何内容。", "The folder does not exist; nothing was saved.")
_CHANGED = ("您查看之后，数据已被别人更新。", "The data changed since you looked.")


def _refuse(code: str, zh: str, en: str, todo: Text, variant: str = "") -> ProblemKind:
    return ProblemKind(code, "refuse", Text(zh, en), todo, variant)


WORKSPACE_REFUSALS: tuple[ProblemKind, ...] = (
    # the disk
    _refuse(
        "store_unwritable",
        "磁盘报告错误，没有保存任何内容。",
        "The disk reports an error; nothing was saved.",
        Text("请检查磁盘后重试。", "Check the disk and try again."),
    ),
    _refuse(
        "store_unwritable",
        "磁盘已满，没有保存任何内容。",
        "The disk is full; nothing was saved.",
        _FREE_SPACE,
        variant="disk_full",
    ),
    _refuse(
        "store_unwritable",
        "工作区不可写(只读或没有权限),没有保存任何内容。",
        "The workspace cannot be written (read-only or no permission); nothing was saved.",
        Text("请让工作区可写后重试。", "Make the workspace writable and try again."),
        variant="disk_read_only",
    ),
    _refuse("store_unwritable", *_FOLDER, Text("请先建立文件夹。", "Make the folder first."), variant="folder_missing"),
    _refuse("store_unwritable", *_FOLDER, Text("请检查路径。", "Check the path."), variant="not_a_folder"),
    _refuse(
        "store_unwritable",
        "已保存，但有旧文件未能删除。",
        "The change is saved, but some old files could not be deleted.",
        Text("请检查磁盘后运行 gc。", "Check the disk, then run `gc`."),
        variant="old_files_kept",
    ),
    # what is stored
    _refuse(
        "store_damaged",
        "数据文件缺失或损坏：{file}。",
        "A data file is missing or damaged: {file}.",
        Text("请运行 verify;可从备份恢复。", "Run `verify`; a backup can bring it back."),
    ),
    _refuse(
        "store_damaged",
        "工作区目录文件 catalog.sqlite 缺失或损坏。",
        "The workspace's catalog.sqlite is missing or damaged.",
        Text("请从备份恢复到新的工作区。", "Restore a backup into a new workspace."),
        variant="catalog_damaged",
    ),
    _refuse(
        "store_error",
        "暂存的数据文件已不在：{file}。",
        "A staged data file is gone: {file}.",
        Text("请重新导入。", "Repeat the import."),
    ),
    _refuse(
        "store_too_new",
        "此工作区由更新的版本写成，本程序无法读取。",
        "A newer release wrote this; this one cannot read it.",
        Text("请升级程序。", "Update the program."),
    ),
    _refuse(
        "unknown_version",
        "没有版本 {version}。",
        "There is no version {version}.",
        Text("请用 versions 查看现有版本。", "See `versions` for those that exist."),
    ),
    # other writers
    _refuse(
        "store_busy",
        "另一个程序正在使用此工作区({seconds} 秒后仍未结束)。",
        "Another program is using this workspace (still after {seconds} seconds).",
        Text("请稍后重试。", "Try again in a while."),
    ),
    _refuse(
        "parent_conflict",
        "在此期间数据已变为版本 {head}，没有覆盖任何内容。",
        "The data became version {head} meanwhile; nothing was overwritten.",
        Text("请查看新的差异后再提交。", "Look at the new difference, then commit again."),
    ),
    _refuse(
        "parent_conflict",
        *_CHANGED,
        Text("请重新查看差异后再提交，没有内容被覆盖。", "Look at the difference again; nothing was overwritten."),
        variant="import_overtaken",
    ),
    _refuse(
        "parent_conflict",
        *_CHANGED,
        Text("请刷新页面，核对后再设一次。没有内容被覆盖。", "Reload, check and set again; nothing was overwritten."),
        variant="labels_overtaken",
    ),
    # backups
    _refuse(
        "workspace_not_empty",
        "目标工作区已有数据，没有恢复。",
        "The target workspace has data already; nothing was restored.",
        Text("请恢复到新的工作区。", "Restore into a new workspace."),
    ),
    _refuse(
        "backup_damaged",
        "备份文件不完整或已损坏，没有写入任何内容。",
        "The backup is incomplete or damaged; nothing was written.",
        Text("请使用另一份备份。", "Use another backup."),
    ),
    _refuse(
        "backup_missing",
        "找不到备份文件。",
        "There is no such backup file.",
        Text("请检查文件名。", "Check the file name."),
    ),
    # what is asked
    _refuse(
        "query_timeout",
        "计算超过 {seconds} 秒，已停止。",
        "The computation took more than {seconds} seconds and was stopped.",
        Text("请缩小日期范围或减少筛选后重试。", "Choose a shorter date range or fewer filters and try again."),
    ),
    _refuse(
        "bad_request",
        "未知时区：{name}。",
        "Unknown time zone: {name}.",
        Text("例如 Asia/Shanghai。", "For example Asia/Shanghai."),
        variant="unknown_zone",
    ),
    _refuse(
        "bad_request",
        "数据里没有这个人。",
        "Nobody by this id is stored.",
        Text("请核对用户 ID。", "Check the user id."),
        variant="unknown_person",
    ),
    _refuse(
        "bad_request",
        "这样问没有答案。",
        "The request makes no sense.",
        Text("请按提示改正后再试。", "Correct it as told and try again."),
    ),
    _refuse(
        "bad_pattern",
        "这条规则用不了。",
        "This pattern cannot be used.",
        Text("请改正后再试。", "Correct it and try again."),
    ),
    _refuse(
        "internal",
        "程序出错，编号 {id}。数据没有改动。",
        "Something broke in the program, id {id}. No data changed.",
        Text("请把编号和日志发给维护人员。", "Send the id and the log to whoever maintains this."),
    ),
)
"""`bad_request` and `bad_pattern` stand here for their code alone: whoever raises them says what exactly is wrong."""
