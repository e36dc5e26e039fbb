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
    "least_expected": ("{least} 到 {most} 的整数", "a whole number from {least} to {most}"),
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
    "unreadable": ("此处为“{value}”", "found '{value}'"),
    "percentage_expected": (
        "0 到 100 的百分比，如 51.5",
        "a percentage from 0 to 100, such as 51.5",
    ),
    "total_expected": ("1 或更大的整数", "a whole number, 1 or more"),
    "more_decimals": (
        "“{name}”有的百分比有 {printed} 位小数，多于所写的 {decimals} 位",
        "'{name}' has a percentage with {printed} decimals, more than the {decimals} declared",
    ),
    "no_count": (
        "{total} 人中没有一个人数能得出 {percent}%；最接近的是 {count} 人，为 {nearest}%",
        "no count of {total} persons gives {percent}; the nearest is {count}, which is {nearest} per cent",
    ),
    "no_count_remedy": (
        "核对百分比、合计人数（是否扣除了缺失）和小数位数（decimals）。",
        "Check the percentage, the total (without missing answers?) and the decimals.",
    ),
    "several_counts": (
        "{total} 人中从 {low} 到 {high} 人都会印成 {percent}%",
        "of {total} persons every count from {low} to {high} is printed as {percent}",
    ),
    "several_counts_remedy": (
        '写明更多位小数；若取最接近的人数即可，写 several="nearest"。',
        "Give more decimals, or several='nearest' if the nearest count will do.",
    ),
    "yes": ("是", "Yes"),
    "no": ("否", "No"),
}
