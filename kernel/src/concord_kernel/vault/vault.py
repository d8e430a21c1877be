"""The vault: keeps what people type, and gives it back to whoever may read it.

Text comes in as an opaque value and is sealed before anything is awaited; what is stored is
ciphertext, its keys are elsewhere, and a fact refers to it by id and commitment. Services call
this from their pages; nothing that leaves the house, and no plugin, does.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from concord_kernel.vault import erasure, reading, sweeper
from concord_kernel.vault.rows import Rows
from concord_kernel.vault.sealer import Sealer, Shown, ToKeep, aside
from concord_kernel.vault.sealing import Slot, text_id
from concord_kernel.vault.texts import DirectoryText, NarrativeText, RawNote

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Sequence
    from uuid import UUID

    from concord_contracts.terms import TextRef

    from concord_kernel.ledger import Ledger
    from concord_kernel.vault.erasure import Erasure
    from concord_kernel.vault.keys import Destroyed, KeyPlace
    from concord_kernel.vault.reading import Reading
    from concord_kernel.vault.sealing import About, Row
    from concord_kernel.vault.sweeper import Swept
    from concord_kernel.vault.texts import Text

BATCH: Final = 2000
"""Texts sealed and inserted at once."""


class TextReusedError(Exception):
    """The command kept another text in this field; nothing was kept now."""


class UnknownTextError(LookupError):
    """No text with this id is in the agency's vault."""


class Vault:
    """One process's door to the texts of all agencies."""

    def __init__(self, rows: Rows, keys: KeyPlace, ledger: Ledger) -> None:
        self._rows = rows
        self._keys = keys
        self._sealer = Sealer(keys)
        self._ledger = ledger

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        dsn: str,
        keys: KeyPlace,
        ledger: Ledger,
        *,
        connections: int = 4,
        patience: float = 10.0,
    ) -> AsyncGenerator[Vault]:
        """Open the vault.

        Args:
            dsn: The vault's database, as ``concord_vault``.
            keys: Where the keys are.
            ledger: The ledger as ``concord_vault``, which may record the vault's facts only.
            connections: At most so many at once.
            patience: Seconds to wait for a database that is away.
        """
        async with Rows.open(dsn, connections, patience) as rows:
            yield cls(rows, keys, ledger)

    async def keep(
        self, agency: str, command: UUID, field: str, text: Text, about: About
    ) -> TextRef:
        """Keep a text, before the fact that refers to it; the same call again gives the same.

        Raises:
            TextReusedError: the command kept another text in this field.
            ErasedError: its subject was erased, and nothing more is kept about it.
            VaultUnavailableError: the database is away; nothing is kept.
        """
        typed = ToKeep(text_id(command, field), text, about)
        return (await self._keep(Slot(agency, command, field), [typed]))[0]

    async def keep_many(
        self, agency: str, command: UUID, field: str, texts: Sequence[tuple[About, DirectoryText]]
    ) -> list[TextRef]:
        """Keep the same field of many objects, such as the case numbers of a frame.

        Texts that share a subject are erased together, and are much faster to keep. A call that
        broke off is made again, and keeps what is missing.

        Raises:
            ValueError: an object is there twice.
        """
        typed = await aside(_named, command, field, texts)
        if len({one.id for one in typed}) < len(typed):
            raise ValueError("one object has the same field twice")
        slot, refs = Slot(agency, command, field), []
        for start in range(0, len(typed), BATCH):
            refs += await self._keep(slot, typed[start : start + BATCH])
        return refs

    async def reveal(self, wish: Reading) -> RawNote:
        """Give a raw note to somebody who may read it, once that they do stands in the ledger.

        Raises:
            UnknownTextError: there is no such text in this agency's vault.
            MayNotReadError: the permission does not cover it.
            StaleStreamError: what the permission rests on has moved; decide anew.
            LedgerUnavailableError: the reading cannot be recorded; nothing is given.
            ErasedError: the text was erased.
        """
        row = await self._raw(wish.agency, wish.text.id)
        reading.check(wish, row)
        fact = await reading.record(self._ledger, wish)
        return await aside(self._sealer.read, row, fact)

    async def read_directory(
        self, agency: str, refs: Iterable[TextRef]
    ) -> dict[str, DirectoryText]:
        """Directory texts by id, in one query; an erased one shows as ``erased``."""
        rows = await self._by_ref(agency, refs, DirectoryText.kind)
        return {row.id: text for row, text in await self._shown(rows, DirectoryText)}

    async def read_narratives(
        self, agency: str, refs: Iterable[TextRef]
    ) -> dict[str, NarrativeText]:
        """Narratives by id, in one query; an erased one shows as ``erased``."""
        rows = await self._by_ref(agency, refs, NarrativeText.kind)
        return {row.id: text for row, text in await self._shown(rows, NarrativeText)}

    async def directory_about(
        self, agency: str, objects: Iterable[str], field: str
    ) -> dict[str, DirectoryText]:
        """The newest directory text of each object in a field, by object, in one query."""
        asked = list(objects)
        if not asked:
            return {}
        rows = await self._rows.about(agency, asked, field)
        return {row.object: text for row, text in await self._shown(rows, DirectoryText)}

    async def erase(self, wish: Erasure) -> Destroyed:
        """Erase every text of a subject: record it for each, then destroy the subject's key."""
        texts = await self._rows.of_subject(wish.agency, wish.subject)
        await erasure.record(self._ledger, wish, texts)
        return await aside(self._keys.destroy, wish.agency, wish.subject)

    async def destroy_again(self, agency: str) -> list[Destroyed]:
        """Destroy what the ledger says is erased, after a crash or a restored key place."""
        return await erasure.destroy_again(self._ledger, self._keys, agency)

    async def sweep(self, older_than: timedelta = timedelta(days=1)) -> Swept:
        """Remove, for every agency, texts older than that which no fact refers to."""
        done = sweeper.Swept()
        for agency in await aside(self._keys.agencies):
            done += await sweeper.sweep(self._rows, self._ledger, agency, older_than)
        return done

    async def _keep(self, slot: Slot, texts: Sequence[ToKeep]) -> list[TextRef]:
        rows = await aside(self._sealer.seal, slot, texts)
        standing = await self._rows.keep(rows)
        again = [row for row in rows if standing[row.id] != row.commitment]
        if not again:
            return [row.ref for row in rows]
        kept = {row.id: row for row in await self._rows.by_id(slot.agency, list(standing))}
        given = {one.id: one.text for one in texts}
        pairs = [(kept[row.id], row, given[row.id]) for row in again]
        if not await aside(self._sealer.are_the_same, pairs):
            raise TextReusedError(f"{slot.command} kept another text as {slot.field}")
        return [kept[row.id].ref for row in rows]

    async def _shown(self, rows: Sequence[Row], kind: type[Shown]) -> list[tuple[Row, Shown]]:
        return await aside(self._sealer.show, rows, kind) if rows else []

    async def _raw(self, agency: str, name: str) -> Row:
        for row in await self._rows.by_id(agency, [name]):
            if row.kind == RawNote.kind:
                return row
        raise UnknownTextError(name)

    async def _by_ref(self, agency: str, refs: Iterable[TextRef], kind: str) -> list[Row]:
        asked = [ref.id for ref in refs]
        rows = await self._rows.by_id(agency, asked) if asked else []
        return [row for row in rows if row.kind == kind]


def _named(command: UUID, field: str, texts: Sequence[tuple[About, DirectoryText]]) -> list[ToKeep]:
    """Texts with the ids that they will have."""
    return [ToKeep(text_id(command, field, about.object), text, about) for about, text in texts]
