"""What was not done."""

PHRASES = {
    "caution": ("{places}：{told}。", "{places}: {told}."),
    "imputation": (
        "缺失的结局没有填补：{count} 个缺失回答未计入，即假定缺失与结局无关。",
        "Missing outcomes were not imputed: {count} missing answers are left out, which supposes that who did not answer is like who did.",
    ),
    "attrition": (
        "失访没有用权重或多重填补校正；失访表和“仅两次均调查者”一行可供判断。",
        "Loss to follow-up was not corrected by weights or multiple imputation; judge by the table of attrition and the line of persons seen at both waves.",
    ),
    "weights": (
        "没有使用抽样权重：结果针对被调查的人，不能推算到未抽中的单位。",
        "No sampling weights were used: results are of the persons surveyed, not of units that were not sampled.",
    ),
    "causal": (
        "分组不是（或不知是否）随机的：双重差分假定两组若无干预变化相同，这一假定未经检验，结果不宜作因果解释。",
        "Allocation was not, or is not known to have been, at random: the difference in differences supposes that both groups would have changed alike without the intervention. That was not tested, and nothing here should be read as caused by it.",
    ),
    "multiplicity_joint": (
        "多个现场的 P 值没有校正；多个结局只有置换检验一行作了 Westfall–Young 校正。",
        "P values of several sites are not adjusted for their number; of several outcomes only the permutation line is (Westfall-Young).",
    ),
    "multiplicity": (
        "多个结局或现场的 P 值没有按个数校正。",
        "P values of several outcomes or sites are not adjusted for their number.",
    ),
    "withheld": (
        "有 {count} 个预定的效果未能估计，原因见表注。",
        "{count} planned effects could not be estimated; the reasons stand under the tables.",
    ),
    "permutation": (
        "没有置换检验。",
        "There is no permutation test.",
    ),
    "intervention": (
        "干预的内容、实施程度和费用不在分析之内。",
        "What the intervention was, how far it was carried out and what it cost is not analysed here.",
    ),
}
