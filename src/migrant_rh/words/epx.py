"""EPX and EPZ documents."""

_AGAIN = (
    "请从备份取一份完好的文件，或用 EpiData 重新保存",
    "take a whole copy, or save it again in EpiData",
)

PHRASES = {
    "not_epx": ("不是 EPX 文件：根元素为“{tag}”", "no EPX file: its root element is '{tag}'"),
    "not_epx_remedy": (
        "请检查文件名和扩展名",
        "see whether this is the file you mean, and its ending",
    ),
    "preview": (
        "2011 年预览版 EpiData 的文件，没有版本号",
        "a file of the previews of 2011, without a version",
    ),
    "preview_remedy": (
        "请用当时的 EpiData Manager 打开并导出为 CSV",
        "open it with the EpiData Manager of that time, and export it as CSV",
    ),
    "version": ("EPX 版本“{version}”不能读取", "EPX version '{version}' is not one that is read"),
    "version_remedy": (
        "可读取 1 至 6 版；请在 EpiData Manager 中导出为 CSV 或 Stata",
        "versions 1 to 6 are read; export CSV or Stata from EpiData Manager",
    ),
    "extended_access": (
        "文件使用扩展访问控制（用户登录），内容全部加密",
        "the file has extended access control: all of it is encrypted for its users",
    ),
    "extended_access_remedy": (
        "请用有导出权限的用户登录 EpiData Manager，导出数据或另存为不加密的副本",
        "log in to EpiData Manager as a user who may export, and export it or save an open copy",
    ),
    "entities": (
        "文件含有 DTD 或实体定义，可能有害",
        "the file defines entities or has a DTD, which may do harm",
    ),
    "entities_remedy": (
        "EpiData 的文件没有这些；请勿使用来历不明的文件",
        "no file of EpiData has any: do not use one whose origin you do not know",
    ),
    "damaged": ("XML 已损坏：{reason}", "damaged XML: {reason}"),
    "damaged_expected": (
        "格式正确的 XML，直至 </{root}>",
        "well-formed XML, to the </{root}> at its end",
    ),
    "damaged_remedy": _AGAIN,
    "damaged_zip": ("压缩文件已损坏：{reason}", "damaged archive: {reason}"),
    "damaged_zip_remedy": _AGAIN,
    "locked_zip": ("压缩文件有密码", "the archive has a password"),
    "locked_zip_remedy": (
        "请解压后再读取其中的 .epx 文件",
        "unpack it, and read the .epx file in it",
    ),
    "not_one": (
        "压缩文件有 {entries} 个条目，其中 {count} 个是 .epx；应恰有一个 .epx",
        "the archive has {entries} entries, {count} of them .epx; an EPZ holds exactly one",
    ),
    "not_one_remedy": (
        "请解压后直接读取所需的 .epx 文件",
        "unpack it, and read the .epx file you mean",
    ),
    "too_large": (
        "文档超过 {limit} MiB，或压缩得异常小",
        "the document is larger than {limit} MiB, or packed suspiciously small",
    ),
    "too_large_remedy": (
        "请勿打开来历不明的文件；确是大数据时请在 EpiData Manager 中导出为 CSV",
        "do not open a file you do not know; export really large data as CSV",
    ),
    "no_data": ("文件中没有数据表", "the file has no data file"),
    "no_data_remedy": ("请在 EpiData Manager 中建立数据表", "add one in EpiData Manager"),
    "several": (
        "文件中有 {count} 个数据表，未说明读取哪一个",
        "the file holds {count} data files, and none is named",
    ),
    "no_such_data": ("没有数据表“{name}”", "there is no data file '{name}'"),
    "several_remedy": (
        "请用 datafile= 写明编号或标题",
        "name one by its id or caption: datafile=…",
    ),
    "bad_name": (
        "{count} 个字段使用这个名称，或它是保留的名称",
        "{count} fields have this name, or it is one that is reserved",
    ),
    "bad_name_remedy": ("请在 EpiData Manager 中改名", "rename them in EpiData Manager"),
    "unknown_field": (
        "记录中的字段“{name}”未定义",
        "the record has a field '{name}' that is not defined",
    ),
    "twice": (
        "记录中的字段“{name}”出现两次",
        "the record has the field '{name}' twice",
    ),
    "bad_status": ("记录状态“{name}”未知", "unknown state of the record: '{name}'"),
    "damaged_cipher": ("加密的记录已损坏", "an encrypted record is damaged"),
    "no_password": ("记录已加密", "the records are encrypted"),
    "no_password_remedy": ("请给出密码：password=…", "give the password: password=…"),
    "wrong_password": ("密码不对", "the password is not the one of the file"),
    "wrong_password_remedy": (
        "请核对大小写后重试",
        "try again, and mind upper and lower case",
    ),
    "external_labels": (
        "值标签集“{name}”在另一个文件中，未读取",
        "the value labels '{name}' lie in another file, and are not read",
    ),
    "not_run": (
        "这些字段的计算或值关联只在 EpiData 录入时执行，此处不作检查：{fields}",
        "calculations or related values of these fields run in EpiData only and are no checks here: {fields}",
    ),
    "undoubled": (
        "{count} 条记录的文字中引号未成对，按字段名断开",
        "{count} records have single quotes within texts; they were cut at the names of fields",
    ),
}
