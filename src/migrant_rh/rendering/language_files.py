"""What of a report is in one language: figures, workbook, Word, LaTeX, and an article in HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrant_rh.rendering.document import Document, Picture, TableBlock
from migrant_rh.rendering.figures.files import draw
from migrant_rh.rendering.report import report
from migrant_rh.rendering.style import STYLES, Edition
from migrant_rh.rendering.tables import tables_of
from migrant_rh.rendering.writers import excel, latex, word
from migrant_rh.rendering.writers.html_article import Article, article
from migrant_rh.rendering.writers.word_template import Template
from migrant_rh.results.rows import Results
from migrant_rh.words import Language, Text


@dataclass(frozen=True)
class Content:
    """What a report is made from, in every language.

    Attributes
    ----------
    results : Results
        Rows and words.
    provenance : mapping
        Inputs, plan and versions.
    remarks : tuple of Text
        What a reader must know of this report.
    template : Template or None
        A Word document whose styles the Word reports take.
    """

    results: Results
    provenance: Mapping[str, Any]
    remarks: tuple[Text, ...] = ()
    template: Template | None = None

    def report(self, drawn: Mapping[str, Picture], language: Language) -> Document:
        """Put the report together with the figures in one language."""
        pictures = {name: {language: picture} for name, picture in drawn.items()}
        tables = tables_of(self.results)
        return report(self.results, tables, pictures, self.provenance, remarks=self.remarks)


def write_files(content: Content, language: Language, folder: Path) -> Article:
    """Write figures, workbook, Word report and LaTeX of one language.

    Parameters
    ----------
    content : Content
        What the report is made from.
    language : {"zh", "en"}
        Its language.
    folder : Path
        Where to; it is there.

    Returns
    -------
    Article
        The same report for HTML, whose pages hold every language.
    """
    (folder / "figures").mkdir(exist_ok=True)
    document = content.report(draw(content.results, language, folder / "figures"), language)
    edition = Edition(language, STYLES[content.results.vocabulary.facts["style"]])
    tables = [block.table for block in document.blocks if isinstance(block, TableBlock)]
    excel.write(tables, edition, folder / f"tables.{language}.xlsx", notice=document.notice)
    word.write(document, edition, folder / f"report.{language}.docx", template=content.template)
    latex.write(document, edition, folder / "latex")
    return article(document, edition, asks=True)
