"""Files of other packages."""

PHRASES = {
    "damaged": (
        "不能作为 {format} 文件读取：{reason}",
        "cannot be read as a {format} file: {reason}",
    ),
    "damaged_remedy": (
        "请检查扩展名，或从原软件重新保存",
        "see whether the ending is right, or save it again in the program it is from",
    ),
    "damaged_zip": ("文件已损坏：{reason}", "a damaged file: {reason}"),
    "overwhelming": (
        "文件解开后超过 {limit} MiB，或压缩得异常小",
        "unpacked, the file is larger than {limit} MiB, or packed suspiciously small",
    ),
    "overwhelming_remedy": (
        "请勿打开来历不明的文件；确是大数据时请保存为 CSV",
        "do not open a file you do not know; save really large data as CSV",
    ),
    "no_sheet": ("工作簿中没有数据", "the workbook has no data"),
    "no_sheet_remedy": (
        "请检查是否选对了文件，数据是否在工作表的单元格中",
        "see whether this is the file you mean, and whether its sheets have cells",
    ),
    "several_sheets": (
        "工作簿中有 {count} 张有数据的工作表，未说明读取哪一张",
        "the workbook has {count} sheets with data, and none is named",
    ),
    "no_such_sheet": ("没有工作表“{name}”", "there is no sheet '{name}'"),
    "several_sheets_remedy": ("请用 datafile= 写明工作表名", "name one: datafile=…"),
    "header": (
        "首行第 {columns} 列没有变量名，而下面有数据（可能是合并的表头）",
        "columns {columns} have no name in the first row, and data below (merged headers?)",
    ),
    "header_remedy": (
        "请只保留一行表头：每列一个名称，不合并单元格，上面没有标题",
        "keep one header row: a name for every column, no merged cells, no title above",
    ),
    "blank_rows": (
        "略去 {count} 个空行：{rows}",
        "{count} blank rows were left out: {rows}",
    ),
    "error_cells": (
        "工作簿中有 {count} 个公式错误（如 #N/A），按空白读取",
        "the workbook has {count} cells with errors such as #N/A, which are read as blank",
    ),
    "damaged_dbf": ("dBase 文件已损坏：{reason}", "a damaged dBase file: {reason}"),
    "dbf_header": ("表头不完整", "its header is cut"),
    "dbf_cut": (
        "应有 {expected} 条记录，只有 {found} 条",
        "it should have {expected} records, and has {found}",
    ),
    "overflow": (
        "{field}：{count} 个数值只剩星号（放不下或没有填），按空白读取",
        (
            "{field}: {count} numbers are asterisks (they did not fit, or were never filled), read as "
            "blank"
        ),
    ),
    "package_stale": (
        "{file} 描述的是改动之前的数据文件，未采用",
        "{file} describes the data file before it was changed, and is not used",
    ),
    "package_damaged": ("数据包已损坏：{reason}", "a damaged data package: {reason}"),
    "package_remedy": (
        "请重新转换，或移走此文件，只读取数据",
        "convert the data again, or take it away and read the data alone",
    ),
    "memo": (
        "{field}：备注字段的文字在另一个文件中，未读取",
        "{field}: the text of memo fields lies in another file, and is not read",
    ),
    "dbf_type": (
        "{field}：字段类型“{type}”未知，按文字读取",
        "{field}: unknown type '{type}', read as text",
    ),
    "bad_name": (
        "变量名“{name}”为空、为保留名，或（不分大小写）出现 {count} 次",
        "the name '{name}' is blank, reserved, or borne by {count} columns, whatever their case",
    ),
    "bad_name_remedy": ("请在原软件中改名", "rename them in the program the file is from"),
    "missing_range": (
        "{field}：{low} 至 {high} 均为缺失；出现或有标签的代码已列为缺失",
        "{field}: {low} to {high} are missing; codes that occur or have a label are listed so",
    ),
    "epidata_stata": (
        "看来是 EpiData 导出的 Stata 文件：记录状态、是/否类型和录入核对没有保存；空白文字成为“.”",
        (
            "looks like an export of EpiData: states of records, yes/no types and checks are lost, and "
            "blank text is '.'"
        ),
    ),
    "epidata_bug": (
        (
            "{field}：EpiData 导出为 Stata 8–12 时把第一个缺失代码写成最大的值，第二个写成“.”；"
            "已按缺失处理"
        ),
        (
            "{field}: exports to Stata 8-12 write the first missing code as the largest value, and the "
            "second as '.'; the first is taken as missing"
        ),
    ),
    "epidata_reasons": (
        "{field}：缺失代码已导出为 .a、.b，值标签仍是原来的代码，缺失原因无法对应",
        (
            "{field}: missing codes became .a and .b, while labels keep the old codes: which reason is "
            "which is lost"
        ),
    ),
}
