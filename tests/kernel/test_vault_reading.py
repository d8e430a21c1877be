from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.vault import TextRead
from concord_kernel import clock
from concord_kernel.ledger import LedgerUnavailableError, StaleStreamError
from concord_kernel.vault import (
    About,
    DirectoryText,
    MayNotReadError,
    NarrativeText,
    RawNote,
    TamperedError,
    UnknownTextError,
    opened,
)

from tests.support.vaults import SESSION, TEAM, open_house

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from concord_contracts.event import Envelope
    from concord_contracts.terms import TextRef
    from concord_kernel.vault import Text

    from tests.support.servers import Cluster
    from tests.support.vaults import House

pytestmark = pytest.mark.anyio

SAID = "Nobody called her for six weeks."


@pytest.fixture
async def house(cluster: Cluster, tmp_path: Path, agency: str) -> AsyncGenerator[House]:
    async with open_house(cluster, tmp_path, agency) as house:
        yield house


async def kept(house: House, text: Text | None = None, about: About | None = None) -> TextRef:
    return await house.vault.keep(
        house.agency,
        clock.new_command_id(),
        "notes",
        text or RawNote(SAID),
        about or house.about(),
    )


async def readings(house: House, ref: TextRef) -> list[Envelope]:
    return await house.ledger.read(house.agency, [ref.id])


async def test_a_reader_gets_the_note_and_the_ledger_says_so(house: House) -> None:
    ref = await kept(house)

    note = await house.vault.reveal(house.reading(ref))

    with opened(note) as text:
        assert text == SAID
    [envelope] = await readings(house, ref)
    assert envelope.fact == TextRead(
        text=ref.id, about=SESSION, reader="person-reader", home="ca-alameda", purpose="debrief"
    )
    assert envelope.actor == "person-reader"
    assert envelope.id == note.read


async def test_every_reading_is_recorded_also_those_at_the_same_moment(house: House) -> None:
    ref = await kept(house)

    notes = await asyncio.gather(*(house.vault.reveal(house.reading(ref)) for _ in range(6)))

    assert len({note.read for note in notes}) == 6
    assert len(await readings(house, ref)) == 6


async def test_a_reader_who_left_the_team_meanwhile_gets_nothing(house: House) -> None:
    ref = await kept(house)
    permission = house.reading(ref)
    await house.move_team(1)

    with pytest.raises(StaleStreamError) as stale:
        await house.vault.reveal(permission)

    assert stale.value.streams == (TEAM,)
    assert await readings(house, ref) == []
    assert (await house.vault.reveal(house.reading(ref, guards={TEAM: 2}))).read


async def test_a_reader_who_leaves_while_others_read_gets_nothing(house: House) -> None:
    ref = await kept(house)
    wishes = [house.vault.reveal(house.reading(ref)) for _ in range(5)]

    outcomes = await asyncio.gather(house.move_team(1), *wishes, return_exceptions=True)

    given = [one.read for one in outcomes if isinstance(one, RawNote)]
    refused = [one for one in outcomes if isinstance(one, BaseException)]
    [left] = [one for one in await house.ledger.read(house.agency, [TEAM]) if one.version == 2]
    assert {type(one) for one in refused} <= {StaleStreamError}
    assert sorted(given) == sorted(one.id for one in await readings(house, ref))
    assert all(one.position < left.position for one in await readings(house, ref))


async def test_without_the_ledger_nothing_is_given(
    cluster: Cluster, tmp_path: Path, agency: str
) -> None:
    nowhere = f"postgresql://concord_vault@/concord_ledger?host={tmp_path}"
    async with open_house(cluster, tmp_path, agency, ledger=nowhere, patience=0.5) as house:
        ref = await kept(house)

        with pytest.raises(LedgerUnavailableError):
            await house.vault.reveal(house.reading(ref))
        assert await house.review.read(agency, [ref.id]) == []


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"about": "session-2"}, "another text"),
        ({"guards": {}}, "nothing that could be guarded"),
    ],
)
async def test_a_permission_that_does_not_cover_the_text_gives_nothing(
    house: House, other: dict[str, object], why: str
) -> None:
    ref = await kept(house)

    with pytest.raises(MayNotReadError, match=why):
        await house.vault.reveal(house.reading(ref, **other))
    assert await readings(house, ref) == []


async def test_nobody_of_the_host_reads_what_is_in_the_states_custody(house: House) -> None:
    ref = await kept(house)

    with pytest.raises(MayNotReadError, match="the host reads no text"):
        await house.vault.reveal(house.reading(ref, home=house.agency))
    assert await readings(house, ref) == []


async def test_an_agency_reads_notes_in_its_own_custody(house: House) -> None:
    ref = await kept(house, about=house.about(custodian=house.agency))

    assert (await house.vault.reveal(house.reading(ref, home=house.agency))).read


async def test_a_reference_that_commits_to_another_text_gives_nothing(house: House) -> None:
    ref = await kept(house)
    other = ref.model_copy(update={"commitment": "0" * 64})

    with pytest.raises(MayNotReadError):
        await house.vault.reveal(house.reading(other))


async def test_another_agency_does_not_find_the_text(
    house: House, cluster: Cluster, tmp_path: Path
) -> None:
    ref = await kept(house)
    name = await kept(house, DirectoryText("Ana"))
    async with open_house(cluster, tmp_path, f"{house.agency}-other") as there:
        with pytest.raises(UnknownTextError):
            await there.vault.reveal(there.reading(ref))
        assert await there.vault.read_directory(there.agency, [name]) == {}


async def test_only_raw_notes_are_revealed_and_only_others_are_shown(house: House) -> None:
    note = await kept(house)
    name = await kept(house, DirectoryText("Ana"))
    prose = await kept(house, NarrativeText("We heard"))

    for ref in (name, prose):
        with pytest.raises(UnknownTextError):
            await house.vault.reveal(house.reading(ref))
    names = await house.vault.read_directory(house.agency, [note, name, prose])
    proses = await house.vault.read_narratives(house.agency, [note, name, prose])

    assert {key: text.show() for key, text in names.items()} == {name.id: "Ana"}
    assert {key: text.show() for key, text in proses.items()} == {prose.id: "We heard"}


async def test_showing_names_records_no_reading(house: House) -> None:
    name = await kept(house, DirectoryText("Ana"))

    await house.vault.read_directory(house.agency, [name])

    assert await readings(house, name) == []


async def test_a_text_under_the_wrong_key_is_not_shown(house: House, tmp_path: Path) -> None:
    name = await kept(house, DirectoryText("Ana"))
    await kept(house, DirectoryText("Eva"), house.about("person-2"))
    keys = tmp_path / "subjects" / house.agency
    (keys / "person-1.ca-dss.key").write_bytes((keys / "person-2.ca-dss.key").read_bytes())

    with pytest.raises(TamperedError):
        await house.vault.read_directory(house.agency, [name])
