"""Which files were read, which plan was followed, which versions computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from migrant_rh.rendering.cells import Count, Words
from migrant_rh.rendering.document import Block, Heading, Paragraph, TableBlock
from migrant_rh.rendering.table import Column, Row, Table
from migrant_rh.words import Text, phrase

_SHOWN_DIGEST = 16
_GROUP = 8


def sources(provenance: Mapping[str, Any]) -> Iterator[Block]:
    """Which files, which plan, which versions."""
    yield Heading(1, phrase("report.provenance"))
    yield TableBlock(_inputs(provenance))
    versions = ", ".join(f"{name} {version}" for name, version in provenance["versions"].items())
    digest = provenance["plan"]
    parts = (digest[start : start + _GROUP] for start in range(0, len(digest), _GROUP))
    told = phrase("report.plan", fingerprint=" ".join(parts), versions=versions)
    yield Paragraph(told)


def _inputs(provenance: Mapping[str, Any]) -> Table:
    """Table of the files read."""
    rows = [
        Row(
            Text.same(item["file"]),
            (
                Count(item["records"]),
                Count(item["deleted"]),
                Words(_encoding(item)),
                Words(Text.same(item["sha256"][:_SHOWN_DIGEST])),
            ),
        )
        for item in provenance["inputs"]
    ]
    return Table(
        id="inputs",
        title=phrase("report.inputs_title"),
        stub=phrase("tables.file"),
        columns=(
            Column(phrase("report.records")),
            Column(phrase("report.deleted")),
            Column(phrase("report.encoding")),
            Column(phrase("report.digest", length=_SHOWN_DIGEST)),
        ),
        rows=tuple(rows),
    )


def _encoding(item: Mapping[str, Any]) -> Text:
    """Encoding of a file, and how it was found."""
    how = phrase(f"report.encoding_{item['encoding_from']}")
    return phrase("report.encoding_how", encoding=item["encoding"], how=how)
