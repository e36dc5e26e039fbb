"""Any data file: which reader it needs, and the checks beside it."""

from __future__ import annotations

from dataclasses import replace
from os import PathLike
from pathlib import Path

from migrant_rh.errors import ReadingError
from migrant_rh.reading.applying import apply_checks, check_notes
from migrant_rh.reading.check_files import checks_for
from migrant_rh.reading.checks import Checks
from migrant_rh.reading.columns import Contents, frame, full_width_notes, scrambled_cells
from migrant_rh.reading.data_package import described
from migrant_rh.reading.epidata_state import FormField
from migrant_rh.reading.files import beside, read_bytes, require_content
from migrant_rh.reading.problems import first_of
from migrant_rh.reading.readers import ReadOptions, reader_of, unused
from migrant_rh.reading.records import Codebook, Records
from migrant_rh.words import refer

SELF_DESCRIBED = frozenset(
    {".epx", ".epz", ".dta", ".sav", ".zsav", ".por", ".sas7bdat", ".parquet"}
)
"""Files with labels and missing codes of their own: a check file is not looked for."""


def read(  # noqa: PLR0913  (what a file may not tell of itself)
    path: str | PathLike[str],
    *,
    encoding: str | None = None,
    password: str | None = None,
    datafile: str | None = None,
    recover: bool = False,
    checks: str | PathLike[str] | None = None,
    delimiter: str | None = None,
) -> Records:
    r"""Read a data file, with the check file beside it.

    Parameters
    ----------
    path : path
        An EpiData or Epi Info 6 file (``.rec``), an EpiData document (``.epx``, ``.epz``), a
        questionnaire (``.qes``), which has fields but no records, delimited text (``.csv``,
        ``.tsv``, ``.txt``), a workbook (``.xlsx``, ``.xls``, ``.xlsb``, ``.ods``), or a file of
        Stata (``.dta``), SPSS (``.sav``, ``.zsav``, ``.por``), SAS (``.sas7bdat``, ``.xpt``) or
        dBase (``.dbf``).
    encoding : str, optional
        Its encoding. Without it: a byte-order mark, ASCII, UTF-8, and Chinese in GB 18030 are found
        by trial; anything else is asked, because a Danish or Greek file also decodes as Chinese.
    password : str, optional
        Password of encrypted fields, or of an EpiData document.
    datafile : str, optional
        Data file of an EpiData document that holds several, by its id or caption; or sheet of a
        workbook.
    recover : bool
        Keep the whole records of a damaged REC file and name the lines that were left out in
        `Records.notes`, instead of refusing the file.
    checks : path, optional
        The check file. Without it, the ``.chk`` beside the file with the same name in any case,
        unless the file has labels of its own, as those of EpiData Manager, Stata and SPSS have.
    delimiter : str, optional
        Delimiter of a text file: one character, or ``tab``, ``comma``, ``semicolon``, ``bar``.

    Returns
    -------
    Records
        Text as it stands in the file, its codebook, notes and provenance; ``.data`` has the typed
        values. Nothing is dropped, recoded or guessed.

    Raises
    ------
    ReadingError
        With everything that is wrong with the file, where, and what to do.

    Notes
    -----
    Stata and R read EpiData files with ``epidata`` (Stata, user-written) and
    ``foreign::read.epiinfo``; the latter loses encrypted fields and year-first dates, and makes a
    record of an end-of-file mark.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "a.csv")
    ...     written = file.write_text("pid,sex,age\n001,1,31\n002,2,\n")
    ...     records = read(file)
    >>> records
    <Records: a.csv, 2 records, 3 fields>
    >>> records.data["age"].tolist()
    [31, <NA>]
    """
    path = Path(path)
    reader = None if path.is_dir() else reader_of(path)
    data = read_bytes(path)
    require_content(data, path)
    options = ReadOptions(encoding, password, datafile, delimiter, recover)
    contents = described((reader or reader_of(path))(data, path, options), path, data)
    found = _checks(path, checks, contents, encoding)
    told = [
        refer("reading.option_unused", option=name, suffix=path.suffix.lower())
        for name in unused(path, options)
        if name != "encoding" or found is None
    ]
    return _finished(replace(contents, notes=(*told, *contents.notes)), found)


def _checks(
    path: Path, given: str | PathLike[str] | None, contents: Contents, encoding: str | None
) -> Checks | None:
    """Read the check file that is given, or stands beside data that have no labels of their own."""
    place = Path(given) if given is not None else None
    if place is None and path.suffix.lower() not in SELF_DESCRIBED:
        place = beside(path, f"{path.stem}.chk")
    if place is None:
        return None
    form = _form(contents.codebook)
    data_encoding = contents.provenance.encoding
    return checks_for(place, form, encoding=encoding, data_encoding=data_encoding)


def _form(codebook: Codebook) -> list[FormField]:
    """Fields of a file as checks see them."""
    fields = [
        FormField(field.name, field.epidata_type, field.width)
        if field.epidata_type is not None
        else FormField(field.name)
        for field in codebook.fields
    ]
    words = [FormField(name, question=True) for text in codebook.screen for name in text.names]
    return [*fields, *words]


def _finished(contents: Contents, checks: Checks | None) -> Records:
    """Put contents and checks together."""
    codebook, provenance, notes = contents.codebook, contents.provenance, contents.notes
    if checks is not None:
        codebook = apply_checks(codebook, checks)
        provenance = replace(provenance, checks_sha256=checks.sha256)
        notes = (*notes, *check_notes(checks))
    whole = replace(contents, codebook=codebook)
    if problems := scrambled_cells(whole):
        raise ReadingError(first_of(problems, provenance.file))
    return Records(codebook, (*notes, *full_width_notes(whole)), provenance, frame(whole))
