"""Make the files of the demo study: ``python -m migrant_rh.demo.generate FOLDER``.

The steps, each in its own module: workplaces and their arms; ages; persons; outcomes at two waves;
the questionnaires of both waves; two typists and their slips; files; known answers. The same seed
gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np

from migrant_rh.demo.delimited_writer import csv_bytes
from migrant_rh.demo.epidata_writer import RecFile, chk_bytes, qes_bytes, rec_bytes
from migrant_rh.demo.expected import expected_answers
from migrant_rh.demo.form import Form, baseline_form, endline_form
from migrant_rh.demo.readme import readme
from migrant_rh.demo.surveys import Columns, TrueStudy, make_study
from migrant_rh.demo.typing_errors import DoubleEntry, Slip, type_twice
from migrant_rh.demo.workplaces import Workplaces

LABELS = {
    "baseline_1": "模拟数据 流动人口基线调查 第一遍录入 录入员1",
    "baseline_2": "模拟数据 流动人口基线调查 第二遍录入 录入员2",
    "baseline": "模拟数据 流动人口基线调查 核对后定稿",
    "endline": "模拟数据 流动人口评估调查 核对后定稿",
}
"""File labels; that of an entry names the typist."""

ALLOCATED = "random within city and type"


def make_files() -> dict[str, bytes]:
    """Make every file of the demo, by name."""
    study = make_study()
    forms = {"baseline": baseline_form(), "endline": endline_form()}
    entries = type_twice(forms["baseline"], study.baseline)
    expected = expected_answers(study, entries, forms["baseline"])
    return {
        **_baseline_files(forms["baseline"], study, entries),
        **_wave_files("endline", forms["endline"], study.endline),
        "design.csv": csv_bytes(_design(study.workplaces)),
        "errors_seeded.csv": csv_bytes(_account(entries.slips)),
        "expected.json": (json.dumps(expected, ensure_ascii=False, indent=1) + "\n").encode(),
        "README.md": readme(forms["baseline"]).encode(),
    }


def write_files(folder: Path) -> None:
    """Write every file of the demo into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in make_files().items():
        (folder / name).write_bytes(content)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the folder from the command line and write the files there."""
    parser = argparse.ArgumentParser(description="Write the files of the embedded demo study.")
    parser.add_argument("folder", type=Path, help="where to; files of the same names are replaced")
    write_files(parser.parse_args(arguments).folder)


def _baseline_files(form: Form, study: TrueStudy, entries: DoubleEntry) -> dict[str, bytes]:
    """Both entries, each with its check file, and the final file."""
    files = _wave_files("baseline", form, study.baseline)
    for name, entry in (("baseline_1", entries.first), ("baseline_2", entries.second)):
        record_file = RecFile(LABELS[name], entry.columns, entry.deleted)
        files[f"{name}.rec"] = rec_bytes(form, record_file)
        files[f"{name}.chk"] = chk_bytes(form)
    return files


def _wave_files(name: str, form: Form, columns: Columns) -> dict[str, bytes]:
    """Form, final file with its check file, and the same values as delimited text."""
    none_deleted = np.zeros(len(columns["pid"]), dtype=np.bool_)
    return {
        f"{name}.qes": qes_bytes(form),
        f"{name}.rec": rec_bytes(form, RecFile(LABELS[name], columns, none_deleted)),
        f"{name}.chk": chk_bytes(form),
        f"{name}.csv": csv_bytes(columns),
    }


def _design(workplaces: Workplaces) -> Mapping[str, Iterable[object]]:
    """The roster: every workplace as it was allocated, with its eligible persons at baseline."""
    pairs = zip(workplaces.city, workplaces.type, strict=True)
    return {
        "workplace": workplaces.number,
        "city": workplaces.city,
        "type": workplaces.type,
        "group": workplaces.group,
        "stratum": [f"{city}-{kind}" for city, kind in pairs],
        "size": workplaces.size,
        "allocated": [ALLOCATED] * len(workplaces.size),
    }


def _account(slips: Sequence[Slip]) -> Mapping[str, Iterable[object]]:
    """The account of the slips, one column a field of `Slip`."""
    columns = zip(*(astuple(slip) for slip in slips), strict=True)
    return dict(zip((field.name for field in fields(Slip)), columns, strict=True))


if __name__ == "__main__":
    main()
