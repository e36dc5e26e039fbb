"""Questionnaires."""

PHRASES = {
    "named_first_word": (
        "变量名取自问题的第一个词；若 EpiData 设为自动命名，名称会不同",
        "fields are named by the first word of their questions; EpiData may be set otherwise",
    ),
    "named_automatic": (
        "变量名取自大括号中的字母，没有括号的按问题自动命名；若 EpiData 设为取第一个词，名称会不同",
        "fields are named by letters in braces, or automatically; EpiData may be set otherwise",
    ),
    "too_long": (
        "问卷有 {count} 行，EpiData 最多 {most} 行",
        "the questionnaire has {count} lines, and EpiData takes {most}",
    ),
    "no_fields": ("问卷中没有录入项", "the questionnaire has no field"),
    "bad_number": (
        "数值项“{code}”有误：小数点只能有一个，且不能以“.”结尾",
        "the number '{code}' is none: one decimal mark at most, and no point at its end",
    ),
    "cut": (
        "这些字段的问题超过 {size} 个字节，EpiData 将截断：{fields}",
        "EpiData cuts the questions of these fields, which are longer than {size} bytes: {fields}",
    ),
    "closed_before": (
        "“{code}”之前有“>”，EpiData 会认为录入项没有右尖括号",
        "a '>' stands before '{code}', and EpiData takes the field for one that is not closed",
    ),
    "unclosed": ("“{code}”没有右尖括号", "'{code}' has no closing bracket"),
    "unknown_code": ("“{code}”不是 EpiData 的录入项", "'{code}' is no field of EpiData"),
    "too_wide": (
        "录入项宽 {width} 个字符，最多 {widest} 个",
        "the field is {width} characters wide, and {widest} are the most",
    ),
    "remedy": (
        "请在 EpiData 的问卷编辑器中改正",
        "mend it in the editor of questionnaires of EpiData",
    ),
}
