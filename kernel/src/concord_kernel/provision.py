"""Sets up a cluster for a deployment: roles, databases, schemas, and who may do what.

It may run again at any time, by several processes at once, and changes only what is not so yet
(passwords are set anew). It needs a superuser; nothing else ever does. It stores no password: the
server is sent SCRAM verifiers. Called by ``concord`` at set-up, by the deployment on one machine,
and by tests.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Composed, Identifier, Literal

from concord_kernel.migrations import LOCK, migrate, migrations_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence

OWNER: Final = "concord_owner"
"""Owns schemas and runs migrations; no service logs in as it."""

HEADS: Final = "concord_heads"
"""Owns the function that tells where logs end, and sees two columns; nobody logs in as it."""

READERS: Final = ("concord_relay", "concord_auditor")
"""See the facts of all agencies, and write nothing."""

RECORDERS: Final = {"concord_operator": ("directory", "door"), "concord_vault": ("vault",)}
"""Roles that record facts and are no service's, each with the first words of its facts."""

OF_EVERY_SERVICE: Final = "access"
"""The first word of the facts by which every service records who looked."""

PEOPLE_ROLES: Final = ("concord_people", "concord_sessions")
"""Writes who may enter, and asks whose a token is; neither sees the ledger."""

LEDGER: Final = "concord_ledger"
VAULT: Final = "concord_vault"
PEOPLE: Final = "concord_people"
"""Databases; a service's rows are in ``concord_<service>``."""


async def provision(admin_dsn: str, passwords: Mapping[str, str], services: Sequence[str]) -> None:
    """Make everything that the services of a deployment log in to.

    Args:
        admin_dsn: A superuser's address.
        passwords: Of every role that logs in: ``concord_owner``, ``concord_review``…
        services: Their names, as their entry points have them.

    Raises:
        KeyError: a password is missing.
        MigrationError: the databases were set up by other files than those at hand.
    """
    own = {f"concord_{service}": service for service in services}
    recorders = {role: (word, OF_EVERY_SERVICE) for role, word in own.items()} | RECORDERS
    async with _connected(admin_dsn) as admin:
        await admin.execute("select pg_advisory_lock(%s, %s)", LOCK)
        await _make_roles(admin, passwords, (OWNER, *recorders, *READERS, *PEOPLE_ROLES))
        for database, users in _databases(own, (*recorders, *READERS)).items():
            await _make_database(admin, database, users)
        await _make_schemas(admin_dsn, passwords[OWNER], recorders)
        for role in own:
            await _grant_room(admin, role)


def _databases(own: Iterable[str], all_roles: Sequence[str]) -> dict[str, Sequence[str]]:
    """Every database, and who may connect to it."""
    shared = {LEDGER: all_roles, VAULT: ("concord_vault",), PEOPLE: PEOPLE_ROLES}
    return shared | {role: (role,) for role in own}


@asynccontextmanager
async def _connected(dsn: str, **other: str) -> AsyncGenerator[AsyncConnection[Any]]:
    address = make_conninfo(dsn, **other)
    async with await AsyncConnection.connect(address, autocommit=True) as connection:
        yield connection


async def _make_roles(
    admin: AsyncConnection[Any], passwords: Mapping[str, str], roles: Iterable[str]
) -> None:
    await _make_role(admin, HEADS, SQL("nologin"))
    for role in roles:
        verifier = admin.pgconn.encrypt_password(
            passwords[role].encode(), role.encode(), b"scram-sha-256"
        )
        login = SQL("login password {}").format(Literal(verifier.decode()))
        await _make_role(admin, role, login)


async def _make_role(admin: AsyncConnection[Any], role: str, login: SQL | Composed) -> None:
    known = await admin.execute("select from pg_roles where rolname = %s", (role,))
    verb = SQL("alter") if known.rowcount else SQL("create")
    rights = SQL("nosuperuser nobypassrls nocreatedb nocreaterole noreplication")
    await admin.execute(
        SQL("{} role {} {} {}").format(verb, Identifier(role), rights, login), prepare=False
    )


async def _make_database(admin: AsyncConnection[Any], database: str, users: Iterable[str]) -> None:
    known = await admin.execute("select from pg_database where datname = %s", (database,))
    name = Identifier(database)
    if not known.rowcount:
        await admin.execute(
            SQL("create database {} owner {} template template0 encoding 'UTF8'").format(
                name, Identifier(OWNER)
            )
        )
    await admin.execute(SQL("revoke all on database {} from public").format(name))
    names = SQL(", ").join(map(Identifier, users))
    await admin.execute(SQL("grant connect on database {} to {}").format(name, names))


async def _grant_room(admin: AsyncConnection[Any], role: str) -> None:
    """Let a service make and own what it keeps in its own database of rows."""
    await admin.execute(
        SQL("grant create, temporary on database {} to {}").format(
            Identifier(role), Identifier(role)
        )
    )


async def _make_schemas(
    admin_dsn: str, password: str, recorders: Mapping[str, Sequence[str]]
) -> None:
    login = {"user": OWNER, "password": password}
    async with _connected(admin_dsn, dbname=LEDGER, **login) as owner:
        await migrate(owner, "ledger", migrations_of("concord_kernel.ledger"))
    async with _connected(admin_dsn, dbname=LEDGER) as admin:
        await grant_ledger(admin, recorders)
    for database, schema in ((VAULT, "vault"), (PEOPLE, "people")):
        async with _connected(admin_dsn, dbname=database, **login) as owner:
            await migrate(owner, schema, migrations_of(f"concord_kernel.{schema}"))


async def grant_ledger(admin: AsyncConnection[Any], recorders: Mapping[str, Sequence[str]]) -> None:
    """Say who may record which facts, and who reads them.

    Args:
        admin: As a superuser, in the ledger's database.
        recorders: Roles, each with the first words of the names of its facts.
    """
    async with admin.transaction():
        everyone = SQL(", ").join(map(Identifier, (*recorders, *READERS)))
        for statement in _GRANTS:
            await admin.execute(
                SQL(statement).format(
                    everyone=everyone,
                    recorders=SQL(", ").join(map(Identifier, recorders)),
                    readers=SQL(", ").join(map(Identifier, READERS)),
                    heads=Identifier(HEADS),
                )
            )
        for role, words in recorders.items():
            await _let_record(admin, role, words)


_GRANTS: Final = (
    "grant usage on schema ledger to {everyone}, {heads}",
    "grant select on ledger.fact, ledger.edition to {everyone}",
    "grant select on ledger.receipt to {recorders}",
    "grant insert on ledger.fact, ledger.receipt, ledger.edition to {recorders}",
    "grant select (agency, position) on ledger.fact to {heads}",
    "grant execute on function ledger.leaf(text) to {recorders}",
    "alter function ledger.heads() owner to {heads}",
    "grant execute on function ledger.heads() to {everyone}",
    "drop policy if exists every_agency on ledger.fact",
    "create policy every_agency on ledger.fact for select to {readers}, {heads} using (true)",
)


async def _let_record(admin: AsyncConnection[Any], role: str, words: Sequence[str]) -> None:
    """One policy a role: facts of the agency at hand whose first word is one of the role's."""
    policy = Identifier(f"{role}_records")
    await admin.execute(SQL("drop policy if exists {} on ledger.fact").format(policy))
    await admin.execute(
        SQL(
            "create policy {} on ledger.fact for insert to {} with check"
            " (agency = current_setting('concord.agency', true)"
            ' and name collate "C" ~ {})'
        ).format(policy, Identifier(role), Literal(f"^({'|'.join(words)})[.]"))
    )
