"""Tail areas and quantiles of t and F, also with infinitely many degrees of freedom.

Areas are computed as tails, never as one less a distribution function, so that small P values keep
their digits.
"""

from __future__ import annotations

import math

_STEPS = 12


def t_two_sided(t: float, df: float) -> float:
    """P(|T| ≥ |t|) for Student's t; the normal distribution when `df` is infinite.

    Parameters
    ----------
    t : float
        Statistic.
    df : float
        Degrees of freedom, not necessarily whole, above 0.

    Examples
    --------
    >>> round(t_two_sided(2.228139, 10), 6)
    0.05
    """
    if math.isinf(df):
        return math.erfc(abs(t) / math.sqrt(2))
    from scipy.special import betainc  # noqa: PLC0415 (slow to load; z tests do without)

    return float(betainc(df / 2, 0.5, df / (df + t * t)))


def t_quantile(probability: float, df: float) -> float:
    """Quantile of Student's t; of the normal distribution when `df` is infinite.

    Parameters
    ----------
    probability : float
        Area to the left.
    df : float
        Degrees of freedom, above 0.

    Examples
    --------
    >>> round(t_quantile(0.975, 10), 6)
    2.228139
    """
    if math.isinf(df):
        return _normal_quantile(probability)
    from scipy.special import stdtrit  # noqa: PLC0415 (slow to load; z tests do without)

    return float(stdtrit(df, probability))


def f_upper(f: float, df: float, df_denominator: float) -> float:
    """P(F ≥ f); chi-square over `df` when the denominator's degrees of freedom are infinite.

    Parameters
    ----------
    f : float
        Statistic.
    df, df_denominator : float
        Degrees of freedom, above 0.

    Examples
    --------
    >>> round(f_upper(4.964603, 1, 10), 6)
    0.05
    """
    from scipy.special import betainc, chdtrc  # noqa: PLC0415 (slow to load)

    if math.isinf(df_denominator):
        return float(chdtrc(df, df * max(f, 0.0)))
    rest = df_denominator / (df_denominator + df * max(f, 0.0))
    return float(betainc(df_denominator / 2, df / 2, rest))


def _normal_quantile(probability: float) -> float:
    """Quantile of the normal distribution, without loading a library for it.

    Newton's steps on the logarithm of the tail, which is concave, from a point beyond the root:
    they come down to it without overshooting.
    """
    tail = min(probability, 1 - probability)
    z = math.sqrt(-2 * math.log(tail))
    for _ in range(_STEPS):
        area = 0.5 * math.erfc(z / math.sqrt(2))
        z += math.log(area / tail) * area / (math.exp(-z * z / 2) / math.sqrt(2 * math.pi))
    return z if probability > 0.5 else -z  # noqa: PLR2004 (the middle)
