"""What the command line says."""

PHRASES = {
    "reading": ("读取 {file} …", "reading {file} ..."),
    "comparing": ("核对两次录入 …", "comparing the two entries ..."),
    "checking": ("检查数据 …", "checking the data ..."),
    "joining": ("合并各次调查 …", "joining the waves ..."),
    "describing": ("描述基线特征 …", "describing the baseline ..."),
    "analysing": ("分析 {outcome} …", "analysing {outcome} ..."),
    "writing": ("写出报告 …", "writing the report ..."),
    "written": ("已写出 {count} 个文件：", "{count} files written:"),
    "demo_copied": (
        "已把 {count} 个文件复制到 {folder}。运行：migrant-rh analyze {folder}/study.yaml",
        "{count} files copied to {folder}. Now run: migrant-rh analyze {folder}/study.yaml",
    ),
    "demo_exists": (
        "文件夹里已有同名文件：{files}",
        "the folder already has files of the same names: {files}",
    ),
    "demo_exists_remedy": ("另选一个文件夹。", "Choose another folder."),
    "more_findings": (
        "另有 {count} 条，用 --findings 文件.csv 列出全部。",
        "{count} more; list them all with --findings FILE.csv.",
    ),
    "not_writable": ("无法写入 {folder}：{reason}", "cannot write to {folder}: {reason}"),
}
