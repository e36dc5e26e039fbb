"""What each method does exactly: its convention in a sentence."""

PHRASES = {
    "": ("", ""),
    "pearson": (
        "Pearson χ² 检验，不作连续性校正",
        "Pearson's chi-square without continuity correction",
    ),
    "yates": (
        "Yates 连续性校正 χ² 检验（校正不超过 |o−e|）",
        "Yates's chi-square; the correction never exceeds |o - e|",
    ),
    "likelihood_ratio": (
        "似然比 χ² 检验（G²，不作 Williams 校正）",
        "Likelihood-ratio chi-square, G², without Williams's correction",
    ),
    "linear_trend": (
        "线性趋势检验 (N−1)r²，行、列得分为 1、2……",
        "Linear trend (N - 1) r², rows and columns scored 1, 2, ...",
    ),
    "fisher_exact": (
        "Fisher 确切概率法：双侧 P 为概率不大于观察表者之和；2×2 表给出条件比值比及其中心确切区间",
        "Fisher's exact test: two-sided P sums the tables no likelier than the one observed; 2×2 tables have the conditional odds ratio with its central exact interval",
    ),
    "fisher_monte_carlo": (
        "Fisher 确切概率法，Monte Carlo 抽样，P＝(b+1)/(B+1)",
        "Fisher's exact test by Monte Carlo, P = (b + 1)/(B + 1)",
    ),
    "rao_scott": (
        "Rao–Scott 二阶校正 F 检验，群组按有放回抽样处理",
        "Rao and Scott's second-order F, clusters as drawn with replacement",
    ),
    "anova": (
        "方差分析法组内相关系数，Searle 区间；负值照列，设计效应取 0",
        "Intracluster correlation by analysis of variance, Searle's interval; negative values as computed, 0 in the design effect",
    ),
    "anova_within_arms": (
        "方差分析法组内相关系数，组内合并，Searle 区间；负值照列，设计效应取 0",
        "Intracluster correlation by analysis of variance pooled within arms, Searle's interval; negative values as computed, 0 in the design effect",
    ),
    "permutation_exact": (
        "置换检验：列出全部可能的分配，双侧按均数差绝对值，区间由检验反推",
        "Permutation test by all allocations that could have been, two-sided by the absolute difference of means; the interval inverts the test",
    ),
    "permutation_monte_carlo": (
        "置换检验：随机抽取可能的分配，P＝(b+1)/(B+1)，区间由检验反推",
        "Permutation test by random allocations, P = (b + 1)/(B + 1); the interval inverts the test",
    ),
    "cluster_pooled_t": (
        "群组水平 t 检验：各群组等权，合并方差，自由度 G−2",
        "Cluster-level t test: clusters count alike, pooled variance, G - 2 degrees of freedom",
    ),
    "cluster_linear_model": (
        "群组水平线性模型：各群组等权，层为固定效应，自由度为 G 减设计矩阵的秩",
        "Linear model of cluster summaries: clusters count alike, strata as fixed effects, degrees of freedom G less the rank",
    ),
    "cluster_ancova": (
        "群组均数协方差分析：后期对前期，层为固定效应，自由度为 G 减设计矩阵的秩",
        "Analysis of covariance on cluster means: later on earlier, strata as fixed effects, degrees of freedom G less the rank",
    ),
    "gsk": (
        "Grizzle–Starmer–Koch 加权最小二乘，Wald χ²，个人为独立单位，只含两次应答完整者",
        "Weighted least squares of Grizzle, Starmer and Koch, Wald chi-square; persons are independent, complete ones only",
    ),
    "gee_exchangeable": (
        "GEE 交换作业相关系数作为组内相关系数（geepack 的矩估计）",
        "Intracluster correlation as the exchangeable correlation of GEE, moments as in geepack",
    ),
    "mcnemar": (
        "McNemar 检验，不作连续性校正",
        "McNemar's test without continuity correction",
    ),
    "obuchowski": (
        "Obuchowski 群组配对检验（自由度 1 的 χ²）",
        "Obuchowski's test of pairs in clusters, chi-square on 1 degree of freedom",
    ),
    "durkalski": (
        "Durkalski 群组配对检验：各群组等权（自由度 1 的 χ²）",
        "Durkalski's test of pairs in clusters, clusters alike, chi-square on 1 degree of freedom",
    ),
    "donner_klar": (
        "Donner–Klar 校正 χ²，组内相关系数为负时取 0",
        "Donner and Klar's adjusted chi-square, the intracluster correlation at least 0",
    ),
}
