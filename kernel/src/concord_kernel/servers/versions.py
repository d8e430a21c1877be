"""Which version of Concord a directory was left by, and bringing what it holds up to this one.

Rows are a copy of the facts: those that other tables made are built anew, while nobody reads them.
Facts are never changed: where there are some that this version does not know, it does not go on.
Called by ``deployment``.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from hashlib import sha256
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from concord_contracts.catalog import FACTS
from concord_contracts.upcasts import UPCASTS
from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo

from concord_kernel.ledger import AgencyKeys, Ledger
from concord_kernel.provision import LEDGER
from concord_kernel.readers import Rows
from concord_kernel.readers.questions import EVERY_AGENCY
from concord_kernel.readers.rebuild import RebuildRefusedError, rebuild
from concord_kernel.readers.schema import digests
from concord_kernel.servers.process import ServerFailedError
from concord_kernel.service import GROUP, installed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from concord_kernel.readers import Reader
    from concord_kernel.servers.secret_files import SecretFiles

OURS: Final = ("concord_contracts", "concord_kernel")
KINDS: Final = (".py", ".sql")


class OtherVersionError(ServerFailedError):
    """A directory was left by another version of Concord, with which this one cannot go on."""


class Version:
    """The note in a directory that says what left it.

    Attributes:
        is_new: Whether nothing has run there yet.
    """

    def __init__(self, root: Path, services: Sequence[str]) -> None:
        self._note = root / "version"
        self._services = tuple(services)
        self.is_new = not (root / "postgres").exists()

    @property
    def is_another(self) -> bool:
        """Whether another version ran there, or one that left no note."""
        return not self.is_new and self._noted() != self._own()

    def note(self) -> None:
        """Write down that this version runs there."""
        own = self._own()
        if self._noted() != own:
            self._note.write_text(own, encoding="utf-8")

    def _noted(self) -> str:
        return self._note.read_text(encoding="utf-8") if self._note.exists() else ""

    def _own(self) -> str:
        """What the programs are known by, without importing them."""
        entries = entry_points(group=GROUP)
        rooms = {entry.module.split(".")[0] for entry in entries if entry.name in self._services}
        whole = sha256()
        for package in sorted({*OURS, *rooms}):
            for path in _sources(package):
                whole.update(sha256(path.read_bytes()).digest())
        return whole.hexdigest()


def _sources(package: str) -> Iterator[Path]:
    spec = find_spec(package)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        yield from sorted(path for path in Path(place).rglob("*") if path.suffix in KINDS)


async def bring_up(
    admin_dsn: str, secrets: SecretFiles, keys: Path, services: Iterable[str]
) -> list[str]:
    """Build every reader's rows anew that other tables made; the names of those readers.

    Raises:
        ServerFailedError: there are facts that this version does not know or cannot read.
    """
    await _must_know_all(make_conninfo(admin_dsn, dbname=LEDGER))
    return [name for service in services for name in await _bring_up(service, secrets, keys)]


async def _must_know_all(dsn: str) -> None:
    async with await AsyncConnection.connect(dsn) as admin:
        found = await (await admin.execute("select distinct name from ledger.fact")).fetchall()
    if unknown := sorted(name for (name,) in found if name not in FACTS and name not in UPCASTS):
        raise ServerFailedError(f"it holds facts that this version does not know ({unknown[0]})")


async def _bring_up(service: str, secrets: SecretFiles, keys: Path) -> list[str]:
    ledger_dsn, rows_dsn = (
        secrets.address(f"{service}-{what}").read_text(encoding="utf-8")
        for what in ("ledger", "rows")
    )
    async with AsyncExitStack() as stack:
        rows = await stack.enter_async_context(Rows.open(rows_dsn))
        changed = await _changed(rows, installed(service).readers)
        opened = Ledger.open(ledger_dsn, AgencyKeys(keys / "agencies"), connections=1)
        ledger = await stack.enter_async_context(opened)
        for reader in changed:
            try:
                await rebuild(reader, rows, ledger)
            except RebuildRefusedError as error:
                raise ServerFailedError(str(error)) from None
    return [reader.name for reader in changed]


async def _changed(rows: Rows, readers: Iterable[Reader]) -> list[Reader]:
    readers = [one for one in readers if one.rebuildable]
    async with rows.of(EVERY_AGENCY) as db:
        made_by = await digests(db, [one.schema for one in readers])
    return [one for one in readers if made_by.get(one.schema, one.digest) != one.digest]
