from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.vault import TextErased
from concord_kernel import clock
from concord_kernel.vault import (
    DirectoryText,
    ErasedError,
    Erasure,
    KeyPlace,
    RawNote,
    erasure,
    opened,
)

from tests.support.vaults import open_house

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from concord_contracts.terms import TextRef
    from concord_kernel.vault import Text

    from tests.support.servers import Cluster
    from tests.support.vaults import House

pytestmark = pytest.mark.anyio

SAID = "Nobody called her for six weeks."


@pytest.fixture
async def house(cluster: Cluster, tmp_path: Path, agency: str) -> AsyncGenerator[House]:
    async with open_house(cluster, tmp_path / "keys", agency) as house:
        yield house


async def kept(house: House, subject: str, text: Text | None = None) -> TextRef:
    return await house.vault.keep(
        house.agency,
        clock.new_command_id(),
        "notes",
        text or RawNote(SAID),
        house.about(subject),
    )


def asked(house: House, subject: str) -> Erasure:
    return Erasure(
        agency=house.agency,
        subject=subject,
        actor="person-records",
        reason="asked-for-by-subject",
        command=clock.new_command_id(),
    )


async def test_an_erased_subjects_texts_are_gone_and_others_stay(house: House) -> None:
    note, other = await kept(house, "person-1"), await kept(house, "person-2")
    name = await kept(house, "person-1", DirectoryText("Ana"))

    receipt = await house.vault.erase(asked(house, "person-1"))

    assert (receipt.subject, len(receipt.keys)) == ("person-1", 1)
    with pytest.raises(ErasedError, match="erased"):
        await house.vault.reveal(house.reading(note))
    shown = await house.vault.read_directory(house.agency, [name])
    assert (shown[name.id].show(), shown[name.id].erased) == ("erased", True)
    with opened(await house.vault.reveal(house.reading(other))) as text:
        assert text == SAID


async def test_the_ledger_says_of_each_text_who_erased_it_and_why(house: House) -> None:
    refs = [await kept(house, "person-1"), await kept(house, "person-1", DirectoryText("Ana"))]
    await house.vault.reveal(house.reading(refs[0]))

    await house.vault.erase(asked(house, "person-1"))

    for ref in refs:
        last = (await house.ledger.read(house.agency, [ref.id]))[-1]
        assert last.actor == "person-records"
        assert last.fact == TextErased(
            text=ref.id, subject="person-1", reason="asked-for-by-subject"
        )


async def test_the_fact_that_refers_to_an_erased_text_still_stands(house: House) -> None:
    command = clock.new_command_id()
    ref = await house.vault.keep(
        house.agency, command, "notes", RawNote(SAID), house.about("person-1")
    )
    receipt = await house.record_interview(command, ref)
    before = await house.ledger.after(house.agency, receipt.first - 1, 1)

    await house.vault.erase(asked(house, "person-1"))

    assert await house.ledger.after(house.agency, receipt.first - 1, 1) == before
    assert ref.commitment in before[0].data


async def test_erasing_again_changes_nothing(house: House) -> None:
    ref = await kept(house, "person-1")
    wish = asked(house, "person-1")
    first = await house.vault.erase(wish)

    assert await house.vault.erase(wish) == first
    assert await house.vault.erase(asked(house, "person-1")) == first
    assert len(await house.ledger.read(house.agency, [ref.id])) == 1


async def test_a_crash_between_the_fact_and_the_key_ends_erased(house: House) -> None:
    note = await kept(house, "person-1")
    await erasure.record(house.ledger, asked(house, "person-1"), [note.id])
    assert not house.keys.is_erased(house.agency, "person-1")

    with pytest.raises(ErasedError):
        await house.vault.reveal(house.reading(note))
    done = await house.vault.destroy_again(house.agency)

    assert [one.subject for one in done] == ["person-1"]
    assert house.keys.is_erased(house.agency, "person-1")
    assert await house.vault.destroy_again(house.agency) == []


async def test_a_key_place_restored_from_before_is_erased_again(
    house: House, cluster: Cluster, tmp_path: Path
) -> None:
    name = await kept(house, "person-1", DirectoryText("Ana"))
    shutil.copytree(tmp_path / "keys", tmp_path / "old")
    await house.vault.erase(asked(house, "person-1"))

    async with open_house(cluster, tmp_path / "old", house.agency) as restored:
        shown = await restored.vault.read_directory(house.agency, [name])
        assert shown[name.id].show() == "Ana"
        await restored.vault.destroy_again(house.agency)
        shown = await restored.vault.read_directory(house.agency, [name])

    assert shown[name.id].show() == "erased"
    assert KeyPlace(tmp_path / "old").is_erased(house.agency, "person-1")


async def test_a_repeat_of_an_erased_command_says_erased(house: House) -> None:
    command = clock.new_command_id()
    about = house.about("person-1")
    await house.vault.keep(house.agency, command, "notes", RawNote(SAID), about)
    await house.vault.erase(asked(house, "person-1"))

    with pytest.raises(ErasedError):
        await house.vault.keep(house.agency, command, "notes", RawNote(SAID), about)
