"""The data manager's desk."""

PHRASES = {
    "column_item": (
        "项目：differs 值不一致；only_in_… 只在一个文件中；twice_in_… 主键重复的副本",
        "differs: a value; only_in_…: a record of one file; twice_in_…: an extra copy of a key",
    ),
    "column_key": ("记录的主键", "key of the record"),
    "column_record_a": ("在第一遍录入中的记录号", "number of the record in the first entry"),
    "column_record_b": ("在第二遍录入中的记录号", "number of the record in the second entry"),
    "column_field": ("变量", "field"),
    "column_label": ("变量标签", "label of the field"),
    "column_value_a": ("第一遍录入的值", "value of the first entry"),
    "column_value_b": ("第二遍录入的值", "value of the second entry"),
    "column_decision": (
        "裁定：A、B 或 other；记录填 keep 或 drop",
        "A, B or other; for records keep or drop",
    ),
    "column_value": ("裁定为 other 时的值", "the value, if the decision is other"),
    "column_who": ("裁定人", "who decided"),
    "column_when": ("裁定日期", "when"),
    "column_why": ("理由（other 必填）", "why (a must for other)"),
    "guide": (
        (
            "对照原始问卷，在 decisions 表每行的黄色格中填写 decision、who、when；裁定为 other 时再填 value 和 why。"
            "不要改动其他格，不要删行。然后运行 migrant-rh adjudicate。"
        ),
        (
            "Look up each line in the questionnaire, and fill the yellow cells of the sheet decisions: "
            "decision, who, when; for other also value and why. Leave the other cells and all lines as "
            "they are. Then run migrant-rh adjudicate."
        ),
    ),
    "no_sheet": ("不是裁定表：缺少列 {names}", "no sheet of decisions: it lacks {names}"),
    "no_sheet_remedy": (
        "请使用 migrant-rh compare -o 写出的表",
        "use the sheet that migrant-rh compare -o wrote",
    ),
    "other_file": (
        "此文件与裁定表所比较的 {sheet} 内容不同（SHA-256 不符）",
        "this is not the file the sheet was written for, {sheet} (another SHA-256)",
    ),
    "other_file_remedy": (
        "请用当时的文件；若录入文件已更正，请重新比较",
        "take the files of that time; if an entry was corrected since, compare again",
    ),
    "unknown_item": (
        "比较结果中没有这一项",
        "the comparison has no such item",
    ),
    "conflict": (
        "与第 {row} 行对同一项的裁定不同",
        "decided otherwise than in row {row}, which is the same item",
    ),
    "lost": ("裁定表中缺少这一项", "the sheet lacks this item"),
    "lost_remedy": (
        "请重新写出裁定表并转抄已有裁定",
        "write the sheet again, and copy the decisions into it",
    ),
    "changed": (
        "表中的录入值被改动；应为“{a}”和“{b}”",
        "the values typed were changed on the sheet; they are '{a}' and '{b}'",
    ),
    "undecided": ("未裁定；可填 {choices}", "not decided; it may be {choices}"),
    "no_choice": (
        "裁定“{found}”无效；可填 {choices}",
        "'{found}' is no decision here; it may be {choices}",
    ),
    "value_beside": (
        "裁定为 {decision}，却另填了值“{value}”",
        "decided as {decision}, and yet there is a value '{value}'",
    ),
    "no_reason": ("裁定为 other，未填理由", "decided as other, without a reason"),
    "unsigned": ("未填 {names}", "without {names}"),
    "line_remedy": (
        "请在裁定表中改正这一行，再运行一次",
        "mend the line on the sheet, and run it again",
    ),
    "written": (
        "{count} 项待裁定：{path}",
        "{count} items to decide: {path}",
    ),
    "rate": (
        "{what}：{errors}/{compared}（{percent}%，95% CI {low}–{high}%）",
        "{what}: {errors}/{compared} ({percent}%, 95% CI {low} to {high}%)",
    ),
    "rate_records": ("有差异的记录", "Records that differ"),
    "rate_entries": ("有差异的录入项", "Entries that differ"),
    "residual": (
        "两遍一致却都录错的录入项：估计 {rate}%，至多 {upper}%（假设两人出错互不相关{basis}）",
        (
            "Entries wrong though both agree: about {rate}%, at most {upper}% (if typists err "
            "independently{basis})"
        ),
    ),
    "basis_adjudicated": ("，按裁定结果", ", by the decisions"),
    "basis_half": ("且差错各半", " and equally often"),
    "none_left": ("差异已全部裁定", "no difference is left"),
    "left": (
        "仍有 {count} 处未按裁定：见上",
        "{count} places are left: see above",
    ),
    "applied": (
        "已按裁定写出 {count} 条记录：{path}；裁定记录：{log}",
        "{count} records written as decided to {path}; the log is {log}",
    ),
    "clean": ("两遍录入完全一致", "the two entries agree in everything"),
}
