"""Limits on what an archive may hold before it is opened.

======================  ====================================================================
more than 512 MiB       all entries together, unpacked
more than 4,096         entries
200 times smaller       an entry of more than 16 MiB that is packed so tight is no data
======================  ====================================================================
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.words import phrase

MIB = 1 << 20
LARGEST, UNSUSPECTED = 512 * MIB, 16 * MIB
MOST_ENTRIES, HIGHEST_RATIO = 4096, 200
ZIP_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
)
"""What Python raises for an archive that is damaged."""


def require_harmless(data: bytes, file: str) -> list[zipfile.ZipInfo]:
    """Refuse an archive made to overwhelm, by what it says of itself.

    Raises
    ------
    ReadingError
        If it is damaged, has too many entries, or entries too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except ZIP_DAMAGE as error:
        found = phrase("neighbours.damaged_zip", reason=str(error))
        remedy = phrase("neighbours.damaged_remedy")
        raise ReadingError(
            Problem("neighbours.damaged-zip", Place(file), found, remedy=remedy)
        ) from None
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or total > LARGEST or any(map(_too_tight, entries)):
        found = phrase("neighbours.overwhelming", limit=LARGEST // MIB)
        remedy = phrase("neighbours.overwhelming_remedy")
        raise ReadingError(Problem("neighbours.overwhelming", Place(file), found, remedy=remedy))
    return entries


def _too_tight(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is packed as no data are."""
    packed = max(entry.compress_size, 1)
    return entry.file_size > UNSUSPECTED and entry.file_size > HIGHEST_RATIO * packed
