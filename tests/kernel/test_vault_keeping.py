from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING

import pytest
from concord_kernel import clock
from concord_kernel.provision import provision
from concord_kernel.vault import (
    About,
    DirectoryText,
    ErasedError,
    NarrativeText,
    RawNote,
    TextReusedError,
    VaultUnavailableError,
)

from tests.support.servers import Cluster, service_names
from tests.support.vaults import STATE, command_of, open_house

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from concord_kernel.servers import PostgresServer

    from tests.support.vaults import House

pytestmark = pytest.mark.anyio

SAID = "Nobody called her for six weeks."


@pytest.fixture
async def house(cluster: Cluster, tmp_path: Path, agency: str) -> AsyncGenerator[House]:
    async with open_house(cluster, tmp_path, agency) as house:
        yield house


async def test_a_text_is_kept_and_referred_to(house: House) -> None:
    ref = await house.vault.keep(
        house.agency, command_of(house.agency), "notes", RawNote(SAID), house.about()
    )

    assert ref.kind == "raw"
    assert len(ref.commitment) == 64


async def test_the_same_again_gives_the_same_reference(house: House) -> None:
    command = command_of(house.agency)
    refs = [
        await house.vault.keep(house.agency, command, "notes", RawNote(SAID), house.about())
        for _ in range(3)
    ]

    assert refs[0] == refs[1] == refs[2]


async def test_many_at_once_get_one_reference(house: House) -> None:
    command = command_of(house.agency)
    refs = await asyncio.gather(
        *(
            house.vault.keep(house.agency, command, "notes", RawNote(SAID), house.about())
            for _ in range(20)
        )
    )

    assert len({ref.commitment for ref in refs}) == 1


async def test_another_text_under_the_same_command_is_refused(house: House) -> None:
    command = command_of(house.agency)
    await house.vault.keep(house.agency, command, "notes", RawNote(SAID), house.about())

    for text, about in (
        (RawNote(SAID + " "), house.about()),
        (NarrativeText(SAID), house.about()),
        (RawNote(SAID), house.about("person-2")),
        (RawNote(SAID), house.about(custodian=house.agency)),
        (RawNote(SAID), About(object="session-2", subject="person-1", custodian=STATE)),
    ):
        with pytest.raises(TextReusedError):
            await house.vault.keep(house.agency, command, "notes", text, about)


async def test_one_command_keeps_several_fields(house: House) -> None:
    command = command_of(house.agency)
    refs = [
        await house.vault.keep(house.agency, command, field, RawNote(SAID), house.about())
        for field in ("notes", "tool")
    ]

    assert refs[0].id != refs[1].id


async def test_the_same_text_elsewhere_shares_nothing(
    house: House, cluster: Cluster, tmp_path: Path
) -> None:
    one = await house.vault.keep(
        house.agency, command_of("x", 1), "notes", RawNote(SAID), house.about()
    )
    two = await house.vault.keep(
        house.agency, command_of("x", 2), "notes", RawNote(SAID), house.about()
    )
    other = f"{house.agency}-other"
    async with open_house(cluster, tmp_path, other) as there:
        three = await there.vault.keep(
            other, command_of("x", 1), "notes", RawNote(SAID), there.about()
        )

    assert len({one.commitment, two.commitment, three.commitment}) == 3


async def test_nothing_more_is_kept_about_an_erased_subject(house: House) -> None:
    house.keys.destroy(house.agency, "person-1")

    with pytest.raises(ErasedError):
        await house.vault.keep(
            house.agency, command_of(house.agency), "notes", RawNote(SAID), house.about()
        )


