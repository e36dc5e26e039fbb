"""How to draw random rearrangements where there are too many to list, and the P value of a draw."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MonteCarlo:
    """How many random rearrangements to draw, and from which seed.

    Attributes
    ----------
    draws : int
        B, the number of rearrangements. The standard error of a P value near 0.05 is 0.22/√B.
    seed : int
        Seed of NumPy's default generator: equal seeds give equal results.

    Examples
    --------
    >>> MonteCarlo(draws=9_999).seed
    0
    """

    draws: int = 100_000
    seed: int = 0

    def __post_init__(self) -> None:
        if self.draws < 1 or self.seed < 0:
            raise ValueError(f"{self.draws} draws from seed {self.seed}; expected 1 or more from 0")


STANDARD_DRAWS = MonteCarlo()
"""What is drawn when the caller does not say."""


def drawn_p_value(extreme: int, draws: int) -> float:
    """P = (b+1)/(B+1): the observed arrangement is one of those possible.

    Parameters
    ----------
    extreme : int
        b, the draws at least as extreme as what was observed.
    draws : int
        B, all draws.

    Notes
    -----
    Phipson and Smyth (2010, https://doi.org/10.2202/1544-6115.1585): b/B can be zero, and a test
    that rejects at b/B ≤ α does so too often.

    Examples
    --------
    >>> drawn_p_value(4, 99)
    0.05
    """
    return (extreme + 1) / (draws + 1)
