"""What is said of numbers that must not be printed."""

PHRASES = {
    "withheld": (
        "不予列出：涉及不足 {least} 人的格子，或可由此推算该格子",
        "withheld: fewer than {least} persons, or would give such a number away",
    ),
    "told": (
        "为保护隐私，未列出 {small} 个不足 {least} 人的计数、{secondary} 个可用来推算它们的计数，以及由两者计算的 {computed} 项结果；被调查、未回答和随访的人数照列。",
        "To protect persons, {small} counts of fewer than {least} of them, {secondary} counts that would give those away and {computed} results computed from either are withheld; how many persons were asked, did not answer and were followed is printed.",
    ),
}
