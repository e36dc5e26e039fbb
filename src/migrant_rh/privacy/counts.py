"""Every number of persons that the rows tell of answers, and which persons it counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from migrant_rh.privacy.answers import Asked, Subject
from migrant_rh.results.rows import Row

Part = tuple[str, ...]
"""An elementary count: question, wave, site, arm, answer."""
EVENT = "event"
_COUNTED = frozenset({"rates", "baseline", "question"})
_MARGIN = 3.0
"""A total is withheld only where single counts do not do: it costs so much more."""


@dataclass(frozen=True, slots=True)
class Told:
    """A number of persons that a reader has, or can work out from one row.

    Attributes
    ----------
    rows : tuple of str
        Ids of the rows that tell it.
    value : int
        The number.
    parts : mapping of Part to int
        How often each elementary count enters; a difference has parts of -1.
    total : int or None
        The persons it is out of. None: it is no count of answers, so a small value is no small
        cell.
    cost : float
        How unwelcome it is to withhold it.
    open : bool
        Whether it stands whatever happens: numbers of persons are printed everywhere.
    """

    rows: tuple[str, ...]
    value: int
    parts: Mapping[Part, int]
    total: int | None = None
    cost: float = 1.0
    open: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """A row that counts the persons who gave some answers to a question.

    Attributes
    ----------
    row : Row
        The count.
    asked : Asked
        The variable as it was asked.
    level : str
        The level counted.
    also : tuple of str
        Ids of rows that tell the same number, such as its percentage.
    """

    row: Row
    asked: Asked
    level: str
    also: tuple[str, ...]


@dataclass(frozen=True)
class Places:
    """Sites and arms that a total is the sum of."""

    sites: tuple[str, ...]
    arms: tuple[str, ...]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Places:
        """Sites and arms, as the counts of the rates name them; of others where there are none."""
        counts = [row for row in rows if row.scale == "count" and row.analysis in _COUNTED]
        counts = [row for row in counts if row.analysis == "rates"] or counts
        sites = dict.fromkeys(row.site for row in counts if row.site)
        arms = dict.fromkeys(row.group for row in counts if row.group)
        return cls(tuple(sites) or ("",), tuple(arms) or ("",))

    def under(self, row: Row) -> tuple[tuple[str, str], ...]:
        """The sites and arms whose persons a row counts."""
        sites = (row.site,) if row.site in self.sites else self.sites
        return tuple(product(sites, (row.group,) if row.group else self.arms))

    def cost(self, row: Row) -> float:
        """A single count costs 1, every margin more."""
        return float(_MARGIN ** ((row.site not in self.sites) + (not row.group)))

    def parts(self, row: Row, question: str, answers: Iterable[str]) -> dict[Part, int]:
        """The elementary counts of some answers to a question, where a row counts."""
        return {
            (question, row.wave, site, arm, answer): 1
            for site, arm in self.under(row)
            for answer in sorted(answers)
        }


def told_by(rows: Iterable[Row], subject: Subject) -> tuple[Told, ...]:
    """Collect what the rows tell of every question.

    Parameters
    ----------
    rows : iterable of Row
        Named, as they leave the analysis.
    subject : Subject
        Says which answers they count.
    """
    rows = tuple(rows)
    places = Places.of(rows)
    counted = tuple(_counted(rows, subject))
    questions = _questions(counted)
    told = [
        *_answers(counted, questions, places),
        *_totals_chosen(rows, counted, questions, places),
    ]
    told += _paired(rows, places)
    told += _complete(rows, counted, questions, places)
    told += _lost(rows)
    return tuple(told)


def _counted(rows: tuple[Row, ...], subject: Subject) -> Iterator[Counted]:
    """Counts of Table 1, of the rates, and of questions with several answers."""
    shares: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for row in rows:
        if row.scale in {"proportion", "share"} and row.method in {"count", "wilson"}:
            shares[_place(row)].append(row.id)
    for row in rows:
        if row.scale != "count":
            continue
        also = tuple(shares[_place(row)])
        if row.analysis == "baseline" and row.outcome in subject.variables:
            yield Counted(row, subject.variables[row.outcome], row.term, also)
        elif row.analysis == "rates":
            yield Counted(row, subject.outcomes[row.outcome], EVENT, also)
        elif row.analysis == "question":
            yield Counted(row, subject.items[row.outcome, row.term], EVENT, also)


def _place(row: Row) -> tuple[str, ...]:
    return row.analysis, row.outcome, row.site, row.group, row.wave, row.term


def _questions(counted: tuple[Counted, ...]) -> dict[str, str]:
    """Name the question of every count, by the count's id.

    Two analyses speak of one question where they agree on how many persons were asked it.
    """
    persons: dict[tuple[object, ...], set[int | None]] = defaultdict(set)
    for each in counted:
        row = each.row
        place = (each.asked.variable, row.wave, each.asked.known, row.site, row.group)
        persons[place].add(row.n)
    apart = {place[:2] for place, found in persons.items() if len(found) > 1}
    return {
        each.row.id: f"{each.row.analysis}: {each.asked.variable}"
        if (each.asked.variable, each.row.wave) in apart
        else each.asked.variable
        for each in counted
    }


def _answers(
    counted: tuple[Counted, ...], questions: Mapping[str, str], places: Places
) -> Iterator[Told]:
    """Every count, and once the number of persons it is out of."""
    stated: set[tuple[object, ...]] = set()
    for each in counted:
        row, question = each.row, questions[each.row.id]
        parts = places.parts(row, question, each.asked.levels.get(each.level, ()))
        value = round(row.estimate or 0)
        yield Told((row.id, *each.also), value, parts, row.n, places.cost(row))
        place = (question, each.asked.known, row.wave, row.site, row.group)
        if place not in stated:
            stated.add(place)
            everyone = places.parts(row, question, each.asked.known)
            yield Told((), row.n or 0, everyone, open=True)


def _totals_chosen(
    rows: tuple[Row, ...],
    counted: tuple[Counted, ...],
    questions: Mapping[str, str],
    places: Places,
) -> Iterator[Told]:
    """The answers chosen altogether: the mean number of a person tells them, and every share."""
    for row in rows:
        if row.scale != "answers":
            continue
        items = [each for each in counted if _place(each.row)[:-1] == _place(row)[:-1]]
        parts: dict[Part, int] = {}
        for each in items:
            question = questions[each.row.id]
            parts |= places.parts(row, question, each.asked.levels[EVENT])
        shares = (
            one.id for one in rows if one.scale == "share" and _place(one)[:-1] == _place(row)[:-1]
        )
        value = round((row.estimate or 0) * (row.n or 0))
        yield Told((row.id, *shares), value, parts, cost=places.cost(row))


def _paired(rows: tuple[Row, ...], places: Places) -> Iterator[Told]:
    """Persons who changed: McNemar's test tells both numbers, any paired difference theirs."""
    for row in rows:
        if row.method not in {"mcnemar", "obuchowski"} or row.estimate is None or not row.n:
            continue
        question = f"pairs: {row.outcome}"
        gained, lost = (places.parts(row, question, (way,)) for way in ("gained", "lost"))
        difference = round(row.estimate * row.n)
        cost = places.cost(row) / _MARGIN
        change = gained | dict.fromkeys(lost, -1)
        yield Told((row.id,), difference, change, cost=cost)
        yield Told((), row.n, places.parts(row, question, ("gained", "lost", "same")), open=True)
        if row.method == "mcnemar" and row.statistic and difference:
            changed = round(difference**2 / row.statistic)
            yield Told((row.id,), (changed + difference) // 2, gained, row.n, cost)
            yield Told((row.id,), (changed - difference) // 2, lost, row.n, cost)


def _complete(
    rows: tuple[Row, ...],
    counted: tuple[Counted, ...],
    questions: Mapping[str, str],
    places: Places,
) -> Iterator[Told]:
    """Where everybody answered at both waves, the changes of persons tie the waves together."""
    events = defaultdict(list)
    for each in counted:
        if each.row.analysis == "rates":
            events[each.row.outcome, each.row.site, each.row.group].append(each)
    for row in rows:
        ends = events[row.outcome, row.site, row.group]
        if row.method != "mcnemar" or any(each.row.n != row.n for each in ends):
            continue
        parts = places.parts(row, f"pairs: {row.outcome}", ("gained",))
        parts |= {(*part[:-1], "lost"): -1 for part in parts}
        for sign, each in ((1, ends[0]), (-1, ends[-1])):
            answers = each.asked.levels[EVENT]
            here = places.parts(each.row, questions[each.row.id], answers)
            parts |= dict.fromkeys(here, sign)
        yield Told((), 0, parts, open=True)


def _lost(rows: tuple[Row, ...]) -> Iterator[Told]:
    """Persons lost from each workplace; how many each site and arm lost, the flow chart tells."""
    shares = [row for row in rows if row.analysis == "attrition" and row.scale == "proportion"]
    for row in shares:
        units = [
            (one.site, one.group, one.term)
            for one in shares
            if one.term and (one.site, one.group) == (row.site, row.group)
        ]
        if row.term:
            units = [(row.site, row.group, row.term)]
            here: Part = ("lost", row.wave, *units[0])
            yield Told((row.id,), row.n_missing or 0, {here: 1}, row.n)
            yield Told((), row.n or 0, {here: 1, ("stayed", *here[1:]): 1}, open=True)
        elif units:
            every: dict[Part, int] = {("lost", row.wave, *unit): 1 for unit in units}
            yield Told((), row.n_missing or 0, every, open=True)
