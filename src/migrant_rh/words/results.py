"""Stored results."""

PHRASES = {
    "missing": (
        "此处没有保存的分析结果（results.json）",
        "there are no stored results here (results.json)",
    ),
    "not_results": ("不是 migrant-rh 的结果文件", "this is no results file of migrant-rh"),
    "expected": (
        "本软件写出的 results.json、results.parquet 或 results.csv（格式 {format}）",
        "results.json, results.parquet or results.csv as this package writes them (format {format})",
    ),
    "no_provenance": (
        "没有可用的 provenance.json（数据来源与版本）；它应与结果文件在同一文件夹",
        "there is no provenance.json to read (sources and versions); it belongs beside the results",
    ),
    "no_words": (
        "结果文件不含词汇，无法再次排版；请用 results.json 或 results.parquet",
        "these results hold no words and cannot be printed again; use results.json or results.parquet",
    ),
    "no_style": ("没有“{style}”这种期刊格式", "there is no journal style '{style}'"),
    "nothing_moved": ("两次结果完全相同（{count} 行）", "nothing moved: {count} rows are equal"),
    "moved": (
        "{numbers} 个数值有变化（共 {rows} 行）；仅见于前者 {before} 行，仅见于后者 {after} 行",
        "{numbers} numbers moved in {rows} rows; {before} rows only before, {after} rows only after",
    ),
    "only_before": ("仅见于前者", "Only before"),
    "only_after": ("仅见于后者", "Only after"),
    "more_moved": ("……另有 {count} 处，见 --csv", "... and {count} more; --csv lists them all"),
}
