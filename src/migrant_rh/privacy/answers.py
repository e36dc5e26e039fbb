"""Which answers a printed count counts, so that counts of one question can be set against another.

Classes of a number, merged codes and outcomes are made from one variable. Two tables of it tell
sums of the same elementary counts: a reader may subtract one from the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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

    @classmethod
    def codes(cls, variable: str, codes: Iterable[str]) -> Asked:
        """A variable whose levels are its answers.

        Examples
        --------
        >>> sorted(Asked.codes("sex", ["f", "m"]).known)
        ['f', 'm']
        """
        return cls(variable, {code: frozenset({code}) for code in codes})

    @property
    def known(self) -> Answers:
        """All answers that count as one."""
        return frozenset[str]().union(*self.levels.values())


@dataclass(frozen=True)
class Subject:
    """What rows are about: the answers that their counts count, and what is made from persons.

    Attributes
    ----------
    variables : mapping of str to Asked
        By variable whose levels are counted.
    outcomes : mapping of str to Asked
        By outcome.
    items : mapping of (str, str) to Asked
        By question and answer that can be chosen.
    unadjusted : frozenset of str
        Models without covariates.
    by_person : bool
        Persons were allocated, not clusters.
    """

    variables: Mapping[str, Asked] = field(default_factory=dict)
    outcomes: Mapping[str, Asked] = field(default_factory=dict)
    items: Mapping[tuple[str, str], Asked] = field(default_factory=dict)
    unadjusted: frozenset[str] = frozenset()
    by_person: bool = True

    @classmethod
    def of(cls, study: Study) -> Subject:
        """From a plan."""
        return cls(
            variables={name: asked(study, name) for name in study.variables},
            outcomes={
                name: asked_for(study, planned.variable or name, planned.event)
                for name, planned in study.outcomes.items()
            },
            items={
                (name, item): asked_for(study, item, question.event)
                for name, question in study.questions.items()
                for item in question.items
            },
            unadjusted=frozenset(name for name, model in study.models.items() if not model.adjust),
            by_person=study.design.allocated == "person",
        )


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
    return Asked.codes(name, spec.levels or ())


def asked_for(study: Study, name: str, event: Codes) -> Asked:
    """Trace a variable to the answers that are an event, and those that are none."""
    return yes_or_no(asked(study, name), event)


def yes_or_no(origin: Asked, event: Codes) -> Asked:
    """Tell the answers that are an event from those that are none.

    Examples
    --------
    >>> found = yes_or_no(Asked.codes("m1", "019"), ["1"]).levels
    >>> {level: sorted(answers) for level, answers in found.items()}
    {'event': ['1'], 'none': ['0', '9']}
    """
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
