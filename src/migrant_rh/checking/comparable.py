"""Values made comparable: by type, not by spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from migrant_rh.reading.records import Field

if TYPE_CHECKING:
    import pandas as pd


def comparable(texts: pd.Series[str], field: Field, *, ignore_case: bool) -> NDArray[Any]:
    """Write values so that equal values are equal: 070, 70 and 70.0; 1/2/2008 and 01/02/2008.

    A text that is no number or date although its field is one stays as it was typed.
    """
    import pandas as pd  # noqa: PLC0415  (heavy)

    from migrant_rh.reading.dates import as_dates  # noqa: PLC0415  (heavy)

    if field.kind in {"integer", "decimal"}:
        numbers = pd.to_numeric(_pointed(texts, field), errors="coerce")
        spelled = numbers.map(lambda value: format(float(value), ".15g"), na_action="ignore")
    elif field.kind == "date":
        spelled = as_dates(texts, field.date_order).dt.strftime("%Y-%m-%d")
    else:
        spelled = texts.str.casefold() if ignore_case else texts
    return spelled.astype(object).where(spelled.notna(), texts).to_numpy(dtype=object)


def differ(
    one: NDArray[Any], two: NDArray[Any], field: Field, *, ignore_case: bool, tolerance: float
) -> NDArray[np.bool_]:
    """Judge which pairs of typed texts differ; only those spelled differently are looked into.

    Two numbers differ if they lie further apart than the tolerance.
    """
    import pandas as pd  # noqa: PLC0415  (heavy)

    unequal = np.asarray(one != two, dtype=bool)
    at = np.flatnonzero(unequal)
    if not len(at):
        return unequal
    left, right = (
        comparable(pd.Series(side[at], dtype="str"), field, ignore_case=ignore_case)
        for side in (one, two)
    )
    unequal[at] = left != right
    if tolerance:
        unequal[at] &= ~(np.abs(_numbers(left) - _numbers(right)) <= tolerance)
    return unequal


def _numbers(values: NDArray[Any]) -> NDArray[np.float64]:
    """Numbers of comparable values; what is none is missing."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    return pd.to_numeric(pd.Series(values), errors="coerce").to_numpy(dtype=float)


def _pointed(texts: pd.Series[str], field: Field) -> pd.Series[str]:
    """Write the decimal mark of a number field as a point."""
    return texts if field.decimal_mark == "." else texts.str.replace(field.decimal_mark, ".")
