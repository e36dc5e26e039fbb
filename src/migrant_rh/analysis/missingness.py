"""Answers that are not there: how many, and why, by variable, group and wave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.characteristics import (
    Asked,
    Characteristic,
    Codes,
    Groups,
    characteristic_rows,
)
from migrant_rh.panel.panel import Panel
from migrant_rh.panel.values import SKIPPED
from migrant_rh.results.rows import Row
from migrant_rh.words import refer

ANALYSIS = "missingness"
_ANSWERED = ("answered", "missing")


@dataclass(frozen=True, eq=False)
class Gaps:
    """One variable of some persons: who has no answer, and why.

    Attributes
    ----------
    name : str
        The variable.
    why : ndarray of int, shape (N,)
        Place of the reason; -1 where there is an answer.
    reasons : tuple of str
        Codes of the reasons: missing codes, or ``blank``.
    """

    name: str
    why: Codes
    reasons: tuple[str, ...]

    def among(self, here: NDArray[np.bool_]) -> Gaps:
        """The gaps of some of the persons."""
        return replace(self, why=self.why[here])


def missingness_rows(panel: Panel) -> Iterator[Row]:
    """State the missing answers of every variable at every wave, in both arms and over all.

    Of eligible persons who were asked; how many were not, by ``asked_if``, stands under the term
    ``skipped``, of all eligible persons. Variables that play a part (person, cluster, site, arm)
    are left out, for their holes are refused or found earlier; so are those made from another.
    """
    for wave in panel.study.wave_names:
        here = np.asarray(panel.data["_wave"] == wave)
        arm = np.asarray(panel.data["_arm"][here] == panel.arms[1], dtype=np.int64)
        groups = Groups(panel.arms, arm)
        row = Row(analysis=ANALYSIS, wave=wave)
        for name in asked_variables(panel):
            gaps = _gaps(panel, name, here)
            if gaps is None:
                note = refer("missingness.not_asked")
                yield row._replace(outcome=name, scale="proportion", method="count", note=note)
                continue
            asked = panel.asked(name)[here]
            yield from gap_rows(gaps.among(asked), groups.among(asked), row)
            if panel.study.variables[name].asked_if is not None:
                yield from _skipped_rows(row._replace(outcome=name), groups, ~asked)


def asked_variables(panel: Panel) -> tuple[str, ...]:
    """Variables that persons were asked for, in the order of the plan."""
    roles = panel.study.design.roles
    playing = {roles.id, roles.cluster, roles.site, roles.arm, *roles.stratum}
    return tuple(
        name
        for name, spec in panel.study.variables.items()
        if name not in playing and spec.derived_from is None and name in panel.reasons
    )


def gap_rows(gaps: Gaps, groups: Groups, place: Row, *, test: bool = False) -> Iterator[Row]:
    """State the missing answers of one variable in every group, and over all.

    Parameters
    ----------
    gaps : Gaps
        Of N persons.
    groups : Groups
        Of the same persons.
    place : Row
        Analysis, site and wave of the rows.
    test : bool
        Compare the shares missing among the groups.

    Returns
    -------
    iterator of Row
        Scale ``proportion``: `n` persons, of whom `n_missing` have no answer; without a term for
        any reason, then one row a reason. With contrast ``arms``: ``test`` (Pearson) and, where
        there are clusters, ``test_clustered`` (Rao-Scott).
    """
    row = place._replace(outcome=gaps.name, scale="proportion", method="count")
    width = len(gaps.reasons) + 1
    cell = groups.group * width + gaps.why + 1
    counts = np.bincount(cell, minlength=max(len(groups.codes), 1) * width).reshape(-1, width)
    each = counts[: len(groups.codes)].tolist()
    for code, told, clusters in zip(
        (*groups.codes, ""), [*each, counts.sum(axis=0).tolist()], groups.clusters, strict=True
    ):
        persons, missing = sum(told), sum(told[1:])
        of_group = row._replace(group=code, n=persons, clusters=clusters)
        for term, count in zip(("", *gaps.reasons), (missing, *told[1:]), strict=True):
            share = count / persons if persons else None
            yield of_group._replace(term=term, estimate=share, n_missing=count)
    if test and len(groups.codes) > 1 and (gaps.why >= 0).any():
        yield from _compared(gaps, groups, place)


def _skipped_rows(row: Row, groups: Groups, skipped: NDArray[np.bool_]) -> Iterator[Row]:
    """State how many persons of every group, and over all, were not asked."""
    row = row._replace(term=SKIPPED, scale="proportion", method="count")
    counts = np.bincount(groups.group[skipped], minlength=len(groups.codes)).tolist()
    for code, persons, count, clusters in zip(
        (*groups.codes, ""),
        (*groups.sizes, len(skipped)),
        (*counts, sum(counts)),
        groups.clusters,
        strict=True,
    ):
        share = count / persons if persons else None
        of_group = row._replace(group=code, n=persons, clusters=clusters)
        yield of_group._replace(estimate=share, n_missing=count)


def _compared(gaps: Gaps, groups: Groups, place: Row) -> Iterator[Row]:
    """Compare the shares missing."""
    missing = Characteristic(gaps.name, (gaps.why >= 0).astype(np.int64), _ANSWERED)
    asked = Asked(test="pearson", smd=False)
    for row in characteristic_rows(missing, groups, place, asked):
        if row.contrast == "arms":
            yield row


def _gaps(panel: Panel, name: str, here: np.ndarray) -> Gaps | None:
    """Reasons of one variable at one wave; None where it was not asked."""
    told = panel.reasons[name][here].to_numpy(dtype=object)
    empty = panel.data[name][here].isna().to_numpy()
    if empty.all() and not (told != "").any():
        return None
    found = sorted({*told[empty].tolist()} - {SKIPPED})
    declared = [code for code in panel.study.variables[name].missing if code in found]
    reasons = (*declared, *(code for code in found if code not in declared))
    places = {code: place for place, code in enumerate(reasons)}
    why = [
        places.get(code, -1) if gap else -1 for code, gap in zip(told.tolist(), empty, strict=True)
    ]
    return Gaps(name, np.array(why, dtype=np.int64), reasons)
