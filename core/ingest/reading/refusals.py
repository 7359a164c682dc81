"""Why a source file is refused before any of its rows are read: one function per reason."""

from __future__ import annotations

from core.errors import ImportRefused
from core.i18n import Text

_EXPORT_AGAIN = Text("请从来源系统重新导出后再试。", "Export it again from the source system and retry.")
_SPLIT = Text("请拆成较小的文件后再导入。", "Split it into smaller files and import those.")
_UNPACK = Text("请先解压，再直接导入里面的文件。", "Unpack it first and import the files inside.")


def _refuse(code: str, file: str, zh: str, en: str, todo: Text, **details: object) -> ImportRefused:
    text = Text(zh, en).fill(file=file, **details)
    return ImportRefused(code, text, todo, file=file, **details)


def bad_encoding(file: str, line: int, encoding: str | None) -> ImportRefused:
    """The bytes of `line` (1-based) are not text in `encoding` (None: in any encoding we know)."""
    return _refuse(
        "bad_encoding",
        file,
        "文件 {file} 第 {line} 行无法按 {encoding} 解码。",
        "{file}: line {line} cannot be decoded as {encoding}.",
        Text("请另存为 UTF-8 后重试，或指定正确的编码。", "Save it as UTF-8 and retry, or name the right encoding."),
        line=line,
        encoding=encoding or "UTF-8 / GB18030 / UTF-16 / Big5",
    )


def unknown_encoding(file: str, encoding: str) -> ImportRefused:
    """The encoding named by the user does not exist."""
    return _refuse(
        "bad_encoding",
        file,
        "不认识编码 {encoding}（文件 {file}）。",
        "{encoding} is no text encoding (given for {file}).",
        Text("可用 utf-8、gb18030、utf-16、big5。", "Use utf-8, gb18030, utf-16 or big5."),
        encoding=encoding,
    )


def bad_delimiter(file: str, delimiter: str) -> ImportRefused:
    """The delimiter named by the user is none."""
    return _refuse(
        "bad_delimiter",
        file,
        "分隔符 {delimiter} 无效（文件 {file}）。",
        "{delimiter} is no delimiter (given for {file}).",
        Text("可用 , | ; 制表符 或 spaces。", "Use , | ; a TAB or spaces."),
        delimiter=repr(delimiter),
    )


def not_text(file: str) -> ImportRefused:
    """Neither a table format we read nor text."""
    return _refuse(
        "unreadable",
        file,
        "文件 {file} 不是可识别的表格或文本。",
        "{file} is neither a table nor text.",
        Text(
            "支持 CSV、TSV、XLSX、XLS、JSON、Parquet 及其 ZIP 或 GZIP。",
            "CSV, TSV, XLSX, XLS, JSON, Parquet and a ZIP or GZIP of these are read.",
        ),
    )


def html_table(file: str) -> ImportRefused:
    """A web page saved under a spreadsheet's name."""
    return _refuse(
        "unreadable",
        file,
        "文件 {file} 实际是网页（HTML），不是电子表格。",
        "{file} is really a web page (HTML), not a spreadsheet.",
        Text("请用 Excel 或 WPS 打开并另存为 XLSX。", "Open it in Excel or WPS and save it as XLSX."),
    )


def empty(file: str) -> ImportRefused:
    """There is nothing in the file."""
    return _refuse("empty_file", file, "文件 {file} 是空的。", "{file} is empty.", _EXPORT_AGAIN)


def missing_sheet(file: str, sheet: str) -> ImportRefused:
    """The workbook has no such sheet."""
    return _refuse(
        "missing_sheet",
        file,
        "文件 {file} 没有名为 {sheet} 的工作表。",
        "{file} has no sheet called {sheet}.",
        Text("请核对工作表名称。", "Check the sheet's name."),
        sheet=sheet,
    )


def damaged(file: str) -> ImportRefused:
    """Truncated, wrong checksum, or otherwise not what its format promises."""
    return _refuse(
        "unreadable", file, "文件 {file} 不完整或已损坏。", "{file} is incomplete or damaged.", _EXPORT_AGAIN
    )


def encrypted(file: str) -> ImportRefused:
    """A password is needed."""
    return _refuse(
        "encrypted",
        file,
        "文件 {file} 有密码保护。",
        "{file} is protected by a password.",
        Text("请去掉密码后重新导入。", "Remove the password and import it again."),
    )


def nested_archive(file: str) -> ImportRefused:
    """An archive inside an archive."""
    return _refuse(
        "nested_archive", file, "压缩包里还有压缩包：{file}。", "An archive inside an archive: {file}.", _UNPACK
    )


def zip_bomb(file: str) -> ImportRefused:
    """Inflates to far more than its size allows for."""
    return _refuse(
        "zip_bomb",
        file,
        "压缩包 {file} 解压后过大，已停止读取。",
        "{file} unpacks to far too much data; reading stopped.",
        _SPLIT,
    )


def xml_bomb(file: str) -> ImportRefused:
    """A workbook with XML declarations no spreadsheet program writes."""
    return _refuse(
        "xml_bomb",
        file,
        "文件 {file} 含有表格软件不会写出的 XML 声明，已拒绝。",
        "{file} holds XML declarations that no spreadsheet program writes.",
        Text("请用 Excel 或 WPS 打开并另存后重试。", "Open it in Excel or WPS, save it again and retry."),
    )


def too_large(file: str, limit: str) -> ImportRefused:
    """More than we read of this kind of file; `limit` says what was exceeded."""
    return _refuse(
        "too_large",
        file,
        "文件 {file} 太大（上限 {limit}）。",
        "{file} is too large (limit {limit}).",
        _SPLIT,
        limit=limit,
    )


def endless_cell(file: str, row: int) -> ImportRefused:
    """A cell or row so long that it cannot be meant, usually after a stray quote."""
    return _refuse(
        "endless_cell",
        file,
        "文件 {file} 第 {row} 行附近的单元格或行过长，可能是引号没有配对。",
        "{file}: a cell or row near row {row} is far too long, perhaps after an unpaired quote.",
        Text("请检查该行的引号后重试。", "Check the quotes of that row and retry."),
        row=row,
    )


def unclosed_quote(file: str, row: int) -> ImportRefused:
    """A quoted cell that never ends."""
    return _refuse(
        "unclosed_quote",
        file,
        "文件 {file} 第 {row} 行的引号没有结束。",
        "{file}: a quote in row {row} is never closed.",
        Text("请补上或删除该引号后重试。", "Close or remove that quote and retry."),
        row=row,
    )


def bad_json(file: str, line: int) -> ImportRefused:
    """Not JSON from `line` (1-based) on."""
    return _refuse(
        "bad_json",
        file,
        "文件 {file} 第 {line} 行不是有效的 JSON。",
        "{file}: line {line} is not valid JSON.",
        _EXPORT_AGAIN,
        line=line,
    )


def too_deep(file: str) -> ImportRefused:
    """JSON nested beyond reason."""
    return _refuse(
        "too_deep", file, "文件 {file} 的 JSON 嵌套过深。", "The JSON in {file} is nested too deeply.", _EXPORT_AGAIN
    )
