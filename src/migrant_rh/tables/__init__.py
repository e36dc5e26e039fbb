"""The tables of the report, each for any data frame."""

from migrant_rh.tables.baseline import baseline
from migrant_rh.tables.roles import Roles

__all__ = ["Roles", "baseline"]
