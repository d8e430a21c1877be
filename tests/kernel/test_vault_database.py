from __future__ import annotations

import traceback
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from concord_kernel import clock
from concord_kernel.provision import provision
from concord_kernel.vault import (
    DirectoryText,
    MayNotReadError,
    NarrativeText,
    RawNote,
    TamperedError,
    TextReusedError,
    UnknownTextError,
    opened,
    text_id,
)
from concord_kernel.vault.rows import Rows
from psycopg import errors
from psycopg.conninfo import make_conninfo

from tests.support.canary import Flock, Hunt
from tests.support.servers import Cluster, service_names
from tests.support.vaults import SESSION, STATE, command_of, open_house

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from concord_contracts.terms import TextRef
    from concord_kernel.servers import PostgresServer
    from concord_kernel.vault import Text

    from tests.support.vaults import House

pytestmark = pytest.mark.anyio

SAID = "Nobody called her for six weeks."


@pytest.fixture
async def house(cluster: Cluster, tmp_path: Path, agency: str) -> AsyncGenerator[House]:
    async with open_house(cluster, tmp_path, agency) as house:
        yield house


async def kept(house: House, text: Text, subject: str = "person-1") -> TextRef:
    return await house.vault.keep(
        house.agency, clock.new_command_id(), "notes", text, house.about(subject)
    )


async def ask(dsn: str, agency: str, query: str, *values: object) -> list[tuple[Any, ...]]:
    """One statement with the agency set, in one transaction."""
    async with await psycopg.AsyncConnection.connect(dsn) as db:
        await db.execute("select set_config('concord.agency', %s, true)", (agency,))
        cursor = await db.execute(query.encode(), values)
        return await cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


COUNT = "select count(*) from vault.text"
UPDATE, ONE = "update vault.text ", " where id = %s"


async def test_the_vaults_role_sees_one_agency_and_none_without_saying_which(
    house: House, cluster: Cluster
) -> None:
    await kept(house, RawNote(SAID))

    assert await ask(cluster.vault(), house.agency, COUNT) == [(1,)]
    assert await ask(cluster.vault(), f"{house.agency}-other", COUNT) == [(0,)]
    assert await ask(cluster.vault(), "", COUNT) == [(0,)]


async def test_the_owner_of_the_schema_sees_no_more(house: House, cluster: Cluster) -> None:
    await kept(house, RawNote(SAID))

    assert await ask(cluster.owned("concord_vault"), "", COUNT) == [(0,)]


async def test_nothing_is_written_or_changed_for_another_agency(
    house: House, cluster: Cluster
) -> None:
    ref = await kept(house, RawNote(SAID))
    other = f"{house.agency}-other"
    copy = (
        "insert into vault.text select %s, id, command, field, kind, object, subject, custodian,"
        " commitment, wrapped, sealed from vault.text where id = %s"
    )

    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        await ask(cluster.vault(), house.agency, copy, other, ref.id)
    for change in ("delete from vault.text", "update vault.text set settled = true"):
        assert await ask(cluster.vault(), other, change) == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "update vault.text set sealed = wrapped",
        "update vault.text set agency = 'ca-other'",
        "truncate vault.text",
        "alter table vault.text disable row level security",
        "create table vault.more ()",
        "select * from vault.migration",
    ],
)
async def test_the_vaults_role_may_not_do_more_than_it_needs(
    cluster: Cluster, agency: str, statement: str
) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        await ask(cluster.vault(), agency, statement)


