"""Degrees of freedom of robust tests with few clusters.

Symbols: S_g = Q_g'Q_g of cluster g (`spectra`), c̃ = L'c a contrast in the coordinates of Q, w_g
what a correction makes of it. Under the working model, residuals with covariance V inverse to their
weights and of the working correlation, the contributions of the clusters to c'β have the covariance

    Ω_gk = 1(g = k) w_g'S_g w_g - h_g'h_k,   h_g = S_g w_g,

so that traces of Ω and Ω² need only sums over clusters. A covariance that is the mean of two has
two contributions a cluster, each over √2. Sources: Bell and McCaffrey (2002, Survey Methodology
28); Pustejovsky and Tipton (2018, https://doi.org/10.1080/07350015.2016.1247004).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from migrant_rh.methods.arrays import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Contributions:
    """What each of G clusters contributes, k times, to q contrasts under the working model.

    Attributes
    ----------
    b : ndarray, shape (G, k, k, q, q)
        w_g'S_g w_g, for every two contributions to every two contrasts.
    h : ndarray, shape (G, k, r, q)
        S_g w_g, for every contribution and contrast.
    frequency : ndarray, shape (G,)
        How many clusters each stands for.
    constant : ndarray, shape (q, q)
        What the covariance holds besides contributions, taken as known.
    """

    b: Floats = field(repr=False)
    h: Floats = field(repr=False)
    frequency: Floats = field(repr=False)
    constant: Floats = field(repr=False)

    @property
    def mean(self) -> Floats:
        """Mean of the robust covariance of the contrasts, without φ: shape (q, q)."""
        own = np.einsum("gkkst->gst", self.b - self._products())
        return np.asarray(np.tensordot(self.frequency, own, 1) + self.constant)

    def hotelling(self) -> float:
        """η = q(q + 1) / Σ_s Σ_t Var(d_st), with D the covariance scaled to have mean I."""
        q = len(self.mean)
        root = np.linalg.inv(np.linalg.cholesky(self.mean))
        scaled = Contributions(
            root @ self.b @ root.T, self.h @ root.T, self.frequency, np.zeros((q, q))
        )
        variance = scaled._total_variance()
        return float(q * (q + 1) / variance) if variance > 0 else np.nan

    def _products(self) -> Floats:
        """h_g'h_g, for every two contributions and contrasts."""
        h = self.h
        return np.asarray(h.swapaxes(2, 3)[:, :, None] @ h[:, None])

    def _total_variance(self) -> float:
        """Σ_s Σ_t Var(d_st) = Σ_s Σ_t (tr Ω_ss Ω_tt + tr Ω_st Ω_ts), contributions being normal."""
        b, hh, f = self.b, self._products(), self.frequency
        trace_b, trace_hh = (np.trace(each, axis1=3, axis2=4) for each in (b, hh))
        between = np.einsum("g,gkis,gkjt->ijst", f, self.h, self.h)
        own = f @ (trace_b * (trace_b - 2 * trace_hh)).sum(axis=(1, 2)) + (between**2).sum()
        crossed = f @ (b * (b - 2 * hh).swapaxes(3, 4)).sum(axis=(1, 2, 3, 4))
        return float(own + crossed + (between * between.transpose(1, 0, 2, 3)).sum())


def satterthwaite(pieces: Iterable[tuple[Floats, Floats, Floats]], constant: Floats) -> Floats:
    """(tr Ω)²/tr Ω² of each of q contrasts: twice the squared mean of its variance over its own.

    Parameters
    ----------
    pieces : iterable of (ndarray, ndarray, ndarray), shapes (m,), (m, k, r, q) and (m, k, r, q)
        Of some clusters at a time: how many each stands for, w_g and h_g.
    constant : ndarray, shape (q,)
        What each variance holds besides contributions, taken as known.
    """
    mean, own = constant.copy(), np.zeros_like(constant)
    between = np.zeros((len(constant), 1, 1))
    for f, w, h in pieces:
        b, hh = (np.einsum("gkrq,glrq->gklq", one, h) for one in (w, h))
        mean += f @ np.einsum("gkkq->gq", b - hh)
        own += f @ (b * (b - 2 * hh)).sum(axis=(1, 2))
        flat = h.transpose(3, 0, 1, 2).reshape(len(constant), -1, h.shape[2])
        between = between + flat.swapaxes(1, 2) @ (flat * np.repeat(f, h.shape[1])[:, None])
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(mean**2 / (own + np.square(between).sum(axis=(1, 2))))
