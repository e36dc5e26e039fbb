"""Which answers a printed count counts, so that counts of one question can be set against another.

Classes of a number, merged codes and outcomes are made from one variable. Two tables of it tell
sums of the same elementary counts: a reader may subtract one from the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from migrant_rh.study.labels import Codes
from migrant_rh.study.plan import Study
from migrant_rh.study.variable import Cuts

Answers = frozenset[str]
"""Elementary answers of a variable as it was asked: its codes, or intervals of a number."""
OTHER = "*"


@dataclass(frozen=True)
class Asked:
    """The variable as it was asked, and the answers that each printed level stands for.

    Attributes
    ----------
    variable : str
        The variable that was asked, of which this one may be made.
    levels : mapping of str to frozenset of str
        Elementary answers by level.
    """

    variable: str
    levels: Mapping[str, Answers]

    @property
    def known(self) -> Answers:
        """All answers that count as one."""
        return frozenset[str]().union(*self.levels.values())


def asked(study: Study, name: str) -> Asked:
    """Trace the levels of a variable to the answers given.

    Examples
    --------
    >>> import migrant_rh as mr
    >>> sorted(asked(mr.demo_study(), "sex").levels)
    ['1', '2']
    """
    spec = study.variables[name]
    if spec.cuts is not None:
        return Asked(spec.cuts.of, _classes(study, spec.cuts))
    if spec.merge is not None and spec.of is not None:
        origin = asked(study, spec.of)
        merged = {
            new: frozenset[str]().union(*(origin.levels.get(old, frozenset({old})) for old in olds))
            for new, olds in spec.merge.items()
        }
        return Asked(origin.variable, merged)
    return Asked(name, {code: frozenset({code}) for code in spec.levels or {}})


def asked_for(study: Study, name: str, event: Codes) -> Asked:
    """Trace a variable to the answers that are an event, and those that are none."""
    origin = asked(study, name)
    yes = frozenset[str]().union(*(origin.levels.get(code, frozenset({code})) for code in event))
    return Asked(origin.variable, {"event": yes, "none": origin.known - yes or frozenset({OTHER})})


def _classes(study: Study, cuts: Cuts) -> dict[str, Answers]:
    """Classes of a number as sums of the narrowest intervals that any variable cuts it into."""
    limits = sorted(
        {
            limit
            for each in study.variables.values()
            if each.cuts is not None and each.cuts.of == cuts.of
            for limit in each.cuts.at
        }
    )
    found: dict[str, set[str]] = {str(place): set() for place in range(1, len(cuts.at) + 2)}
    for place in range(len(limits) + 1):
        lower = limits[place - 1] if place else float("-inf")
        found[str(1 + sum(limit <= lower for limit in cuts.at))].add(f"interval {place}")
    return {level: frozenset(parts) for level, parts in found.items()}
