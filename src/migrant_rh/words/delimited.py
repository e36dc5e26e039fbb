"""Delimited text files."""

PHRASES = {
    "nul": ("有 NUL 字节，不是文本。", "There is a NUL byte; this is not text."),
    "nul_remedy": (
        "文件可能是 UTF-16 或二进制格式；另存为 CSV（UTF-8）。",
        "The file may be UTF-16 or binary; save it as CSV (UTF-8).",
    ),
    "delimiter_unsure": (
        "有不止一种可能的分隔符：{marks}。",
        "More than one delimiter would do: {marks}.",
    ),
    "delimiter_remedy": ("写明 delimiter。", "Declare the delimiter."),
    "delimiter_bad": (
        "分隔符“{mark}”应为一个字符，或 tab、comma、semicolon、bar。",
        "The delimiter '{mark}' should be one character, or tab, comma, semicolon, bar.",
    ),
    "open_quote": (
        "从这一行开始的引号没有结束。",
        "A quote that opens in this line is not closed.",
    ),
    "after_quote": (
        "结束引号之后还有文字。",
        "There is text after a closing quote.",
    ),
    "quotes_remedy": (
        "补上引号；引号内的引号应写两次。",
        "Close the quote; write a quote inside quotes twice.",
    ),
    "no_names": ("第一行是数字，不是变量名。", "The first row holds numbers, not names."),
    "unnamed": ("第 {columns} 列没有变量名。", "Column {columns} has no name."),
    "names_remedy": (
        "第一行应为变量名，每列一个；删去其上的标题行和合并单元格。",
        "The first row should name every column; remove titles and merged cells above it.",
    ),
    "name_twice": (
        "变量名“{name}”在第 {columns} 列重复（不区分大小写）。",
        "The name '{name}' stands over columns {columns} (case does not count).",
    ),
    "reserved": (
        "变量名“{name}”为程序保留，请改名。",
        "The name '{name}' is reserved; rename the column.",
    ),
    "ragged": (
        "有 {count} 行为 {cells} 列：第 {lines} 行",
        "{count} rows have {cells} cells: lines {lines}",
    ),
    "ragged_expected": ("每行 {cells} 列，与第一行相同", "{cells} cells, as in the first row"),
    "ragged_remedy": (
        "检查这些行中的分隔符；含有分隔符的文字要加引号。若分隔符识别有误，写明 delimiter。",
        "Look for delimiters in these rows: text that contains one needs quotes. If the delimiter was taken wrongly, declare it.",
    ),
    "lost_digits": (
        "{count} 个值写成了科学计数法，末尾的数字已丢失：{values}",
        "{count} values are written with an exponent, so their last digits are lost: {values}",
    ),
    "lost_digits_remedy": (
        "在 Excel 中把该列设为“文本”，从原始数据重新导入后再导出。",
        "Set the column to 'Text' in Excel, import it again from the original, and export it.",
    ),
    "lists": (
        "列“{name}”含 {values}：在以逗号分隔的文件中，可能是多个回答，也可能是小数逗号；保留为文本。",
        "Column '{name}' holds {values}: between commas these may be several answers or decimal commas; the column stays text.",
    ),
    "understood": (
        "按分隔符“{mark}”、小数点“{decimal}”、编码 {encoding} 读取。",
        "Read with the delimiter '{mark}', the decimal mark '{decimal}' and the encoding {encoding}.",
    ),
    "mixed_line_ends": (
        "换行方式不一（CRLF 与 LF 混用），每行都按一条记录读取。",
        "Lines end in different ways (CRLF and LF); each was read as a row.",
    ),
    "blank_lines": (
        "略去记录之间的 {count} 个空行（第 {lines} 行）。",
        "{count} blank lines between records were left out (lines {lines}).",
    ),
}
