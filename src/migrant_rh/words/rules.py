"""Names of the rules that data are checked against."""

PHRASES = {
    "severity_stop": ("须停止", "stops"),
    "severity_ask": ("须说明", "asks"),
    "severity_warning": ("警告", "warning"),
    "severity_info": ("说明", "information"),
    "chk_legal": ("不在允许值之内", "Not among the legal values"),
    "chk_must_enter": ("必录项为空", "Blank, though entry is a must"),
    "chk_unique": ("主键重复", "Unique key repeated"),
    "chk_compare": ("与另一项的比较不成立", "Not as it must be beside another field"),
    "chk_jump": ("应跳过的项目有值", "Filled, though a jump passes over it"),
    "double_entry_undecided": (
        "两遍录入的差异未裁定",
        "Differences between the entries not decided",
    ),
    "double_entry_differs": ("两遍录入不一致", "The two entries differ"),
    "double_entry_only_in": ("记录只在一遍录入中", "Record in one entry only"),
    "double_entry_twice_in": ("一遍录入中主键重复", "Key repeated within an entry"),
    "double_entry_final_differs_from_both": (
        "裁定文件改动了两遍一致的值",
        "Adjudicated file changes what both entries agree on",
    ),
    "double_entry_final_neither": (
        "裁定值与两遍录入都不同",
        "Decided as neither entry says",
    ),
    "double_entry_final_missing": (
        "两遍都有的记录不在裁定文件中",
        "In both entries, not in the adjudicated file",
    ),
    "double_entry_final_new": (
        "裁定文件中的记录两遍录入都没有",
        "In the adjudicated file, in neither entry",
    ),
    "wave_rows": ("按条件选取记录", "Records selected by a condition"),
    "values_normalised": ("统一写法的值", "Values normalised"),
    "panel_ids_normalised": ("统一个人编号写法", "Ids normalised"),
    "panel_ids_ask": ("个人编号写法不一", "Ids written differently"),
    "panel_low_match": ("个人编号匹配率低", "Few ids match between waves"),
    "panel_copy": ("完全相同的重复记录", "Exact copies of a record"),
    "panel_same_person": ("可能是同一人的两个编号", "Perhaps one person under two ids"),
    "panel_conflict": ("两次调查固定信息不同", "Fixed variable differs between waves"),
    "panel_moved": ("更换了群组或组别", "Moved to another cluster or arm"),
    "panel_newcomer": ("首次调查中没有的人", "Not in the first wave"),
    "panel_unknown_arm": ("没有组别或群组", "Without arm or cluster"),
    "panel_cluster_absent": ("群组缺少一次调查", "Cluster absent at a wave"),
    "panel_few_clusters": ("一组群组太少", "Very few clusters in an arm"),
}
