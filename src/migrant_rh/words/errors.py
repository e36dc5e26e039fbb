"""The frame every error is said in, and the places it points to."""

PHRASES = {
    "line": ("第 {line} 行", "line {line}"),
    "record": ("第 {record} 条记录", "record {record}"),
    "field": ("变量 {field}", "field {field}"),
    "byte": ("第 {byte} 字节", "byte {byte}"),
    "expected": ("应为：{expected}", "Expected: {expected}"),
    "remedy": ("处理：{remedy}", "What to do: {remedy}"),
    "and_more": ("……另有 {count} 处同类问题。", "... and {count} more of the same kind."),
    "did_you_mean": ("是否想写“{suggestion}”？", "Did you mean '{suggestion}'?"),
}
