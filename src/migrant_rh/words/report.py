"""Headings and sentences of the report."""

PHRASES = {
    "summary": ("主要结果", "Main results"),
    "methods": ("方法", "Methods"),
    "results": ("结果", "Results"),
    "baseline": ("基线特征", "Baseline"),
    "rates_heading": ("干预前后的比例", "Rates before and after"),
    "model_heading": ("组别×时间模型：{model}", "Models of group × time: {model}"),
    "quality": ("研究对象流向与数据质量", "Flow of participants and quality of the data"),
    "questions": ("多选题", "Questions with several answers"),
    "robustness": ("稳健性", "Robustness"),
    "robustness_reading": (
        "同一问题用不同方法回答。若结论随方法而变，应以分组单位为准的方法为主，而不是 P 值最小者。",
        "The same question answered by every method. Where the answer depends on the method, those that respect the unit of allocation count, not the smallest P value.",
    ),
    "undone": ("未做的事", "What was not done"),
    "checklist": ("报告规范核对表", "Reporting checklist"),
    "provenance": ("数据来源与版本", "Sources and versions"),
    "footer": ("migrant-rh {version}", "migrant-rh {version}"),
    "inputs_title": ("读入的文件", "Files read"),
    "records": ("记录数", "Records"),
    "deleted": ("标为删除", "Marked deleted"),
    "encoding": ("编码", "Encoding"),
    "digest": ("SHA-256（前 {length} 位）", "SHA-256 (first {length})"),
    "encoding_how": ("{encoding}（{how}）", "{encoding} ({how})"),
    "encoding_declared": ("研究文件指定", "declared"),
    "encoding_bom": ("由字节顺序标记得知", "from its byte-order mark"),
    "encoding_tried": ("逐一尝试得知", "found by trial"),
    "encoding_ascii": ("全为 ASCII", "ASCII only"),
    "plan": (
        "研究方案指纹（SHA-256）：{fingerprint}。软件版本：{versions}。",
        "Fingerprint of the plan (SHA-256): {fingerprint}. Versions: {versions}.",
    ),
    "see": ("见{listed}。", "See {listed}."),
    "reading": (
        "双重差分＝（干预组评估－基线）－（对照组评估－基线）。比值比之比不是干预本身的比值比。",
        "Difference in differences = change in the intervention group less change in the control group. A ratio of odds ratios is not the odds ratio of the intervention.",
    ),
    "layout": (
        "在 {sites} 个现场的 {units} 个{unit}调查 {persons} 人，调查分为{waves}。",
        "{persons} persons in {units} {unit} at {sites} sites were surveyed ({waves}).",
    ),
    "layout_persons": (
        "在 {sites} 个现场调查 {persons} 人，调查分为{waves}。",
        "{persons} persons at {sites} sites were surveyed ({waves}).",
    ),
    "allocated_cluster": ("以{unit}为分组单位", "{unit}"),
    "allocated_person": ("以个人为分组单位", "persons"),
    "allocation_randomised": (
        "{allocated}，随机分为干预组和对照组。",
        "The units allocated to intervention or control, at random, were {allocated}.",
    ),
    "allocation_non_randomised": (
        "{allocated}，非随机分为干预组和对照组；组间差异不能直接归因于干预。",
        "The units allocated to intervention or control, not at random, were {allocated}; differences between groups cannot be put down to the intervention without further assumptions.",
    ),
    "allocation_unknown": (
        "{allocated}，分组方式不详；组间差异不能直接归因于干预。",
        "The units allocated to intervention or control were {allocated}; how is not known, so differences between groups cannot be put down to the intervention without further assumptions.",
    ),
    "linkage_panel": (
        "同一批人按编号在各次调查间连接。",
        "The same persons were linked between waves by their number.",
    ),
    "linkage_cross_sections": (
        "各次调查为独立的横断面样本。",
        "The waves are independent cross-sections.",
    ),
    "linkage_mixed": (
        "各次调查既有相同的人，也有不同的人。",
        "Waves share some persons and not others.",
    ),
    "double_entry": (
        "{wave}问卷{software}双人双遍录入，按主键核对，差异对照问卷裁定。",
        "Questionnaires of the wave '{wave}' were entered twice{software} and compared by key; differences were decided against the questionnaire.",
    ),
    "described": (
        "分类变量用人数和百分比描述，用以个人为独立单位的 Pearson χ² 检验（不作连续性校正；{customary}）比较。",
        "Categories are described by counts and percentages and compared by Pearson's chi-square without continuity correction, persons being the independent units ({customary}).",
    ),
    "described_clusters": (
        "并列以{unit}为群组的 Rao–Scott 检验和组内相关系数（方差分析法）。",
        "Beside it stand the Rao-Scott test clustered on {unit} and the intracluster correlation by analysis of variance.",
    ),
    "gee": (
        "主要分析为组别、时间及其交互作用的边际 Logistic 模型（GEE，独立作业相关），调整{covariates}，协方差按{unit}聚类并作 Kauermann–Carroll 校正，t 检验用 Satterthwaite 自由度；效果以标化后的双重差分（百分点）表示，并给出率比之比和比值比之比。",
        "The primary analysis is a marginal logistic model of group, time and their interaction (GEE, working independence) adjusted for {covariates}; its covariance is robust for {unit} with the Kauermann-Carroll correction, and t tests have Satterthwaite degrees of freedom. The effect is the standardised difference in differences in percentage points; ratios of risk ratios and of odds ratios are given too.",
    ),
    "gee_unadjusted": (
        "主要分析为组别、时间及其交互作用的边际 Logistic 模型（GEE，独立作业相关），未调整协变量，协方差按{unit}聚类并作 Kauermann–Carroll 校正，t 检验用 Satterthwaite 自由度；效果以双重差分（百分点）表示，并给出率比之比和比值比之比。{covariates}",
        "The primary analysis is a marginal logistic model of group, time and their interaction (GEE, working independence) without covariates; its covariance is robust for {unit} with the Kauermann-Carroll correction, and t tests have Satterthwaite degrees of freedom. The effect is the difference in differences in percentage points; ratios of risk ratios and of odds ratios are given too.{covariates}",
    ),
    "sites_none": ("合并模型不含现场项。", "The pooled model has no site terms."),
    "sites_main": ("合并模型含现场主效应。", "The pooled model has main effects of site."),
    "sites_by_wave": (
        "合并模型含现场及现场×时间。",
        "The pooled model has site and site × time.",
    ),
    "sites_by_wave_and_arm": (
        "合并模型含现场、现场×时间和现场×组别。",
        "The pooled model has site, site × time and site × group.",
    ),
    "cluster_t": (
        "并列各{unit}前后变化的未加权 t 检验（合计时按现场分层）",
        "Beside it stand the unweighted t test of the changes of {unit} (within sites where sites are pooled)",
    ),
    "permutation": (
        "和按分组层次进行的置换检验（合乎设计的全部分配，过多时随机抽取）。",
        "and the permutation test within the strata of allocation (all allocations of the design, or random ones where there are too many).",
    ),
    "heterogeneity_method": (
        "各现场效果是否相同用组别×时间×现场的联合 F 检验（近似 Hotelling T²）。",
        "Whether sites differ in effect is tested by a joint F test of group × time × site (approximate Hotelling T²).",
    ),
    "subgroups_method": (
        "亚组（{variables}）：同一模型加入亚组×组别×时间，以联合 F 检验比较各水平的效果；共 {count} 个变量，未按个数校正，属探索性分析。",
        "Subgroups ({variables}): subgroup × group × time enters the same model, and a joint F test compares the effects at its levels; {count} variables, not adjusted for their number, exploratory.",
    ),
    "gee_person": (
        "另列以个人为独立单位的 GEE（可交换作业相关，稳健标准误，正态检验；{customary}），仅供对照。",
        "GEE on persons as independent units (exchangeable working correlation, robust standard errors, normal tests; {customary}) is shown for comparison.",
    ),
    "wls": (
        "另以加权最小二乘法（Grizzle–Starmer–Koch，即 SAS CATMOD；{customary}）拟合两次均有回答者的边际概率。",
        "Marginal probabilities of persons with answers at both waves are also fitted by weighted least squares (Grizzle, Starmer and Koch; SAS CATMOD; {customary}).",
    ),
    "two_sided": (
        "检验均为双侧，置信区间为 {level}%。",
        "Tests are two-sided; intervals are {level}% confidence intervals.",
    ),
    "in_software": ("用 {software} ", " in {software}"),
    "nothing": ("", ""),
    "rates": (
        "{place}{control}由 {control_before}% 变为 {control_after}%，{treated}由 {treated_before}% 变为 {treated_after}%，",
        "{place}: {control} went from {control_before}% to {control_after}%, {treated} from {treated_before}% to {treated_after}%;",
    ),
    "rates_once": (
        "{place}{control}为 {control_before}%，{treated}为 {treated_before}%，",
        "{place}: {control} {control_before}%, {treated} {treated_before}%;",
    ),
    "did": ("双重差分 {effect}", "difference in differences {effect}"),
    "effect_points": (
        "{estimate} 个百分点（95%CI {limits}；{test}）",
        "{estimate} percentage points (95% CI {limits}; {test})",
    ),
    "ror": ("比值比之比 {effect}", "ratio of odds ratios {effect}"),
    "permuted": ("置换检验 {test}", "permutation test {test}"),
    "interval": ("{estimate}（95%CI {limits}）", "{estimate} (95% CI {limits})"),
    "rates_absent": ("{place}：率不列出（{reason}）；", "{place}: rates are not shown ({reason});"),
    "effect_absent": ("效应不列出（{reason}）。", "the effect is not shown ({reason})."),
    "no_effect": (
        "调整后的效果未能估计（{reason}）。",
        "the adjusted effect could not be estimated ({reason}).",
    ),
    "f_test": ("F({over}，{under})={f}，{p_value}", "F({over}, {under}) = {f}, {p_value}"),
    "heterogeneity": (
        "各现场效果差异的联合检验：{test}。",
        "Joint test that sites differ in effect: {test}.",
    ),
    "lead": ("{told}。", "{told}."),
}
