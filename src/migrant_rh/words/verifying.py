"""Whether a document is still what the run says."""

PHRASES = {
    "ending": (
        "“{ending}”不能核对；可核对 .docx、.html、.xlsx",
        "'{ending}' cannot be verified; .docx, .html and .xlsx can",
    ),
    "unusable": ("文件不能读取：{reason}", "the file cannot be read: {reason}"),
    "zh": ("中文", "Chinese"),
    "en": ("英文", "English"),
    "summary": (
        "{language}，{style} 格式：核对 {tables} 个表、{cells} 个单元格、{sentences} 个句子，{count} 处不同",
        "{language}, style {style}: {tables} tables, {cells} cells and {sentences} sentences compared, {count} differ",
    ),
    "cell": (
        "{table}｜{row}｜{column}：现为“{found}”，应为“{expected}”",
        "{table} | {row} | {column}: '{found}' stands for '{expected}'",
    ),
    "heading": (
        "{table}：表头“{expected}”不在文件中",
        "{table}: the heading '{expected}' is not there",
    ),
    "row_missing": ("{table}：缺少行“{row}”", "{table}: the row '{row}' is missing"),
    "row_added": ("{table}：多出行“{row}”", "{table}: the row '{row}' was added"),
    "table_missing": ("缺少表“{table}”", "the table '{table}' is missing"),
    "sentence": (
        "句子现为“{found}”，应为“{expected}”",
        "a sentence is '{found}', and was '{expected}'",
    ),
}
