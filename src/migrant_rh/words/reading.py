"""Opening files, their encoding, and their values."""

PHRASES = {
    "option_unused": (
        "选项 {option} 与 {suffix} 文件无关，未使用。",
        "The option {option} does not concern a {suffix} file and was not used.",
    ),
    "missing": (
        "文件夹“{folder}”中没有这个文件。",
        "There is no such file in the folder '{folder}'.",
    ),
    "missing_folder": ("没有文件夹“{folder}”。", "There is no folder '{folder}'."),
    "missing_remedy": ("检查文件名和路径。", "Check the name and the path."),
    "is_folder": ("这是文件夹，不是数据文件。", "This is a folder, not a data file."),
    "is_folder_remedy": ("给出其中某个文件的名称。", "Name a file inside it."),
    "unreadable": ("无法打开：{reason}。", "It cannot be opened: {reason}."),
    "empty": ("文件是空的（0 字节）。", "The file is empty (0 bytes)."),
    "empty_remedy": (
        "从原始数据重新拷贝；拷贝或下载可能中断过。",
        "Copy it again from where it came; a copy or download may have broken off.",
    ),
    "unknown_format": ("不认识的文件类型“{suffix}”。", "Unknown type of file: '{suffix}'."),
    "known_formats": ("以下之一：{known}", "one of {known}"),
    "unknown_format_remedy": (
        "在 EpiData、Excel 或统计软件中另存为 CSV（UTF-8）后再读入。",
        "Save it as CSV (UTF-8) from EpiData, Excel or the statistical program it comes from.",
    ),
    "not_delimited": (
        "这不是分隔文本，看起来是{looks}。",
        "This is not delimited text; it looks like {looks}.",
    ),
    "not_delimited_remedy": (
        "扩展名改为与内容相符，或在原软件中另存为 CSV。",
        "Give it the extension of what it is, or save it as CSV in the program it comes from.",
    ),
    "looks_zip": (
        "压缩文件（如 .xlsx、.epz、.zip）",
        "a zip archive (such as .xlsx, .epz or .zip)",
    ),
    "looks_old_office": ("旧版 Office 文件（如 .xls）", "an old Office file (such as .xls)"),
    "looks_pdf": ("PDF 文件", "a PDF file"),
    "looks_spss": ("SPSS 数据文件", "an SPSS data file"),
    "looks_stata": ("Stata 数据文件", "a Stata data file"),
    "looks_utf16": ("UTF-16 文本文件", "a text file in UTF-16"),
    "looks_binary": ("二进制文件", "a binary file"),
    "looks_epx": ("EpiData 项目文件（.epx）", "an EpiData project (.epx)"),
    "looks_html": ("网页", "a web page"),
    "looks_xml": ("XML 文件", "an XML file"),
    "looks_json": ("JSON 文件", "a JSON file"),
    "looks_rec": ("EpiData 数据文件（.rec）", "an EpiData data file (.rec)"),
    "looks_chk": ("EpiData 核查文件（.chk）", "an EpiData check file (.chk)"),
    "looks_tabs": ("制表符分隔的文本文件", "a text file with columns separated by tabs"),
    "looks_delimited": ("分隔文本文件", "a text file with delimited columns"),
    "looks_text": ("普通文本文件", "a plain text file"),
    "encoding_unsure": (
        "有非 ASCII 字符，而文件不说明编码；它既不是 UTF-8，也不能肯定是中文 GB18030。",
        "There are characters beyond ASCII, and the file does not name its encoding; it is not UTF-8 and not surely Chinese in GB 18030.",
    ),
    "candidate": ("{name} 读作“{sample}”", "{name} reads '{sample}'"),
    "encoding_remedy": (
        "写明 encoding，选读起来正确的一种，如 encoding: gb18030 或 encoding: cp1252。",
        "Declare the encoding that reads right, such as encoding: gb18030 or encoding: cp1252.",
    ),
    "encoding_is": ("写 encoding: {name}，或不写。", "Declare encoding: {name}, or none."),
    "unknown_encoding": ("没有名为“{name}”的编码。", "There is no encoding called '{name}'."),
    "encodings": (
        "如 gb18030、utf-8、big5、cp1252、cp437",
        "for example gb18030, utf-8, big5, cp1252, cp437",
    ),
    "marked_otherwise": (
        "声明的编码是 {name}，而文件开头的标记说明是 {mark}。",
        "The declared encoding is {name}, but the mark at the start of the file says {mark}.",
    ),
    "not_in_encoding": (
        "这些字节不是 {encoding} 文本：{bytes}",
        "these bytes are not text in {encoding}: {bytes}",
    ),
    "scrambled": ("乱码“{value}”", "scrambled characters '{value}'"),
    "scrambled_was": ("原文应为“{original}”", "the original seems to be '{original}'"),
    "scrambled_remedy": (
        "文件曾以错误的编码打开并保存；请回到原始文件，以正确的编码重新导出。",
        "The file was opened in a wrong encoding and saved; go back to the original and export it again in the right one.",
    ),
    "full_width": (
        "变量 {field} 有 {count} 个值含全角字符或空格，已按半角读取。",
        "{count} values of {field} have full-width characters or blanks; they are read as ordinary ones.",
    ),
    "no_value": ("值为“{value}”", "the value is '{value}'"),
    "kind_integer": ("整数", "a whole number"),
    "kind_decimal": ("数", "a number"),
    "kind_boolean": ("Y 或 N", "Y or N"),
    "kind_date": (
        "按 {order} 次序书写的日期（y 年，m 月，d 日）",
        "a date in the order {order} (y year, m month, d day)",
    ),
    "value_remedy": (
        "对照问卷更正该值，或在 .chk 文件中用 MISSINGVALUE 声明 {field} 的缺失代码。",
        "Correct the value against the questionnaire, or declare it as a missing code of {field} with MISSINGVALUE in the .chk file.",
    ),
}
