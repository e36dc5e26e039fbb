"""What a marginal model says about its data and itself."""

PHRASES = {
    "no_weight_kind": (
        "“{name}”是哪一种权重？没有说明",
        "'{name}' holds weights, and it is not said of which kind",
    ),
    "declare_weight_kind": (
        "请写 weight_kind：prior（与方差成反比，如分组资料的人数）、frequency（相同群组的个数）或 sampling（抽样概率的倒数）",
        "say weight_kind: prior (inverse to the variance of a row, as the persons behind a proportion), frequency (a number of clusters alike) or sampling (inverse to the probability of being sampled)",
    ),
    "weights_without_weights": (
        "写了 weight_kind，却没有给出权重",
        "weight_kind is given, and no weights",
    ),
    "not_a_choice": ("{name} 为“{value}”", "{name} is '{value}'"),
    "weights_missing": (
        "{count} 行的权重缺失或不是数",
        "{count} rows have a weight that is missing or no number",
    ),
    "weights_negative": ("{count} 行的权重为负", "{count} rows have a negative weight"),
    "weights_not_whole": (
        "{count} 行的频数权重不是整数",
        "{count} rows have a frequency weight that is not whole",
    ),
    "weights_vary": (
        "{count} 个单位内各行的权重不同",
        "weights differ between the rows of {count} units",
    ),
    "one_weight_a_unit": (
        "同一单位的各行应有相同的权重",
        "all rows of a unit have one weight; sampling weights may differ under independence",
    ),
    "mend_weights": ("请更正权重", "correct the weights"),
    "not_numbers": ("“{name}”不是数值列", "'{name}' does not hold numbers"),
    "infinite": ("{count} 行有无穷大的值", "{count} rows hold an infinite value"),
    "nothing_left": (
        "剔除缺失后没有剩下任何行（共 {count} 行）",
        "no row is left of {count} when those with missing values are left out",
    ),
    "outcome_values": (
        "结局取值从 {low} 到 {high}",
        "the outcome runs from {low} to {high}",
    ),
    "outcome_range": (
        "{family} 分布的取值从 {least} 到 {most}",
        "the {family} family takes values from {least} to {most}",
    ),
    "outcome_levels": (
        "结局有 {count} 个不同的值",
        "the outcome has {count} different values",
    ),
    "two_levels": (
        "结局应为数值，或只有两个值（后一个算作发生）",
        "numbers, or two values of which the later counts as the event",
    ),
    "needs_wave": (
        "{correlation} 相关需要知道每行属于哪一次调查",
        "the {correlation} correlation needs the wave of each row",
    ),
    "needs_cluster": (
        "nested_exchangeable 相关需要 wave（调查）和 cluster（单位）两列，id 为个人",
        "the nested_exchangeable correlation needs wave and cluster, with id the person",
    ),
    "say_wave": ("请写 wave=…", "say wave=…"),
    "wave_not_whole": (
        "“{name}”不是整数：ar1 相关按调查间隔计算",
        "'{name}' does not hold whole numbers, and ar1 takes the distances between waves",
    ),
    "wave_kinds": (
        "“{name}”混有不同类型的值，无法排序",
        "'{name}' holds values of several kinds, which have no order",
    ),
    "column_twice": (
        "数据中有 {count} 列都叫“{name}”",
        "{count} columns of the data are called '{name}'",
    ),
    "one_mixture": (
        "standard 应给出一列及其各值的份额，实为 {count} 列",
        "standard names {count} columns; give one, with a share for each of its values",
    ),
    "mixture": (
        "“{name}”的值是 {there}，给出份额的是 {given}",
        "'{name}' has the values {there}, and shares are given for {given}",
    ),
    "mixture_shares": (
        "每个值一个不小于 0 的份额，且不全为 0",
        "a share for every value, 0 or more and not all 0",
    ),
    "standard_missing": (
        "标准人群有缺失值：{names}",
        "the standard population has missing values: {names}",
    ),
    "standard_unlike": (
        "标准人群与模型数据不一致：{reason}",
        "the standard population is unlike the data of the model: {reason}",
    ),
    "standard_weight": (
        "标准人群的 weight 列应为不小于 0 的数，且不全为 0",
        "the column weight of the standard population holds numbers, 0 or more and not all 0",
    ),
    "rename_column": ("请改名，使每列只有一个名字", "rename them, so that a name means one column"),
    "number_waves": (
        "请用整数表示调查时间，如月份",
        "give the time of each wave as a whole number, in months for example",
    ),
    "repeated": (
        "{count} 行与另一行的 id 和调查都相同，例如 {example}",
        "{count} rows have the id and the wave of another, for example {example}",
    ),
    "mend_repeated": (
        "每人每次调查只能有一行：请先查明哪一行是对的",
        "one row a person and wave: find out which of them is right",
    ),
    "person_in_two": (
        "{count} 个 id 出现在不止一个“{name}”中",
        "{count} ids lie in more than one '{name}'",
    ),
    "mend_nesting": (
        '有作业相关的各行应在同一个群组内；可用 correlation="independence"',
        "rows with a working correlation lie in one cluster; independence has no such rows",
    ),
    "cannot_read": (
        "公式“{formula}”无法计算：{reason}",
        "the formula '{formula}' cannot be computed: {reason}",
    ),
    "no_such_terms": (
        "模型没有项 {names}",
        "the model has no terms {names}",
    ),
    "fixed_size": (
        "固定的相关矩阵为 {given} 阶，数据有 {waves} 次调查",
        "the fixed correlation is {given} by {given}; the data have {waves} waves",
    ),
    "fixed_matrix": ("固定的相关矩阵不可用", "the fixed correlation cannot be used"),
    "fixed_expected": (
        "对称、对角线为 1 的正定矩阵",
        "a symmetric, positive definite matrix with ones in the diagonal",
    ),
    "left_id": ("缺 id", "no id"),
    "left_wave": ("缺调查次", "no wave"),
    "left_cluster": ("缺群组", "no cluster"),
    "left_offset": ("缺偏移量", "no offset"),
    "left_outcome": ("缺结局", "no outcome"),
    "left_covariate": ("缺协变量", "a covariate is missing"),
    "left_zero_weight": ("权重为 0", "weight 0"),
    "status_good": ("已收敛（{iterations} 步）", "converged in {iterations} steps"),
    "status_left_out": (
        "未计入 {rows} 行（整个未计入的单位 {units} 个）：{reason}",
        "{rows} rows left out ({units} units with them altogether): {reason}",
    ),
    "status_aliased": (
        "{term} 由其他项决定：{made_of}",
        "{term} is determined by other terms: {made_of}",
    ),
    "status_empty": ("{term} 没有任何记录", "{term} has no rows"),
    "status_separated": (
        "{rows} 行的结局可被完全预测（{cell}）；{terms} 的系数趋于无穷",
        "{rows} rows are foretold without error ({cell}); the coefficients of {terms} run to infinity",
    ),
    "status_impossible": (
        "{units} 个单位的拟合比例不容许这样的作业相关；估计和稳健标准误仍然有效",
        "{units} units have fitted proportions that do not allow the working correlation; estimates and robust standard errors stay valid",
    ),
    "status_unpaired": (
        "没有一个单位有两行：作业相关即为独立",
        "no unit has two rows: the working correlation is independence",
    ),
    "status_unused": (
        "“{name}”的水平 {levels} 没有记录，未计入",
        "levels {levels} of '{name}' have no rows and are left out",
    ),
    "any_cell": ("不止一类", "of several kinds"),
}
