"""The sentence that belongs to every number of the demo."""

from __future__ import annotations

from migrant_rh.words import Text

NOTICE = Text(
    zh=(
        "模拟数据：再现了论文公布的人数和百分比，其余内容均为假设；"
        "并非原始调查数据，不能据此对真实人群作任何推断。"
    ),
    en=(
        "Synthetic data: they reproduce the printed counts and percentages; everything else is "
        "assumption. They are not the original data and allow no inference about real people."
    ),
)
"""To be shown wherever the demo's data or results are shown."""
