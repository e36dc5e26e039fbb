"""An EPX document, or the one in an EPZ archive, opened with care: the file may be hostile.

No EPX has a DTD or entities; they are how XML bombs and stolen files are made, and refused. So are
documents of more than 512 MiB, and archives of more than 16 entries or beyond the limits of
`migrant_rh.reading.archives`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.archives import LARGEST, MIB, ZIP_DAMAGE, require_harmless
from migrant_rh.reading.encoding import byte_order_mark
from migrant_rh.words import Text, phrase

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_ENTRIES = 16
VERSIONS = range(1, 7)
ROOT = "EpiData"
_DECLARED = re.compile(rb"<\?xml[^>]*\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_DECLARATION = 200
_BESIDE = "__MACOSX/"
"""Where macOS puts attributes of files that it packs."""

_PARTED = 3
"""From this version on, separators of records are semicolons and text stands in quotes."""


@dataclass(frozen=True, slots=True)
class Separators:
    """How a document writes dates, times and decimals."""

    date: str = "/"
    time: str = "."
    decimal: str = ","


@dataclass(frozen=True, eq=False)
class EpxDocument:
    """An EPX document.

    Attributes
    ----------
    root : Element
        ``EpiData``; tags without their namespace.
    version : int
        1 to 6.
    file : str
        Name for messages.
    encoding : str
        Encoding of the XML.
    """

    root: Element = field(repr=False)
    version: int
    file: str
    encoding: str = "utf-8"

    @property
    def quoted(self) -> bool:
        """Whether records write text in quotes, with semicolons between values."""
        return self.version >= _PARTED

    @property
    def separators(self) -> Separators:
        """Separators of the document."""
        settings = self.root.find("Settings")
        stated = {**({} if settings is None else settings.attrib), **self.root.attrib}
        named = {kind: stated.get(f"{kind}Separator", "") for kind in ("date", "time", "decimal")}
        return Separators(**{kind: mark for kind, mark in named.items() if mark})

    @property
    def language(self) -> str:
        """Language of texts that do not say theirs."""
        return str(self.root.get("lang", ""))


def open_epx(data: bytes, file: str) -> EpxDocument:
    """Open a document.

    Raises
    ------
    ReadingError
        If it is no EPX that can be read: damaged, hostile, of another version, or closed to all
        but the users it names.
    """
    root = _parsed(data, file)
    if root.tag != ROOT:
        raise _refused("not_epx", Place(file), tag=root.tag[:40])
    version = root.get("version", "")
    if not version:
        raise _refused("preview", Place(file))
    if version not in map(str, VERSIONS):
        raise _refused("version", Place(file), version=version[:20])
    if root.find("Encrypted") is not None:
        raise _refused("extended_access", Place(file))
    return EpxDocument(root, int(version), file, _encoding(data))


def _encoding(data: bytes) -> str:
    """Encoding that an XML document has by its mark, or its declaration."""
    declared = _DECLARED.match(data[:_DECLARATION])
    stated = declared[1].decode("ascii").lower() if declared else "utf-8"
    return byte_order_mark(data).encoding or stated


def unzipped(data: bytes, file: str) -> bytes:
    """Take the document out of an EPZ archive.

    Raises
    ------
    ReadingError
        If the archive is damaged, holds no document or several, or is made to overwhelm.
    """
    require_harmless(data, file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entry = _document(archive, file)
            with archive.open(entry) as packed:
                content = packed.read(LARGEST + 1)
    except ZIP_DAMAGE as error:
        raise _refused("damaged_zip", Place(file), reason=str(error)) from None
    except RuntimeError:
        raise _refused("locked_zip", Place(file)) from None
    if len(content) > LARGEST:
        raise _refused("too_large", Place(file), limit=LARGEST // MIB)
    return content


def _document(archive: zipfile.ZipFile, file: str) -> zipfile.ZipInfo:
    """The one entry that is a document."""
    entries = [each for each in archive.infolist() if not each.filename.startswith(_BESIDE)]
    found = [entry for entry in entries if entry.filename.lower().endswith(".epx")]
    if len(entries) > MOST_ENTRIES or len(found) != 1:
        raise _refused("not_one", Place(file), entries=len(entries), count=len(found))
    return found[0]


def _parsed(data: bytes, file: str) -> Element:
    """Parse XML without DTD or entities."""
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415  (start-up)

    from defusedxml.common import DefusedXmlException  # noqa: PLC0415  (start-up)
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415  (start-up)

    if len(data) > LARGEST:
        raise _refused("too_large", Place(file), limit=LARGEST // MIB)
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise _refused("entities", Place(file)) from None
    except ParseError as error:
        line, column = error.position
        place = Place(file, line=line, column=column + 1)
        raise _damaged(place, str(error).partition(":")[0]) from None
    except (ValueError, LookupError) as error:
        raise _damaged(Place(file), str(error)) from None
    for element in root.iter():
        element.tag = _local(element.tag)
        if any(name.startswith("{") for name in element.attrib):
            element.attrib = {_local(name): value for name, value in element.attrib.items()}
    return root


def _local(name: Any) -> str:
    """Drop the namespace of a name."""
    return str(name).rpartition("}")[2]


def texts(element: Element | None, path: str, language: str) -> Text:
    """Read a text in as many languages as it is given."""
    if element is None:
        return Text("", "")
    said = dict(_said(element, path, language))
    first = next(iter(said.values()), "")
    zh = next((words for tongue, words in said.items() if tongue.startswith(("zh", "chi"))), None)
    en = next((words for tongue, words in said.items() if tongue.startswith("en")), None)
    return Text(zh or first, en or first)


def _said(element: Element, path: str, language: str) -> Iterator[tuple[str, str]]:
    """Each language and its words."""
    for said in element.findall(path):
        words = "".join(said.itertext()).strip()
        if words:
            yield said.get("lang", language).lower(), words


def _damaged(place: Place, reason: str) -> ReadingError:
    """Say that the XML of a document is damaged."""
    found = phrase("epx.damaged", reason=reason)
    expected = phrase("epx.damaged_expected", root=ROOT)
    remedy = phrase("epx.damaged_remedy")
    return ReadingError(Problem("epx.damaged", place, found, expected, remedy))


def _refused(name: str, place: Place, **values: object) -> ReadingError:
    """Say why a document is not read."""
    found = phrase(f"epx.{name}", **values)
    remedy = phrase(f"epx.{name}_remedy")
    return ReadingError(Problem(f"epx.{name.replace('_', '-')}", place, found, remedy=remedy))
