"""Seals and opens many texts with the keys of their subjects; works on files and the processor.

It blocks, so ``vault`` runs it in a thread, ``aside``. A subject's key is read anew in each call,
never remembered: destroying it in one process takes effect in all. What a text says leaves this
module only inside a value of its class.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, ParamSpec, TypeVar

from concord_kernel.vault import sealing
from concord_kernel.vault.keys import ErasedError
from concord_kernel.vault.texts import ERASED, DirectoryText, NarrativeText, RawNote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from concord_kernel.vault.keys import KeyPlace
    from concord_kernel.vault.sealing import About, Row, Slot
    from concord_kernel.vault.texts import Text

P = ParamSpec("P")
T = TypeVar("T")
Shown = TypeVar("Shown", DirectoryText, NarrativeText)


class ToKeep(NamedTuple):
    """A text to keep, the id it will have, and what it is about."""

    id: str
    text: Text
    about: About


async def aside(work: Callable[P, T], /, *values: P.args, **named: P.kwargs) -> T:
    """Do blocking work in a thread; what fails in it fails without its frames.

    A traceback keeps the local variables of every frame, and these hold texts and keys.
    """
    return await asyncio.to_thread(_without_frames, partial(work, *values, **named))


def _without_frames(work: Callable[[], T]) -> T:
    try:
        return work()
    except Exception as error:  # ruff: ignore[blind-except] -- raised again below
        failure = error.with_traceback(None)
    failure.__context__ = failure.__cause__ = None
    raise failure


class Sealer:
    """Seals and opens with the keys of one key place."""

    def __init__(self, keys: KeyPlace) -> None:
        self._keys = keys

    def seal(self, slot: Slot, texts: Sequence[ToKeep]) -> list[Row]:
        """Seal texts, making the keys of new subjects."""
        wanted: dict[str, list[str]] = {}
        for one in texts:
            wanted.setdefault(one.about.custodian, []).append(one.about.subject)
        keys = {
            custodian: self._keys.subject_keys(slot.agency, subjects, custodian)
            for custodian, subjects in wanted.items()
        }
        return [
            sealing.sealed(keys[about.custodian][about.subject], slot, name, text, about)
            for name, text, about in texts
        ]

    def read(self, row: Row, fact: str) -> RawNote:
        """A raw note that may be opened, because the fact that it is read stands.

        Raises:
            ErasedError: its key was destroyed.
        """
        key = self._keys.subject_key(row.agency, row.subject, row.custodian)
        return RawNote(sealing.opened(key, row), read=fact)

    def show(self, rows: Iterable[Row], kind: type[Shown]) -> list[tuple[Row, Shown]]:
        """Texts for a page; each subject's key is read once, and an erased text says so."""
        keys: dict[tuple[str, str, str], bytes | None] = {}
        shown = []
        for row in rows:
            whose = (row.agency, row.subject, row.custodian)
            if whose not in keys:
                keys[whose] = self._key(*whose)
            key = keys[whose]
            text = kind(ERASED, erased=True) if key is None else kind(sealing.opened(key, row))
            shown.append((row, text))
        return shown

    def are_the_same(self, pairs: Iterable[tuple[Row, Row, Text]]) -> bool:
        """Whether each row that stands is what was brought again.

        Raises:
            ErasedError: one was erased, so that nobody can tell.
        """
        return all(
            sealing.is_the_same(
                self._keys.subject_key(stands.agency, stands.subject, stands.custodian),
                stands,
                again,
                text,
            )
            for stands, again, text in pairs
        )

    def _key(self, agency: str, subject: str, custodian: str) -> bytes | None:
        try:
            return self._keys.subject_key(agency, subject, custodian)
        except ErasedError:
            return None
