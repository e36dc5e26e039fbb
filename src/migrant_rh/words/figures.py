"""Titles, axes and descriptions of the figures."""

PHRASES = {
    "percent": ("百分比（%）", "Per cent"),
    "forest_axis": ("双重差分（百分点）", "Difference in differences (percentage points)"),
    "forest_axis_rd": ("双重差分（百分点）", "Difference in differences (percentage points)"),
    "forest_axis_log_rrr": ("率比之比", "Ratio of risk ratios"),
    "forest_axis_log_ror": ("比值比之比", "Ratio of odds ratios"),
    "ratio_ci": ("比（95%CI）", "Ratio (95% CI)"),
    "change_axis": ("两次调查之间的变化（百分点）", "Change (percentage points)"),
    "dots_title": (
        "{outcome}：各{unit}的变化（每点一个{unit}，横线为组均值，下方为均值差及其区间）",
        "{outcome}: change of each of the {unit} (a point each; lines are the means of groups; below, their difference with its interval)",
    ),
    "dots_difference": ("均值差 {effect}", "difference {effect}"),
    "dots_alt": ("点图：{parts}。", "Dot plot. {parts}."),
    "dots_part": (
        "{place}{arm}：{count} 个，平均 {mean} 个百分点（{low} 至 {high}）",
        "{place}, {arm}: {count}, mean {mean} percentage points ({low} to {high})",
    ),
    "dots_compared": (
        "{place}均值差：{effect} 个百分点",
        "{place}, difference of the means: {effect} percentage points",
    ),
    "no_outcome": ("没有“{name}”这一结局", "there is no outcome '{name}' here"),
    "no_model": ("没有“{name}”这一模型", "there is no model '{name}' here"),
    "nothing": ("没有可画的数值", "there is no number to draw"),
    "rates_part_once": ("{place}{arm}：{before}%", "{place}, {arm}: {before}%"),
    "balance_axis": (
        "标准化差异的绝对值（虚线：0.1）",
        "Absolute standardised difference (dashed: 0.1)",
    ),
    "balance_title": (
        "基线时两组的均衡性（全部现场）",
        "Balance of the groups at baseline (all sites)",
    ),
    "balance_alt": ("标准化差异图：{parts}。", "Love plot. {parts}."),
    "balance_part": ("{variable} {value}", "{variable} {value}"),
    "missing_axis": (
        "没有回答的比例（%）；空白可能包括问卷跳转而不需回答者",
        "Without an answer (%); blanks may include questions that the questionnaire skips",
    ),
    "missing_axis_asked": (
        "没有回答的比例（占须回答者的%）",
        "Without an answer (% of those asked)",
    ),
    "missing_title": ("各变量的缺失比例", "Missing answers by variable, wave and group"),
    "missing_alt": (
        "缺失图（空白可能包括问卷跳转而不需回答者）：{parts}。",
        "Missing answers; blanks may include questions that the questionnaire skips. {parts}.",
    ),
    "missing_alt_asked": (
        "缺失图（占须回答者的比例）：{parts}。",
        "Missing answers of those asked. {parts}.",
    ),
    "missing_part": (
        "{variable}：最多 {most}%",
        "{variable}: at most {most}%",
    ),
    "flow_title": ("研究流程图", "Flow of the study"),
    "flow_alt": ("流程图：{parts}。", "Flow diagram. {parts}."),
    "flow_part": ("{arm}，{stage} {count}", "{arm}, {stage}: {count}"),
    "persons": ("{count} 人", "{count} persons"),
    "units": ("{count} 个{unit}", "{count} {unit}"),
    "units_persons": ("{units}，{persons}", "{units}, {persons}"),
    "specifications_title": (
        "不同方法下的干预效果（全部现场）：{model}",
        "The effect over all sites by every method: {model}",
    ),
    "specifications_alt": ("森林图：{parts}。", "Forest plot. {parts}."),
    "rates_title": (
        "{outcome}：各现场干预前后的比例（95%CI）",
        "{outcome}: before and after, by site and group (95% CI)",
    ),
    "rates_alt": (
        "折线图：{parts}。",
        "Line chart. {parts}.",
    ),
    "rates_part": (
        "{place}{arm}由 {before}% 变为 {after}%",
        "{place}, {arm}: from {before}% to {after}%",
    ),
    "forest_title": (
        "各现场的干预效果（{scale}，95%CI）：{model}",
        "The effect by site ({scale}, 95% CI): {model}",
    ),
    "forest_title_subgroups": (
        "各现场和各亚组的干预效果（{scale}，95%CI）：{model}",
        "The effect by site and subgroup ({scale}, 95% CI): {model}",
    ),
    "forest_scale_rd": ("双重差分，百分点", "difference in differences, percentage points"),
    "forest_scale_log_rrr": ("率比之比", "ratio of risk ratios"),
    "forest_scale_log_ror": ("比值比之比", "ratio of odds ratios"),
    "forest_alt": ("森林图：{parts}。", "Forest plot. {parts}."),
    "forest_part": ("{outcome}，{place}：{effect}", "{outcome}, {place}: {effect}"),
}
