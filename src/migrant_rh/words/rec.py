"""EpiData and Epi Info data files."""

PHRASES = {
    "not_a_rec": (
        "这不是 EpiData 数据文件，看起来是{looks}。",
        "This is not an EpiData data file; it looks like {looks}.",
    ),
    "first_line": (
        "第一行以变量行数和颜色代码开头，如“12 1 VLAB”",
        "a first line that begins with the number of field lines and a colour, such as '12 1 VLAB'",
    ),
    "not_a_rec_remedy": (
        "检查是否拿错文件或改错了扩展名。",
        "Check whether it is the wrong file, or bears a wrong extension.",
    ),
    "header_line": ("不是变量说明行：“{text}”", "this is no field description: '{text}'"),
    "header_expected": (
        "第一行说明有 {count} 行变量说明，即到第 {last} 行为止",
        "line 1 announces {count} field descriptions, down to line {last}",
    ),
    "header_remedy": (
        "文件头被改动过，请用备份；不要用文本编辑器修改 .rec 文件。",
        "The header was altered: use a backup, and do not edit .rec files in a text editor.",
    ),
    "header_short": (
        "文件在变量说明中结束，只有 {there} 行。",
        "The file ends in its header, after {there} field descriptions.",
    ),
    "header_goes_on": (
        "第一行说明有 {count} 行变量说明，这里却还有一行。",
        "Line 1 announces {count} field descriptions, but here is one more.",
    ),
    "no_fields": ("文件中没有任何变量。", "The file has no field."),
    "name_twice": (
        "变量名 {name} 在第 {line} 行已出现。",
        "The field name {name} stands in line {line} already.",
    ),
    "wide_encoding": (
        "{encoding} 不能是 .rec 文件的编码：其中的数字和标记不是 ASCII。",
        "{encoding} cannot be the encoding of a .rec file: digits and marks are not ASCII in it.",
    ),
    "line_length": ("这一行有 {length} 字节。", "the line has {length} bytes."),
    "no_mark": (
        "这一行以“{mark}”结尾，不是记录标记。",
        "the line ends with '{mark}', which is no record mark.",
    ),
    "empty_line": ("空行。", "an empty line."),
    "cut_off": ("文件在记录中途结束。", "the file ends in the middle of a record."),
    "recoded": (
        "这一行有 {length} 字节；文件写成后被转换成了 UTF-8，字段宽度因此错位。",
        "the line has {length} bytes: the file was converted to UTF-8 after it was written, which moves the fields.",
    ),
    "recoded_remedy": (
        "使用未转换的原始文件，或把它转换回 GB18030。",
        "Use the file as EpiData wrote it, or convert it back to GB 18030.",
    ),
    "piece_expected": (
        "{total} 字节：{width} 字节数据加一个标记（!、? 或 ^）；每条记录 {length} 字节数据，占 {pieces} 行",
        "{total} bytes: {width} of data and a mark (!, ? or ^); a record has {length} bytes of data, lines: {pieces}",
    ),
    "damage_remedy": (
        "使用备份；若没有，用 recover=True 读取其余完整的记录，被略去的行会列出。",
        "Use a backup; if there is none, recover=True reads the records that are whole and lists the lines it leaves out.",
    ),
    "recovered": (
        "略去 {count} 处损坏的记录（第 {lines} 行）。",
        "{count} damaged places were left out (lines {lines}).",
    ),
    "half_character": (
        "变量 {field} 在第 {records} 条记录中被截去半个字符，该半字符略去。",
        "Field {field} is cut in the middle of a character in records {records}; the half character is left out.",
    ),
    "half_label": (
        "第 {line} 行的标签被截去半个字符，该半字符略去。",
        "The label in line {line} is cut in the middle of a character; the half character is left out.",
    ),
    "unknown_type": (
        "变量 {field} 的类型 {type} 是 EpiData 不支持的，按文字读取。",
        "Field {field} has type {type}, which EpiData does not support; it is read as text.",
    ),
    "no_year": (
        "变量 {field} 的日期没有年份，按文字读取。",
        "The dates of field {field} have no year; they are read as text.",
    ),
    "no_password": ("有加密变量，需要密码。", "There are encrypted fields; a password is needed."),
    "no_password_remedy": ("给出 password。", "Give the password."),
    "wrong_password": ("密码不对。", "The password is wrong."),
    "wrong_password_remedy": (
        "向建库的人询问密码；密码区分大小写。",
        "Ask whoever made the file; case matters.",
    ),
    "damaged_cipher": ("加密的值已损坏。", "the encrypted value is damaged."),
}
