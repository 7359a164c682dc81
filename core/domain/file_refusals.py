"""Why a file, or a whole import, is not taken."""

from __future__ import annotations

from core.domain.problem_kinds import NOTHING_TO_DO, ProblemKind
from core.i18n import Text

_RETRY = Text("请从来源系统重新导出后再试。", "Export the file again from its system and retry.")
_SPLIT = Text("请拆成较小的文件分批上传。", "Split it into smaller files and upload those.")
_IMPORT_PARTS = Text("请拆成较小的文件后再导入。", "Split it into smaller files and import those.")


def _refuse(code: str, zh: str, en: str, todo: Text = _RETRY, variant: str = "") -> ProblemKind:
    return ProblemKind(code, "refuse", Text(zh, en), todo, variant)


FILE_REFUSALS: tuple[ProblemKind, ...] = (
    # the file cannot be read
    _refuse(
        "unreadable",
        "文件 {file} 不是可识别的表格或文本。",
        "{file} is neither a table nor text.",
        Text(
            "支持 CSV、TSV、XLSX、XLS、JSON、Parquet 及其 ZIP 或 GZIP。",
            "CSV, TSV, XLSX, XLS, JSON, Parquet and a ZIP or GZIP of these are read.",
        ),
        variant="not_text",
    ),
    _refuse(
        "unreadable",
        "文件 {file} 实际是网页（HTML），不是电子表格。",
        "{file} is really a web page (HTML), not a spreadsheet.",
        Text("请用 Excel 或 WPS 打开并另存为 XLSX。", "Open it in Excel or WPS and save it as XLSX."),
        variant="html_table",
    ),
    _refuse("unreadable", "文件 {file} 不完整或已损坏。", "{file} is incomplete or damaged.", variant="damaged"),
    _refuse(
        "unreadable_file",
        "打不开文件 {file}。",
        "Cannot open {file}.",
        Text("请检查路径和权限。", "Check the path and the permissions."),
    ),
    _refuse(
        "bad_encoding",
        "文件 {file} 第 {line} 行无法按 {encoding} 解码。",
        "{file}: line {line} cannot be decoded as {encoding}.",
        Text("请另存为 UTF-8 后重试，或指定正确的编码。", "Save it as UTF-8 and retry, or name the right encoding."),
    ),
    _refuse(
        "bad_encoding",
        "不认识编码 {encoding}（文件 {file}）。",
        "{encoding} is no text encoding (given for {file}).",
        Text("可用 utf-8、gb18030、utf-16、big5。", "Use utf-8, gb18030, utf-16 or big5."),
        variant="unknown_encoding",
    ),
    _refuse(
        "bad_delimiter",
        "分隔符 {delimiter} 无效（文件 {file}）。",
        "{delimiter} is no delimiter (given for {file}).",
        Text("可用 , | ; 制表符 或 spaces。", "Use , | ; a TAB or spaces."),
    ),
    _refuse(
        "missing_sheet",
        "文件 {file} 没有名为 {sheet} 的工作表。",
        "{file} has no sheet called {sheet}.",
        Text("请核对工作表名称。", "Check the sheet's name."),
    ),
    _refuse(
        "encrypted",
        "文件 {file} 有密码保护。",
        "{file} is protected by a password.",
        Text("请去掉密码后重新导入。", "Remove the password and import it again."),
    ),
    _refuse(
        "nested_archive",
        "压缩包里还有压缩包：{file}。",
        "An archive inside an archive: {file}.",
        Text("请先解压，再直接导入里面的文件。", "Unpack it first and import the files inside."),
    ),
    _refuse(
        "zip_bomb",
        "压缩包 {file} 解压后过大，已停止读取。",
        "{file} unpacks to far too much data; reading stopped.",
        _IMPORT_PARTS,
    ),
    _refuse(
        "xml_bomb",
        "文件 {file} 含有表格软件不会写出的 XML 声明，已拒绝。",
        "{file} holds XML declarations that no spreadsheet program writes.",
        Text("请用 Excel 或 WPS 打开并另存后重试。", "Open it in Excel or WPS, save it again and retry."),
    ),
    _refuse(
        "too_large",
        "文件 {file} 太大（上限 {limit}）。",
        "{file} is too large (limit {limit}).",
        _IMPORT_PARTS,
        variant="over_limit",
    ),
    _refuse(
        "endless_cell",
        "文件 {file} 第 {row} 行附近的单元格或行过长，可能是引号没有配对。",
        "{file}: a cell or row near row {row} is far too long, perhaps after an unpaired quote.",
        Text("请检查该行的引号后重试。", "Check the quotes of that row and retry."),
    ),
    _refuse(
        "unclosed_quote",
        "文件 {file} 第 {row} 行的引号没有结束。",
        "{file}: a quote in row {row} is never closed.",
        Text("请补上或删除该引号后重试。", "Close or remove that quote and retry."),
    ),
    _refuse("bad_json", "文件 {file} 第 {line} 行不是有效的 JSON。", "{file}: line {line} is not valid JSON."),
    _refuse("too_deep", "文件 {file} 的 JSON 嵌套过深。", "The JSON in {file} is nested too deeply."),
    # its tables and columns are not understood
    _refuse(
        "two_tables_match",
        "文件 {file} 同时符合多张表：{tables}。",
        "{file} fits several tables equally well: {tables}.",
        Text(
            "请用 --table 指定其中一张，例如 --table {first}。", "Say which with --table, for example --table {first}."
        ),
    ),
    _refuse(
        "unknown_format",
        "认不出文件 {file} 的格式。找到的列：{found}。{nearest}",
        "The layout of {file} is not known. Found: {found}.{nearest}",
        Text(
            "请用 --table 指定目标表，或用 --profile 给出列的对应关系。",
            "Name the table with --table, or map the columns with --profile.",
        ),
    ),
    _refuse(
        "missing_columns",
        "文件 {file} 缺少表 {table} 的必填列：{missing}。找到的列：{found}。",
        "{file} lacks required columns of {table}: {missing}. Found: {found}.",
        Text("请补上这些列，或用 --profile 指定列的对应关系。", "Add them, or map the columns with --profile."),
        variant="missing_columns_of_table",
    ),
    _refuse(
        "nothing_to_keep",
        "文件 {file}：这是有赞的客户列表：里面只有姓名、手机号和累计消费，没有群，也没有单笔订单，没有可以入库的内容。",
        "{file}: This is Youzan's customer list: names, phones and lifetime totals, no group and no single order, "
        "so there is nothing to keep.",
        Text(
            "请改为导出订单（买家与付款）或群成员名单。",
            "Export the orders (buyer and payment) or the group's member list instead.",
        ),
        variant="youzan_customers",
    ),
    _refuse(
        "rows_rejected",
        "有 {rejected} 行不能导入，未提交：{kinds}。",
        "Rows that cannot be loaded: {rejected} ({kinds}). Nothing was committed.",
        Text(
            "请修正这些行后重新导入，或加 --accept-partial 只导入其余的行。",
            "Correct them and import again, or add --accept-partial to load the others.",
        ),
    ),
    # the import cannot go on
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
    _refuse("cancelled", "已取消读取文件 {file}。", "Reading {file} was cancelled.", NOTHING_TO_DO),
    _refuse("reader_crashed", "读取文件 {file} 时程序意外停止。", "Reading {file} failed unexpectedly."),
    _refuse(
        "reader_timeout", "读取文件 {file} 用时过长，已停止。", "Reading {file} took too long and was stopped.", _SPLIT
    ),
    _refuse(
        "reader_memory", "读取文件 {file} 需要过多内存，已停止。", "Reading {file} needed too much memory.", _SPLIT
    ),
)
