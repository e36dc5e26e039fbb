"""The tables of the report, each for any data frame."""

from migrant_rh.tables.baseline import BaselineOptions, baseline
from migrant_rh.tables.looks import LooksOptions
from migrant_rh.tables.multiple import MultipleOptions, multiple_response
from migrant_rh.tables.of_panel import (
    attrition,
    effects,
    flow,
    model,
    rates,
    weighted_least_squares,
)
from migrant_rh.tables.roles import Roles

__all__ = [
    "BaselineOptions",
    "LooksOptions",
    "MultipleOptions",
    "Roles",
    "attrition",
    "baseline",
    "effects",
    "flow",
    "model",
    "multiple_response",
    "rates",
    "weighted_least_squares",
]
