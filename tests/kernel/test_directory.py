"""Which agencies a deployment works for: they join and leave while everything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.directory import AgencyJoined, AgencyLeft
from concord_kernel import clock, directory
from concord_kernel.directory import AGENCY, DEPLOYMENT, Directory, LetJoin, LetLeave, members
from concord_kernel.handle import handle
from concord_kernel.ledger import AgencyKeys, Ledger
from concord_kernel.testing import Given
from hypothesis import given

from tests.support.anyfacts import any_history
from tests.support.reviews import context
from tests.support.site import refused

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from concord_contracts.event import Event
    from concord_kernel.ledger import Receipt

    from tests.support.servers import Cluster
    from tests.support.site import House, Site

CODE = "ca-santa-cruz"
JOIN = LetJoin(agency=CODE, jurisdiction="california")
LEAVE = LetLeave(agency=CODE)
JOINED = AgencyJoined(agency=CODE, jurisdiction="california")
LEFT = AgencyLeft(agency=CODE)

deployment = Given(AGENCY, context(agency=DEPLOYMENT, rules=None))


def test_an_agency_joins_under_its_jurisdiction() -> None:
    deployment().when(JOIN).then(JOINED)


def test_an_agency_that_is_a_member_joins_once() -> None:
    deployment(JOINED).when(JOIN).then_nothing()


def test_a_member_is_under_one_jurisdiction() -> None:
    elsewhere = LetJoin(agency=CODE, jurisdiction="northcarolina")

    deployment(JOINED).when(elsewhere).then_refused("agency.other-jurisdiction", agency=CODE)


def test_an_agency_leaves() -> None:
    deployment(JOINED).when(LEAVE).then(LEFT)


@pytest.mark.parametrize("history", [(), (JOINED, LEFT)])
def test_an_agency_that_is_no_member_does_not_leave(history: tuple[Event, ...]) -> None:
    deployment(*history).when(LEAVE).then_nothing()


def test_an_agency_that_left_may_come_back() -> None:
    deployment(JOINED, LEFT).when(JOIN).then(JOINED)


@given(any_history())
def test_any_history_is_read(facts: list[Event]) -> None:
    AGENCY.fold(facts)


@pytest.fixture
async def ledger(cluster: Cluster) -> AsyncGenerator[Ledger]:
    """The operator's."""
    async with Ledger.open(cluster.ledger("operator"), AgencyKeys(cluster.keys)) as ledger:
        yield ledger


async def ask(ledger: Ledger, command: LetJoin | LetLeave) -> Receipt:
    made = clock.new_command_id()
    circumstances = context(agency=DEPLOYMENT, rules=None, command=made, allowed="manage-agencies")
    return await handle(ledger, AGENCY, command, circumstances)


@pytest.mark.anyio
async def test_members_are_those_who_joined_and_did_not_leave(
    ledger: Ledger, new_agency: Callable[[], str]
) -> None:
    stays, left, back = (new_agency() for _ in range(3))
    for agency in (stays, left, back):
        await ask(ledger, LetJoin(agency=agency, jurisdiction="california"))
    for agency in (left, back):
        await ask(ledger, LetLeave(agency=agency))
    await ask(ledger, LetJoin(agency=back, jurisdiction="northcarolina"))

    found = await members(ledger)

    assert {one: found.get(one) for one in (stays, left, back)} == {
        stays: "california",
        left: None,
        back: "northcarolina",
    }


@pytest.mark.anyio
async def test_an_answer_is_remembered_for_a_second_and_no_longer(
    ledger: Ledger, agency: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = 0.0
    monkeypatch.setattr(directory, "monotonic", lambda: seconds)
    known = Directory(ledger)
    assert not await known.jurisdiction(agency)

    await ask(ledger, LetJoin(agency=agency, jurisdiction="california"))
    seconds = 0.9
    assert not await known.jurisdiction(agency)
    seconds = 1.1
    assert await known.jurisdiction(agency) == "california"


@pytest.mark.anyio
async def test_an_agency_that_left_takes_no_commands_and_keeps_its_log(
    site: Site, all_services: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "FRESH_FOR", 0.0)
    who = site.enter("coordinator-1", "coordinator")
    body = {"edition": "california/pqcr@2009"}
    assert (await who.post("review", "", body)).status_code == 201

    await ask(all_services.operator, LetLeave(agency=site.agency))

    refused(await who.post("review", "", body), 404, "door.not-found")
    assert len(await site.history()) == 1
