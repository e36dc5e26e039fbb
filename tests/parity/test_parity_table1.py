"""Table 1 against R: cases b01 and b02, numbers and categories by group.

A number counts as equal within the relative tolerance of the case (1e-8: both sides compute in
double precision, by other orders of summation), or within 1e-13 of a reference near zero. What is
not computed here is listed with its reason; a listing that matches nothing fails.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from reference import (
    Tree,
    needs_shared,
    pair,
    reference_of,
    result_of,
    rows_of,
    unequal,
    unexplained,
)

from migrant_rh.methods.contingency import likelihood_ratio, pearson, yates
from migrant_rh.methods.continuous import describe
from migrant_rh.methods.fisher import fisher_exact
from migrant_rh.methods.means import compare_means, compare_several_means
from migrant_rh.methods.ranks import kruskal_wallis, rank_sum
from migrant_rh.methods.standardised import (
    StandardisedDifferences,
    binary_differences,
    categorical_differences,
    numeric_differences,
)

pytestmark = needs_shared


def summary(values: np.ndarray) -> Tree:
    known = values[~np.isnan(values)]
    first, second, third = (describe(known, definition=d) for d in (2, 7, 6))
    return {
        "n": first.n,
        "missing": len(values) - len(known),
        "mean": first.mean,
        "sd": first.std_dev,
        "se": first.std_error,
        "min": first.smallest,
        "max": first.largest,
        "median": second.median,
        "quartiles_type2_SAS_PCTLDEF5": list(first.quartiles),
        "quartiles_type7_R_numpy": list(second.quartiles),
        "quartiles_type6_SPSS_Stata_like": list(third.quartiles),
    }


def named_pairs(found: StandardisedDifferences, names: list[str]) -> Tree:
    return {
        f"{names[one]} - {names[two]}": value
        for (one, two), value in zip(found.pairs, found.estimates, strict=True)
    }


def two_groups(first: np.ndarray, second: np.ndarray) -> Tree:
    def t(variances: Any) -> Tree:
        test = compare_means(first, second, variances=variances)
        return {
            "t": test.statistic,
            "df": test.df,
            "p": test.p_value,
            "difference": test.estimate,
            "ci": pair(test.interval),
        }

    ranks = rank_sum(first, second)
    return {
        "welch": t("welch"),
        "pooled": t("pooled"),
        "wilcoxon": {
            "U_first_group": ranks.statistic,
            "rank_sum_first_group": ranks.rank_sum,
            "p_cc": ranks.p_value,
            "p_no_cc": rank_sum(first, second, continuity=False).p_value,
        },
    }


def f_test(groups: list[np.ndarray], variances: Any) -> Tree:
    test = compare_several_means(groups, variances=variances)
    return {
        "F": test.statistic,
        "df1": test.df,
        "df2": test.df_denominator,
        "p": test.p_value,
    }


def continuous(values: np.ndarray, group: np.ndarray, names: list[str]) -> Tree:
    by = {name: values[group == name] for name in names}
    known = [each[~np.isnan(each)] for each in by.values()]
    differences = numeric_differences(known)
    return {
        "overall": summary(values),
        "overall_known_group": summary(values[np.isin(group, names)]),
        "by": {name: summary(each) for name, each in by.items()},
        "smd": named_pairs(differences, names),
        "smd_mean_abs": differences.mean,
        "smd_max_abs": differences.largest,
        "anova": f_test(known, "pooled"),
        "welch_anova": f_test(known, "welch"),
        "kruskal": result_of(kruskal_wallis(known)),
        **(two_groups(*known) if len(known) == 2 else {}),
    }


def categorical(values: np.ndarray, group: np.ndarray, names: list[str], levels: list[str]) -> Tree:
    table = np.array([[((values == v) & (group == g)).sum() for g in names] for v in levels])
    test = pearson(table)
    binary = {}
    if len(levels) == 2:
        signed = binary_differences(table[1], table.sum(axis=0))
        binary["smd_binary_signed"] = named_pairs(signed, names)
    if table.shape == (2, 2):
        binary["yates"] = result_of(yates(table))
    return {
        "n": {
            v: dict(zip(names, line, strict=True))
            for v, line in zip(levels, table.tolist(), strict=True)
        },
        "smd_yang_dalton": named_pairs(categorical_differences(table), names),
        "pearson": result_of(test),
        "expected_below_5": test.expected_below_5,
        "likelihood_ratio": result_of(likelihood_ratio(table)),
        "fisher_p": fisher_exact(table).p_value,
        **binary,
    }


def table_1(
    rows: list[dict[str, str]],
    group: np.ndarray,
    names: list[str],
    numbers: list[str],
    categories: dict[str, list[str]],
) -> Tree:
    return {
        "group_n": {name: int((group == name).sum()) for name in names},
        "continuous": {
            name: continuous(np.array([float(r[name] or "nan") for r in rows]), group, names)
            for name in numbers
        },
        "categorical": {
            name: categorical(np.array([r[name] for r in rows]), group, names, levels)
            for name, levels in categories.items()
        },
    }


def b01_birthwt_by_smoke() -> Tree:
    rows = rows_of("table1/b01_birthwt_by_smoke")
    for row in rows:
        row["ftv3"] = row["ftv"] if row["ftv"] in {"0", "1"} else "2+"
    group = np.array(["smoker" if row["smoke"] == "1" else "nonsmoker" for row in rows])
    levels = {
        "low": ["0", "1"],
        "race": ["1", "2", "3"],
        "ht": ["0", "1"],
        "ui": ["0", "1"],
        "ftv3": ["0", "1", "2+"],
    }
    numbers = ["age", "lwt", "bwt", "ptl", "ftv"]
    return table_1(rows, group, ["nonsmoker", "smoker"], numbers, levels)


def b02_survey_by_exer() -> Tree:
    rows = rows_of("table1/b02_survey_by_exer")
    levels = {
        "Sex": ["Female", "Male"],
        "W.Hnd": ["Left", "Right"],
        "Smoke": ["Never", "Occas", "Regul", "Heavy"],
        "M.I": ["Imperial", "Metric"],
        "Clap": ["Left", "Neither", "Right"],
    }
    group = np.array([row["Exer"] for row in rows])
    numbers = ["Wr.Hnd", "Pulse", "Height", "Age"]
    return table_1(rows, group, ["None", "Some", "Freq"], numbers, levels)


COMPUTED: list[Callable[[], Tree]] = [b01_birthwt_by_smoke, b02_survey_by_exer]
CASE = {
    "b01_birthwt_by_smoke": "table1/b01_birthwt_by_smoke",
    "b02_survey_by_exer": "table1/b02_survey_by_exer",
}

COUNTS = "counts and percentages are made where the panel is described, not by methods"
VARIABLES = {
    "b01_birthwt_by_smoke": ("low", "race", "ht", "ui", "ftv3"),
    "b02_survey_by_exer": ("Sex", "W.Hnd", "Smoke", "M.I", "Clap"),
}
NOT_COVERED = {
    case: {
        f"/categorical/{name}/{key}": COUNTS
        for name in names
        for key in ("levels", "missing_", "percent_", "overall_")
    }
    for case, names in VARIABLES.items()
}
NOT_COVERED["b01_birthwt_by_smoke"] |= {
    f"/continuous/{name}/folded_F": "no test of equal variances: Welch's t does not need it"
    for name in ("age", "lwt", "bwt", "ptl", "ftv")
}


@pytest.mark.parametrize("compute", COMPUTED, ids=lambda each: each.__name__)
def test_every_number_equals_the_reference(compute: Callable[[], Tree]) -> None:
    case = CASE[compute.__name__]
    assert unequal(case, compute()) == {}


@pytest.mark.parametrize("compute", COMPUTED, ids=lambda each: each.__name__)
def test_every_number_is_computed_or_listed(compute: Callable[[], Tree]) -> None:
    case = CASE[compute.__name__]
    numbers = reference_of(case)["numbers"]
    assert unexplained(compute(), numbers, NOT_COVERED[compute.__name__]) == []
