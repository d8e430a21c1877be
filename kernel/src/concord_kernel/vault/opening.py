"""The one door to a note's text: it opens for a note whose reading was recorded.

``opened`` is for a page that shows a note to somebody the vault let read it; ``spoken_by`` is for
the vault itself, which seals what it hears.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from concord_kernel.vault import memory

if TYPE_CHECKING:
    from collections.abc import Generator

    from concord_kernel.vault.texts import RawNote, Text


class UnrecordedReadingError(PermissionError):
    """A note was to be opened that nobody was recorded as reading."""


@contextmanager
def opened(note: RawNote) -> Generator[str]:
    """The text of a note that ``Vault.reveal`` gave; use it inside the block and keep no copy.

    Raises:
        UnrecordedReadingError: the note did not come from ``Vault.reveal``.
    """
    if not note.read:
        raise UnrecordedReadingError("the vault opens a note when its reading is recorded")
    yield memory.spoken(note.held)


def spoken_by(text: Text) -> str:
    """What a text says, for sealing it."""
    return memory.spoken(text.held)
