"""What corrections for few clusters do to the scores of clusters, and to contrasts of them.

Symbols: F_g the correction of a cluster, p by p in the coordinates of Q (`spectra`); s_g its score.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

import numpy as np

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.spectra import Block, Clusters

_FAY_GRAUBARD_BOUND = 0.75


class Correction(ABC):
    """F_g of every cluster."""

    def meat(self, clusters: Clusters) -> Floats:
        """Σ (F_g s_g)(F_g s_g)' over all clusters."""
        return np.asarray(
            sum(clusters.squares(self.scores(block), block.units) for block in clusters.blocks)
        )

    @abstractmethod
    def scores(self, block: Block) -> Floats:
        """F_g s_g of the clusters of a block: shape (m, r)."""

    @abstractmethod
    def weights(self, block: Block, directions: Floats) -> Floats:
        """F_g'c̃ for contrasts c̃, one a column: shape (m, r, q)."""


class Unchanged(Correction):
    """F_g = I."""

    def meat(self, clusters: Clusters) -> Floats:
        """Σ s_g s_g', for which clusters need not be decomposed."""
        return clusters.meat

    def scores(self, block: Block) -> Floats:
        """The scores."""
        return block.s

    def weights(self, block: Block, directions: Floats) -> Floats:
        """The contrasts."""
        return np.broadcast_to(directions, (len(block.s), *directions.shape))


@dataclass(frozen=True)
class Power(Correction):
    """F_g = (I - S_g)^power, which is symmetric."""

    power: float

    def scores(self, block: Block) -> Floats:
        """(I - S_g)^power s_g."""
        return block.powered(self.power, block.s[:, :, None])[:, :, 0]

    def weights(self, block: Block, directions: Floats) -> Floats:
        """(I - S_g)^power c̃."""
        return block.powered(self.power, directions)


@dataclass(frozen=True, eq=False)
class FayGraubard(Correction):
    """F_g = L'D_gL'⁻¹, D_g = diag{1 - min(¾, (S_g M)_kk)}^(-1/2) in the coordinates of β."""

    L: Floats = field(repr=False)

    def scores(self, block: Block) -> Floats:
        """L'D_gL'⁻¹ s_g."""
        return np.asarray((block.s @ np.linalg.inv(self.L) * self._diagonal(block)) @ self.L)

    def weights(self, block: Block, directions: Floats) -> Floats:
        """L⁻¹D_gL c̃."""
        return np.linalg.inv(self.L) @ (self._diagonal(block)[:, :, None] * (self.L @ directions))

    def _diagonal(self, block: Block) -> Floats:
        """D_g: shape (m, p). In these coordinates S_g M is L'⁻¹S_gL'."""
        turned = block.through(np.broadcast_to(self.L.T, (len(block.s), *self.L.shape)))
        share = np.einsum("rk,grk->gk", np.linalg.inv(self.L), turned)
        return np.asarray(1 / np.sqrt(1 - np.minimum(_FAY_GRAUBARD_BOUND, share)))
