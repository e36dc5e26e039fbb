"""The frozen files are what the generator writes, to the byte."""

import time

import pytest

from migrant_rh.demo.generate import main, write_files
from migrant_rh.demo.notice import NOTICE

HAND_WRITTEN = {"study.yaml"}
SECONDS_ALLOWED = 20
BYTES_ALLOWED = 3_200_000


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    started = time.perf_counter()
    folder = tmp_path_factory.mktemp("demo")
    main([str(folder)])
    return folder, time.perf_counter() - started


def test_every_frozen_byte_is_written_again(folder, made):
    again, _ = made
    names = {path.name for path in again.iterdir()}
    assert {path.name for path in folder.iterdir()} - names <= HAND_WRITTEN
    for name in sorted(names):
        assert (folder / name).read_bytes() == (again / name).read_bytes(), name


def test_generation_is_quick_and_the_files_are_small(folder, made):
    _, seconds = made
    assert seconds < SECONDS_ALLOWED
    assert sum(path.stat().st_size for path in folder.iterdir()) < BYTES_ALLOWED


def test_a_missing_folder_is_made(tmp_path):
    write_files(tmp_path / "new" / "folder")
    assert (tmp_path / "new" / "folder" / "design.csv").is_file()


def test_without_a_folder_the_command_says_how_it_is_used(capsys):
    with pytest.raises(SystemExit):
        main([])
    assert "folder" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["README.md", "expected.json"])
def test_pages_say_in_both_languages_that_the_data_are_synthetic(folder, name):
    text = (folder / name).read_text(encoding="utf-8")
    assert NOTICE.zh in text
    assert NOTICE.en in text


@pytest.mark.parametrize("suffix", [".chk", ".qes", ".rec"])
def test_every_epidata_file_says_that_the_data_are_synthetic(folder, suffix):
    found = sorted(folder.glob(f"*{suffix}"))
    assert found
    for path in found:
        # Screen text is cut into header lines of 80 bytes: the first clause stands in one of them.
        assert NOTICE.zh.partition("，")[0].encode("gbk") in path.read_bytes()
