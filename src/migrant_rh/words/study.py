"""Mistakes in a study file."""

PHRASES = {
    "missing_file": ("没有找到研究文件。", "There is no such study file."),
    "missing_file_remedy": (
        "检查文件名和路径；“migrant-rh demo 文件夹”会写出一份可供修改的示例研究。",
        "Check the name and the path; 'migrant-rh demo FOLDER' writes an example study to start from.",
    ),
    "is_folder": ("这是文件夹，不是研究文件。", "This is a folder, not a study file."),
    "is_folder_remedy": (
        "给出文件夹中研究文件的名称，如 study.yaml。",
        "Name the study file inside it, such as study.yaml.",
    ),
    "empty": ("研究文件是空的。", "The study file is empty."),
    "too_large": (
        "文件有 {bytes} 字节，研究文件不应超过 {limit} 字节。",
        "The file has {bytes} bytes; a study file has at most {limit}.",
    ),
    "encoding": (
        "第 {byte} 字节处不是 UTF-8 文本。",
        "Byte {byte} is not UTF-8 text.",
    ),
    "encoding_remedy": ("在编辑器中另存为 UTF-8。", "Save it as UTF-8 in your editor."),
    "yaml": ("YAML 写法有误：{detail}", "This is not YAML: {detail}"),
    "yaml_remedy": (
        "检查缩进、冒号后的空格和成对的引号与括号。",
        "Check the indentation, the blank after each colon, and that quotes and brackets close.",
    ),
    "duplicate_key": ("键“{key}”出现了两次。", "The key '{key}' stands twice."),
    "not_mapping": ("文件应由“键: 值”构成。", "The file should be made of 'key: value' lines."),
    "top_level": ("文件最外层", "top level of the file"),
    "unknown_key": ("{path}：未知的键“{key}”", "{path}: unknown key '{key}'"),
    "allowed_keys": ("以下之一：{keys}", "one of {keys}"),
    "missing_key": ("{path}：缺少必需的键“{key}”", "{path}: the required key '{key}' is missing"),
    "found": ("{path}：此处为 {found}", "{path}: found {found}"),
    "one_of": ("以下之一：{choices}", "one of {choices}"),
    "text": ("文字", "text"),
    "label": ("文字，或 {{zh: …, en: …}}", "text, or {{zh: ..., en: ...}}"),
    "number": ("数", "a number"),
    "integer": ("整数", "a whole number"),
    "truth": ("true 或 false", "true or false"),
    "list": ("列表，如 [a, b]", "a list, such as [a, b]"),
    "mapping": ("由“键: 值”构成的一组", "a group of 'key: value' lines"),
    "path": ("文件名", "a file name"),
    "filled": ("不能为空", "not empty"),
    "at_least": ("不少于 {limit}", "at least {limit}"),
    "at_most": ("不大于 {limit}", "at most {limit}"),
    "more_than": ("大于 {limit}", "more than {limit}"),
    "less_than": ("小于 {limit}", "less than {limit}"),
    "items_at_least": ("至少 {limit} 项", "at least {limit} items"),
    "items_at_most": ("至多 {limit} 项", "at most {limit} items"),
    "other": ("{detail}", "{detail}"),
    "nothing": ("空", "nothing"),
    "wave_source": (
        "只写 file（一次录入）或 entries（两次录入）之一",
        "either file (entered once) or entries (entered twice)",
    ),
    "wave_adjudicated": (
        "adjudicated 只与 entries 同用",
        "adjudicated only together with entries",
    ),
    "wave_window": (
        "第一天不晚于最后一天，如 [2007-08-01, 2007-12-31]",
        "the first day, not after the last: [2007-08-01, 2007-12-31]",
    ),
    "date": ("日期，如 2007-08-01", "a date, such as 2007-08-01"),
    "variable_recode": (
        "recode 只用于自有 levels 的分类变量",
        "recode only for a category with levels of its own",
    ),
    "variable_asked_if": (
        "由其他变量生成的变量不能用 asked_if；写在原变量上",
        "asked_if not with a variable made from another: write it at that one",
    ),
    "asked_in_circle": (
        "{path}：是否询问取决于自身的回答：{circle}",
        "{path}: whether it is asked depends on its own answer: {circle}",
    ),
    "asked_in_circle_expected": (
        "只涉及在它之前的问题的条件",
        "a condition on questions that come before it",
    ),
    "asked_in_circle_remedy": (
        "查看问卷的跳转，改正或删去其中一个 asked_if",
        "Look at the skips of the questionnaire; correct or take away one of the asked_if",
    ),
    "variable_ages": ("ages 只用于 type: number 的变量", "ages only with type: number"),
    "not_a_date": (
        "{path}：变量“{name}”不是 type: date",
        "{path}: variable '{name}' is not of type: date",
    ),
    "window_unused": (
        "{path}：写了调查期间，却没有 design.roles.date（访问日期），也没有写明 ages 的变量，期间用不上",
        "{path}: a window, but neither design.roles.date, the day of the interview, nor a variable with ages: nothing is compared with it",
    ),
    "cuts_labels": (
        "{classes} 个标签，每组一个（现有 {labels} 个）",
        "{classes} labels, one a class (there are {labels})",
    ),
    "cuts_order": ("由小到大且互不相同的界值", "limits that rise and differ"),
    "variable_origin": ("cuts、merge、chosen 只写一个", "one of cuts, merge and chosen"),
    "variable_merge": (
        "merge 或 chosen 必须与 of 同时写",
        "of together with merge or chosen",
    ),
    "chosen": ("选", "Chosen"),
    "not_chosen": ("未选", "Not chosen"),
    "not_several": (
        "{path}：变量“{name}”不是 type: several",
        "{path}: variable '{name}' is not of type: several",
    ),
    "unknown_variable": (
        "{path}：variables 中没有变量“{name}”",
        "{path}: there is no variable '{name}' under variables",
    ),
    "unknown_outcome": (
        "{path}：outcomes 中没有结局“{name}”",
        "{path}: there is no outcome '{name}' under outcomes",
    ),
    "unknown_wave": (
        "{path}：data.waves 中没有调查“{name}”",
        "{path}: there is no wave '{name}' under data.waves",
    ),
    "unknown_code": (
        "{path}：变量“{variable}”没有代码“{name}”",
        "{path}: variable '{variable}' has no code '{name}'",
    ),
    "one_of_names": ("以下之一：{names}", "one of {names}"),
    "needs_levels": (
        "{path}：分类变量“{name}”没有写明 levels",
        "{path}: the category '{name}' has no levels",
    ),
    "needs_levels_remedy": (
        "写明 levels，或写 type: number、text 或 date。",
        "Write its levels, or type: number, text or date.",
    ),
    "role_besides": (
        "{path}：“{name}”在设计中另有角色，不能兼作他用；各现场的效果用 by_site，合并模型的现场项用 sites",
        "{path}: '{name}' plays a part in the design and has no other; effects at sites are by_site, their terms in the pooled model sites",
    ),
    "own_outcome": (
        "{path}：“{name}”就是该模型的结局",
        "{path}: '{name}' is an outcome of this model",
    ),
    "named_twice": ("{path}：“{name}”写了两次", "{path}: '{name}' is named twice"),
    "waves_reversed": (
        "{path}：先写前一次调查，后写后一次；“{name}”在后",
        "{path}: the earlier wave first, then the later; '{name}' is the later",
    ),
    "not_measured": (
        "{path}：变量“{name}”是文本或日期，不是分类变量或数值",
        "{path}: variable '{name}' is text or a date, neither a category nor a number",
    ),
    "not_a_category": (
        "{path}：变量“{name}”不是有水平的分类变量；数值可先用 cuts 分组",
        "{path}: variable '{name}' is no category with levels; a number can be cut into classes by cuts",
    ),
    "not_a_number": (
        "{path}：变量“{name}”不是 type: number",
        "{path}: variable '{name}' is not of type: number",
    ),
    "needs_cluster": (
        "{path}：allocated: cluster 需要 roles.cluster",
        "{path}: allocated: cluster needs roles.cluster",
    ),
    "needs_cluster_remedy": (
        "写明群组变量；若按个人分组，写 allocated: person。",
        "Name the cluster variable, or write allocated: person if persons were allocated.",
    ),
    "two_arms": (
        "{path}：组别变量“{name}”应有两个代码，现有 {count} 个",
        "{path}: the arm '{name}' should have two codes and has {count}",
    ),
    "no_data_file": ("{path}：没有找到文件 {file}", "{path}: there is no file {file}"),
    "no_data_file_remedy": (
        "路径从研究文件所在的文件夹算起。",
        "Paths start at the folder of the study file.",
    ),
    "expression": ("{path}：条件有误：{reason}", "{path}: this condition cannot be used: {reason}"),
    "expression_long": ("条件超过 {limit} 个字符", "it has more than {limit} characters"),
    "expression_syntax": ("写法不完整", "it is not complete"),
    "expression_condition": (
        "此处只能是比较、and、or、not 和括号",
        "only comparisons, and, or, not and brackets can stand here",
    ),
    "expression_value": (
        "此处只能是变量名、数或加引号的代码",
        "only a variable, a number or a quoted code can stand here",
    ),
    "expression_list": ("in 后面应为列表，如 [1, 2]", "after in comes a list, such as [1, 2]"),
    "needs_weight_kind": (
        "{path}：权重“{name}”没有写明种类；在 design.weights 写明 sampling（抽样权重）、frequency（频数）或 prior（方差倒数）",
        "{path}: the kind of the weight '{name}' is not declared; write design.weights: sampling, frequency or prior",
    ),
    "needs_weight": (
        "{path}：写了权重种类 {name}，但 design.roles.weight 没有权重变量",
        "{path}: a kind of weights, {name}, without a variable under design.roles.weight",
    ),
    "no_share": (
        "{path}：现场 {name} 没有份额",
        "{path}: site {name} has no share",
    ),
}
