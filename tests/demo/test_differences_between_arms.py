"""P < 0.001 where the paper says so, and no significance where it is silent."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency

NAMED = {
    "1": {"age", "marital", "edu"},
    "2": {"age", "sex", "marital"},
    "3": {"marital", "edu", "hukou"},
}
TESTED = ("age", "sex", "marital", "edu", "hukou", "type")


def level(row, name):
    return int(np.digitize(int(row["age"]), [20, 30, 40])) if name == "age" else row[name]


def p_value(rows, city, name):
    here = [(level(row, name), row["group"]) for row in rows if row["city"] == city]
    levels = sorted({one for one, _ in here})
    table = [[here.count((one, arm)) for arm in "01"] for one in levels]
    return chi2_contingency(table, correction=False).pvalue


@pytest.mark.parametrize("city", NAMED)
@pytest.mark.parametrize("name", TESTED)
def test_pattern(baseline, city, name):
    p = p_value(baseline, city, name)
    if name in NAMED[city]:
        assert p < 0.001
    else:
        assert p >= 0.05
