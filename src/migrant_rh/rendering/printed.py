"""A table that shows itself: in notebooks, in terminals, as text in any markup."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrant_rh.rendering.style import Edition
from migrant_rh.rendering.table import Table
from migrant_rh.rendering.writers.html_table import fragment
from migrant_rh.rendering.writers.markdown import table_markdown
from migrant_rh.rendering.writers.text import table_text
from migrant_rh.results.rows import Results
from migrant_rh.words import Language, Text

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table in one style and language.

    Attributes
    ----------
    table : Table
        The table without a format.
    edition : Edition
        Style of the numbers, language of the words.
    notice : Text or None
        A last line below: what the data are.
    results : Results or None
        The rows it prints.

    Examples
    --------
    >>> from migrant_rh.rendering.cells import Count
    >>> from migrant_rh.rendering.style import STYLES
    >>> from migrant_rh.rendering.table import Column, Row
    >>> columns = (Column(Text.same("n")),)
    >>> rows = (Row(Text("北京", "Beijing"), (Count(2106),)),)
    >>> table = Table(id="n", title=Text("人数", "Persons"), stub=Text("现场", "Site"),
    ...               columns=columns, rows=rows)
    >>> shown = PrintedTable(table, Edition("en", STYLES["ama"]))
    >>> shown
    Persons
    =============
    Site      n
    -------------
    Beijing  2106
    =============
    >>> shown.to("zh").to_markdown().splitlines()[0]
    '**人数**'
    """

    table: Table
    edition: Edition
    notice: Text | None = None
    results: Results | None = None

    def tidy(self) -> pd.DataFrame:
        """Every number of the table at full precision, one row each.

        Raises
        ------
        LookupError
            If the table does not carry its rows.
        """
        if self.results is None:
            raise LookupError(f"the table {self.table.id} does not carry its rows")
        return self.results.frame()

    def to(self, language: Language) -> PrintedTable:
        """Return the same table in another language."""
        return replace(self, edition=replace(self.edition, language=language))

    def to_text(self) -> str:
        """Set it for a terminal."""
        return table_text(self.table, self.edition, notice=self.notice)

    def to_markdown(self) -> str:
        """Set it in Markdown."""
        return table_markdown(self.table, self.edition, notice=self.notice)

    def to_html(self) -> str:
        """Set it as a piece of HTML with its own style sheet."""
        return fragment(self.table, self.edition, notice=self.notice)

    def to_latex(self) -> str:
        """Set it in LaTeX; `migrant_rh.rendering.writers.latex.PREAMBLE` names the packages."""
        from migrant_rh.rendering.writers.latex import table_latex  # noqa: PLC0415  (start-up)

        return table_latex(self.table, self.edition, notice=self.notice)

    def write(self, path: str | Path) -> Path:
        """Write it to a file.

        Parameters
        ----------
        path : path
            The ending says how: ``.docx``, ``.xlsx``, ``.html``, ``.tex``, ``.md`` or ``.txt``. An
            existing file is replaced.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        MigrantRHError
            If the ending is another, or the file cannot be written.
        """
        from migrant_rh.rendering.filing import write_table  # noqa: PLC0415  (writers are heavy)

        return write_table(self.table, self.edition, Path(path), notice=self.notice)

    def __repr__(self) -> str:
        return self.to_text()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        del include, exclude
        return {"text/plain": self.to_text(), "text/html": self.to_html()}
