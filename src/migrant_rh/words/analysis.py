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
    "wls_none_left": (
        "全部 {count} 个总体的人数不足 {minimum}（最少 {least} 人）或边际为 0，加权最小二乘无从拟合；可合并协变量水平",
        "all {count} populations have fewer than {minimum} persons (the smallest has {least}) or an empty margin: nothing is left for weighted least squares; use coarser covariates",
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
        "clusters left out for want of data at a wave: {count}",
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
    "unavailable_no_events": (
        "某群组在一次调查中没有发生结局：比值的对数不存在（不自动加 ½）",
        "a cluster has no events at a wave: no logarithm of its proportion, and nothing is added",
    ),
    "subgroup_incomplete": (
        "该水平缺少一组或一次调查的数据：无估计",
        "an arm or a wave has nobody at this level: no estimate",
    ),
    "subgroup_one_answer": (
        "该水平有一组在一次调查中回答完全相同：无估计",
        "in an arm and wave everybody of this level answered alike: no estimate",
    ),
    "subgroup_few": (
        "该水平只有 {units} 个分组单位（不足 12 个）：区间仅供参考",
        "{units} allocated units at this level, fewer than 12: the interval is rough",
    ),
    "subgroup_alone": (
        "不足两个水平有估计：无从比较",
        "fewer than two levels have an estimate: nothing to compare",
    ),
    "levels_not_compared": (
        "水平 {levels} 的效果无法由数据确定，未计入各水平效果是否相同的检验",
        "the data do not tell the effect at levels {levels}: left out of the test that all levels have one effect",
    ),
    "sites_not_compared": (
        "现场 {sites} 缺少一组或一次调查的数据，未计入各现场效果是否相同的检验",
        "sites {sites} lack an arm or a wave: left out of the test that all sites have one effect",
    ),
    "wls_half_added": (
        "按研究文件的声明，每个单元格加 ½",
        "1/2 was added to every cell, as the study file declares",
    ),
    "unavailable_no_positive_icc": (
        "至少一次调查的组内相关系数不大于 0：无群组自相关",
        "the intracluster correlation of a wave is not above 0: no cluster autocorrelation",
    ),
    "unavailable_nobody_twice": (
        "没有人被调查两次",
        "nobody was seen at both waves",
    ),
    "unavailable_no_pairs": ("没有配对数据：无检验", "no pairs: no test"),
    "estimands_differ": (
        "以群组平均的效果与以个人平均的效果相差超过十分之一，两者并列",
        "the effect averaged over clusters differs by more than a tenth from that averaged over persons: both are shown",
    ),
    "through_infinity": (
        "率差的置信区间含 0：需处理人数的区间在两限之外，并含无穷大",
        "the interval of the risk difference holds 0: the numbers needed are those outside the two limits, infinity among them",
    ),
    "family": (
        "{outcomes} 个结局同时检验，Westfall–Young 逐步法校正（按群组置换）",
        "{outcomes} outcomes tested together, adjusted by Westfall and Young's step-down procedure, clusters permuted",
    ),
    "huge_cluster": (
        "一个群组占该组人数的 {share}%：以群组水平未加权分析和 Satterthwaite 自由度为准，并列出逐一去除各群组的结果",
        "one cluster holds {share}% of the persons of the arm: trust the unweighted cluster-level analysis and Satterthwaite's degrees of freedom, and see the effect without each cluster",
    ),
    "uneven_clusters": (
        "群组大小的变异系数为 {variation}（>0.8）：以群组水平未加权分析和 Satterthwaite 自由度为准，并列出逐一去除各群组的结果",
        "sizes of clusters have a coefficient of variation of {variation}, above 0.8: trust the unweighted cluster-level analysis and Satterthwaite's degrees of freedom, and see the effect without each cluster",
    ),
    "many_cluster_covariates": (
        "群组水平协变量有 {count} 个，{clusters} 个群组至多承受每 6 个一个：请减少，或改用标化",
        "{count} covariates of clusters for {clusters} clusters, which bear one for every six: use fewer, or standardise",
    ),
    "many_columns": (
        "模型有 {count} 项参数，多于 {clusters} 个群组：稳健方差不可靠，个人水平协变量可保留，群组水平的请减少",
        "the model has {count} columns, more than the {clusters} clusters: robust variances are rough; keep covariates of persons, drop those of clusters",
    ),
    "weights_sampling": (
        "抽样权重（标准化后 {least}～{largest}）用于 GEE、标化率、Rao–Scott 检验和群组水平分析；人数、以个人为单位的 χ²、McNemar 检验、组内相关系数和加权最小二乘未加权",
        "sampling weights ({least} to {largest}, mean 1) enter GEE, standardised proportions, Rao-Scott tests and cluster-level analyses; counts, chi-square and McNemar's tests on persons, intracluster correlations and weighted least squares are unweighted",
    ),
    "weights_prior": (
        "先验权重（方差倒数，标准化后 {least}～{largest}）用于 GEE 和群组水平分析；其余分析未加权",
        "prior weights, inverse to variances ({least} to {largest}, mean 1), enter GEE and cluster-level analyses; the other analyses are unweighted",
    ),
    "weights_frequency": (
        "频数（{least}～{largest}）：每条记录按其频数计入各项分析；流向表按记录计数",
        "frequencies ({least} to {largest}): every record counts that often in all analyses; the flow counts records",
    ),
    "one_wave": (
        "只有一次调查：无法比较变化；各组的横断面比较见率的表",
        "a single wave: changes cannot be compared; see the table of rates for the arms at that wave",
    ),
    "design_effect_size_weighted": (
        "设计效应＝1＋(m−1)×ICC，m＝Σn²/Σn，ICC 为负时取 0",
        "design effect 1 + (m - 1) ICC with m the sum of squared sizes over persons, and ICC at least 0",
    ),
    "design_effect_mean": (
        "设计效应＝1＋(m−1)×ICC，m＝平均群组人数，ICC 为负时取 0",
        "design effect 1 + (m - 1) ICC with m the mean size of a cluster, and ICC at least 0",
    ),
    "design_effect_m0": (
        "设计效应＝1＋(m−1)×ICC，m＝方差分析的 m₀，ICC 为负时取 0",
        "design effect 1 + (m - 1) ICC with m that of the analysis of variance, and ICC at least 0",
    ),
    "rows_repeated": (
        "{count} 行与另一行的个人和调查相同",
        "{count} rows repeat the person and wave of another row",
    ),
    "one_value": (
        "“{name}”只有一个取值，至少需要两个",
        "'{name}' has a single value; at least two are needed",
    ),
    "split_clusters": (
        "“{name}”在 {count} 个群组内不止一个取值：{clusters}",
        "'{name}' has more than one value within {count} clusters: {clusters}",
    ),
    "not_yes_or_no": (
        "“{name}”应为 0 或 1，另有 {count} 个其他值",
        "'{name}' should be 0 or 1 and has {count} other values",
    ),
    "null_model_failed": (
        "不含组别的模型没有估计值：不作调整",
        "the model without the groups has no estimates: nothing is adjusted",
    ),
    "donner_klar": (
        "组内相关系数 {icc}（为负时取 0），两组方差膨胀因子 C＝{inflations}",
        "intracluster correlation {icc} (0 where negative); inflation of the arms C = {inflations}",
    ),
    "term_person_average": ("以个人平均的效果", "Effect averaged over persons"),
    "term_cluster_average": ("以群组平均的效果", "Effect averaged over clusters"),
    "term_unadjusted": ("未调整", "Unadjusted"),
    "term_adjusted": (
        "调整（不含组别的模型的残差）",
        "Adjusted: residuals of a model without the groups",
    ),
    "term_score": ("GEE 得分检验（置换）", "Score of the marginal model, by permutation"),
    "term_step_down": (
        "多结局校正（Westfall–Young 逐步法）",
        "Adjusted for the number of outcomes (Westfall and Young, step-down)",
    ),
    "term_weights": ("权重", "Weights"),
    "term_largest_cluster": ("最大群组所占比例", "Share of the largest cluster"),
    "term_size_variation": ("群组大小变异系数", "Coefficient of variation of cluster sizes"),
    "term_cluster_covariates": ("群组水平协变量数", "Covariates of clusters"),
    "term_columns": ("模型参数个数", "Columns of the model"),
    "contrast_without": ("去除该群组后", "Without the cluster"),
    "scale_number_needed": ("需处理人数", "Number needed"),
    "scale_icc": ("组内相关系数", "Intracluster correlation"),
    "scale_design_effect": ("设计效应", "Design effect"),
    "scale_cluster_autocorrelation": ("群组自相关", "Cluster autocorrelation"),
    "scale_individual_autocorrelation": ("个体自相关", "Individual autocorrelation"),
    "scale_log_rr": ("率比（对数）", "Risk ratio (log)"),
    "scale_log_or": ("比值比（对数）", "Odds ratio (log)"),
    "scale_score": ("得分", "Score"),
    "no_such_arm": ("“{name}”没有取值 {value}", "'{name}' has no value {value}"),
}
