"""What is said of models that stand side by side."""

PHRASES = {
    "title": (
        "{outcome}：各模型的结果对照",
        "{outcome}: the models side by side",
    ),
    "adjusted": ("{model}：调整{covariates}", "{model}: adjusted for {covariates}"),
    "unadjusted": ("{model}：不含协变量", "{model}: without covariates"),
}
