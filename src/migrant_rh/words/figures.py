"""Titles, axes and descriptions of the figures."""

PHRASES = {
    "percent": ("百分比（%）", "Per cent"),
    "forest_axis": ("双重差分（百分点）", "Difference in differences (percentage points)"),
    "rates_title": (
        "{outcome}：各现场干预前后的比例（95%CI）",
        "{outcome}: before and after, by site and group (95% CI)",
    ),
    "rates_alt": (
        "折线图：{parts}。",
        "Line chart. {parts}.",
    ),
    "rates_part": (
        "{place}{arm}由 {before}% 变为 {after}%",
        "{place}, {arm}: from {before} % to {after} %",
    ),
    "forest_title": (
        "各现场的干预效果（双重差分，百分点，95%CI）：{model}",
        "The effect by site (difference in differences, percentage points, 95% CI): {model}",
    ),
    "forest_alt": ("森林图：{parts}。", "Forest plot. {parts}."),
    "forest_part": ("{outcome}，{place}：{effect}", "{outcome}, {place}: {effect}"),
}
