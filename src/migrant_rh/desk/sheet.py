"""The sheet on which differences between two entries are decided: written, and read when filled.

Everything is written as text, so that ``=1+1`` stays what was typed and 0012 keeps its zeros. The
second sheet says which files were compared, by their SHA-256, and how.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrant_rh.checking.double_entry import EntryComparison
from migrant_rh.desk.items import Item, ItemKind
from migrant_rh.errors import CheckingError, MigrantRHError, Place, Problem
from migrant_rh.reading.opening import read
from migrant_rh.reading.records import Provenance
from migrant_rh.words import Language, phrase

COLUMNS = ("item", "key", "record_a", "record_b", "field", "label", "value_a", "value_b")
ANSWERS = ("decision", "value", "who", "when", "why")
DECISIONS, FILES = "decisions", "files"
CHOICES: Mapping[ItemKind, tuple[str, ...]] = {
    "differs": ("A", "B", "other"),
    "only_in_a": ("keep", "drop"),
    "only_in_b": ("keep", "drop"),
    "twice_in_a": ("drop",),
    "twice_in_b": ("drop",),
}
"""What may be decided of each kind of item."""

_WIDTHS = (12, 14, 9, 9, 12, 28, 18, 18, 10, 18, 12, 12, 28)
_GREY, _YELLOW = "#EEF1F4", "#FFF8DC"


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of a filled sheet.

    Attributes
    ----------
    row : int
        Its row on the sheet.
    item : Item
        What was to be decided, as the sheet has it.
    decision, value, who, when, why : str
        What was written.
    """

    row: int
    item: Item
    decision: str
    value: str
    who: str
    when: str
    why: str


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """A sheet that came back.

    Attributes
    ----------
    file : str
        Its name.
    decisions : tuple of Decision
        Its lines.
    about : mapping of str to str
        Files compared and how: ``file_a``, ``sha256_a``, ``key``, and so on.
    """

    file: str
    decisions: tuple[Decision, ...]
    about: Mapping[str, str]


def about(comparison: EntryComparison, first: Provenance, second: Provenance) -> dict[str, str]:
    """Say which files were compared and how, as the second sheet has it."""
    options = comparison.options
    return {
        "file_a": first.file,
        "sha256_a": first.sha256,
        "file_b": second.file,
        "sha256_b": second.sha256,
        "key": " ".join(options.key),
        "ignore_deleted": str(options.ignore_deleted),
        "ignore_case": str(options.ignore_case),
        "ignore_text": str(options.ignore_text),
        "tolerance": " ".join(f"{name}={value}" for name, value in options.tolerance.items()),
    }


def write_sheet(
    items: Sequence[Item], told: Mapping[str, str], path: Path, language: Language
) -> None:
    """Write a sheet to be filled.

    Raises
    ------
    MigrantRHError
        If the file cannot be written.
    """
    import xlsxwriter  # noqa: PLC0415  (heavy)
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    _fill_decisions(book, items, language)
    _fill_files(book, told, language)
    try:
        book.close()
    except (FileCreateError, OSError) as error:
        found = phrase("cli.not_writable", folder=path, reason=str(error))
        raise MigrantRHError(Problem("desk.not-writable", Place(path.name), found)) from None


def _fill_decisions(book: Any, items: Sequence[Item], language: Language) -> None:
    """One line an item, the answers blank."""
    page = book.add_worksheet(DECISIONS)
    head = book.add_format({"bold": True, "bg_color": _GREY, "text_wrap": True, "valign": "top"})
    open_cell = book.add_format({"bg_color": _YELLOW, "num_format": "@"})
    plain = book.add_format({"num_format": "@"})
    for place, (name, width) in enumerate(zip((*COLUMNS, *ANSWERS), _WIDTHS, strict=True)):
        page.write_string(0, place, name, head)
        page.write_comment(0, place, phrase(f"desk.column_{name}").to(language))
        page.set_column(place, place, width, plain)
    for row, item in enumerate(items, start=1):
        for place, text in enumerate(_texts(item)):
            page.write_string(row, place, text, plain)
        for place in range(len(COLUMNS), len(COLUMNS) + len(ANSWERS)):
            page.write_blank(row, place, None, open_cell)
        choices = {"validate": "list", "source": list(CHOICES[item.kind])}
        page.data_validation(row, len(COLUMNS), row, len(COLUMNS), choices)
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, len(items), len(COLUMNS) + len(ANSWERS) - 1)


def _texts(item: Item) -> tuple[str, ...]:
    """An item as texts, column by column."""
    numbers = ("" if n is None else str(n) for n in (item.record_a, item.record_b))
    return (item.kind, item.key, *numbers, item.field, item.label, item.value_a, item.value_b)


def _fill_files(book: Any, told: Mapping[str, str], language: Language) -> None:
    """Files, options, and how to fill the sheet."""
    page = book.add_worksheet(FILES)
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 70, book.add_format({"text_wrap": True, "valign": "top"}))
    page.write_string(0, 0, "name")
    page.write_string(0, 1, "content")
    guide = phrase("desk.guide").to(language)
    for row, (name, value) in enumerate([*told.items(), ("guide", guide)], start=1):
        page.write_string(row, 0, name)
        page.write_string(row, 1, value)


def read_sheet(path: Path) -> FilledSheet:
    """Read a sheet that was filled.

    Raises
    ------
    ReadingError
        If it is no workbook.
    CheckingError
        If it is not one of these sheets.
    """
    decisions, files = (read(path, datafile=name).text for name in (DECISIONS, FILES))
    missing = [name for name in (*COLUMNS, *ANSWERS) if name not in decisions]
    missing += [name for name in ("name", "content") if name not in files]
    if missing:
        found = phrase("desk.no_sheet", names=", ".join(missing))
        remedy = phrase("desk.no_sheet_remedy")
        raise CheckingError(Problem("desk.no-sheet", Place(path.name), found, remedy=remedy))
    lines: list[dict[str, Any]] = decisions.to_dict("records")  # type: ignore[assignment]
    told = dict(zip(files["name"], files["content"], strict=True))
    return FilledSheet(path.name, tuple(map(_decision, lines)), told)


def _decision(line: Mapping[str, Any]) -> Decision:
    """One line."""
    record_a, record_b = (int(line[n]) if line[n].isdigit() else None for n in COLUMNS[2:4])
    item = Item(
        line["item"],
        line["key"],
        record_a,
        record_b,
        line["field"],
        line["label"],
        line["value_a"],
        line["value_b"],
    )
    answers = (line[name].strip() for name in ANSWERS)
    return Decision(int(line["_line"]), item, *answers)
