"""A run that was stored: its tables, figures and report again, without the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from migrant_rh.errors import MigrantRHError, Place, Problem
from migrant_rh.rendering.printed import PrintedTable
from migrant_rh.rendering.style import STYLES, Edition
from migrant_rh.results.rows import Results
from migrant_rh.results.store import load_provenance, load_results
from migrant_rh.words import Language, Text, phrase

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class StoredRun:
    """Results and provenance of a run, as its files hold them.

    Attributes
    ----------
    results : Results
        Rows and words.
    provenance : mapping
        Inputs with their digests, fingerprint of the plan, versions, seed.
    """

    results: Results
    provenance: Mapping[str, Any] = field(repr=False)

    @property
    def languages(self) -> tuple[Language, ...]:
        """Languages of the study, the first one first."""
        return cast(
            "tuple[Language, ...]", tuple(self.results.vocabulary.facts["languages"].split())
        )

    @cached_property
    def tables(self) -> Mapping[str, PrintedTable]:
        """Tables by name, in the first language of the study."""
        from migrant_rh.rendering.tables import tables_of  # noqa: PLC0415  (start-up)

        words = self.results.vocabulary
        edition = Edition(self.languages[0], STYLES[words.facts["style"]])
        notice = words.texts.get("notice")
        return {
            name: PrintedTable(table, edition, notice)
            for name, table in tables_of(self.results).items()
        }

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """Figures by name, in the first language of the study."""
        from migrant_rh.rendering.figures import figures_of  # noqa: PLC0415  (start-up)

        return figures_of(self.results, self.languages[0])

    def styled(self, style: str) -> StoredRun:
        """Return the same run with its numbers in another journal style.

        Raises
        ------
        MigrantRHError
            If there is no such style.
        """
        if style not in STYLES:
            expected = Text.same(", ".join(STYLES))
            found = phrase("results.no_style", style=style)
            raise MigrantRHError(Problem("results.style", Place(), found, expected))
        words = self.results.vocabulary
        restyled = replace(words, facts={**words.facts, "style": style})
        return replace(self, results=replace(self.results, vocabulary=restyled))

    def write(
        self,
        folder: str | Path,
        *,
        languages: tuple[Language, ...] | None = None,
        word_template: str | Path | None = None,
    ) -> tuple[Path, ...]:
        """Write report, tables, figures, results and provenance, as the run itself did.

        Parameters
        ----------
        folder : path
            Made if it is not there.
        languages : tuple of str, optional
            Languages of the report; without it those of the study.
        word_template : path, optional
            A Word document whose styles, page, header and footer the Word reports take.

        Returns
        -------
        tuple of Path
            The files written: byte for byte those of the run, if style and versions are the same.

        Raises
        ------
        MigrantRHError
            If the folder cannot be written to, or the template cannot be used.
        """
        from migrant_rh.rendering.publishing import publish  # noqa: PLC0415  (writers are heavy)
        from migrant_rh.rendering.writers.word_template import read_template  # noqa: PLC0415

        spoken = languages or self.languages
        template = None if word_template is None else read_template(Path(word_template))
        return publish(self.results, self.provenance, Path(folder), spoken, template)

    def __repr__(self) -> str:
        return f"<StoredRun: {len(self.results)} rows>"


def load_run(path: str | Path) -> StoredRun:
    """Read a run that was written, to print it again without the data.

    Parameters
    ----------
    path : str or Path
        The folder of the run, or its ``results.json`` or ``results.parquet``; ``provenance.json``
        is read from the same folder.

    Raises
    ------
    MigrantRHError
        If results or provenance are not there or damaged, or hold no words (CSV).

    Examples
    --------
    >>> load_run("nowhere")
    Traceback (most recent call last):
    migrant_rh.errors.MigrantRHError: nowhere: there are no stored results here...
    """
    results = load_results(path)
    if not {"style", "languages"} <= results.vocabulary.facts.keys():
        where = Place(str(path))
        raise MigrantRHError(Problem("results.no-words", where, phrase("results.no_words")))
    return StoredRun(results, load_provenance(path))
