"""Every function of the shop window shows an example, which doctest runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import migrant_rh as mr


def shown() -> Iterator[tuple[str, object]]:
    """Functions by their full names."""
    for module in (mr, mr.tables, mr.figures):
        for name in module.__all__:
            found = getattr(module, name)
            if callable(found) and not isinstance(found, type):
                yield f"{module.__name__}.{name}", found


@pytest.mark.parametrize(("name", "function"), list(shown()))
def test_a_public_function_has_an_example(name, function):
    assert ">>> " in (function.__doc__ or ""), name


def test_the_windows_are_not_empty():
    names = {name.rpartition(".")[0] for name, _ in shown()}
    assert names == {"migrant_rh", "migrant_rh.tables", "migrant_rh.figures"}
