"""One self-contained page: nothing fetched, everything escaped, one script of ours and no other."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from migrant_rh.rendering.document import Document
from migrant_rh.rendering.sources import told
from migrant_rh.rendering.style import Edition
from migrant_rh.rendering.writers.html_article import TAGS, Article, article
from migrant_rh.results.rows import Results
from migrant_rh.words import Language, Text, phrase


def write(
    document: Document,
    editions: Sequence[Edition],
    path: Path,
    *,
    results: Results | None = None,
) -> None:
    """Write a report as one page, in UTF-8."""
    text = page(document, editions, results=results)
    path.write_text(text, encoding="utf-8", newline="\n")


def page(document: Document, editions: Sequence[Edition], *, results: Results | None = None) -> str:
    """Set a report as one HTML page.

    Parameters
    ----------
    document : Document
        The report.
    editions : sequence of Edition
        Style and languages; the page opens in the first and can be put in the others.
    results : Results, optional
        The rows: with them, a number that is clicked says where it comes from.

    Returns
    -------
    str
        A page that fetches nothing: style, script and drawings inline, and a content security
        policy that forbids everything else, scripts other than this one included. Without scripts
        the report is there in its first language.

    Raises
    ------
    ValueError
        If a figure is not drawn in a language, or a drawing holds more than shapes and text.

    Examples
    --------
    >>> from migrant_rh.rendering.style import STYLES
    >>> text = page(Document(Text("报告", "R & D"), ()), [Edition("en", STYLES["ama"])])
    >>> "<h1>R &amp; D</h1>" in text
    True
    """
    asks = results is not None
    articles = [article(document, edition, asks=asks) for edition in editions]
    return Pages(articles, results).opening(editions[0].language)


class Pages:
    """A report as pages that hold the same and open in one language each.

    Parameters
    ----------
    articles : sequence of Article
        The report in each language.
    results : Results, optional
        As `page` takes them.
    """

    def __init__(self, articles: Sequence[Article], results: Results | None = None) -> None:
        self.articles = {each.language: each for each in articles}
        self.results = results

    def opening(self, language: Language) -> str:
        """Set the page that opens in a language."""
        others = (other for other in self.articles if other != language)
        return "\n".join(_Page(self, (language, *others)).lines()) + "\n"

    @cached_property
    def told(self) -> tuple[tuple[Text, ...], dict[str, Any]]:
        """Every row that a table prints, and the words that it points to by their place."""
        printed = next(iter(self.articles.values())).printed
        words: dict[Text, int] = {}

        def place(text: Text) -> int:
            return words.setdefault(text, len(words))

        rows: dict[str, Any] = {}
        for row in self.results or ():
            if row.id in printed and self.results is not None:
                rows[row.id] = [
                    [place(name), [place(said)] if isinstance(said, Text) else _finite(said)]
                    for name, said in told(self.results, row)
                ]
        return tuple(words), rows


class _Page:
    """A page being set."""

    def __init__(self, pages: Pages, languages: tuple[Language, ...]) -> None:
        self.pages = pages
        self.languages = languages

    def lines(self) -> Iterator[str]:
        """Set head, tools, the report in every language, and the script."""
        yield "<!DOCTYPE html>"
        yield f'<html lang="{TAGS[self.languages[0]]}">'
        yield '<head>\n<meta charset="utf-8">'
        yield f'<meta http-equiv="Content-Security-Policy" content="{policy()}">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield f"<title>{self.pages.articles[self.languages[0]].title}</title>"
        yield f"<style>\n{_beside('page.css')}</style>\n</head>\n<body>"
        yield from self.switch()
        for place, language in enumerate(self.languages):
            yield self.pages.articles[language].set(first=place == 0)
        yield from self.sources()
        if self.pages.results is not None or len(self.languages) > 1:
            yield f"<script>{_beside('page.js')}</script>"
        yield "</body>\n</html>"

    def switch(self) -> Iterator[str]:
        """Set a button for each language, if there are several."""
        if len(self.languages) == 1:
            return
        name, said = phrase("rows.language"), phrase("rows.in_language")
        yield f'<div class="tools" role="group" aria-label="{name.en} {name.zh}">'
        for place, language in enumerate(self.languages):
            pressed = "true" if place == 0 else "false"
            yield (
                f'<button type="button" data-language="{language}" lang="{TAGS[language]}" '
                f'aria-pressed="{pressed}">{said.to(language)}</button>'
            )
        yield "</div>"

    def sources(self) -> Iterator[str]:
        """Set the panel that says where a number comes from, and the rows it tells."""
        if self.pages.results is None:
            return
        said = {"heading": phrase("rows.source"), "close": phrase("rows.close")}
        data = " ".join(
            f'data-{name}{language}="{escape(text.to(language))}"'
            for name, text in said.items()
            for language in self.languages
        )
        role = 'role="dialog" tabindex="-1" aria-labelledby="asked"'
        yield f'<section id="source" {role} {data} hidden>'
        yield '<h2 id="asked"></h2><button type="button">×</button><div></div>\n</section>'
        yield f'<script type="application/json" id="rows">{self.rows()}</script>'

    def rows(self) -> str:
        """Tell every row that a table prints, words by their place in a list for each language."""
        words, rows = self.pages.told
        spoken = {language: [text.to(language) for text in words] for language in self.languages}
        content = json.dumps(
            {"words": spoken, "rows": rows}, ensure_ascii=False, separators=(",", ":")
        )
        return content.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def policy() -> str:
    """Give the content security policy: nothing is fetched, and one script runs.

    Examples
    --------
    >>> policy().startswith("default-src 'none'; script-src 'sha256-")
    True
    """
    digest = hashlib.sha256(_beside("page.js").encode("utf-8")).digest()
    return (
        f"default-src 'none'; script-src 'sha256-{base64.b64encode(digest).decode('ascii')}'; "
        "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _finite(value: float) -> float | None:
    """A number as JSON has it; None is infinity, which only degrees of freedom are."""
    return None if value in {float("inf"), float("-inf")} else value


@cache
def _beside(name: str) -> str:
    """Read a file that lies beside this module."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
