"""The rows that one analysis uses, and how many it leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from migrant_rh.panel.panel import Panel
from migrant_rh.study.plan import Model

if TYPE_CHECKING:
    import pandas as pd

Codes = NDArray[np.int64]

_ROLES = ("_id", "_wave", "_site", "_arm", "_stratum", "_unit", "_doubtful", "_weight")


@dataclass(frozen=True)
class Sample:
    """Rows of two waves with a known outcome and known covariates.

    Attributes
    ----------
    panel : Panel
        Where they come from.
    outcome, site : str
        Outcome; site, or empty for all sites.
    waves : tuple of str
        The earlier and the later wave.
    data : pandas.DataFrame
        Rows of the panel; covariates as the model takes them. Where weights are frequencies, every
        row as often as it counts, its copies numbered in ``_copy``.
    n_missing : int
        Rows of these waves (and site) left out for a missing outcome or covariate; persons who were
        not asked are not among them.
    """

    panel: Panel
    outcome: str
    site: str
    waves: tuple[str, str]
    data: pd.DataFrame
    n_missing: int

    @cached_property
    def event(self) -> NDArray[np.float64]:
        """1 where the outcome happened, else 0."""
        planned = self.panel.study.outcomes[self.outcome]
        values = self.data[planned.variable or self.outcome]
        return np.asarray(values.isin(planned.event), dtype=np.float64)

    @cached_property
    def treated(self) -> Codes:
        """1 in the intervention arm."""
        return np.asarray(self.data["_arm"] == self.panel.arms[1], dtype=np.int64)

    @cached_property
    def late(self) -> Codes:
        """1 at the later wave; 0 throughout where there is one wave."""
        early, late = self.waves
        return np.asarray((self.data["_wave"] == late) & (early != late), dtype=np.int64)

    @property
    def each_wave(self) -> tuple[tuple[int, str], ...]:
        """Number and name of every wave: two, or one."""
        return tuple(enumerate(dict.fromkeys(self.waves)))

    @cached_property
    def person(self) -> Codes:
        """Person of each row, numbered; persons whose linkage is doubtful count once a wave."""
        doubtful = self.data["_doubtful"].to_numpy(dtype=bool)
        linked = _numbered(self.data["_id"])
        if "_copy" in self.data:
            copy = self.data["_copy"].to_numpy(dtype=np.int64)
            linked = linked * (int(copy.max(initial=0)) + 1) + copy
        alone = np.where(doubtful, -1 - np.arange(len(linked)), linked)
        return np.asarray(np.unique(alone, return_inverse=True)[1], dtype=np.int64)

    @cached_property
    def unit(self) -> Codes:
        """Allocated unit of each row, numbered: the cluster, or the person."""
        if self.panel.study.design.allocated == "person":
            return self.person
        return _numbered(self.data["_unit"])

    @property
    def weight(self) -> NDArray[np.float64]:
        """Weight of each row; 1 without weights, and for frequencies."""
        return np.asarray(self.data["_weight"], dtype=np.float64)

    @property
    def weighted(self) -> bool:
        """Whether rows have weights that are not their number."""
        return self.panel.study.design.weights in {"sampling", "prior"}

    @property
    def clusters_by_arm(self) -> tuple[int, int]:
        """Allocated units in the control and in the intervention arm."""
        unit, treated = self.unit, self.treated
        counts = [len(np.unique(unit[treated == arm])) for arm in (0, 1)]
        return counts[0], counts[1]

    @property
    def complete(self) -> bool:
        """Whether every arm has rows at both waves."""
        cells = set(zip(self.treated.tolist(), self.late.tolist(), strict=True))
        return len(cells) == 4  # noqa: PLR2004  (two arms, two waves)


def draw(panel: Panel, outcome: str, model: Model, site: str = "") -> Sample:
    """Take the rows of a model: two waves, one site or all, nothing missing.

    Parameters
    ----------
    panel : Panel
        All rows.
    outcome : str
        Outcome by its name in the plan.
    model : Model
        Its covariates, and at which wave they are taken; the waves compared.
    site : str
        Code of a site; empty takes all.
    """
    waves = compared(panel, model)
    rows = panel.data["_wave"].isin(waves)
    if site:
        rows &= panel.data["_site"] == site
    planned = panel.study.outcomes[outcome]
    answer = planned.variable or outcome
    rows &= panel.asked(answer)
    data = panel.data[list(dict.fromkeys([*_ROLES, answer, *model.adjust]))]
    if model.covariates_at == "first_wave" and model.adjust:
        taken = [name for name in model.adjust if name != answer]
        data = data.assign(**panel.at_first_wave(taken))
    known = data[[answer, *model.adjust]].notna().all(axis=1)
    lost = counted(panel, data[rows & ~known])
    return Sample(panel, outcome, site, waves, counted(panel, data[rows & known]), len(lost))


def compared(panel: Panel, model: Model) -> tuple[str, str]:
    """The two waves that a model compares: as planned, or first and last."""
    names = panel.study.wave_names
    early, late = model.compare or (names[0], names[-1])
    return early, late


def counted(panel: Panel, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows as often as they count: where weights are frequencies, copies numbered in ``_copy``."""
    if panel.study.design.weights != "frequency":
        return rows
    times = rows["_weight"].to_numpy(dtype=np.int64)
    copies = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    return rows.loc[rows.index.repeat(times)].assign(_copy=copies, _weight=1.0)


def _numbered(values: pd.Series) -> Codes:
    """Number equal values alike, in the order they come."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    return np.asarray(pd.factorize(values)[0], dtype=np.int64)
