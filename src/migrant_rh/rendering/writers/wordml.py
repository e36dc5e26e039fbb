"""The words of Word's own markup: runs, paragraphs, captions, fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from migrant_rh.rendering.formatting import Run, Runs
from migrant_rh.words import Language

NAMESPACES = " ".join(
    f'xmlns:{prefix}="http://schemas.openxmlformats.org/{path}"'
    for prefix, path in {
        "w": "wordprocessingml/2006/main",
        "r": "officeDocument/2006/relationships",
        "wp": "drawingml/2006/wordprocessingDrawing",
        "a": "drawingml/2006/main",
        "pic": "drawingml/2006/picture",
    }.items()
)
KEEP = "<w:keepNext/>"
"""Keeps a paragraph on the page of the next."""

_SEQUENCES = {"table": {"zh": "表", "en": "Table"}, "figure": {"zh": "图", "en": "Figure"}}
_EITHER_FONT = re.compile(r"([“”‘’…—]+)")


def runs(pieces: Runs, language: Language) -> str:
    """Set runs.

    Quotation marks and dashes belong to no script; in Chinese text they are taken from the Chinese
    font, where they are as wide as a character.
    """
    return "".join(_run(piece) for run in pieces for piece in _by_script(run, language))


def paragraph(style: str, content: str, properties: str = "") -> str:
    """Set a paragraph; `properties` follow the style in the order of the schema."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def field(instruction: str, shown: str) -> str:
    """Set a field that Word can compute again, and what it shows until then."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r><w:t>{escape(shown)}</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def reference(shown: str, bookmark: str) -> str:
    """Set a reference to a bookmark: a field that follows the number when it changes."""
    return field(rf"REF {bookmark} \h", shown)


def caption_label(kind: str, label: str, place: int, language: Language) -> str:
    """Set the number of a table or figure as a sequence field in a bookmark.

    Parameters
    ----------
    kind : {"table", "figure"}
        What is counted.
    label : str
        The label as printed, such as ``Table 1``.
    place : int
        A number no other bookmark of the document has.
    language : Language
        Language of the document.
    """
    before, number, after = re.split(r"(\d+)", label, maxsplit=1)
    sequence = field(rf"SEQ {_SEQUENCES[kind][language]} \* ARABIC", number)
    return (
        f'<w:bookmarkStart w:id="{place}" w:name="{kind}_{number}"/>'
        f"{runs((Run(before),), language)}{sequence}{runs((Run(after),), language)}"
        f'<w:bookmarkEnd w:id="{place}"/>'
    )


def _by_script(run: Run, language: Language) -> Iterator[tuple[Run, bool]]:
    """Split a run where the Chinese font is asked for by hand."""
    parts = _EITHER_FONT.split(run.text) if language == "zh" else [run.text]
    for place, part in enumerate(parts):
        if part:
            yield Run(part, run.italic, run.superscript), place % 2 == 1


def _run(piece: tuple[Run, bool]) -> str:
    """Set one run."""
    run, chinese = piece
    look = (
        ('<w:rFonts w:hint="eastAsia"/>' if chinese else "")
        + ("<w:i/>" if run.italic else "")
        + ('<w:vertAlign w:val="superscript"/>' if run.superscript else "")
    )
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(run.text)}</w:t></w:r>'
