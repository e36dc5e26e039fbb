"""EpiData Manager and EntryClient documents (``.epx``, ``.epz``), versions 1 to 6."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.columns import RESERVED, STATES, Contents
from migrant_rh.reading.epx_document import EpxDocument, open_epx, texts, unzipped
from migrant_rh.reading.epx_fields import Slot, external_sets, screen_of, slots_of
from migrant_rh.reading.epx_records import EpxRecords, read_records
from migrant_rh.reading.records import Codebook, Provenance
from migrant_rh.words import Text, phrase, refer

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ZIPPED = b"PK"
_HIDDEN = "_Security"
_RELATIONS = ("Relations/Relation", "DataFileRelations/DataFileRelation")


@dataclass(frozen=True, slots=True)
class EpxOptions:
    """What the user says of a document.

    Attributes
    ----------
    password : str or None
        Simple password of the document.
    datafile : str or None
        Id or caption of the data file wanted, where there are several.
    """

    password: str | None = None
    datafile: str | None = None


def read_epx(data: bytes, file: str, options: EpxOptions) -> Contents:
    """Read one data file of an EPX document, or of the one in an EPZ archive.

    Parameters
    ----------
    data : bytes
        The file.
    file : str
        Name for messages.
    options : EpxOptions
        Password and data file, where they are needed.

    Returns
    -------
    Contents
        All records, deleted ones included, written as EpiData prints them: ``.`` for decimals,
        ``/`` in dates in the order of the field, ``:`` in times. Value labels with missing marks,
        ranges, jumps, comparisons, entry modes and keys are in the codebook. Data files in which
        EpiData keeps its log are not offered. Where records belong to those of another data file,
        ``provenance.understood`` names it (``parent``) and its key (``parent_key``).

    Raises
    ------
    ReadingError
        With what is wrong: a damaged or hostile document, another version, several data files and
        none named, a password missing or wrong, records that cannot be read.
    """
    document = open_epx(unzipped(data, file) if data.startswith(ZIPPED) else data, file)
    data_file = _chosen(document, options.datafile)
    slots = slots_of(document, data_file)
    _require_names(document, slots)
    records = read_records(document, data_file, slots, options.password)
    return Contents(
        records.columns,
        records.states,
        np.zeros(len(records.states), dtype=np.intp),
        _codebook(document, data_file, slots),
        tuple(_notes(document, data_file, records)),
        _provenance(data, document, data_file, records),
    )


def data_files(document: EpxDocument) -> dict[str, Element]:
    """Data files by their ids, without those of EpiData itself; the only one may have none."""
    found = {str(each.get("id", "")): each for each in document.root.iter("DataFile")}
    return {name: each for name, each in found.items() if not name.startswith(_HIDDEN)}


def _relation(document: EpxDocument, name: str) -> dict[str, str]:
    """The data file that the records of another belong to, and the fields that say to which."""
    related = [each for path in _RELATIONS for each in document.root.iterfind(path)]
    while related:
        element = related.pop()
        children = [each for path in _RELATIONS for each in element.iterfind(path)]
        related += children
        if any(child.get("dataFileRef") == name for child in children):
            parent = str(element.get("dataFileRef", ""))
            whole = data_files(document).get(parent)
            keys = () if whole is None else whole.findall("KeyFields/Key")
            return {"parent": parent, "parent_key": ", ".join(str(k.get("fieldRef")) for k in keys)}
    return {}


def _chosen(document: EpxDocument, wanted: str | None) -> Element:
    """The data file that is named, or the only one."""
    found = data_files(document)
    place = Place(document.file)
    if not found:
        nothing, remedy = phrase("epx.no_data"), phrase("epx.no_data_remedy")
        raise ReadingError(Problem("epx.no-data", place, nothing, remedy=remedy))
    captions = {name: _caption(document, each) for name, each in found.items()}
    if wanted is None and len(found) == 1:
        return next(iter(found.values()))
    for name, each in found.items():
        if wanted is not None and wanted.casefold() in {name.casefold(), *_folded(captions[name])}:
            return each
    listed = ", ".join(f"{name} ({captions[name].en})" for name in found)
    said = "epx.several" if wanted is None else "epx.no_such_data"
    expected = phrase("study.one_of_names", names=listed)
    remedy = phrase("epx.several_remedy")
    told = phrase(said, count=len(found), name=wanted)
    raise ReadingError(Problem("epx.data-file", place, told, expected, remedy))


def _folded(text: Text) -> set[str]:
    """Both wordings, whatever their case."""
    return {text.zh.casefold(), text.en.casefold()}


def _caption(document: EpxDocument, data_file: Element) -> Text:
    """Title of a data file."""
    return texts(data_file, "Caption/Text", document.language)


def _require_names(document: EpxDocument, slots: tuple[Slot, ...]) -> None:
    """Refuse fields without a name, with that of another, or with one that is used here."""
    counts = Counter(slot.field.name.casefold() for slot in slots)
    bad = [name for name in counts if counts[name] > 1 or name in {"", "none", *RESERVED}]
    if bad:
        remedy = phrase("epx.bad_name_remedy")
        raise ReadingError(
            [
                Problem(
                    "epx.bad-name",
                    Place(document.file, field=name),
                    phrase("epx.bad_name", count=counts[name]),
                    remedy=remedy,
                )
                for name in bad
            ]
        )


def _codebook(document: EpxDocument, data_file: Element, slots: tuple[Slot, ...]) -> Codebook:
    """What the document says of the fields."""
    title = _caption(document, data_file)
    fields = tuple(slot.field for slot in slots)
    return Codebook(fields, file_label=title.en, screen=screen_of(document, data_file))


def _notes(document: EpxDocument, data_file: Element, records: EpxRecords) -> list[str]:
    """What a reader should know."""
    computed = [
        str(field.get("id"))
        for field in data_file.iterfind("Sections/Section/Fields/Field")
        if field.find("Calculation") is not None or field.find("ValueRelates") is not None
    ]
    notes = [refer("epx.not_run", fields=", ".join(computed))] if computed else []
    notes += [refer("epx.external_labels", name=name) for name in external_sets(document)]
    if records.undoubled:
        notes.append(refer("epx.undoubled", count=records.undoubled))
    return notes


def _provenance(
    data: bytes, document: EpxDocument, data_file: Element, records: EpxRecords
) -> Provenance:
    """Where the records came from."""
    understood = {"version": str(document.version)}
    if name := data_file.get("id"):
        understood["data_file"] = name
        understood |= _relation(document, name)
    return Provenance(
        document.file,
        "EpiData EPZ" if data.startswith(ZIPPED) else "EpiData EPX",
        sha256(data).hexdigest(),
        document.encoding,
        "declared",
        records=len(records.states),
        deleted=int((records.states == STATES.index("deleted")).sum()),
        understood=understood,
    )
