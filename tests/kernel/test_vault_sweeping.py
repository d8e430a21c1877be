from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest
from concord_contracts.terms import TextRef
from concord_kernel import clock
from concord_kernel.ledger import LedgerUnavailableError
from concord_kernel.vault import RawNote, Swept, UnknownTextError, opened
from concord_kernel.vault.rows import Rows

from tests.support.vaults import command_of, open_house

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path
    from uuid import UUID

    from tests.support.servers import Cluster
    from tests.support.vaults import House

pytestmark = pytest.mark.anyio

SAID = "Nobody called her for six weeks."
NOW = timedelta(0)


@pytest.fixture
async def house(cluster: Cluster, tmp_path: Path, agency: str) -> AsyncGenerator[House]:
    async with open_house(cluster, tmp_path, agency) as house:
        yield house


async def kept(house: House, command: UUID) -> TextRef:
    return await house.vault.keep(house.agency, command, "notes", RawNote(SAID), house.about())


async def age(cluster: Cluster, agency: str, days: int) -> None:
    async with await psycopg.AsyncConnection.connect(cluster.vault()) as db:
        await db.execute("select set_config('concord.agency', %s, true)", (agency,))
        await db.execute(
            "update vault.text set kept_at = now() - make_interval(days => %s)", (days,)
        )


async def test_a_text_that_no_fact_refers_to_is_removed(house: House) -> None:
    ref = await kept(house, clock.new_command_id())

    assert await house.vault.sweep(NOW) == Swept(removed=1)
    with pytest.raises(UnknownTextError):
        await house.vault.reveal(house.reading(ref))


async def test_a_text_whose_fact_stands_stays_for_ever(house: House) -> None:
    command = clock.new_command_id()
    ref = await kept(house, command)
    await house.record_interview(command, ref)

    assert await house.vault.sweep(NOW) == Swept(settled=1)
    assert await house.vault.sweep(NOW) == Swept()
    with opened(await house.vault.reveal(house.reading(ref))) as text:
        assert text == SAID


async def test_a_command_that_recorded_nothing_leaves_no_text(house: House) -> None:
    command = clock.new_command_id()
    await kept(house, command)
    await house.record(command)

    assert await house.vault.sweep(NOW) == Swept(removed=1)


async def test_a_young_text_waits_for_its_fact(house: House) -> None:
    await kept(house, clock.new_command_id())

    assert await house.vault.sweep() == Swept()


async def test_a_command_sent_again_makes_its_text_young_again(
    house: House, cluster: Cluster
) -> None:
    command = clock.new_command_id()
    first = await kept(house, command)
    await age(cluster, house.agency, 2)

    assert await kept(house, command) == first
    assert await house.vault.sweep() == Swept()
    await age(cluster, house.agency, 2)
    assert await house.vault.sweep() == Swept(removed=1)


async def test_a_text_kept_again_or_settled_while_the_sweeper_asks_stays(
    house: House, cluster: Cluster
) -> None:
    day, again, settled = timedelta(days=1), clock.new_command_id(), clock.new_command_id()
    await kept(house, again)
    await kept(house, settled)
    await age(cluster, house.agency, 2)
    async with Rows.open(cluster.vault(), 1, 10.0) as rows:
        assert set(await rows.old_commands(house.agency, day)) == {again, settled}
        await kept(house, again)
        await rows.settle(house.agency, settled)

        assert await rows.sweep(house.agency, again, day) == 0
        assert await rows.sweep(house.agency, settled, day) == 0


async def test_after_a_sweep_the_same_command_keeps_its_text_anew(house: House) -> None:
    command = clock.new_command_id()
    await kept(house, command)
    await house.vault.sweep(NOW)

    ref = await kept(house, command)
    await house.record_interview(command, ref)

    with opened(await house.vault.reveal(house.reading(ref))) as text:
        assert text == SAID


async def test_without_the_ledger_nothing_is_removed(
    house: House, cluster: Cluster, tmp_path: Path
) -> None:
    await kept(house, clock.new_command_id())
    nowhere = f"postgresql://concord_vault@/concord_ledger?host={tmp_path}"
    async with open_house(cluster, tmp_path, house.agency, ledger=nowhere, patience=0.5) as blind:
        with pytest.raises(LedgerUnavailableError):
            await blind.vault.sweep(NOW)

    assert await house.vault.sweep(NOW) == Swept(removed=1)


CRASHER = """
import asyncio, os, sys
from pathlib import Path
from tests.support.servers import Cluster, given_postgres
from tests.support.vaults import command_of, open_house
from concord_kernel.vault import RawNote

async def main(admin, keys, vault_keys, agency, when):
    cluster = Cluster(given_postgres(admin), Path(keys))
    async with open_house(cluster, Path(vault_keys), agency) as house:
        command = command_of(agency)
        ref = await house.vault.keep(agency, command, "notes", RawNote("Six"), house.about())
        if when == "after":
            await house.record_interview(command, ref)
        print(ref.model_dump_json(), flush=True)
        os._exit(9)

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("when", "swept"), [("before", Swept(removed=1)), ("after", Swept(settled=1))]
)
async def test_a_crash_before_the_append_leaves_nothing_and_one_after_it_loses_nothing(
    house: House, cluster: Cluster, tmp_path: Path, when: str, swept: Swept
) -> None:
    where = (cluster.postgres.admin_dsn, str(cluster.keys), str(tmp_path), house.agency, when)
    crasher = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CRASHER, *where, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await crasher.communicate()
    ref = TextRef.model_validate_json(told)
    assert crasher.returncode == 9

    assert await house.vault.sweep(NOW) == swept
    if swept.settled:
        with opened(await house.vault.reveal(house.reading(ref))) as text:
            assert text == "Six"


async def test_a_client_that_comes_back_after_the_crash_gets_its_note_recorded(
    house: House,
) -> None:
    command = command_of(house.agency)
    lost = await kept(house, command)

    again = await kept(house, command)
    await house.record_interview(command, again)

    assert again == lost
    assert await house.vault.sweep(NOW) == Swept(settled=1)
