"""Stored results."""

PHRASES = {
    "missing": (
        "此处没有保存的分析结果（results.json）",
        "there are no stored results here (results.json)",
    ),
    "not_results": ("不是 migrant-rh 的结果文件", "this is no results file of migrant-rh"),
}
