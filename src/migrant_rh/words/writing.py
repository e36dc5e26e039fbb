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
    "no_field": ("没有变量“{name}”", "there is no field '{name}'"),
    "key_short": ("密钥只有 {count} 个字符", "the key has {count} characters"),
    "key_short_expected": ("至少 {count} 个字符", "at least {count}"),
    "key_unreadable": ("不能读取密钥文件：{reason}", "the key file cannot be read: {reason}"),
    "key_unreadable_remedy": (
        "加 --new-key 生成新的密钥文件；与数据分开保管。",
        "Say --new-key to make one; keep it apart from the data.",
    ),
    "key_exists": (
        "密钥文件已存在，不会覆盖：覆盖后旧编号就无法再得出",
        "the key file is there already and is not written over: the old study numbers would be lost with it",
    ),
    "key_exists_remedy": (
        "不写 --new-key 即使用它，或换一个文件名。",
        "Leave out --new-key to use it, or choose another name.",
    ),
    "nothing_masked": (
        "没有写明要替换或删去的变量",
        "no field is named to be replaced or left out",
    ),
    "nothing_masked_remedy": (
        "用 --columns 或 --drop 写明；像是含个人信息的变量：{names}",
        "Name them by --columns or --drop; fields that look personal: {names}",
    ),
    "masked": (
        "变量 {names} 已换成研究编号；密钥 {key} 请与数据分开保管，遗失后无法得出相同的编号",
        "{names} became study numbers; keep the key {key} apart from the data: without it the same numbers cannot be made again",
    ),
    "still_personal": (
        "变量 {name} 仍像是能识别个人：{said}",
        "{name} still looks as if it identified persons: {said}",
    ),
    "done": (
        "已写出 {count} 条记录：{path}",
        "{count} records written to {path}",
    ),
}
