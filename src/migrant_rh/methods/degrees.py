"""Degrees of freedom of robust tests with few clusters.

Symbols: Q_g and Q*_g the rows of cluster g and its corrected rows (`sandwich`), c̃ = L'c a contrast
in the coordinates of Q. Under the working model the corrected contributions of the clusters to c'β
have the covariance

    Ω_gk = 1(g = k) |v_g|² - h_g'h_k,   v_g = Q*_g c̃,   h_g = Q_g'v_g,

so that traces of Ω and Ω² need only sums over clusters. Sources: Bell and McCaffrey (2002, Survey
Methodology 28); Pustejovsky and Tipton (2018, https://doi.org/10.1080/07350015.2016.1247004).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.sandwich import Parts


@dataclass(frozen=True, slots=True, eq=False)
class Contributions:
    """What each of G clusters contributes to q contrasts under the working model.

    Attributes
    ----------
    b : ndarray, shape (G, q, q)
        v_g'v_g, for every two contrasts.
    h : ndarray, shape (G, r, q)
        Q_g'v_g, for every contrast.
    """

    b: Floats = field(repr=False)
    h: Floats = field(repr=False)

    @property
    def mean(self) -> Floats:
        """Mean of the robust covariance of the contrasts, without φ: shape (q, q)."""
        return np.asarray((self.b - self._products()).sum(axis=0))

    def satterthwaite(self) -> float:
        """(tr Ω)² / tr Ω² of a single contrast."""
        return float(2 * self.mean[0, 0] ** 2 / self._total_variance())

    def hotelling(self) -> float:
        """η = q(q + 1) / Σ_s Σ_t Var(d_st), with D the covariance scaled to have mean I."""
        q = len(self.mean)
        root = np.linalg.inv(np.linalg.cholesky(self.mean))
        scaled = Contributions(root @ self.b @ root.T, self.h @ root.T)
        return float(q * (q + 1) / scaled._total_variance())

    def _products(self) -> Floats:
        """h_g'h_g, for every two contrasts."""
        return self.h.transpose(0, 2, 1) @ self.h

    def _total_variance(self) -> float:
        """Σ_s Σ_t Var(d_st) = Σ_s Σ_t (tr Ω_ss Ω_tt + tr Ω_st Ω_st), contributions being normal."""
        b, hh = self.b, self._products()
        trace_b, trace_hh = (np.trace(each, axis1=1, axis2=2) for each in (b, hh))
        between = np.einsum("gis,gjt->ijst", self.h, self.h)
        own = (trace_b * (trace_b - 2 * trace_hh)).sum() + (between**2).sum()
        crossed = (b * (b - 2 * hh)).sum() + (between * between.transpose(1, 0, 2, 3)).sum()
        return float(own + crossed)


def contributions(parts: Parts, directions: Floats) -> Contributions:
    """Sum within clusters what the contrasts c̃, one a row, draw from the rows."""
    v = parts.corrected @ directions.T
    blocks = [
        (weights.transpose(0, 2, 1) @ weights, rows.transpose(0, 2, 1) @ weights)
        for rows, weights in zip(
            parts.clusters.split(parts.rows), parts.clusters.split(v), strict=True
        )
    ]
    b, h = (np.concatenate(pieces) for pieces in zip(*blocks, strict=True))
    return Contributions(b, h)
