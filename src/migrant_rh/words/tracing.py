"""Where a number comes from."""

PHRASES = {
    "summary": (
        "{number}：{cells} 个单元格，来自 {rows} 行结果",
        "{number}: {cells} cells, from {rows} rows of results",
    ),
    "none": (
        "没有单元格印作 {number}",
        "no cell prints {number}",
    ),
    "cell": (
        "{table}｜{row}｜{column}：{text}",
        "{table} | {row} | {column}: {text}",
    ),
    "other_style": ("（{style} 格式）", " (in the style {style})"),
}
