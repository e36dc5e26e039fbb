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
        "数值项“{code}”有误：小数点只能有一个，且不能在末尾",
        "the number '{code}' is none: one decimal mark at most, and not at its end",
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