@pytest.mark.parametrize("role", ["review", "reporting", "relay", "auditor", "operator"])
async def test_no_other_role_gets_into_the_vaults_database(cluster: Cluster, role: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        await psycopg.AsyncConnection.connect(
            make_conninfo(cluster.ledger(role), dbname="concord_vault")
        )


@pytest.mark.parametrize("column", ["id", "field", "object", "subject", "custodian"])
async def test_no_column_has_room_for_a_sentence(
    house: House, cluster: Cluster, column: str
) -> None:
    await kept(house, RawNote(SAID))
    values = {"agency": "agency", "id": "'text-x'"} | {
        name: name for name in ("command", "field", "kind", "object", "subject", "custodian")
    }
    values[column] = "'She said so.'"
    copy = "insert into vault.text select {}, commitment, wrapped, sealed from vault.text"

    with pytest.raises(errors.CheckViolation):
        await ask(cluster.vault(), house.agency, copy.format(", ".join(values.values())))


async def superuser(cluster: Cluster, statement: str, *values: object) -> None:
    dsn = make_conninfo(cluster.postgres.admin_dsn, dbname="concord_vault")
    async with await psycopg.AsyncConnection.connect(dsn) as db:
        assert (await db.execute(statement.encode(), values)).rowcount == 1


async def test_a_row_swapped_in_from_another_agency_does_not_open(
    house: House, cluster: Cluster, tmp_path: Path
) -> None:
    ref = await kept(house, RawNote(SAID))
    other = f"{house.agency}-other"
    async with open_house(cluster, tmp_path, other) as there:
        theirs = await kept(there, RawNote("Theirs."))
    swap = (
        "update vault.text as mine set sealed = theirs.sealed, wrapped = theirs.wrapped,"
        " commitment = theirs.commitment from vault.text as theirs where mine.id = %s"
        " and theirs.id = %s"
    )
    await superuser(cluster, swap, ref.id, theirs.id)

    swapped = ref.model_copy(update={"commitment": theirs.commitment})
    with pytest.raises(TamperedError):
        await house.vault.reveal(house.reading(swapped))
    with pytest.raises(MayNotReadError):
        await house.vault.reveal(house.reading(ref))


async def test_a_row_moved_to_another_agency_does_not_open(
    house: House, cluster: Cluster, tmp_path: Path
) -> None:
    ref = await kept(house, RawNote(SAID))
    other = f"{house.agency}-other"
    async with open_house(cluster, tmp_path, other) as there:
        await kept(there, RawNote("Theirs."))
        move = "update vault.text set agency = %s where id = %s"
        await superuser(cluster, move, other, ref.id)

        with pytest.raises(TamperedError):
            await there.vault.reveal(there.reading(ref))


ALTERATIONS: dict[str, type[Exception]] = {
    "set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)": TamperedError,
    "set wrapped = set_byte(wrapped, 0, get_byte(wrapped, 0) # 128)": TamperedError,
    "set sealed = substr(sealed, 1, length(sealed) - 1)": TamperedError,
    "set kind = 'narrative'": UnknownTextError,
    "set object = 'session-2'": MayNotReadError,
}


@pytest.mark.parametrize("change", ALTERATIONS)
async def test_an_altered_row_is_refused(house: House, cluster: Cluster, change: str) -> None:
    ref = await kept(house, RawNote(SAID))
    await superuser(cluster, UPDATE + change + ONE, ref.id)

    with pytest.raises(ALTERATIONS[change]):
        await house.vault.reveal(house.reading(ref))


async def test_every_statement_names_the_agency_also_where_no_policy_would_help(
    house: House, cluster: Cluster, tmp_path: Path
) -> None:
    other, now = f"{house.agency}-other", timedelta(0)
    dsn = make_conninfo(cluster.postgres.admin_dsn, dbname="concord_vault")
    async with open_house(cluster, tmp_path, other) as there, Rows.open(dsn, 1, 10.0) as rows:
        for one in (house, there):
            text = [(one.about(), DirectoryText(SAID))]
            await one.vault.keep_many(one.agency, command_of("x"), "number", text)
        name = text_id(command_of("x"), "number", SESSION)
        found = [
            *await rows.by_id(other, [name]),
            *await rows.about(other, [SESSION], "number"),
        ]
        assert [row.agency for row in found] == [other, other]
        assert await rows.of_subject(other, "person-1") == [name]
        assert await rows.old_commands(other, now) == [command_of("x")]
        await rows.settle(other, command_of("x"))
        assert await rows.old_commands(house.agency, now) == [command_of("x")]
        assert await rows.sweep(house.agency, command_of("x"), now) == 1
        assert [row.agency for row in await rows.by_id(other, [name])] == [other]


async def test_a_failure_keeps_no_text_and_no_key_in_its_frames(
    house: House, cluster: Cluster
) -> None:
    ref = await kept(house, RawNote(SAID))
    await superuser(cluster, "update vault.text set sealed = wrapped where id = %s", ref.id)
    failures = []
    for call in (
        house.vault.reveal(house.reading(ref)),
        kept(house, NarrativeText(SAID * 50_000)),
    ):
        with pytest.raises((TamperedError, ValueError)) as failure:
            await call
        failures.append(failure.value)

    key = house.keys.subject_key(house.agency, "person-1", STATE)
    for error in failures:
        assert error.__traceback__
        below = error.__traceback__.tb_next
        told = traceback.TracebackException(type(error), error, below, capture_locals=True)
        frames = "".join(told.format())
        assert "self = <concord_kernel.vault.vault.Vault" in frames
        assert "six weeks" not in frames
        assert repr(key)[2:20] not in frames
        assert error.__context__ is None


async def test_no_copy_of_the_server_holds_a_text_or_a_key(
    own_postgres: PostgresServer, tmp_path: Path, agency: str
) -> None:
    flock = Flock()
    said = [flock.sing(words) for words in (8, 16, 16, 300)]
    cluster = Cluster(own_postgres, tmp_path / "agencies")
    await provision(own_postgres.admin_dsn, cluster.passwords, service_names())

    await live_a_little(cluster, tmp_path / "vault", agency, said)
    hunt = Hunt(flock)
    for database in ("concord_vault", "concord_ledger", "postgres"):
        await hunt.database(make_conninfo(own_postgres.admin_dsn, dbname=database))
    own_postgres.stop()
    hunt.directory(own_postgres.data_directory)
    hunt.file(own_postgres.log)

    hunt.assert_silent("rows", "files")
    keys = [path.read_bytes() for path in (tmp_path / "vault").rglob("*.key")]
    files = [path.read_bytes() for path in own_postgres.data_directory.rglob("*") if path.is_file()]
    assert len(keys) == 5
    assert not any(key in file for key in keys for file in files)


async def live_a_little(cluster: Cluster, keys: Path, agency: str, said: list[str]) -> None:
    """Keep each sentence as each class, read, fail, erase and sweep."""
    async with open_house(cluster, keys, agency) as house:
        for nth, sentence in enumerate(said):
            command = clock.new_command_id()
            about = house.about(f"person-{nth}")
            ref = await house.vault.keep(agency, command, "notes", RawNote(sentence), about)
            await house.record_interview(command, ref) if nth == 0 else None
            with opened(await house.vault.reveal(house.reading(ref))) as text:
                assert text == sentence
            with pytest.raises(TextReusedError):
                await house.vault.keep(agency, command, "notes", RawNote(sentence + "!"), about)
            name = await kept(house, DirectoryText(sentence), f"person-{nth}")
            await house.vault.read_directory(agency, [name])
            await kept(house, NarrativeText(sentence), f"person-{nth}")
            with pytest.raises(ValueError, match="a name in the vault"):
                await house.vault.keep(agency, command, sentence, RawNote("x"), about)
        house.keys.destroy(agency, "person-0")
        await house.vault.sweep()
