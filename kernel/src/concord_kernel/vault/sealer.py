"""Seals and opens many texts with the keys of their subjects; works on files and the processor.

It blocks, so ``vault`` runs it in a thread. A subject's key is read anew in each call, never
remembered: destroying it in one process takes effect in all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from concord_kernel.vault import sealing
from concord_kernel.vault.keys import ErasedError
from concord_kernel.vault.texts import ERASED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from concord_kernel.vault.keys import KeyPlace
    from concord_kernel.vault.sealing import About, Row, Slot
    from concord_kernel.vault.texts import Text


class ToKeep(NamedTuple):
    """A text to keep, the id it will have, and what it is about."""

    id: str
    text: Text
    about: About


class Shown(NamedTuple):
    """What a row says; ``erased`` where its key was destroyed."""

    row: Row
    said: str
    erased: bool


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

    def open(self, row: Row) -> str:
        """What a row says.

        Raises:
            ErasedError: its key was destroyed.
        """
        return sealing.opened(self._keys.subject_key(row.agency, row.subject, row.custodian), row)

    def show(self, rows: Iterable[Row]) -> list[Shown]:
        """What rows say, for a page; each subject's key is read once."""
        keys: dict[tuple[str, str, str], bytes | None] = {}
        shown = []
        for row in rows:
            whose = (row.agency, row.subject, row.custodian)
            if whose not in keys:
                keys[whose] = self._key(*whose)
            key = keys[whose]
            said = ERASED if key is None else sealing.opened(key, row)
            shown.append(Shown(row, said, key is None))
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
