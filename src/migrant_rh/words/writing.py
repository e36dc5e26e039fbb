"""Files of other packages that are written."""

PHRASES = {
    "unknown_format": ("不能写出“{suffix}”文件", "'{suffix}' is no kind of file that is written"),
    "exists": ("文件已存在", "the file is there already"),
    "exists_remedy": (
        "请换一个文件名，或加 --force（overwrite=True）",
        "choose another name, or say --force (overwrite=True)",
    ),
    "refused": ("不能写出：{reason}", "it cannot be written: {reason}"),
    "not_same": (
        "写出的文件读回后与原数据不同：{names}；未写出",
        "read again, the file has other values in {names}; it was not written",
    ),
    "not_same_remedy": (
        "此格式不能保存这些值；请改用 .csv 或 .parquet",
        "the format does not hold these values; write .csv or .parquet",
    ),
    "deleted": (
        "略去 {count} 条已标记删除的记录",
        "{count} records that are marked deleted were left out",
    ),
    "verified": (
        "{count} 条记录的“已核对”标记没有保存",
        "the mark of {count} verified records is not kept",
    ),
    "renamed": ("变量 {old} 改名为 {new}", "{old} is called {new}"),
    "tagged": (
        "{field}：缺失代码写成 Stata 的缺失值 {pairs}",
        "{field}: missing codes are Stata's {pairs}",
    ),
    "no_labels": (
        "{field}：Stata 不能给小数或文字加标签；标签保存在旁边的数据包中",
        "{field}: Stata labels neither decimals nor text; the labels are in the package beside it",
    ),
    "most_missing": (
        "{field}：SPSS 只能有 3 个缺失代码，其余保存在旁边的数据包中",
        "{field}: SPSS has room for three missing codes; the others are in the package beside it",
    ),
    "done": (
        "已写出 {count} 条记录：{path}",
        "{count} records written to {path}",
    ),
}
