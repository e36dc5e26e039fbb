"""What surrounds tables, figures and pages."""

PHRASES = {
    "table_number": ("表{number}", "Table {number}"),
    "figure_number": ("图{number}", "Figure {number}"),
    "caption": ("{label}　{title}", "{label}. {title}"),
    "part_of": ("{part}：{whole}", "{part}: {whole}"),
    "contents": ("目录", "Contents"),
    "note": ("注：{note}", "Note: {note}"),
    "dash": (
        "“{dash}”表示无数据或无法计算。",
        "{dash} stands for no data, or a number that cannot be computed.",
    ),
    "rounded": (
        "差值由未经四舍五入的数值计算，与表中数值相减略有出入",
        "Computed from unrounded numbers: subtracting the printed ones gives another last digit",
    ),
    "ending": ("不认识的文件扩展名 {ending}", "an unknown ending, {ending}"),
    "ending_expected": ("{endings} 之一", "one of {endings}"),
    "template_unreadable": (
        "无法读取这个 Word 模板：{reason}",
        "this Word template cannot be read: {reason}",
    ),
    "template_not_word": (
        "不是 Word 文档（.docx 或 .dotx）",
        "not a Word document (.docx or .dotx)",
    ),
    "template_macros": ("Word 模板带有宏", "the Word template has macros"),
    "template_large": (
        "Word 模板展开后过大（超过 100 MB 或 2000 个部件）",
        "the Word template is very large when unpacked (above 100 MB or 2000 parts)",
    ),
    "template_narrow": (
        "Word 模板的版心太窄，表格至少需要 {least} 厘米",
        "the lines of the Word template are too short: tables need {least} cm at least",
    ),
    "template_remedy": (
        "在 Word 中打开，另存为不带宏的 .docx 文件，再用作模板。",
        "Open it in Word, save it as a .docx without macros, and use that.",
    ),
    "sheet": ("工作表", "Sheet"),
    "title": ("标题", "Title"),
    "picture": ("（图形：{alt}）", "(Picture: {alt})"),
    "font_none": (
        "本机没有中文字体，图中文字改用英文。请安装思源黑体（Noto Sans CJK SC）等中文字体后重新运行。",
        "This computer has no Chinese font: figures are labelled in English. Install one, such as Noto Sans CJK SC, and run again.",
    ),
    "font_glyphs": (
        "本机的中文字体缺少这些字：{missing}，图中文字改用英文。请安装思源黑体（Noto Sans CJK SC）后重新运行。",
        "The Chinese fonts of this computer lack these characters: {missing}. Figures are labelled in English. Install Noto Sans CJK SC and run again.",
    ),
}
