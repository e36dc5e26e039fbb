"""A second process that takes work off this one, where the machine has a processor free.

Work is a function of this package and its arguments; what it returns comes back. Work that nobody
could take, or whose process failed, is done here when its result is asked for: the result is the
same, only later.
"""

from __future__ import annotations

import atexit
import gc
import os
import pickle
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")

_ROOT = Path(__file__).resolve().parents[1]
"""Where this package is imported from."""

_FREE: list[subprocess.Popen[bytes]] = []
"""The process that waits for work, if there is one."""


@contextmanager
def assisted(*modules: str) -> Iterator[None]:
    """Have a second process for what is handed over within, where there is a processor for it.

    Parameters
    ----------
    *modules : str
        What it imports while it waits for work, in this order.

    Examples
    --------
    >>> with assisted():
    ...     lesser = meanwhile(min, [3, 2, 4])
    ...     greater = max([3, 2, 4])
    ...     (lesser.result, greater)
    (2, 4)
    """
    if _FREE or _processors() == 1:
        yield
        return
    process = _started(modules)
    _FREE.extend([process] if process else [])
    try:
        yield
    finally:
        _FREE.clear()
        if process:
            _stop(process)


def meanwhile(work: Callable[..., T], *arguments: Any) -> Pending[T]:
    """Hand work to the second process, if one is free.

    Parameters
    ----------
    work : callable
        A function or method that can be imported by its name.
    *arguments
        Its arguments; they are copied.

    Returns
    -------
    Pending
        Its ``result`` waits for the work, or does it.
    """
    if not _FREE:
        return Pending(work, arguments)
    process = _FREE.pop()
    task = pickle.dumps((work, arguments))
    Thread(target=_give, args=(process, task), daemon=True).start()
    return Pending(work, arguments, process)


@dataclass(frozen=True)
class Pending(Generic[T]):
    """Work that is being done, or that will be done when its result is asked for.

    Attributes
    ----------
    work, arguments
        What is to be done.
    process : Popen or None
        The process that does it.
    """

    work: Callable[..., T]
    arguments: tuple[Any, ...]
    process: subprocess.Popen[bytes] | None = None

    @cached_property
    def result(self) -> T:
        """What the work returns, once."""
        if self.process is not None and self.process.stdout is not None:
            with suppress(EOFError, OSError, pickle.UnpicklingError):
                answer = pickle.load(self.process.stdout)  # noqa: S301  (a process of ours)
                _FREE.append(self.process)
                return cast("T", answer)
        return self.work(*self.arguments)


def spare_collection() -> None:
    """Look for garbage seldom, and not at the end: little is found where one report is written."""
    gc.set_threshold(50_000, 20, 50)
    atexit.register(gc.freeze)


def _started(modules: tuple[str, ...]) -> subprocess.Popen[bytes] | None:
    """Start a process that waits for work; None where that cannot be."""
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        return subprocess.Popen(  # noqa: S603  (this Python and this module)
            [sys.executable, "-P", "-m", __name__, *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
    except OSError:
        return None


def _give(process: subprocess.Popen[bytes], task: bytes) -> None:
    """Hand a task over, which takes until it is read; where nobody reads, no result comes."""
    with suppress(OSError, ValueError):
        process.stdin.write(task)  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a process, and wait until it is gone."""
    process.kill()
    process.communicate()


def _processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _serve() -> None:
    """Do what is asked, one thing after the other; end at the first that fails."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is printed must not be taken for an answer
    spare_collection()
    modules = sys.argv[:0:-1]
    while True:
        while modules and not _asked():
            import_module(modules.pop())
        try:
            work, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301  (the process that began it)
        except EOFError:
            return
        answers.write(pickle.dumps(work(*arguments)))
        answers.flush()


def _asked() -> bool:
    """Whether work is waiting; no, where that cannot be seen."""
    try:
        return bool(select.select([sys.stdin], [], [], 0)[0])
    except OSError:
        return False


if __name__ == "__main__":
    _serve()
