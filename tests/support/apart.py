"""Runs what needs an event loop of its own in a thread of its own.

While a browser's driver runs, its loop counts as running in the test's thread, and no other may be
started there.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def apart(work: Callable[[], T]) -> T:
    """Do it in another thread, and wait for it."""
    with ThreadPoolExecutor(1) as one:
        return one.submit(work).result()
