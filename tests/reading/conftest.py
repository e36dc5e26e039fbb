"""A plain writer of REC files, by the layout of the format and not by the reader's code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Column:
    name: str
    number: int
    width: int
    question: bytes = b""


RecWriter = Callable[..., bytes]


def write_rec(
    columns: Sequence[Column],
    records: Sequence[tuple[Sequence[bytes], bytes]],
    *,
    first: bytes = b" VLAB",
    line_end: bytes = b"\r\n",
) -> bytes:
    """Write a file: values are cut to nothing and padded with blanks on the right."""
    lines = [b"%d 1%s" % (len(columns), first)]
    for row, column in enumerate(columns, start=1):
        numbers = (1, row, 30, 20, row, column.number, column.width, 112)
        place = "".join(f"{number:>4}" for number in numbers)
        lines.append(f"#{column.name:<10} {place} ".encode() + column.question)
    for values, mark in records:
        whole = b"".join(
            value.ljust(column.width) for column, value in zip(columns, values, strict=True)
        )
        pieces = [whole[at : at + 78] for at in range(0, len(whole), 78)]
        lines += [piece + b"!" for piece in pieces[:-1]] + [pieces[-1] + mark]
    return line_end.join(lines) + line_end


@pytest.fixture(scope="session")
def rec_writer() -> RecWriter:
    return write_rec


@pytest.fixture(scope="session")
def rec_column() -> type[Column]:
    return Column
