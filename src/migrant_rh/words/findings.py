"""Findings as a paper."""

PHRASES = {
    "title": ("数据核查：{name}", "Data checks: {name}"),
    "table": ("发现的问题", "What was found"),
    "field": ("变量", "Field"),
    "rule": ("规则", "Rule"),
    "severity": ("程度", "Severity"),
    "count": ("条数", "Count"),
    "listed": (
        "{count} 条问题逐条列入：{path}（含编号，勿外传）",
        "{count} findings listed in {path}; it names persons, so keep it with the data",
    ),
}
