"""EpiData check files."""

PHRASES = {
    "unknown_word": (
        "“{word}”既不是变量名，也不是命令。",
        "'{word}' is neither a field nor a command.",
    ),
    "unknown_command": ("不认识的命令。", "Unknown command."),
    "unknown_moment": (
        "{when} 之后应为 FILE 或 RECORD。",
        "{when} should be followed by FILE or RECORD.",
    ),
    "entry_expected": ("此处应为 ENTRY。", "ENTRY is expected here."),
    "unknown_field": ("没有变量“{name}”。", "There is no field '{name}'."),
    "range_without_low": ("RANGE 缺少下限。", "RANGE lacks its lower limit."),
    "range_without_high": ("RANGE 缺少上限。", "RANGE lacks its upper limit."),
    "range_low_type": (
        "下限“{value}”与变量类型不符。",
        "The lower limit '{value}' does not suit the type of the field.",
    ),
    "range_high_type": (
        "上限“{value}”与变量类型不符。",
        "The upper limit '{value}' does not suit the type of the field.",
    ),
    "legal_type": (
        "允许值“{value}”与变量类型不符。",
        "The legal value '{value}' does not suit the type of the field.",
    ),
    "legal_without_end": ("LEGAL 没有 END。", "LEGAL has no END."),
    "legal_use_nothing": ("LEGAL USE 缺少变量名。", "LEGAL USE names no field."),
    "wrong_type": ("“{value}”与变量类型不符。", "'{value}' does not suit the type of the field."),
    "too_wide": (
        "“{value}”超过变量宽度（{width} 字节）。",
        "'{value}' is wider than the field ({width} bytes).",
    ),
    "label_unnamed": ("LABEL 缺少名称。", "LABEL has no name."),
    "label_twice": ("标签集“{name}”重复。", "The label set '{name}' stands twice."),
    "label_dropped": (
        "标签集“{name}”中这一行没有代码或文字，EpiData 会丢弃整个标签集。",
        "This line of the label set '{name}' lacks a code or a text; EpiData drops the whole set.",
    ),
    "label_without_text": ("代码“{value}”没有标签文字。", "The code '{value}' has no text."),
    "labels_blank": (
        "COMMENT LEGAL 中不能有空行。",
        "A blank line may not stand in COMMENT LEGAL.",
    ),
    "labels_end": ("COMMENT LEGAL 没有 END。", "COMMENT LEGAL has no END."),
    "use_nothing": (
        "COMMENT LEGAL USE 缺少标签集或变量名。",
        "COMMENT LEGAL USE names no label set and no field.",
    ),
    "use_before": (
        "变量 {name} 在此之前没有标签，USE 因此不起作用。",
        "Field {name} has no labels before this line, so USE does nothing.",
    ),
    "unknown_label": (
        "没有名为“{name}”的标签集或变量。",
        "There is no label set and no field called '{name}'.",
    ),
    "labels_file_missing": ("没有找到标签文件 {name}。", "The label file {name} is not there."),
    "labels_file_unreadable": (
        "标签文件 {name} 无法读取。",
        "The label file {name} cannot be read.",
    ),
    "labels_file_keys": (
        "标签文件 {name} 须有两个 KEY 变量。",
        "The label file {name} needs two KEY fields.",
    ),
    "labels_file_empty": ("标签文件 {name} 没有记录。", "The label file {name} has no records."),
    "reset_expected": ("此处应为 RESET，却是“{word}”。", "RESET is expected here, not '{word}'."),
    "jump_type": (
        "跳转值“{value}”与变量类型不符。",
        "The jump value '{value}' does not suit the type of the field.",
    ),
    "jump_target": ("跳转的目标不是变量。", "The target of the jump is not a field."),
    "jumps_without_end": ("JUMPS 没有 END。", "JUMPS has no END."),
    "autojump_nothing": ("AUTOJUMP 缺少目标变量。", "AUTOJUMP names no field."),
    "autojump_target": ("AUTOJUMP 的目标不是变量。", "The target of AUTOJUMP is not a field."),
    "key_syntax": ("KEY 的写法有误。", "KEY is not written right."),
    "key_number": ("KEY 的编号为 1 至 {most}。", "The numbers of keys go from 1 to {most}."),
    "key_taken": ("KEY 编号 {number} 已被使用。", "Key number {number} is taken."),
    "type_syntax": ("TYPE 的写法有误。", "TYPE is not written right."),
    "type_misplaced": ("此处不能使用这一 TYPE 命令。", "This TYPE command may not stand here."),
    "type_nothing": ("TYPE 缺少文字。", "TYPE has no text."),
    "type_colour": ("不认识的颜色。", "Unknown colour."),
    "codes": (
        "EpiData 不支持 CODES 和 CODEFIELD。",
        "EpiData does not support CODES and CODEFIELD.",
    ),
    "no_then": ("IF 之后没有 THEN。", "IF is without THEN."),
    "no_endif": ("IF 没有 ENDIF。", "IF has no ENDIF."),
    "end_for_endif": ("此处应为 ENDIF，却是 END。", "ENDIF is expected here, not END."),
    "nothing_left": ("等号左边缺少变量名。", "There is no name to the left of the equal sign."),
    "unknown_left": (
        "等号左边不是变量。",
        "There is no such field or variable to the left of the equal sign.",
    ),
    "define_nothing": ("DEFINE 缺少变量名。", "DEFINE names no variable."),
    "define_long": (
        "DEFINE 的变量名最多 16 个字符。",
        "The name of a variable has at most 16 characters.",
    ),
    "define_taken": ("“{name}”已是数据库变量。", "'{name}' is a field already."),
    "define_type": (
        "变量“{name}”的类型写法有误。",
        "The type of the variable '{name}' is not written right.",
    ),
    "define_scope": (
        "变量“{name}”的范围只能是 GLOBAL 或 CUMULATIVE。",
        "The scope of the variable '{name}' can only be GLOBAL or CUMULATIVE.",
    ),
    "relate_nothing": ("RELATE 须写变量名和文件名。", "RELATE needs a field and a file."),
    "relate_key": (
        "RELATE 的变量 {name} 须先声明为 KEY UNIQUE。",
        "The field {name} of RELATE must be KEY UNIQUE before.",
    ),
    "missing_all_number": (
        "MISSINGVALUE ALL 之后只能是整数。",
        "Only whole numbers may follow MISSINGVALUE ALL.",
    ),
    "missing_count": (
        "MISSINGVALUE 须有 1 至 3 个代码。",
        "MISSINGVALUE takes one to three codes.",
    ),
    "missing_fields": (
        "MISSINGVALUE 之后须为 ALL 或变量名。",
        "MISSINGVALUE needs ALL or names of fields.",
    ),
    "default_nothing": ("DEFAULTVALUE 须写变量和值。", "DEFAULTVALUE needs fields and a value."),
    "include_missing": (
        "没有找到要包含的文件 {name}。",
        "The file to include, {name}, is not there.",
    ),
    "block_twice": (
        "变量 {name} 有两个核查块，以后一个为准。",
        "Field {name} has two blocks; the second counts.",
    ),
    "note_refused": (
        "核查文件 {file} 有 {count} 处错误；EpiData 从第 {line} 行起不再执行变量核查，这里保留了其余能读懂的内容。",
        "The check file {file} has {count} errors; EpiData applies no field checks from line {line} on, while here all that can be understood is kept.",
    ),
    "note_not_run": (
        "{file} 第 {line} 行只引导录入，不作核查：{text}",
        "{file} line {line} steers the entry and is not run as a check: {text}",
    ),
    "note_line": (
        "核查文件 {file} 第 {line} 行未被采用：{text}",
        "Line {line} of the check file {file} has no effect: {text}",
    ),
}
