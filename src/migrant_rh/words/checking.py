"""Findings of checks and of double entry."""

PHRASES = {
    "illegal": ("不是允许的值；允许：{legal}", "not among the legal values: {legal}"),
    "must_enter": ("必须录入，却是空的", "blank, though entry is a must"),
    "not_unique": ("主键重复", "the unique key is repeated"),
    "jump": (
        "{origin} 为 {value} 时应跳到 {target}，此处却有值",
        "filled, though {origin} = {value} jumps to {target}",
    ),
    "condition": ("{said}（{text}）", "{said} ({text})"),
    "not_compared": (
        "比较未运行，两项类型不同或缺少一项：{text}",
        "the comparison is not run, for the fields are of two kinds or one is not there: {text}",
    ),
    "not_run": (
        "第 {line} 行的条件未运行（{reason}）：{text}",
        "the condition of line {line} is not run ({reason}): {text}",
    ),
    "personal": (
        "该变量像是{kind}，可以识别个人",
        "this variable looks like {kind} and would identify persons",
    ),
    "national_id": ("身份证号", "national identity numbers"),
    "mobile": ("手机号", "mobile numbers"),
    "mail": ("电子邮箱", "addresses of mail"),
    "called_personal": (
        "姓名、电话、证件号或地址（按变量名）",
        "a name, number or address, as it is called",
    ),
    "personal_remedy": (
        "分析前删去该变量，或换成研究编号：migrant-rh pseudonymise {file} 新文件 --columns {name} --key-file 密钥文件；报告不会印出它的值。",
        "Take it out before the analysis, or replace it by study numbers: migrant-rh pseudonymise {file} NEW_FILE --columns {name} --key-file KEY_FILE. The report prints none of its values.",
    ),
    "serial_date": (
        "名为日期，却是整数，像电子表格的日序数：最早 {first}，最晚 {last}（1900 / 1904 日期系统）",
        "called a date, but whole numbers like the days of a spreadsheet: from {first} to {last} (1900 / 1904 system)",
    ),
    "serial_date_remedy": (
        "在电子表格中把该列设为日期格式后重新导出；哪种日期系统须由您确定。",
        "Format the column as a date in the spreadsheet and export it again; which system holds is yours to say.",
    ),
    "undeclared_code": (
        "{code}（{count} 条记录）远离其他值，像是未声明的缺失码",
        "{code} ({count} records) stands far above all other values, like a missing code that nobody declared",
    ),
    "undeclared_code_remedy": (
        "若是缺失码，在核查文件（MISSINGVALUE）或研究文件中声明；若是真实的值，写明合法范围。",
        "If it means missing, declare it in the check file (MISSINGVALUE) or the study file; if it is real, declare the range.",
    ),
    "compare": ("应 {relation} {other}", "it must be {relation} {other}"),
    "missing_in_first": ("第一遍录入文件中缺少的记录", "Records missing in main file"),
    "missing_in_second": ("第二遍录入文件中缺少的记录", "Records missing in duplicate file"),
    "not_unique_first": ("第一遍录入文件中主键重复的记录", "Non-unique records in main file"),
    "not_unique_second": ("第二遍录入文件中主键重复的记录", "Non-unique records in duplicate file"),
    "fields_checked": ("核对的变量数", "Number of fields checked"),
    "common_records": ("两遍都有的记录", "Common records"),
    "records_with_errors": ("有差异的记录", "Records with errors"),
    "field_entries_with_errors": ("有差异的录入项", "Field entries with errors"),
    "error_percentage_records": ("差异率（按记录，%）", "Error percentage (#records)"),
    "error_percentage_fields": ("差异率（按录入项，%）", "Error percentage (#fields)"),
    "key_missing": ("{file} 中没有主键变量“{key}”", "{file} has no key field '{key}'"),
    "key_missing_remedy": (
        "在 data.key 中写明两个文件都有的变量。",
        "Under data.key, name fields that both files have.",
    ),
    "differs": (
        "第一遍为“{first}”，第二遍为“{second}”",
        "'{first}' in the first entry, '{second}' in the second",
    ),
    "only_in": ("这条记录只在 {file} 中", "this record is only in {file}"),
    "twice_in": ("这个主键在 {file} 中不止一次", "this key stands more than once in {file}"),
    "not_adjudicated": (
        "两遍录入有 {entries} 处差异（{records} 条记录）、{missing} 条记录只在一个文件中、{repeated} 条主键重复，尚未裁定。",
        "The two entries differ in {entries} values ({records} records), {missing} records stand in one file only and {repeated} repeat a key; nothing is decided yet.",
    ),
    "not_adjudicated_remedy": (
        "用 --findings 差异.csv 列出全部差异，对照原始问卷逐条裁定，把裁定后的文件写在 data.waves.{wave}.adjudicated。",
        "List every difference with --findings differences.csv, decide each against the questionnaire, and name the decided file under data.waves.{wave}.adjudicated.",
    ),
    "final_differs_from_both": (
        "两遍都录为“{value}”，裁定文件中却是“{final}”",
        "both entries say '{value}', the adjudicated file says '{final}'",
    ),
    "final_neither": (
        "裁定值“{final}”与两遍录入（“{first}”“{second}”）都不同",
        "decided as '{final}', which neither entry says ('{first}', '{second}')",
    ),
    "final_missing": (
        "两遍都有这条记录，裁定文件中没有",
        "in both entries, but not in the adjudicated file",
    ),
    "final_new": (
        "裁定文件中有这条记录，两遍录入都没有",
        "in the adjudicated file, but in neither entry",
    ),
    "as_first": ("按第一遍录入裁定", "Decided as in the first entry"),
    "as_second": ("按第二遍录入裁定", "Decided as in the second entry"),
    "as_neither": ("裁定为其他值", "Decided as neither"),
    "undecided": ("未裁定", "Not decided"),
}
