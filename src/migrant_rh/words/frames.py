"""What the tables of a data frame say."""

PHRASES = {
    "no_number": ("“{name}”的值不是数字", "the values of '{name}' are no numbers"),
    "too_many_levels": (
        "“{name}”有 {count} 种取值，不像分类变量",
        "'{name}' has {count} different values, too many for a category",
    ),
    "too_many_levels_remedy": (
        "请先分组，或从 rows 中去掉该列。",
        "Group the values first, or leave the column out of rows.",
    ),
    "unknown_option": (
        "{option} 中的“{value}”无法识别",
        "{option}: '{value}' is not known",
    ),
    "characteristics_title": ("{by}各组特征", "Characteristics by {by}"),
    "characteristics_title_alone": ("特征", "Characteristics"),
    "yes": ("是", "Yes"),
    "no": ("否", "No"),
}
