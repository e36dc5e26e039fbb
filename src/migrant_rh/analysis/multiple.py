"""Questions of which several answers may be chosen: shares of persons and of answers, a test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.characteristics import Groups
from migrant_rh.analysis.stating import number, with_test
from migrant_rh.methods.contingency import pearson
from migrant_rh.methods.multiple_response import compare_items
from migrant_rh.panel.panel import Panel
from migrant_rh.results.rows import Row
from migrant_rh.study.plan import Question

if TYPE_CHECKING:
    import pandas as pd

ANALYSIS = "question"
_PAIR = 2


@dataclass(frozen=True, eq=False)
class Items:
    """Who chose what.

    Attributes
    ----------
    names : tuple of str
        The answers.
    chosen : ndarray, shape (N, m)
        1 where a person chose an answer, 0 where not, not a number where nothing is known.
    """

    names: tuple[str, ...]
    chosen: NDArray[np.float64]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Persons of whom every answer is known."""
        return np.asarray(~np.isnan(self.chosen).any(axis=1))


def question_rows(panel: Panel, name: str, question: Question) -> Iterator[Row]:
    """State one question of the plan at every wave that asked it: both arms, and over all.

    Persons who were not asked all of its items, by their ``asked_if``, are left out.
    """
    asked = np.all([panel.asked(item) for item in question.items], axis=0)
    for wave in panel.study.wave_names:
        rows = panel.data[(panel.data["_wave"] == wave) & asked]
        present = [item for item in question.items if item in rows]
        items = Items(tuple(present), _chosen(rows, present, question))
        if not present or not items.known.any():
            continue
        arm = np.asarray(rows["_arm"] == panel.arms[1], dtype=np.int64)
        clustered = panel.study.design.allocated == "cluster"
        cluster = (
            np.unique(rows["_unit"].astype(str), return_inverse=True)[1] if clustered else None
        )
        place = Row(analysis=ANALYSIS, outcome=name, wave=wave)
        yield from item_rows(items, Groups(panel.arms, arm, cluster), place)


def item_rows(items: Items, groups: Groups, place: Row) -> Iterator[Row]:
    """State the answers of every group and over all, then compare the groups.

    Parameters
    ----------
    items : Items
        Answers of N persons; those of whom one is not known are left out and counted.
    groups : Groups
        Of the same persons.
    place : Row
        Analysis, question and wave of the rows.

    Returns
    -------
    iterator of Row
        For every group and answer ``count``, ``proportion`` (of persons) and ``share`` (of all
        answers chosen); of every group ``answers``, the answers a person chose on average. With
        contrast ``arms`` Pearson's test of each answer, and the test of all at once.
    """
    known = items.known
    chosen, among = items.chosen[known], groups.among(known)
    lacking = ~known
    for code in (*range(len(groups.codes)), -1):
        here = among.group == code if code >= 0 else np.full(len(chosen), fill_value=True)
        left = lacking & ((groups.group == code) if code >= 0 else True)
        row = place._replace(
            group=groups.codes[code] if code >= 0 else "",
            n=int(here.sum()),
            n_missing=int(left.sum()),
            clusters=among.clusters[code],
            method="count",
        )
        yield from _group(items.names, chosen[here], row)
    if len(groups.codes) >= _PAIR:
        whole = place._replace(
            contrast="arms",
            n=len(chosen),
            n_missing=int(lacking.sum()),
            clusters=among.clusters[-1],
        )
        yield from _compared(items.names, chosen, among, whole)


def _chosen(rows: pd.DataFrame, names: list[str], question: Question) -> NDArray[np.float64]:
    """Answers of every row: chosen, not chosen, not known."""
    columns = [
        rows[name].isin(question.event).astype(float).where(rows[name].notna()) for name in names
    ]
    return np.column_stack(columns) if columns else np.empty((0, 0))


def _group(names: tuple[str, ...], chosen: NDArray[np.float64], row: Row) -> Iterator[Row]:
    """The answers of one group."""
    counts, persons = chosen.sum(axis=0), len(chosen)
    answers = float(counts.sum())
    for name, count in zip(names, counts.tolist(), strict=True):
        stated = row._replace(term=name)
        yield stated._replace(scale="count", estimate=count)
        yield stated._replace(scale="proportion", estimate=count / persons if persons else None)
        yield stated._replace(scale="share", estimate=count / answers if answers else None)
    yield row._replace(scale="answers", estimate=answers / persons if persons else None)


def _compared(
    names: tuple[str, ...], chosen: NDArray[np.float64], groups: Groups, row: Row
) -> Iterator[Row]:
    """Each answer on persons; all answers at once, with the clusters."""
    width = len(groups.codes)
    for name, column in zip(names, chosen.T, strict=True):
        cell = groups.group * 2 + column.astype(np.int64)
        counts = np.bincount(cell, minlength=2 * width).reshape(width, 2)
        yield with_test(row._replace(term=name, scale="test", method="pearson"), pearson(counts))
    test = compare_items(chosen, groups.group, groups.cluster)
    stated = row._replace(scale="test_clustered", method=test.method)
    yield with_test(stated, test)._replace(estimate=number(test.mean_design_effect))
