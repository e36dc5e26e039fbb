"""Whether a code means the same in the files of all waves."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from migrant_rh.errors import PanelError, Place, Problem
from migrant_rh.panel.wave import WaveData, columns_of
from migrant_rh.study.plan import Study
from migrant_rh.words import Text, phrase


def require_same_labels(study: Study, waves: list[WaveData]) -> None:
    """Refuse codes that two files label differently; labels in one file only hold for all.

    Codes that the study file explains by `recode` are taken as explained.

    Raises
    ------
    PanelError
        Listing each such code with both texts.
    """
    problems = [
        problem
        for name, spec in study.variables.items()
        if spec.type == "category"
        for problem in _differing(study, name, waves)
    ]
    if problems:
        raise PanelError(problems)


def _differing(study: Study, name: str, waves: list[WaveData]) -> Iterator[Problem]:
    """Codes of one variable that a later wave labels otherwise than the first that labels them."""
    first: dict[str, tuple[str, Text]] = {}
    for wave in waves:
        column = columns_of(study, wave.name, wave.records).get(name)
        labels = wave.records.codebook[column].values if column else {}
        explained = study.variables[name].recode.get(wave.name, {})
        file = wave.records.provenance.file
        for code, text in labels.items():
            if code in explained:
                continue
            other_file, other = first.setdefault(code, (file, text))
            if not _same(text, other):
                told = {"one": other, "file": other_file, "other": text, "other_file": file}
                yield Problem(
                    "panel.labels-differ",
                    Place(file, field=column),
                    phrase("panel.labels_differ", code=code, **told),
                    phrase("panel.labels_differ_expected"),
                    phrase("panel.labels_differ_remedy", name=name, wave=wave.name, code=code),
                )


def _same(one: Text, other: Text) -> bool:
    """Whether two labels say the same in a language, whatever their case, width and blanks."""
    return _plain(one.zh) == _plain(other.zh) or _plain(one.en) == _plain(other.en)


def _plain(text: str) -> str:
    """A label without case, width and blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
