"""What the analysis has to say about its own numbers."""

PHRASES = {
    "unavailable_separation": (
        "模型可完全预测部分记录的结局，系数趋于无穷：无估计",
        "the model foretells some outcomes without error and coefficients run to infinity: no estimate",
    ),
    "unavailable_boundary": (
        "最佳拟合超出该连接函数的取值范围：无估计",
        "the best fit lies outside what the link allows: no estimate",
    ),
    "unavailable_working_correlation": (
        "作业相关矩阵不正定：无估计",
        "the working correlation is not positive definite: no estimate",
    ),
    "unavailable_singular": (
        "数据中没有足够的信息：无估计",
        "the data hold no information: no estimate",
    ),
    "unavailable_iteration_limit": (
        "迭代未收敛：无估计",
        "the iterations did not converge: no estimate",
    ),
    "unavailable_few_clusters": (
        "群组数不多于参数个数：无标准误",
        "no more clusters than coefficients: no standard error",
    ),
    "unavailable_refit_failed": (
        "去掉某个群组后模型无法估计：无刀切标准误",
        "without one of the clusters the model has no estimates: no jackknife standard error",
    ),
    "unavailable_not_estimable": (
        "数据无法确定此项（与其他项完全重合或没有记录）",
        "the data do not tell this term: it is made up of others, or has no rows",
    ),
    "unavailable_one_cluster": (
        "此项仅由一个群组决定：无标准误",
        "one cluster alone determines this term: no standard error",
    ),
    "unavailable_no_variance": ("方差为零：无检验", "its variance is zero: no test"),
    "unavailable_no_df": ("自由度不存在：无检验", "it has no degrees of freedom: no test"),
    "unavailable_out_of_range": (
        "某组比例为 0 或 1，此尺度无定义",
        "a proportion is 0 or 1: not defined on this scale",
    ),
    "lead_many": (
        "共 {units} 个分组单位：以 GEE（Kauermann–Carroll 校正、Satterthwaite 自由度）为主要结果",
        "{units} allocated units: GEE with the Kauermann-Carroll correction and Satterthwaite degrees of freedom leads",
    ),
    "lead_moderate": (
        "共 {units} 个分组单位（12～39 个）：以 GEE（Kauermann–Carroll 校正、Satterthwaite 自由度）为主要结果，并列群组水平 t 检验",
        "{units} allocated units (12 to 39): GEE with the Kauermann-Carroll correction and Satterthwaite degrees of freedom leads, with the cluster-level t test beside it",
    ),
    "lead_few": (
        "共 {units} 个分组单位（6～11 个）：以置换检验为主要结果，GEE 仅供参考",
        "{units} allocated units (6 to 11): the permutation test leads; GEE is shown for comparison",
    ),
    "lead_few_not_random": (
        "共 {units} 个分组单位（6～11 个）且非随机分组：以群组水平 t 检验为主要结果，GEE 仅供参考",
        "{units} allocated units (6 to 11), not known to be allocated at random: the cluster-level t test leads; GEE is shown for comparison",
    ),
    "lead_very_few": (
        "只有 {units} 个分组单位：以估计值为主；群组水平 t 检验自由度很小，置换检验的最小可得 P 值一并列出",
        "only {units} allocated units: read the estimates; the cluster-level t test has very few degrees of freedom, and the smallest P value a permutation can reach is stated",
    ),
    "lead_none": (
        "至少一组只有 1 个分组单位（共 {units} 个）：组间差异无法与单位间差异区分，不给出 P 值和置信区间",
        "an arm has a single allocated unit ({units} in all): a difference between arms cannot be told from a difference between units; no P value and no interval is given",
    ),
    "sparse": (
        "最小期望频数为 {least}（<5），χ² 检验仅供参考",
        "the smallest expected count is {least}, below 5: the chi-square test is rough",
    ),
    "wls_refused": (
        "{count} 个总体的人数不足 {minimum}（最少 {least} 人）或边际为 0，加权最小二乘不适用；可合并协变量水平，或写 small: leave_out",
        "{count} populations have fewer than {minimum} persons (the smallest has {least}) or an empty margin: weighted least squares is refused; use coarser covariates, or small: leave_out",
    ),
    "wls_left_out": (
        "{count} 个总体（共 {persons} 人）人数不足 {minimum} 或边际为 0，未计入",
        "{count} populations ({persons} persons) with fewer than {minimum} persons or an empty margin are left out",
    ),
    "permutation_drawn": (
        "共有 {space} 种可能的分配，随机抽取 {drawn} 种（种子 {seed}）",
        "{space} allocations are possible; {drawn} were drawn at random (seed {seed})",
    ),
    "permutation_listed": (
        "全部 {space} 种可能的分配，最小可得 P 值 {least}",
        "all {space} possible allocations; the smallest P value that can be reached is {least}",
    ),
    "permutation_drawn_not_random": (
        "共有 {space} 种可能的分配，随机抽取 {drawn} 种（种子 {seed}）；分组是否随机并不清楚，P 值以假定随机分组为前提",
        "{space} allocations are possible; {drawn} were drawn at random (seed {seed}); allocation is not known to have been random, and P supposes that it was",
    ),
    "permutation_listed_not_random": (
        "全部 {space} 种可能的分配，最小可得 P 值 {least}；分组是否随机并不清楚，P 值以假定随机分组为前提",
        "all {space} possible allocations; the smallest P value that can be reached is {least}; allocation is not known to have been random, and P supposes that it was",
    ),
    "clusters_left_out": (
        "{count} 个群组缺少一次调查的数据，未计入",
        "{count} clusters without data at both waves are left out",
    ),
    "incomplete": (
        "至少一组在一次调查中没有数据：无法比较变化",
        "an arm has no data at a wave: changes cannot be compared",
    ),
    "linear_instead": (
        "所列模型没有估计值（某些结局可被完全预测），改用未调整的线性概率模型给出率差",
        "the planned model has no estimates (some outcomes are foretold without error): an unadjusted linear probability model gives the risk difference",
    ),
    "no_column": ("数据中没有列“{name}”", "the data have no column '{name}'"),
    "not_two_values": (
        "“{name}”应有两个值，现有 {count} 个",
        "'{name}' should have two values and has {count}",
    ),
    "unavailable_one_person_clusters": (
        "没有两人以上的群组：无法估计",
        "no cluster holds two persons: no estimate",
    ),
    "unavailable_no_variation": (
        "取值没有差异：无检验",
        "no variation: no test",
    ),
    "unavailable_one_arm": (
        "只有一个组：无法比较",
        "only one arm: nothing to compare",
    ),
    "unavailable_one_answer": (
        "所有人回答相同：无检验",
        "everybody answers alike: no test",
    ),
    "unavailable_one_cluster_in_an_arm": (
        "一组只有一个群组：无法与群组间差异区分，无检验",
        "an arm has one cluster, which cannot be told from a difference between clusters: no test",
    ),
    "unavailable_no_icc": (
        "组内相关系数无法估计：无检验",
        "no intracluster correlation: no test",
    ),
    "unavailable_empty_arm": (
        "一组没有数据：无检验",
        "an arm is empty: no test",
    ),
    "unavailable_arm_not_estimable": (
        "组别与其他项完全重合：无检验",
        "the arm cannot be told from other terms: no test",
    ),
    "unavailable_no_discordant_pairs": (
        "没有前后不一致的对子：无检验",
        "nobody changed: no test",
    ),
    "unavailable_empty_group": (
        "一组没有人：无法计算",
        "a group is empty: not computed",
    ),
    "unavailable_one_person": (
        "一组只有一人：无方差",
        "a group has one person: no variance",
    ),
    "unavailable_no_overlap": (
        "两组没有共同水平：差异为无穷大",
        "the groups share no level: the difference is infinite",
    ),
    "unavailable_too_few": (
        "数据太少：无法计算",
        "too few data: not computed",
    ),
    "unavailable_no_counts": (
        "没有数据：无检验",
        "no data: no test",
    ),
    "unavailable_one_row": (
        "只有一组有数据：无检验",
        "only one row has data: no test",
    ),
    "unavailable_one_column": (
        "只有一种取值：无检验",
        "only one column has data: no test",
    ),
    "unavailable_empty_cells": (
        "有空的单元格：无检验",
        "a cell is empty: no test",
    ),
    "unavailable_single_cluster_stratum": (
        "某层只有一个群组：无检验",
        "a stratum has a single cluster: no test",
    ),
    "unavailable_one_allocation": (
        "分层后只有一种可能的分配：无检验",
        "the strata allow one allocation only: no test",
    ),
    "unavailable_no_more_clusters_than_arms": (
        "群组数不多于组数：无法估计",
        "no more clusters than arms: no estimate",
    ),
}
