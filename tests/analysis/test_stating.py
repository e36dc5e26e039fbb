"""Every reason a method can give for having no number has words in both languages."""

import importlib
import pkgutil
from typing import get_args

import pytest

from migrant_rh import methods
from migrant_rh.words import phrase

USED = {
    "contingency": "NoTable",
    "rao_scott": "NoRaoScott",
    "means": "NoMeans",
    "standardised": "NoDifference",
    "icc": "NoIcc",
    "cluster_level": "NoClusterEffect",
    "permutation": "NoPermutation",
    "scoring": "Failure",
    "contrasts": "Unavailable",
    "autocorrelation": "NoAutocorrelation",
    "clustered_pairs": "NoClusteredPairs",
    "marginal_icc": "NoMarginalIcc",
    "fisher": "NoTable",
}


def reasons(annotation):
    found = set()
    for part in get_args(annotation):
        found |= {part} if isinstance(part, str) else reasons(part)
    return found - {""}


@pytest.mark.parametrize("module", USED)
def test_every_reason_has_words(module):
    assert module in {item.name for item in pkgutil.iter_modules(methods.__path__)}
    home = importlib.import_module(f"migrant_rh.methods.{module}")
    found = reasons(getattr(home, USED[module]))
    assert found
    for reason in found:
        said = phrase(f"analysis.unavailable_{reason}")
        assert said.zh
        assert said.en
