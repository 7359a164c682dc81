"""Every problem an import can meet: its code, how severe it is, and what to tell a manager.

`reject` stops one row (and, without a partial import, the whole import), `skip` leaves a row out by rule,
`note` changes nothing about the row, `refuse` stops the file.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from core.errors import ImportRefused
from core.i18n import Text

Severity = Literal["reject", "skip", "note", "refuse"]


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem. `text` and `todo` of a refusal may hold `{name}` places filled by `refusal`."""

    code: str
    severity: Severity
    text: Text
    todo: Text


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem as met in a file: `row` is the record number a spreadsheet shows (None = the whole file or column).

    `column` is the source header; `value` never holds personal data (*** stands for it).
    """

    file: str
    row: int | None
    column: str
    value: str
    code: str

    def to_json(self) -> dict[str, Any]:
        """As it stands in reports."""
        return asdict(self)


_NOTHING = Text("无需处理。", "Nothing to do.")
_MEND = Text("请在文件中改正这一格后重新上传。", "Correct this cell in the file and upload it again.")
_MEND_ROW = Text("请改正这一行后重新上传。", "Correct this row and upload it again.")
_RETRY = Text("请从来源系统重新导出后再试。", "Export the file again from its system and retry.")
_SPLIT = Text("请拆成较小的文件分批上传。", "Split it into smaller files and upload those.")


def _kind(code: str, severity: Severity, zh: str, en: str, todo: Text) -> ProblemKind:
    return ProblemKind(code, severity, Text(zh, en), todo)


def _reject(code: str, zh: str, en: str, todo: Text = _MEND) -> ProblemKind:
    return _kind(code, "reject", zh, en, todo)


def _skip(code: str, zh: str, en: str) -> ProblemKind:
    return _kind(code, "skip", zh, en, _NOTHING)


def _note(code: str, zh: str, en: str, todo: Text = _NOTHING) -> ProblemKind:
    return _kind(code, "note", zh, en, todo)


def _refuse(code: str, zh: str, en: str, todo: Text = _RETRY) -> ProblemKind:
    return _kind(code, "refuse", zh, en, todo)


_ALL = (
    # one cell or row cannot be stored
    _reject("missing_required", "必填的内容为空。", "A required cell is empty."),
    _reject("bad_date", "这一格不是日期或时间。", "The cell is not a date or time."),
    _reject("bad_number", "这一格不是数字。", "The cell is not a number."),
    _reject("bad_choice", "这一格不是可用的选项。", "The cell is not one of the allowed choices."),
    _reject("bad_step", "这一格不是第 1 到 7 步。", "The cell is not one of the steps 1 to 7."),
    _reject("bad_score", "评分必须是 0 到 10 的整数。", "A score must be a whole number from 0 to 10."),
    _reject("out_of_range", "数值超出可存储的范围。", "The number is too large to be stored."),
    _reject(
        "id_digits_lost",
        "编号被表格软件写成了科学计数法，末尾数字已丢失。",
        "A spreadsheet turned this id into scientific notation; its last digits are lost.",
        Text("请把该列设为文本格式后重新导出。", "Export again with this column formatted as text."),
    ),
    _reject("masked_id", "编号被打码，无法区分人。", "The id is masked, so people cannot be told apart.", _MEND_ROW),
    _reject("refund_over_amount", "退款大于订单金额。", "The refund is larger than the order's amount.", _MEND_ROW),
    _reject(
        "too_many_cells", "这一行的单元格比表头多，内容可能错位。", "The row has more cells than the header.", _MEND_ROW
    ),
    _reject(
        "key_repeated",
        "同一主键出现多次且内容不同。",
        "The same key appears more than once with different values.",
        Text("请只保留正确的一行。", "Keep only the right one of these rows."),
    ),
    # rows left out by rule
    _skip("duplicate", "与同批另一行完全相同，只计一次。", "Equal to another row of this import; counted once."),
    _skip("totals_row", "合计行不计入。", "A totals row is never added."),
    _skip("repeated_header", "文件中重复的表头行。", "A repeated header row."),
    _skip("unmapped_value", "该取值按方案略过。", "The value has no translation; the profile skips such rows."),
    _skip("skipped_value", "该取值按方案略过。", "The profile skips rows with this value."),
    _skip("skipped_empty", "该列为空，按方案略过。", "The profile skips rows where this column is empty."),
    _skip("masked_identity", "打码的标识不能用来认人。", "A masked value never identifies a person."),
    _skip("private_chat", "私聊消息，不是群消息。", "A private chat, not a group's."),
    _skip(
        "staff_message",
        "导出账号自己发的消息（员工），不算客户发言。",
        "Sent by the exporting account, which is staff.",
    ),
    _skip("chat_notice", "群通知或系统提示，不算有效发言。", "A notice; not a valid message."),
    _skip("chat_recall", "撤回的消息，不算有效发言。", "A recalled message; not a valid message."),
    _skip("red_packet", "领红包提示，不算有效发言。", "A red-packet receipt; not a valid message."),
    _skip("sign_in", "签到、打卡，不算有效发言。", "A sign-in; not a valid message."),
    _skip("chain_line", "接龙，不算有效发言。", "A chain line; not a valid message."),
    _skip("emoji_or_number", "单个表情或数字，不算有效发言。", "A single emoji or number; not a valid message."),
    _skip("chat_empty", "空消息。", "An empty message."),
    # nothing is lost that is needed
    _note("unknown_column", "方案未用到的列，已忽略。", "A column that is not used; ignored."),
    _note("pii_dropped", "个人信息列，不保存。", "A column with personal data; not stored."),
    _note(
        "pii_hashed",
        "联系方式仅以加密摘要保存，用于认人。",
        "Contact data; kept only as a keyed hash to recognise people.",
    ),
    _note("pii_value", "内容像个人联系方式，已清空。", "The value looks like personal contact data and was emptied."),
    _note(
        "name_rule_unmatched",
        "名称不符合命名规则，标签留空。",
        "The name does not fit the naming rule; its labels stay empty.",
        Text("可在标签页批量补充。", "Labels can be filled for many groups at once later."),
    ),
    _note(
        "no_buyer",
        "没有买家标识的订单各按一个未知买家计：计入销售额，不计入转化。",
        "Orders without a buyer's id count as one unknown buyer each: in sales, never in conversion.",
    ),
    _note(
        "includes_staff",
        "来源分不清员工，数字含员工。",
        "The source does not tell staff apart; the numbers include them.",
    ),
    _note("unknown_sheet", "认不出的工作表，未读取。", "A sheet that fits no table; it was not read."),
    _note(
        "encoding_unsure",
        "文字编码有两种可能，请核对中文是否正确。",
        "Two text encodings fit; check that the words look right.",
        Text("如有乱码，请指定编码后重新读取。", "If words look wrong, name the encoding and read it again."),
    ),
    _note(
        "problems_cut", "问题太多，此处只列出前一部分。", "Too many problems to list; only the first ones are shown."
    ),
    _note(
        "day_from_name",
        "文件内没有日期，采用文件名或标题中的日期。",
        "The day was taken from the file's name or title.",
    ),
    _note(
        "dated_today",
        "文件里没有日期，人数按导入当天算。",
        "The file holds no date; its sizes count as those of the day of the import.",
        Text(
            "如果不是当天的，请把日期写进文件名再上传，例如 群列表20260301.csv。",
            "If they are of another day, put it into the file's name and upload it again: groups20260301.csv.",
        ),
    ),
    # the file or the import is not taken
    _refuse("unreadable", "无法读取文件 {file}。", "The file {file} cannot be read."),
    _refuse("empty_file", "文件 {file} 是空的。", "The file {file} is empty."),
    _refuse("too_large", "文件 {file} 太大。", "The file {file} is too large.", _SPLIT),
    _refuse(
        "missing_columns",
        "文件 {file} 缺少这些列：{missing}。找到的列：{found}。",
        "The file {file} lacks these columns: {missing}. Found: {found}.",
        Text("请补上这些列，或修改映射方案。", "Add these columns or change the mapping profile."),
    ),
    _refuse(
        "missing_required_columns",
        "方案没有给出必填列：{missing}。",
        "These required columns are not mapped: {missing}.",
        Text("请在映射方案中为它们指定来源列或固定值。", "Give each a source column or a fixed value in the profile."),
    ),
    _refuse(
        "bad_profile",
        "映射方案有误：{faults}。",
        "The mapping profile is wrong: {faults}.",
        Text("请按提示修改方案后重试。", "Correct the profile and try again."),
    ),
    _refuse(
        "ambiguous_date",
        "文件 {file} 的列“{column}”分不清日和月，例如 {samples}。",
        "In {file} the column “{column}” may be day/month or month/day, for example {samples}.",
        Text(
            "请在方案中写明 date_format,例如 %d/%m/%Y 或 %m/%d/%Y。",
            "Say which with date_format in the profile, for example %d/%m/%Y or %m/%d/%Y.",
        ),
    ),
    _refuse(
        "no_day",
        "文件 {file} 里没有日期，文件名和标题中也没有。",
        "The file {file} holds no date, and its name and title hold none.",
        Text(
            "请把日期写进文件名，例如 20260301,或在方案的 day_from 中给出。",
            "Put the day into the file's name or into day_from.",
        ),
    ),
    _refuse(
        "spool_full",
        "磁盘空间不足，无法读取文件 {file}。",
        "The disk is full, so {file} cannot be read.",
        Text("请清理磁盘空间后重试。", "Free some disk space and retry."),
    ),
    _refuse(
        "too_many_files",
        "一次放的文件太多，{file} 没有加入。",
        "Too many files for one import; {file} was not added.",
        Text("请先提交这一批，再导入其余的。", "Commit these first, then import the others."),
    ),
    _refuse("cancelled", "已取消读取文件 {file}。", "Reading {file} was cancelled.", _NOTHING),
    _refuse("reader_crashed", "读取文件 {file} 时程序意外停止。", "Reading {file} failed unexpectedly."),
    _refuse(
        "reader_timeout", "读取文件 {file} 用时过长，已停止。", "Reading {file} took too long and was stopped.", _SPLIT
    ),
    _refuse(
        "reader_memory", "读取文件 {file} 需要过多内存，已停止。", "Reading {file} needed too much memory.", _SPLIT
    ),
)

PROBLEMS: dict[str, ProblemKind] = {kind.code: kind for kind in _ALL}


def problem_kind(code: str) -> ProblemKind:
    """The registry's entry of a code. Raises KeyError for an unknown one."""
    return PROBLEMS[code]


def refusal(code: str, **values: object) -> ImportRefused:
    """The error for a refusal `code`; `values` fill its sentence and become the error's details.

    Raises KeyError for a code that is not in the registry, or a place that is not filled.
    """
    kind = PROBLEMS[code]
    return ImportRefused(code, kind.text.fill(**values), kind.todo.fill(**values), **values)
