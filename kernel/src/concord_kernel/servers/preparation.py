"""Steps of a start that talk to servers: databases, the stream, who is a member.

Each may be repeated at any time. Called by ``deployment``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.catalog import FACTS

from concord_kernel.bus import stream
from concord_kernel.bus.accounts import PROVISIONER
from concord_kernel.bus.address import Address, connected
from concord_kernel.directory import members
from concord_kernel.ledger import AgencyKeys, Ledger
from concord_kernel.provision import provision

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from concord_kernel.servers.postgres import PostgresServer
    from concord_kernel.servers.secret_files import SecretFiles


async def prepare_databases(
    postgres: PostgresServer, secrets: SecretFiles, services: Sequence[str]
) -> None:
    """Make roles, databases and schemas, and write down how each process reaches its own."""
    await provision(postgres.admin_dsn, secrets.passwords(), services)
    secrets.write_addresses(postgres.dsn)


async def prepare_stream(url: str, secrets: SecretFiles, services: Sequence[str]) -> None:
    """Make the stream of facts and every service's consumers."""
    seed = secrets.bus.seed(PROVISIONER)
    address = Address(servers=(url,), user=PROVISIONER, seed=seed)
    async with connected(address) as connection:
        await stream.provision(connection.jetstream(), services)


async def joined(secrets: SecretFiles, keys: Path) -> frozenset[str]:
    """The agencies that are members, as the ledger has it."""
    dsn = secrets.address("operator-ledger").read_text(encoding="utf-8")
    async with Ledger.open(dsn, AgencyKeys(keys / "agencies"), connections=1) as ledger:
        return frozenset(await members(ledger))


def shared_facts() -> tuple[tuple[str, str], ...]:
    """``(service, fact)`` of every fact that an agency's own account on the bus may follow."""
    names = (name.split(".") for name, fact in sorted(FACTS.items()) if fact.SHARED)
    return tuple((service, fact) for service, fact, _ in names)
