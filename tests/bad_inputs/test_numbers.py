"""Every number of the list that is said to be answered here has a test of its own."""

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent


def test_each_number_of_the_table_has_tests_where_it_says():
    rows = re.findall(r"^\| (\d+) \|.*\| (.+) \|$", (HERE / "README.md").read_text(), re.MULTILINE)
    assert {int(number) for number, _ in rows} == {5, 6, 7, *range(17, 36), 40, 41}
    for number, files in rows:
        for file in re.findall(r"`(\w+\.py)`", files):
            text = (HERE / file).read_text(encoding="utf-8")
            assert f"def test_{int(number):02d}_" in text, (number, file)
