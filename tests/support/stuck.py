"""Ends the process of a test that takes too long, and says where everything in it stood.

A signal is not enough: what it raises in the middle of an event loop leaves the test's task as it
was, and the fixtures of the test then wait for that task for ever.
"""

from __future__ import annotations

import asyncio
import faulthandler
import os
import threading
from typing import TYPE_CHECKING, Any, Final, TextIO

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_timeout import Settings  # type: ignore[import-untyped]  # it has no types

_SAID: Final = pytest.StashKey[TextIO]()
"""Where it is said: what a test prints is kept back until it is over, which it will not be."""


def pytest_configure(config: pytest.Config) -> None:
    """Keep the way out that there is before anything a test prints is kept back."""
    config.stash[_SAID] = os.fdopen(os.dup(2), "w")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let it go."""
    config.stash[_SAID].close()


@pytest.hookimpl(optionalhook=True)
def pytest_timeout_set_timer(item: pytest.Item, settings: Settings) -> bool:
    """Ours in the place of pytest-timeout's own, which does not tell where tasks stand."""
    timer = threading.Timer(settings.timeout, _end, (item, settings.timeout))
    timer.daemon = True
    timer.start()
    item.cancel_timeout = timer.cancel  # type: ignore[attr-defined]  # pytest-timeout asks for it
    return True


def _end(item: pytest.Item, seconds: float) -> None:
    said = item.config.stash[_SAID]
    try:
        print(f"\n{item.nodeid} is not over after {seconds:g} s.", file=said)
        for task in list(asyncio.tasks._all_tasks):  # type: ignore[attr-defined]  # of every loop
            if not task.done():
                print(task.get_name(), *_way(task.get_coro()), sep="\n  ", file=said)
        said.flush()
        faulthandler.dump_traceback(said)
    finally:
        os._exit(1)


def _way(waits: Any) -> Iterator[str]:
    """The lines at which a coroutine, and what it waits for, and so on, stand."""
    while waits is not None:
        for kind, goes_on in (("cr", "await"), ("ag", "await"), ("gi", "yieldfrom")):
            if frame := getattr(waits, f"{kind}_frame", None):
                yield f"{frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_name}"
                waits = getattr(waits, f"{kind}_{goes_on}")
                break
        else:
            return
