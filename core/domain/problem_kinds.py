"""What can be wrong with a row of a file: each kind's code, how severe it is, and what to tell a manager."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.i18n import Text

Severity = Literal["reject", "skip", "note", "refuse"]
"""`reject` stops one row (and, without a partial import, the whole import), `skip` leaves a row out by rule, `note`
changes nothing about the row, `refuse` stops the file or the command."""


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem. `text` and `todo` of a refusal may hold `{name}` places, filled where it is raised."""

    code: str
    severity: Severity
    text: Text
    todo: Text
    variant: str = ""
    """Its name in the registry, where one code has several sentences."""

    @property
    def name(self) -> str:
        """Under what the registry has it: unique."""
        return self.variant or self.code


NOTHING_TO_DO = Text("无需处理。", "Nothing to do.")
_CORRECT_CELL = Text("请在文件中改正这一格后重新上传。", "Correct this cell in the file and upload it again.")
_CORRECT_ROW = Text("请改正这一行后重新上传。", "Correct this row and upload it again.")


def _kind(code: str, severity: Severity, zh: str, en: str, todo: Text) -> ProblemKind:
    return ProblemKind(code, severity, Text(zh, en), todo)


def _reject(code: str, zh: str, en: str, todo: Text = _CORRECT_CELL) -> ProblemKind:
    return _kind(code, "reject", zh, en, todo)


def _skip(code: str, zh: str, en: str) -> ProblemKind:
    return _kind(code, "skip", zh, en, NOTHING_TO_DO)


def _note(code: str, zh: str, en: str, todo: Text = NOTHING_TO_DO) -> ProblemKind:
    return _kind(code, "note", zh, en, todo)


ROW_PROBLEMS: tuple[ProblemKind, ...] = (
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
    _reject("masked_id", "编号被打码，无法区分人。", "The id is masked, so people cannot be told apart.", _CORRECT_ROW),
    _reject("refund_over_amount", "退款大于订单金额。", "The refund is larger than the order's amount.", _CORRECT_ROW),
    _reject(
        "too_many_cells",
        "这一行的单元格比表头多，内容可能错位。",
        "The row has more cells than the header.",
        _CORRECT_ROW,
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
)
