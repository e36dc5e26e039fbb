"""Rows of a fit by cluster, in orthonormal coordinates, with the spectrum of each leverage matrix.

Symbols: Z = QT the whitened design, e its residual, L = T⁻¹; Q_g the rows of cluster g and
H_g = Q_gQ_g' their leverage, with eigenvalues λ between 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from migrant_rh.methods.arrays import Booleans, Floats, Integers
from migrant_rh.methods.grouping import Grouping
from migrant_rh.methods.scoring import Whitened

_WHOLE = 1 - 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Spectrum:
    """Eigenvalues of H_g for m clusters of n rows, from the smaller of H_g and Q_g'Q_g.

    Attributes
    ----------
    rows : ndarray, shape (m, n, r)
        Q_g.
    values, vectors : ndarray, shapes (m, k) and (m, k, k), k = min(n, r)
        Spectrum of the smaller matrix.
    of_rows : bool
        Whether that is H_g.
    """

    rows: Floats
    values: Floats
    vectors: Floats
    of_rows: bool

    @property
    def whole(self) -> Booleans:
        """Eigenvalues that are 1: what the cluster determines alone."""
        return np.asarray(self.values >= _WHOLE)

    def adjusted(self, power: float) -> Floats:
        """(I - H_g)^power Q_g, zero in directions that the cluster determines alone."""
        rest = np.where(self.whole, 1.0, 1 - self.values) ** power
        factor = np.where(self.whole, 0.0, rest)[:, None, :]
        root = (self.vectors * factor) @ self.vectors.transpose(0, 2, 1)
        return np.asarray(root @ self.rows if self.of_rows else self.rows @ root)

    def directions(self) -> tuple[Floats, Integers]:
        """Find the directions that clusters determine alone, one a row, and whose they are."""
        places, numbers = np.nonzero(self.whole)
        found = self.vectors[places, :, numbers]
        if self.of_rows:
            found = np.einsum("kn,knr->kr", found, self.rows[places])
        return found, places


@dataclass(frozen=True, slots=True, eq=False)
class SpectralRows:
    """Whitened rows in grouped order.

    Attributes
    ----------
    clusters : Grouping
        Rows by cluster.
    Z, Q : ndarray, shape (N, r)
        Whitened design, and its orthonormal factor.
    e : ndarray, shape (N,)
        Whitened residual.
    L : ndarray, shape (r, r)
        Z = Q L⁻¹.
    spectra : tuple of Spectrum
        One for each block of clusters of one size.
    """

    clusters: Grouping
    Z: Floats = field(repr=False)
    Q: Floats = field(repr=False)
    e: Floats = field(repr=False)
    L: Floats = field(repr=False)
    spectra: tuple[Spectrum, ...] = field(repr=False)

    @property
    def rank(self) -> int:
        """Number of coefficients."""
        return len(self.L)

    def adjusted(self, power: float) -> Floats:
        """(I - H_g)^power Q_g for every cluster, in grouped order."""
        return np.concatenate([s.adjusted(power).reshape(-1, self.rank) for s in self.spectra])

    def largest_leverage(self) -> float:
        """Largest eigenvalue of any H_g."""
        return min(1.0, max(float(s.values.max()) for s in self.spectra))

    def alone(self) -> tuple[Floats, Integers]:
        """Directions that one cluster determines alone (r, k), and the labels of those clusters."""
        found = [spectrum.directions() for spectrum in self.spectra]
        firsts = np.cumsum([0, *(len(s.values) for s in self.spectra)])
        places = [first + held for first, (_, held) in zip(firsts, found, strict=False)]
        directions = np.concatenate([each for each, _ in found])
        return directions.T, self.clusters.labels[np.concatenate(places)]


def spectral_rows(whitened: Whitened, clusters: Grouping) -> SpectralRows:
    """Order the whitened rows by cluster, orthonormalise the columns, decompose each leverage."""
    Z = clusters.gathered(whitened.design)
    Q, T = np.linalg.qr(Z)
    L = np.linalg.solve(T, np.eye(len(T)))
    spectra = tuple(_spectrum(block) for block in clusters.split(Q))
    return SpectralRows(clusters, Z, Q, clusters.gathered(whitened.residual), L, spectra)


def _spectrum(rows: Floats) -> Spectrum:
    """Decompose the smaller of H_g and Q_g'Q_g."""
    turned = rows.transpose(0, 2, 1)
    of_rows = rows.shape[1] < rows.shape[2]
    values, vectors = np.linalg.eigh(rows @ turned if of_rows else turned @ rows)
    return Spectrum(rows, np.clip(values, 0.0, None), vectors, of_rows)
