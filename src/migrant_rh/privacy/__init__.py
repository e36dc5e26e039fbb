"""Small cells: what must not be printed is taken out of the rows, before anything is rendered.

Protected are counts of answers: of persons at a level of a characteristic, with an outcome, who
chose an answer, who changed between waves, and of persons lost from a workplace. Numbers of persons
asked, and how many of them gave no answer, are no answers: every percentage needs them, and they
stay, but for questions that follow another's answer (`unasked`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from migrant_rh.privacy.answers import Asked, Subject, yes_or_no
from migrant_rh.privacy.choosing import choose, small
from migrant_rh.privacy.counts import Told, told_by
from migrant_rh.privacy.unasked import erased, telling
from migrant_rh.privacy.withholding import Reading, blank, has_numbers
from migrant_rh.results.rows import Row
from migrant_rh.study.plan import Study

__all__ = ["ANALYSIS", "Asked", "Subject", "protected", "without_small_cells", "yes_or_no"]

ANALYSIS = "privacy"
_OF_ONE = frozenset({"smallest", "largest"})
_OF_PERSONS = frozenset({"flow", "missingness", "double_entry"})


def protected(rows: Iterable[Row], study: Study) -> tuple[Row, ...]:
    """Withhold small counts, what would give them away, and what was computed from either.

    Parameters
    ----------
    rows : iterable of Row
        As the analysis states them.
    study : Study
        With ``privacy: {min_cell: …}``; without it the rows come back as they are.

    Returns
    -------
    tuple of Row
        The same rows at the same places; those withheld hold no number but how many persons they
        are about, and a note. Rows of ``privacy`` count what was withheld: ``small`` counts,
        ``secondary`` counts (they would give a small one away) and ``computed`` numbers.

    Examples
    --------
    >>> import migrant_rh as mr
    >>> study = mr.demo_study()
    >>> rows = [Row(analysis="rates", outcome="certificate", scale="count", estimate=3.0, n=90)]
    >>> protected(rows, study)[0].estimate
    3.0
    """
    rows = tuple(row.named() for row in rows)
    least = study.privacy.min_cell
    if least is None:
        return rows
    return _protected(
        rows, Subject.of(study), least, lambda withheld: telling(rows, withheld, study, least)
    )


def without_small_cells(rows: Iterable[Row], subject: Subject, least: int) -> tuple[Row, ...]:
    """Do the same where there is no plan but a table.

    Parameters
    ----------
    rows : iterable of Row
        As they were computed.
    subject : Subject
        Which answers they count.
    least : int
        The smallest count that may be told.

    Examples
    --------
    >>> rows = [
    ...     Row(analysis="baseline", outcome="sex", term=code, scale="count", n=60, estimate=count)
    ...     for code, count in (("f", 3.0), ("m", 57.0))
    ... ]
    >>> subject = Subject({"sex": Asked.codes("sex", "fm")})
    >>> [row.estimate for row in without_small_cells(rows, subject, 5)[:2]]
    [None, None]
    """
    named = tuple(row.named() for row in rows)
    return _protected(named, subject, least, lambda _: frozenset())


def _protected(
    rows: tuple[Row, ...],
    subject: Subject,
    least: int,
    following: Callable[[list[Row]], frozenset[str]],
) -> tuple[Row, ...]:
    """Withhold, and count what was withheld; `following` are rows that tell withheld ones."""
    told = told_by(rows, subject)
    chosen = choose(told, least)
    withheld = [row for row in rows if row.id in chosen]
    reading = Reading.of(withheld, subject)
    followed = following(withheld)
    gone = {
        row.id
        for row in rows
        if has_numbers(row) and (row.id in chosen or of_few(row, least) or reading.reads(row))
    }
    kept = (
        erased(row, least) if row.id in followed else blank(row, least) if row.id in gone else row
        for row in rows
    )
    return (*kept, *_summary(told, chosen, gone | followed, least))


def _summary(
    told: Iterable[Told], chosen: frozenset[str], gone: set[str], least: int
) -> Iterator[Row]:
    """How many numbers were withheld, and why."""
    counts = [each for each in told if each.rows and chosen.issuperset(each.rows)]
    few = sum(small(each, least) for each in counts)
    found = {"small": few, "secondary": len(counts) - few, "computed": len(gone - chosen)}
    for why, count in found.items():
        yield Row(analysis=ANALYSIS, term=why, scale="count", estimate=float(count), method="count")


def of_few(row: Row, least: int) -> bool:
    """Whether a row describes so few persons that any number on them tells too much.

    The smallest and the largest of some numbers are each of one person.

    Examples
    --------
    >>> of_few(Row(analysis="baseline", scale="mean", estimate=31.5, n=3), 5)
    True
    >>> of_few(Row(analysis="flow", scale="count", estimate=3.0, n=3), 5)
    False
    """
    if row.analysis in _OF_PERSONS or row.term == "persons":
        return False
    if row.scale in _OF_ONE:
        return True
    return has_numbers(row) and row.n is not None and 0 < row.n < least
