"""The figures of the report, each for the rows of a run, new or stored.

Every function takes a run, or its rows, and gives a matplotlib figure that shows itself in a
notebook and can be changed before it is saved; with ``ax`` it draws into a figure of yours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Protocol

from migrant_rh.errors import MigrantRHError, Place, Problem
from migrant_rh.results.rows import Results
from migrant_rh.words import Language, Text, phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from migrant_rh.rendering.figures import Drawing

__all__ = ["balance", "changes", "flow", "forest", "missing", "rates", "specifications"]

Scale = Literal["rd", "log_rrr", "log_ror"]


class HasResults(Protocol):
    """A run, analysed just now or loaded again."""

    @property
    def results(self) -> Results:
        """Its rows."""


def rates(
    run: HasResults | Results, outcome: str, *, language: Language = "en", ax: Axes | None = None
) -> Figure:
    """Draw the rates at every wave, by site and arm, with intervals.

    Parameters
    ----------
    run : Run, StoredRun or Results
        What was computed.
    outcome : str
        An outcome of the plan.
    language : {"zh", "en"}
        Language of the labels; English where no installed font has the Chinese characters.
    ax : matplotlib Axes, optional
        Whose place the panels take; a figure of its own without.

    Returns
    -------
    matplotlib.figure.Figure
        Intervals are those that know the clusters, where there are any.

    Raises
    ------
    MigrantRHError
        If the plan has no such outcome.

    Examples
    --------
    >>> import migrant_rh as mr
    >>> run = mr.analyze(mr.demo_study())  # doctest: +SKIP
    >>> len(rates(run, "certificate").axes)
    4
    >>> rates(run, "height")
    Traceback (most recent call last):
    migrant_rh.errors.MigrantRHError: there is no outcome 'height' here...
    """
    from migrant_rh.rendering.figures.rates import rates as draw  # noqa: PLC0415  (heavy)

    rows = _rows(run)
    name = _planned(rows, "outcome", outcome)
    return _drawn(rows, language, lambda drawing: draw(rows, name, drawing, ax=ax))


def changes(
    run: HasResults | Results, outcome: str, *, language: Language = "en", ax: Axes | None = None
) -> Figure:
    r"""Draw the change of every allocated unit, by site and arm, and what the arms differ by.

    Parameters and result are those of `rates`. Units are numbered by their change, not named.

    Examples
    --------
    >>> import migrant_rh as mr
    >>> run = mr.analyze(mr.demo_study())  # doctest: +SKIP
    >>> figure = changes(run, "certificate")
    >>> [label.get_text().partition("\n")[0] for label in figure.axes[0].get_xticklabels()]
    ['Beijing', 'Shanghai', 'Chengdu']
    """
    from migrant_rh.rendering.figures.dots import dots  # noqa: PLC0415  (heavy)

    rows = _rows(run)
    name = _planned(rows, "outcome", outcome)
    return _drawn(rows, language, lambda drawing: dots(rows, name, drawing, ax=ax))


def forest(
    run: HasResults | Results,
    model: str | None = None,
    *,
    scale: Scale | None = None,
    language: Language = "en",
    ax: Axes | None = None,
) -> Figure:
    """Draw the difference in differences of every outcome and place as a forest.

    Parameters
    ----------
    run, language, ax
        As `rates` takes them.
    model : str, optional
        A model of the plan; the first one without.
    scale : {"rd", "log_rrr", "log_ror"}
        Percentage points, ratio of risk ratios, or ratio of odds ratios; ratios on a log axis.
        Without, that of the plan.

    Examples
    --------
    >>> import migrant_rh as mr
    >>> run = mr.analyze(mr.demo_study())  # doctest: +SKIP
    >>> figure = forest(run, scale="log_ror")
    >>> figure.axes[0].get_xscale()
    'log'
    """
    from migrant_rh.rendering.figures.forest import forest as draw  # noqa: PLC0415  (heavy)

    rows = _rows(run)
    name = _planned(rows, "model", model)
    return _drawn(
        rows, language, lambda drawing: draw(rows, name, drawing, scale=scale or "", ax=ax)
    )


def specifications(
    run: HasResults | Results,
    model: str | None = None,
    *,
    language: Language = "en",
    ax: Axes | None = None,
) -> Figure:
    """Draw the effect over all sites by every method. Arguments are those of `forest`.

    Examples
    --------
    >>> import migrant_rh as mr
    >>> run = mr.analyze(mr.demo_study())  # doctest: +SKIP
    >>> specifications(run).axes[0].get_xlabel()
    'Difference in differences (percentage points)'
    """
    from migrant_rh.rendering.figures.specifications import (  # noqa: PLC0415  (heavy)
        specifications as draw,
    )

    rows = _rows(run)
    name = _planned(rows, "model", model)
    return _drawn(rows, language, lambda drawing: draw(rows, name, drawing, ax=ax))


def flow(run: HasResults | Results, *, language: Language = "en", ax: Axes | None = None) -> Figure:
    r"""Draw who was surveyed, lost and analysed, in each arm. Arguments are those of `rates`.

    Examples
    --------
    >>> import migrant_rh as mr
    >>> run = mr.analyze(mr.demo_study())  # doctest: +SKIP
    >>> [text.get_text() for text in flow(run).axes[0].texts if "Followed" in text.get_text()]
    ['Followed to Endline\n18 workplaces, 2602 persons',
     'Followed to Endline\n18 workplaces, 2907 persons']
    """
    from migrant_rh.rendering.figures.flow import flow as draw  # noqa: PLC0415  (heavy)

    rows = _rows(run)
    return _drawn(rows, language, lambda drawing: draw(rows, drawing, ax=ax))


def missing(
    run: HasResults | Results, *, language: Language = "en", ax: Axes | None = None
) -> Figure:
    """Draw the share without an answer by variable, wave and arm. Arguments: see `rates`.

    Examples
    --------
    >>> import migrant_rh as mr
    >>> run = mr.analyze(mr.demo_study())  # doctest: +SKIP
    >>> missing(run).axes[0].get_xlabel()
    'Without an answer (% of those asked)'
    """
    from migrant_rh.rendering.figures.missing import missing as draw  # noqa: PLC0415  (heavy)

    rows = _rows(run)
    return _drawn(rows, language, lambda drawing: draw(rows, drawing, ax=ax))


def balance(
    run: HasResults | Results, *, language: Language = "en", ax: Axes | None = None
) -> Figure:
    """Draw the standardised differences at baseline, largest first. Arguments: see `rates`.

    Examples
    --------
    >>> import migrant_rh as mr
    >>> run = mr.analyze(mr.demo_study())  # doctest: +SKIP
    >>> balance(run).axes[0].get_yticklabels()[0].get_text()
    'Age group (years)'
    """
    from migrant_rh.rendering.figures.balance import balance as draw  # noqa: PLC0415  (heavy)

    rows = _rows(run)
    return _drawn(rows, language, lambda drawing: draw(rows, drawing, ax=ax))


def _rows(run: HasResults | Results) -> Results:
    """The rows of a run."""
    return run if isinstance(run, Results) else run.results


def _planned(rows: Results, kind: Literal["outcome", "model"], name: str | None) -> str:
    """A name of the plan; the first where none is asked for."""
    known = rows.vocabulary.codes(kind)
    if name is None and known:
        return known[0]
    if name not in known:
        found = phrase(f"figures.no_{kind}", name=name)
        raise MigrantRHError(
            Problem("figures.unknown", Place(), found, Text.same(", ".join(known)))
        )
    return name


def _drawn(rows: Results, language: Language, draw: Callable[[Drawing], Figure]) -> Figure:
    """Draw in the looks of all figures."""
    import matplotlib as mpl  # noqa: PLC0415  (heavy)

    from migrant_rh.rendering.figures import Drawing  # noqa: PLC0415  (heavy)
    from migrant_rh.rendering.figures.drawing import looks  # noqa: PLC0415

    drawing = Drawing.of(rows, language)
    with mpl.rc_context(looks(drawing)):
        return draw(drawing)
