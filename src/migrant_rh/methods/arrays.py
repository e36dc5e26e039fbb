"""Names for the arrays that the methods take and give."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
Values = TypeVar("Values", Floats, Integers, Booleans)
