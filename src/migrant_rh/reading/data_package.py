"""The data package beside a data file: what a codebook says that the file itself cannot hold.

``wave.csv.datapackage.json`` describes ``wave.csv``. It is believed only for the very bytes it was
written for, by their SHA-256.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.columns import Column, Contents, marked
from migrant_rh.reading.records import Codebook, Field, Records
from migrant_rh.reading.table_schema import codebook_of, schema_of
from migrant_rh.words import phrase, refer

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
SUFFIX = ".datapackage.json"
VERIFIED = "x-verified"
"""Key of the numbers of the records that are marked verified."""
_YEAR_FIRST = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})")
TAGS = "abcdefghijklmnopqrstuvwxyz"
"""Letters of Stata's missing values, in the order of the missing codes."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A data file in a package.

    Attributes
    ----------
    path : str
        Name of the file, beside the package.
    data : bytes
        The file.
    codebook : Codebook
        What its fields mean.
    encoding : str
        Encoding of its text.
    verified : tuple of int
        Records marked verified, by their numbers from 1.
    """

    path: str
    data: bytes
    codebook: Codebook
    encoding: str = "utf-8"
    verified: tuple[int, ...] = ()


def package_of(name: str, resources: Sequence[Resource]) -> str:
    """Write a data package as JSON.

    Parameters
    ----------
    name : str
        Name of the package: small letters, digits, dashes.
    resources : sequence of Resource
        Its files.
    """
    told = {
        "$schema": PROFILE,
        "name": name,
        "resources": [
            {
                "name": Path(each.path).stem.lower(),
                "path": each.path,
                "encoding": each.encoding,
                "bytes": len(each.data),
                "hash": f"sha256:{sha256(each.data).hexdigest()}",
                **({VERIFIED: list(each.verified)} if each.verified else {}),
                "schema": schema_of(each.codebook),
            }
            for each in resources
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def package_of_records(title: str, files: Sequence[Records]) -> str:
    """Write the data package of files as they were read, their check files told.

    Parameters
    ----------
    title : str
        Title of the package; its name is made of the letters and digits.
    files : sequence of Records
        Files of the package.
    """
    resources = [_told(each) for each in files]
    package = {"$schema": PROFILE, "name": _name(title), "title": title, "resources": resources}
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _name(title: str) -> str:
    """Name of a package: small letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "data"


def _told(records: Records) -> dict[str, Any]:
    """A file that was read."""
    source = records.provenance
    return {
        "name": _name(source.file),
        "path": source.file,
        "format": Path(source.file).suffix.removeprefix(".").lower(),
        "encoding": source.encoding,
        "hash": f"sha256:{source.sha256}",
        "x-records": source.records,
        "x-checks-sha256": source.checks_sha256,
        "schema": schema_of(records.codebook),
    }


def described(contents: Contents, path: Path, data: bytes) -> Contents:
    """Give a file the codebook of the package beside it, if there is one for it.

    Raises
    ------
    ReadingError
        If the package is damaged.
    """
    beside = path.with_name(path.name + SUFFIX)
    if not beside.is_file():
        return contents
    resource = _resource(beside, path.name)
    if resource.get("hash") != f"sha256:{sha256(data).hexdigest()}":
        note = refer("neighbours.package_stale", file=beside.name)
        return replace(contents, notes=(*contents.notes, note))
    try:
        codebook = codebook_of(resource["schema"])
        contents = marked(contents, resource.get(VERIFIED, []))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReadingError(_damaged(beside, error)) from None
    if len(codebook.fields) != len(contents.columns):
        raise ReadingError(_damaged(beside, len(codebook.fields)))
    columns = tuple(map(named_column, contents.columns, codebook.fields))
    return replace(contents, codebook=codebook, columns=columns)


def _resource(beside: Path, name: str) -> dict[str, Any]:
    """What a package says of a file."""
    try:
        told = json.loads(beside.read_text(encoding="utf-8"))
        found = [each for each in told["resources"] if each["path"] == name]
        return dict(found[0])
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise ReadingError(_damaged(beside, error)) from None


def named_column(column: Column, field: Field) -> Column:
    """A column as its codebook has it: its name, its missing codes, its order of dates.

    Examples
    --------
    >>> import numpy as np
    >>> days = Column("seen", np.array([0]), ["2007-12-31"])
    >>> named_column(days, Field("SEEN", "date", date_order="dmy")).texts
    ['31/12/2007']
    """
    texts = list(column.texts)
    if field.kind in {"integer", "decimal"}:
        tags = {f".{TAGS[at]}": code for at, code in enumerate(field.missing[: len(TAGS)])}
        texts = [tags.get(text, text) for text in texts]
    if field.kind == "date" and field.date_order != "ymd":
        texts = [_ordered(text, field.date_order) for text in texts]
    return Column(field.name, column.codes, texts)


def _ordered(text: str, order: str) -> str:
    """A date that is written year first, in another order."""
    found = _YEAR_FIRST.fullmatch(text)
    return "/".join(found[part] for part in order) if found else text


def _damaged(beside: Path, reason: object) -> Problem:
    """A package that cannot be used."""
    found = phrase("neighbours.package_damaged", reason=reason)
    remedy = phrase("neighbours.package_remedy")
    return Problem("neighbours.package", Place(beside.name), found, remedy=remedy)
