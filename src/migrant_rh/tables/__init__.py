"""The tables of the report, each for any data frame."""

from migrant_rh.tables.baseline import BaselineOptions, baseline
from migrant_rh.tables.entries import double_entry
from migrant_rh.tables.looks import GuardedOptions, LooksOptions
from migrant_rh.tables.missingness import MissingnessOptions, missingness
from migrant_rh.tables.multiple import MultipleOptions, multiple_response
from migrant_rh.tables.of_panel import (
    adjustment,
    attrition,
    effects,
    flow,
    model,
    models,
    rates,
    robustness,
    weighted_least_squares,
)
from migrant_rh.tables.published import PublishedCounts, from_percentages
from migrant_rh.tables.roles import Roles

__all__ = [
    "BaselineOptions",
    "GuardedOptions",
    "LooksOptions",
    "MissingnessOptions",
    "MultipleOptions",
    "PublishedCounts",
    "Roles",
    "adjustment",
    "attrition",
    "baseline",
    "double_entry",
    "effects",
    "flow",
    "from_percentages",
    "missingness",
    "model",
    "models",
    "multiple_response",
    "rates",
    "robustness",
    "weighted_least_squares",
]
