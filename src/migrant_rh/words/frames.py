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
    "no_option": ("没有“{name}”这个选项", "there is no option '{name}'"),
    "digits_expected": ("0 到 {most} 的整数", "a whole number from 0 to {most}"),
    "no_such_column": (
        "{option} 中的“{name}”不是数据中的列",
        "{option}: the data have no column '{name}'",
    ),
    "asked_twice": ("{option} 中“{name}”出现了两次", "{option} names '{name}' twice"),
    "wrong_test": (
        "test 中的“{value}”不适用于“{name}”",
        "test: '{value}' is not for '{name}'",
    ),
    "wrong_test_number": ("数值变量的检验：{names}", "a test of numbers: {names}"),
    "wrong_test_levels": ("分类变量的检验：{names}", "a test of categories: {names}"),
    "characteristics_title": ("{by}各组特征", "Characteristics by {by}"),
    "characteristics_title_alone": ("特征", "Characteristics"),
    "yes": ("是", "Yes"),
    "no": ("否", "No"),
}
