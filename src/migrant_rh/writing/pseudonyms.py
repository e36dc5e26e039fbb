"""Study numbers in place of what identifies persons, the same in every file made with one key."""

from __future__ import annotations

import base64
import hmac
import os
import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path

from migrant_rh.errors import MigrantRHError, Place, Problem
from migrant_rh.reading.records import Codebook, Field, Records
from migrant_rh.study.mistakes import suggestion
from migrant_rh.words import phrase

SHORTEST_KEY = 32
_LETTERS = 16
_OWNER_ONLY = 0o600


def pseudonymise(
    records: Records,
    *,
    columns: Sequence[str],
    key: str,
    drop: Sequence[str] = (),
) -> Records:
    r"""Replace what identifies persons by study numbers that only the key's holder can make again.

    Parameters
    ----------
    records : Records
        From `migrant_rh.read`; it is not changed.
    columns : sequence of str
        Fields whose values become study numbers. Blanks and declared missing codes stay.
    key : str
        A secret of at least 32 characters, kept apart from the data; see `new_key`. One key gives
        one person one study number in every file; full-width and ordinary characters are the same.
    drop : sequence of str, optional
        Fields that are left out, such as names and addresses, with all that the codebook says of
        them.

    Returns
    -------
    Records
        The same records with those fields as text. What the codebook and its conditions say of
        their values is taken out, for it repeats values.

    Raises
    ------
    MigrantRHError
        If a field is not there, or the key is too short.

    Notes
    -----
    The number is the letter P and 80 bits of HMAC-SHA256 (RFC 2104) in base 32. Whoever has the key
    can test a guess, and for that person the data stay personal; whoever has not cannot, however
    few the possible values. The order of the records is kept.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from migrant_rh.reading import read
    >>> with TemporaryDirectory() as folder:
    ...     source = Path(folder, "a.csv")
    ...     size = source.write_text("pid,name,sex\n001,Li,1\n002,Wu,2\n")
    ...     masked = pseudonymise(
    ...         read(source), columns=["pid"], drop=["name"], key="an example, never a real key: 32"
    ...     )
    >>> masked.codebook.names
    ('pid', 'sex')
    >>> masked.data["pid"].tolist()
    ['PJQ2IHGBQRXSDGJL5', 'P5F5LAWQLB56EWSHX']
    """
    _require(records, [*columns, *drop], key)
    masked = {records.codebook[name].name for name in columns}
    dropped = {records.codebook[name].name for name in drop}
    text = records.text.drop(columns=list(dropped))
    for name in masked - dropped:
        kept = {"", *records.codebook[name].missing}
        numbers = {
            value: value if value in kept else study_number(value, key)
            for value in text[name].unique()
        }
        text[name] = text[name].map(numbers)
    return replace(records, codebook=_without(records.codebook, masked, dropped), text=text)


def study_number(value: str, key: str) -> str:
    """Make the study number of one value.

    Examples
    --------
    >>> study_number("００１", "k" * 32) == study_number(" 001", "k" * 32)
    True
    """
    plain = unicodedata.normalize("NFKC", value).strip()
    digest = hmac.digest(key.strip().encode(), plain.encode(), "sha256")
    return "P" + base64.b32encode(digest).decode()[:_LETTERS]


def read_key(path: str | PathLike[str]) -> str:
    """Read a key from a file of its own.

    Raises
    ------
    MigrantRHError
        If the file is not there or is no text.
    """
    path = Path(path)
    try:
        return path.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        found = phrase("writing.key_unreadable", reason=reason)
        remedy = phrase("writing.key_unreadable_remedy")
        raise MigrantRHError(
            Problem("writing.key-unreadable", Place(path.name), found, remedy=remedy)
        ) from None


def new_key(path: str | PathLike[str]) -> str:
    """Write a random key of 256 bits to a file that only its owner may read.

    Raises
    ------
    MigrantRHError
        If the file is there already: an old key is never written over.
    """
    path = Path(path)
    key = secrets.token_hex(SHORTEST_KEY)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    except FileExistsError:
        found, remedy = phrase("writing.key_exists"), phrase("writing.key_exists_remedy")
        raise MigrantRHError(
            Problem("writing.key-exists", Place(path.name), found, remedy=remedy)
        ) from None
    except OSError as error:
        reason = error.strerror or str(error)
        found = phrase("cli.not_writable", folder=path.parent, reason=reason)
        raise MigrantRHError(Problem("writing.not-writable", Place(path.name), found)) from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key + "\n")
    return key


def _require(records: Records, names: Sequence[str], key: str) -> None:
    """Refuse fields that are not there and a key that can be guessed."""
    place = Place(records.provenance.file)
    known = list(records.codebook.names)
    expected = phrase("study.one_of_names", names=", ".join(known))
    problems = [
        Problem(
            "writing.no-field",
            place,
            phrase("writing.no_field", name=name),
            expected,
            suggestion(name, known),
        )
        for name in names
        if name not in records.codebook
    ]
    if len(key.strip()) < SHORTEST_KEY:
        found = phrase("writing.key_short", count=len(key.strip()))
        wanted = phrase("writing.key_short_expected", count=SHORTEST_KEY)
        remedy = phrase("writing.key_unreadable_remedy")
        problems.append(Problem("writing.key-short", Place(), found, wanted, remedy))
    if problems:
        raise MigrantRHError(problems)


def _without(codebook: Codebook, masked: set[str], dropped: set[str]) -> Codebook:
    """A codebook that repeats no value of the masked fields, and nothing of the dropped ones."""
    if not masked | dropped:
        return codebook
    fields = tuple(
        _masked(field) if field.name in masked else _apart_from(field, dropped)
        for field in codebook.fields
        if field.name not in dropped
    )
    named = re.compile(
        "|".join(rf"\b{re.escape(name)}\b" for name in masked | dropped), re.IGNORECASE
    )
    conditions = tuple(each for each in codebook.conditions if not named.search(each.text))
    return replace(codebook, fields=fields, conditions=conditions)


def _apart_from(field: Field, dropped: set[str]) -> Field:
    """A field without jumps to dropped fields and comparisons with them."""
    gone = {name.casefold() for name in dropped}
    return replace(
        field,
        jumps=tuple(jump for jump in field.jumps if jump.target.casefold() not in gone),
        comparisons=tuple(each for each in field.comparisons if each.other.casefold() not in gone),
    )


def _masked(field: Field) -> Field:
    """What is left to say of a field that became study numbers."""
    return Field(
        field.name,
        "id",
        label=field.label,
        width=_LETTERS + 1,
        missing=field.missing,
        must_enter=field.must_enter,
        key=field.key,
        line=field.line,
    )
