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
    "no_rows": ("数据中没有记录", "the data have no rows"),
    "no_wave": ("“{name}”有 {count} 条记录为空", "'{name}' is blank in {count} rows"),
    "no_wave_remedy": (
        "补上调查轮次，或先去掉这些记录。",
        "Say at which wave they were surveyed, or leave these rows out.",
    ),
    "two_groups": (
        "“{name}”有 {count} 个取值：{values}",
        "'{name}' has {count} values: {values}",
    ),
    "two_groups_expected": ("两个取值：干预组和对照组", "two values: intervention and control"),
    "two_groups_remedy": (
        "先选出要比较的两组的记录。",
        "Select the rows of the two groups to compare.",
    ),
    "no_value": ("“{name}”中没有“{value}”", "'{name}' has no value '{value}'"),
    "two_parts": (
        "“{name}”表示个人、轮次、组别或群组，不能同时作为结局或协变量",
        "'{name}' is person, wave, group or cluster, and cannot be an outcome or covariate besides",
    ),
    "two_parts_remedy": ("请另选一列。", "Name another column."),
    "nothing": ("没有可列的内容", "there is nothing to tabulate"),
    "nothing_remedy": (
        "此表需要同一批人的两次调查（linkage 为 panel 或 mixed）。",
        "The table needs two waves of the same persons (linkage 'panel' or 'mixed').",
    ),
    "categories_expected": ("分类变量", "a category"),
    "number_in_wls": (
        "“{name}”是数值，有 {count} 个取值",
        "'{name}' is a number with {count} values",
    ),
    "number_in_wls_remedy": (
        "先分组（如 pandas.cut）：加权最小二乘的总体由协变量水平组合而成。",
        "Group the values first, as pandas.cut does: populations are combinations of levels.",
    ),
    "found": ("数据检查：{listed}", "Checks of the data: {listed}"),
    "found_times": ("{rule}（{count}）", "{rule} ({count})"),
    "yes": ("是", "Yes"),
    "no": ("否", "No"),
}
