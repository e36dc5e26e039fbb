"""What is said of answers that are not there."""

PHRASES = {
    "title": ("各变量的缺失情况及原因", "Missing answers by variable and reason"),
    "variable": ("变量与原因", "Variable and reason"),
    "blank": ("空白", "Blank"),
    "skipped": ("不必回答（不计为缺失）", "Not asked (not missing)"),
    "filter_unanswered": ("空白，前一问题未答", "Blank, filter unanswered"),
    "filter_counted": (
        "前一问题未答、不知是否须回答者，计入须回答者",
        "Persons with a blank after an unanswered filter question count as asked",
    ),
    "not_asked": ("该次调查未询问", "Not asked in this survey"),
    "nobody": ("没有调查对象", "No persons"),
    "cells": (
        "无有效回答的人数（占全部调查对象的%）；空白可能包括问卷跳转而不需回答者",
        "Persons without an answer (% of all persons surveyed); blanks may include questions that the questionnaire skips",
    ),
    "cells_asked": (
        "无有效回答的人数（占须回答者的%）；不必回答者占全部调查对象的%",
        "Persons without an answer (% of those asked); of those not asked, % of all persons surveyed",
    ),
    "cells_frame": (
        "无值的人数（占全部对象的%）",
        "Persons without a value (% of all persons)",
    ),
    "complete": ("无缺失的变量：{listed}", "Nothing is missing in: {listed}"),
    "test": (
        "各组缺失比例的 Pearson χ² 检验（不作连续性校正）",
        "Pearson's chi-square of the shares missing, without continuity correction",
    ),
    "clustered": (
        "考虑{unit}内的聚集性：Rao–Scott 二阶校正 F",
        "clustering within {unit} taken into account: the second-order Rao-Scott F",
    ),
}
