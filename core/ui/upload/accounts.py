"""The listings of an import: what became of each file, what changes in each table, which rows were not taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.codec.listing import Field, Listing, Value
from core.domain.problems import Problem, Severity, problem_kind
from core.domain.tables import TABLES
from core.i18n import Text
from core.ingest.comparison import Comparison
from core.ui.state import language
from core.ui.upload.labels import column_label, format_label
from core.ui.words import say

_KEY = "key_repeated"
LISTED = 200
"""Problem rows shown on the page; the download has every rejected row."""


def by_file(shown: Comparison) -> Listing:
    """Per file and table: rows in = loaded + skipped + rejected."""
    rows: list[tuple[Value, ...]] = [
        (
            entry.file,
            format_label(entry.format),
            TABLES[entry.table].label,
            entry.rows_in,
            entry.loaded,
            entry.skipped,
            entry.rejected,
        )
        for entry in shown.files
        if not entry.derived
    ]
    return Listing(
        "import_files",
        Text("每个文件读到了什么", "What was read of each file"),
        (
            Field("file", Text("文件", "File")),
            Field("format", Text("识别为", "Recognised as")),
            Field("table", Text("导入到", "Goes to")),
            Field("rows_in", Text("行数", "Rows"), "count"),
            Field("loaded", Text("可导入", "To import"), "count"),
            Field("skipped", Text("略过", "Left out"), "count"),
            Field("rejected", Text("不能导入", "Cannot be read"), "count"),
        ),
        tuple(rows),
    )


def by_table(shown: Comparison) -> Listing:
    """Per canonical table: rows new, changed, unchanged, and the days they cover."""
    rows: list[tuple[Value, ...]] = [
        (
            TABLES[table.table].label,
            sum(table.new.values()),
            sum(table.changed.values()),
            sum(table.unchanged.values()),
            table.days[0] if table.days else None,
            table.days[1] if table.days else None,
        )
        for table in shown.tables
    ]
    return Listing(
        "difference",
        Text("提交后会改变什么", "What committing changes"),
        (
            Field("table", Text("表", "Table")),
            Field("new", Text("新增行", "New rows"), "count"),
            Field("changed", Text("变更行", "Changed rows"), "count"),
            Field("unchanged", Text("不变行", "Unchanged rows"), "count"),
            Field("first", Text("日期从", "From"), "text"),
            Field("last", Text("到", "To"), "text"),
        ),
        tuple(rows),
    )


def changed_cells(shown: Comparison) -> Listing:
    """A sample of stored values that would be replaced: old → new."""
    rows: list[tuple[Value, ...]] = [
        (
            TABLES[table.table].label,
            " · ".join(str(part)[:40] for part in cell.key if part is not None),
            column_label(table.table, cell.column),
            _short(cell.old),
            _short(cell.new),
        )
        for table in shown.tables
        for cell in table.sample
    ]
    return Listing(
        "changed",
        Text("变更举例：原值 → 新值", "Changes, a sample: old → new"),
        (
            Field("table", Text("表", "Table")),
            Field("key", Text("哪一行", "Row")),
            Field("column", Text("列", "Column")),
            Field("old", Text("原值", "Old")),
            Field("new", Text("新值", "New")),
        ),
        tuple(rows),
    )


def kinds(problems: Sequence[Problem], severities: tuple[Severity, ...]) -> Listing:
    """How often each kind of problem was met, the commonest first, and what to do about it."""
    counts = Counter(p.code for p in problems if problem_kind(p.code).severity in severities)
    rows: list[tuple[Value, ...]] = [
        (problem_kind(code).text, times, problem_kind(code).todo) for code, times in counts.most_common()
    ]
    return Listing(
        "problem_kinds",
        Text("问题汇总", "Problems by kind"),
        (
            Field("what", Text("情况", "What")),
            Field("times", Text("处数", "Times"), "count"),
            Field("todo", Text("怎么办", "What to do")),
        ),
        tuple(rows),
    )


def rejected_cells(problems: Sequence[Problem]) -> Listing:
    """The first rejected cells: file, row as a spreadsheet shows it, column, value (personal ones masked), reason."""
    lang = language()
    found = [p for p in problems if problem_kind(p.code).severity == "reject"][:LISTED]
    rows: list[tuple[Value, ...]] = [
        (p.file, p.row, _column(p), p.value or None, problem_kind(p.code).text.of(lang)) for p in found
    ]
    return Listing(
        "rejected_cells",
        Text("不能导入的行", "Rows that cannot be imported"),
        (
            Field("file", Text("文件", "File")),
            Field("row", Text("行号", "Row"), "count"),
            Field("column", Text("列", "Column")),
            Field("value", Text("内容", "Value")),
            Field("reason", Text("原因", "Reason")),
        ),
        tuple(rows),
    )


def _column(problem: Problem) -> str | None:
    """The header of the file; the parts of a key, which go by their canonical names, in the page's words."""
    if problem.code != _KEY:
        return problem.column or None
    parts = problem.column.split("+")
    table = next((code for code, found in TABLES.items() if all(part in found.by_name for part in parts)), None)
    if table is None:
        return problem.column or None
    return say("、", ", ").join(column_label(table, part) for part in parts)


def _short(value: object) -> str | None:
    return None if value is None else str(value)[:40]
