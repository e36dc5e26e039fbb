"""What checking found, as a paper: how often each rule was broken, without any person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from migrant_rh.checking.findings import Finding, Findings, Severity
from migrant_rh.rendering.cells import Count, Words
from migrant_rh.rendering.document import Bullets, Document, Heading, Paragraph, TableBlock
from migrant_rh.rendering.table import Column, Row, Table
from migrant_rh.words import Text, phrase, recall, rule_name

SEVERITIES: tuple[Severity, ...] = ("stop", "ask", "warning", "info")


def findings_document(title: Text, findings: Findings, notes: Mapping[str, None]) -> Document:
    """Lay out findings.

    Parameters
    ----------
    title : Text
        Name of the file or study.
    findings : Findings
        What was found.
    notes : mapping of str to None
        What was noted when the files were read, each once.

    Returns
    -------
    Document
        Counts by severity, then by file, field and rule, the gravest first.
    """
    counts = Counter(finding.severity for finding in findings)
    said = ", ".join(f"{phrase(f'rules.severity_{s}').en} {counts[s]}" for s in SEVERITIES)
    zh = "，".join(f"{phrase(f'rules.severity_{s}').zh} {counts[s]}" for s in SEVERITIES)
    blocks: list[Heading | Paragraph | Bullets | TableBlock] = [Paragraph(Text(zh, said))]
    if len(findings):
        blocks.append(TableBlock(_table(findings)))
    if notes:
        blocks += [Heading(1, phrase("codebook.notes")), Bullets(tuple(map(recall, notes)))]
    return Document(phrase("findings.title", name=title), tuple(blocks))


def _table(findings: Findings) -> Table:
    """One row a file, field and rule."""
    firsts: dict[tuple[Severity, str, str, str], Finding] = {}
    counts: Counter[tuple[Severity, str, str, str]] = Counter()
    for finding in findings:
        kind = finding.severity, finding.file, finding.variable, finding.rule
        firsts.setdefault(kind, finding)
        counts[kind] += 1
    ordered = sorted(firsts, key=lambda kind: SEVERITIES.index(kind[0]))
    heads = ("field", "rule", "severity", "count")
    return Table(
        id="findings",
        title=phrase("findings.table"),
        stub=phrase("codebook.file"),
        columns=tuple(Column(phrase(f"findings.{head}"), align="left") for head in heads),
        rows=tuple(_row(kind, counts[kind]) for kind in ordered),
    )


def _row(kind: tuple[str, str, str, str], count: int) -> Row:
    """A file, a field, a rule, how grave it is, and how often it was broken."""
    severity, file, variable, rule = kind
    return Row(
        Text.same(file),
        (
            Words(Text.same(variable)),
            Words(rule_name(rule)),
            Words(phrase(f"rules.severity_{severity}")),
            Count(count),
        ),
    )