KEEPER = """
import asyncio, sys
from pathlib import Path
from tests.support.servers import Cluster, given_postgres
from tests.support.vaults import command_of, open_house
from concord_kernel.vault import RawNote

async def main(admin, keys, vault_keys, agency):
    cluster = Cluster(given_postgres(admin), Path(keys))
    async with open_house(cluster, Path(vault_keys), agency) as house:
        for nth in range(25):
            ref = await house.vault.keep(
                agency, command_of(agency, nth), "notes", RawNote("Six"), house.about(f"p-{nth}")
            )
            print(ref.id, ref.commitment)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_processes_that_keep_the_same_get_one_reference(
    house: House, cluster: Cluster, tmp_path: Path
) -> None:
    where = (cluster.postgres.admin_dsn, str(cluster.keys), str(tmp_path), house.agency)
    program = (sys.executable, "-c", KEEPER, *where)
    keepers = [
        await asyncio.create_subprocess_exec(*program, stdout=asyncio.subprocess.PIPE)
        for _ in range(3)
    ]
    told = {(await keeper.communicate())[0] for keeper in keepers}

    assert len(told) == 1
    assert len(told.pop().splitlines()) == 25


def numbers(house: House, count: int) -> list[tuple[About, DirectoryText]]:
    return [
        (
            About(object=f"case-{nth}", subject="frame-1", custodian=house.agency),
            DirectoryText(f"0042-{nth:07}"),
        )
        for nth in range(count)
    ]


async def test_a_frames_case_numbers_are_kept_and_shown(house: House) -> None:
    command = clock.new_command_id()
    refs = await house.vault.keep_many(house.agency, command, "number", numbers(house, 300))

    shown = await house.vault.read_directory(house.agency, refs)
    about = await house.vault.directory_about(house.agency, ["case-7", "case-299"], "number")

    assert [shown[ref.id].show() for ref in refs[:2]] == ["0042-0000000", "0042-0000001"]
    assert len(shown) == 300
    assert {case: text.show() for case, text in about.items()} == {
        "case-7": "0042-0000007",
        "case-299": "0042-0000299",
    }


async def test_an_import_that_broke_off_keeps_what_is_missing(house: House) -> None:
    command, texts = clock.new_command_id(), numbers(house, 30)
    some = await house.vault.keep_many(house.agency, command, "number", texts[10:20])

    refs = await house.vault.keep_many(house.agency, command, "number", texts)

    assert refs[10:20] == some
    assert await house.vault.keep_many(house.agency, command, "number", texts) == refs


async def test_an_import_with_another_number_is_refused(house: House) -> None:
    command, texts = clock.new_command_id(), numbers(house, 30)
    await house.vault.keep_many(house.agency, command, "number", texts)
    texts[7] = (texts[7][0], DirectoryText("0042-9999999"))

    with pytest.raises(TextReusedError):
        await house.vault.keep_many(house.agency, command, "number", texts)


async def test_an_object_twice_in_an_import_is_refused(house: House) -> None:
    with pytest.raises(ValueError, match="same field twice"):
        await house.vault.keep_many(
            house.agency, clock.new_command_id(), "number", numbers(house, 2) * 2
        )


async def test_no_texts_are_no_work(house: House) -> None:
    assert await house.vault.keep_many(house.agency, clock.new_command_id(), "number", []) == []
    assert await house.vault.read_directory(house.agency, []) == {}


async def test_a_newer_number_of_a_case_is_shown(house: House) -> None:
    about = About(object="case-1", subject="case-1", custodian=house.agency)
    for said in ("old", "new"):
        text = [(about, DirectoryText(said))]
        await house.vault.keep_many(house.agency, clock.new_command_id(), "number", text)

    shown = await house.vault.directory_about(house.agency, ["case-1"], "number")

    assert shown["case-1"].show() == "new"


async def test_ten_thousand_case_numbers_take_seconds(house: House) -> None:
    began = time.monotonic()
    await house.vault.keep_many(
        house.agency, clock.new_command_id(), "number", numbers(house, 10_000)
    )

    assert time.monotonic() - began < 20


async def test_a_database_that_is_away_is_waited_for_and_then_named(
    own_postgres: PostgresServer, tmp_path: Path, agency: str
) -> None:
    cluster = Cluster(own_postgres, tmp_path / "agencies")
    await provision(own_postgres.admin_dsn, cluster.passwords, service_names())
    where = (cluster, tmp_path / "vault", agency)
    async with (
        open_house(*where, patience=60.0) as house,
        open_house(*where, patience=1.0) as impatient,
    ):
        command, about = command_of(agency), house.about()
        ref = await house.vault.keep(agency, command, "notes", RawNote(SAID), about)
        await asyncio.to_thread(own_postgres.kill)
        with pytest.raises(VaultUnavailableError):
            await impatient.vault.keep(agency, command, "tool", RawNote(SAID), about)
        waiting = asyncio.create_task(
            house.vault.keep(agency, command, "notes", RawNote(SAID), about)
        )
        await asyncio.to_thread(own_postgres.start)

        assert await waiting == ref
