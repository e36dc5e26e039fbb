"""Building one row per person and wave."""

PHRASES = {
    "no_column": ("{path}：文件中没有列“{name}”", "{path}: the file has no column '{name}'"),
    "rows_of_wave": (
        "按条件“{condition}”取 {kept} 条记录",
        "{kept} records kept by the condition '{condition}'",
    ),
    "normalised": (
        "{count} 个值的写法已统一（全角字符、空格或别名）",
        "{count} values written in another way were normalised (full-width characters, blanks, aliases)",
    ),
    "unknown_values": (
        "{count} 个值无法解释：{values}",
        "{count} values without a meaning: {values}",
    ),
    "levels_expected": ("以下代码之一：{codes}", "one of the codes {codes}"),
    "levels_remedy": (
        "更正记录，或在研究文件 variables.{name} 的 levels、missing 或 aliases 中写明这些值。",
        "Correct the records, or declare the values under levels, missing or aliases of variables.{name} in the study file.",
    ),
    "number_expected": ("数", "numbers"),
    "date_expected": ("日期", "dates"),
    "text_expected": ("文字", "text"),
    "value_remedy": (
        "更正记录，或在研究文件 variables.{name}.missing 中写明缺失代码。",
        "Correct the records, or declare missing codes under variables.{name}.missing in the study file.",
    ),
    "serial_remedy": (
        "像电子表格的日序数：{number} 是 {one}（1900 系统）或 {other}（1904 系统）。在电子表格中把该列设为日期格式后重新导出。",
        "These look like days of a spreadsheet: {number} is {one} (1900 system) or {other} (1904 system). Format the column as a date in the spreadsheet and export it again.",
    ),
    "date_order": (
        "看不出日期中日、月、年的顺序，如“{example}”",
        "the order of day, month and year cannot be told, as in '{example}'",
    ),
    "date_order_expected": ("整列能确定唯一的顺序", "a column that shows one order"),
    "date_order_remedy": (
        "在研究文件 variables.{variable} 中写 date_order: ymd、dmy 或 mdy。",
        "Write date_order: ymd, dmy or mdy under variables.{variable} in the study file.",
    ),
    "no_role": (
        "没有变量“{name}”，而 design.roles.{role} 需要它",
        "there is no '{name}', which design.roles.{role} needs",
    ),
    "no_role_remedy": (
        "用 data.waves.{wave}.rename 写明文件中的列名，或在 design.roster 名册中给出。",
        "Name the column of the file under data.waves.{wave}.rename, or give it in the roster (design.roster).",
    ),
    "nowhere": (
        "任何一次调查的文件中都没有变量“{name}”",
        "no wave's file has the variable '{name}'",
    ),
    "nowhere_remedy": (
        "用 rename 写明列名，或从研究文件中删去这个变量。",
        "Name its column under rename, or take the variable out of the study file.",
    ),
    "no_records": ("调查“{wave}”没有记录", "the wave '{wave}' has no record"),
    "no_records_of": (
        "没有符合“{condition}”的记录，调查“{wave}”是空的",
        "no record is of the wave '{wave}': none has {condition}",
    ),
    "no_records_remedy": (
        "核对文件和条件（rows）；尚未调查的一次先不写入 data.waves。",
        "Check the file and the condition (rows), or leave a wave out of data.waves until it is surveyed.",
    ),
    "blank_id": ("个人编号是空的", "the person's id is blank"),
    "blank_id_remedy": ("补上编号，或删去这条记录。", "Fill in the id, or delete the record."),
    "rounded_id": (
        "编号“{id}”曾被当作数字保存，位数已丢失",
        "the id '{id}' was once stored as a number: digits are lost",
    ),
    "rounded_id_remedy": (
        "从原始数据重新导出，把编号列设为文本。",
        "Export again from the original data with the id column as text.",
    ),
    "duplicate": (
        "{wave}：编号 {id} 有 {count} 条内容不同的记录",
        "{wave}: id {id} has {count} records that differ",
    ),
    "duplicate_expected": ("每人每次调查一条记录", "one record per person and wave"),
    "duplicate_remedy": (
        "对照原始问卷，更正编号或把多余的记录标为删除。",
        "Look at the questionnaires; correct an id or mark the surplus record as deleted.",
    ),
    "copy": (
        "与同编号的前一条记录完全相同，未重复计入",
        "a copy of the record before it with the same id; counted once",
    ),
    "same_person": (
        "{names} 与同一次调查中另一编号的记录相同，可能是同一人",
        "shares {names} with a record of another id in the same wave: perhaps one person",
    ),
    "conflict": (
        "两次调查的值不同（{values}），可能不是同一人；未计入配对分析",
        "differs between waves ({values}): perhaps two persons; left out of paired analyses",
    ),
    "age_conflict": (
        "{earlier}时 {first} 岁，{later}时 {second} 岁，与两次调查的间隔不符，可能不是同一人；未计入配对分析",
        "aged {first} at {earlier} and {second} at {later}, unlike the time between them: perhaps two persons; left out of paired analyses",
    ),
    "not_eligible": (
        "不符合“{step}”，不计入分析",
        "not '{step}': left out of the analysis",
    ),
    "not_known_eligible": (
        "缺少判断“{step}”所需的值，不计入分析",
        "lacks what '{step}' needs: left out of the analysis",
    ),
    "outside_window": (
        "访问日期 {day} 不在调查期间 {first} 至 {last}（前后各宽限 {grace} 天）；仍计入分析",
        "interviewed on {day}, outside the wave from {first} to {last} (with {grace} days' grace); kept in the analysis",
    ),
    "out_of_order": (
        "{later}的访问日期 {day} 早于{earlier}的 {other}",
        "interviewed on {day} at {later}, before {other} at {earlier}",
    ),
    "out_of_order_remedy": (
        "对照原始问卷更正日期；若编号属于两个人，更正编号。",
        "Correct the dates by the questionnaires; if the id stands for two persons, correct the id.",
    ),
    "recoded": (
        "{count} 个值按研究文件改为本研究的代码：{codes}",
        "{count} values were given the codes of the study, as its file says: {codes}",
    ),
    "labels_differ": (
        "代码 {code} 在 {file} 中为“{one}”，在 {other_file} 中为“{other}”",
        "code {code} means '{one}' in {file} and '{other}' in {other_file}",
    ),
    "labels_differ_expected": (
        "同一代码在各次调查中含义相同",
        "one meaning for a code, in every wave",
    ),
    "labels_differ_remedy": (
        "更正核查文件；若某次调查的代码确有不同，在研究文件 variables.{name}.recode.{wave} 中写明各代码的含义（含义相同写 {code}: {code}）。",
        "Correct the check file; if the codes of a wave do differ, say under variables.{name}.recode.{wave} in the study file what each means ({code}: {code} if it means the same).",
    ),
    "answered_unasked": (
        "不符合 asked_if: {condition}，却有回答；回答保留，照常计入",
        "answered although asked_if: {condition} does not hold; the answer stays and counts",
    ),
    "not_asked": (
        "{wave}：{arm}无人回答，像是没有问；涉及它的比较不作",
        "{wave}, {arm}: nobody answered, as if it was not asked; comparisons with it are not made",
    ),
    "moved_kept": (
        "由 {before} 转到 {after}；按首次调查的场所和组别分析",
        "moved from {before} to {after}; analysed where the person was first",
    ),
    "moved_as_surveyed": (
        "由 {before} 转到 {after}；按每次调查的场所和组别分析",
        "moved from {before} to {after}; analysed where the person was at each wave",
    ),
    "ids_normalised": (
        "统一编号写法：匹配率由 {before} 变为 {after}",
        "ids normalised: the share that matches went from {before} to {after}",
    ),
    "ids_ask": (
        "各次调查的编号只有 {before} 相符；若统一写法（{change}），可达 {after}。在 data.normalise_ids 中写明 [{change}]，或确认编号无误后写 linkage: mixed。",
        "only {before} of the ids match between waves; {change} would make it {after}. Write [{change}] under data.normalise_ids, or linkage: mixed if the ids are right.",
    ),
    "low_match": (
        "各次调查的编号只有 {rate} 相符",
        "only {rate} of the ids match between waves",
    ),
    "newcomer": (
        "首次调查中没有此人，队列分析未计入",
        "not in the first wave: left out of the cohort",
    ),
    "two_arms": (
        "群组 {cluster} 同时属于两个组（{counts}）",
        "cluster {cluster} stands in two arms ({counts})",
    ),
    "two_arms_expected": ("每个群组只属于一个组", "each cluster in one arm"),
    "two_arms_remedy": (
        "更正这些记录的组别或群组编号。",
        "Correct the arm or the cluster of these records.",
    ),
    "two_arms_swapped": (
        "组别在两次调查之间互换：某次调查的组别编码可能颠倒，请与名册 {roster} 核对。",
        "The arm swaps between waves: one wave may code the arms the other way round. Check against the roster ({roster}).",
    ),
    "two_sites": (
        "群组 {cluster} 出现在两个现场（{counts}）",
        "cluster {cluster} stands in two sites ({counts})",
    ),
    "two_sites_expected": ("每个群组编号只属于一个现场", "each cluster code in one site"),
    "two_sites_remedy": (
        "若各现场的群组各自从头编号，写 design.compose_clusters: true；否则更正编号。",
        "If cluster codes start anew in every site, write design.compose_clusters: true; else correct the codes.",
    ),
    "roster_twice": (
        "群组 {cluster} 在名册中不止一行",
        "cluster {cluster} has more than one row in the roster",
    ),
    "not_in_roster": (
        "群组 {cluster} 不在名册 {roster} 中",
        "cluster {cluster} is not in the roster {roster}",
    ),
    "unlike_roster": (
        "群组 {cluster} 有 {count} 条记录的 {variable} 为 {value}，名册 {roster} 中为 {listed}",
        "cluster {cluster}: {variable} is {value} in {count} records, {listed} in the roster {roster}",
    ),
    "unlike_roster_remedy": (
        "核对组别编码是否颠倒；更正数据或名册。",
        "Check whether the codes are swapped; correct the data or the roster.",
    ),
    "cluster_absent": (
        "群组 {cluster} 在 {waves} 中没有数据，不计入群组变化的比较",
        "cluster {cluster} has no data at {waves}: left out of comparisons of cluster changes",
    ),
    "few_clusters": (
        "现场 {site} 的 {arm} 组只有 {count} 个群组",
        "site {site}, arm {arm}: only {count} clusters",
    ),
    "one_arm": ("{wave} 只有一个组的数据", "{wave} has data of one arm only"),
    "unknown_arm": (
        "有 {count} 条记录没有组别或群组，未计入",
        "{count} records without an arm or a cluster are left out",
    ),
    "weights_missing": ("{count} 条记录没有权重", "{count} records without a weight"),
    "weights_negative": ("{count} 条记录的权重为负", "{count} records with a negative weight"),
    "weights_zero": ("{count} 条记录的权重为 0", "{count} records with a weight of zero"),
    "weights_broken": (
        "{count} 条记录的频数不是整数",
        "{count} records whose frequency is not a whole number",
    ),
    "weights_differ": (
        "{count} 条记录的频数在两次调查之间不同，同一人应相同",
        "{count} records whose frequency differs between waves, though it counts one person",
    ),
    "weights_expected": ("每条记录一个大于 0 的权重", "one weight above 0 for each record"),
    "weights_remedy": (
        "更正权重；不应计入的记录用 eligibility 排除。",
        "Correct the weights; leave records that do not count out by a step of eligibility.",
    ),
    "weights_scaled": (
        "权重合计 {total}，已除以均数 {mean}，使 {rows} 条记录的权重合计等于记录数",
        "weights sum to {total}; divided by their mean {mean}, so that those of {rows} records sum to the number of records",
    ),
    "allocation_not_listed": (
        "列出的分配方案中没有实际采用的方案",
        "the allocation that was made is not among those listed",
    ),
    "allocation_not_listed_remedy": (
        "核对各群组的组别，或补全方案文件。",
        "Check the arms of the clusters, or complete the file of allocations.",
    ),
    "allocation_codes": (
        "数据中没有群组 {codes}",
        "the data have no clusters {codes}",
    ),
    "allocation_arm": (
        "该方案使一组没有群组",
        "this allocation leaves an arm without clusters",
    ),
}
