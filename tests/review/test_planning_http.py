"""Opening a review and choosing its focus area, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from concord_contracts.facts.planning import FocusAreaChosen, ReviewOpened
from concord_kernel import clock

from tests.support import story
from tests.support.reviews import OSRI, PQCR, edition
from tests.support.site import facts, made, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.site import House, Site

pytestmark = pytest.mark.anyio

FOCUS = {"focus_area": "placement-stability", "reasons": story.REASONS, "criteria": story.CRITERIA}


def key() -> str:
    return str(clock.new_command_id())


async def test_a_review_opens_and_its_edition_is_kept_by_its_content(site: Site) -> None:
    command = key()
    who = site.enter("coordinator-1", "coordinator")

    said = made(await who.post("review", "", {"edition": PQCR, "synthetic": True}, key=command))

    (envelope,) = await site.history()
    fact = envelope.fact
    assert said == {"position": envelope.position, "repeated": False, "id": said["id"]}
    assert said["id"].startswith("pqcr-")
    assert (envelope.actor, envelope.command) == (who.actor, UUID(command))
    assert fact == ReviewOpened(
        review=said["id"], edition=PQCR, edition_digest=edition().digest(), synthetic=True
    )
    kept = await site.house.office("review").ledger.edition(edition().digest())
    assert kept == edition().canonical()


async def test_the_same_key_again_gives_the_same_answer(site: Site) -> None:
    who, command = site.enter("coordinator-1", "coordinator"), key()

    first = made(await who.post("review", "", {"edition": PQCR}, key=command))
    again = made(await who.post("review", "", {"edition": PQCR}, key=command))

    assert again == first | {"repeated": True}
    assert len(await site.history()) == 1


async def test_the_same_key_with_another_body_is_refused(site: Site) -> None:
    who, command = site.enter("coordinator-1", "coordinator"), key()
    made(await who.post("review", "", {"edition": PQCR, "synthetic": True}, key=command))

    answer = await who.post("review", "", {"edition": PQCR, "synthetic": False}, key=command)

    refused(answer, 422, "command.id-used-for-another")
    assert len(await site.history()) == 1


async def test_without_a_key_each_request_is_a_command_of_its_own(site: Site) -> None:
    who = site.enter("coordinator-1", "coordinator")

    one, other = [made(await who.post("review", "", {"edition": PQCR})) for _ in range(2)]

    assert one["id"] != other["id"]


@pytest.mark.parametrize("code", ["california/pqcr@1999", OSRI, "utopia/visit@2009"])
async def test_a_review_opens_only_under_an_edition_of_its_own_jurisdiction(
    site: Site, code: str
) -> None:
    who = site.enter("coordinator-1", "coordinator")

    refused(await who.post("review", "", {"edition": code}), 422, "rules.unknown-edition")
    assert await site.history() == []


async def test_a_focus_area_is_chosen_with_its_reasons_in_the_vault(site: Site) -> None:
    one = await story.opened(site)

    said = await one.post("review", "/focus-area", FOCUS)

    fact = (await site.history())[-1].fact
    assert said["position"] == (await site.history())[-1].position
    assert isinstance(fact, FocusAreaChosen)
    assert [statement.by for statement in fact.statements] == ["child-welfare", "probation"]
    assert {statement.reason.kind for statement in fact.statements} == {"narrative"}
    vault = site.house.office("review").vault
    assert vault is not None
    refs = [statement.reason for statement in fact.statements]
    kept = await vault.read_narratives(site.agency, refs)
    assert [kept[ref.id].show() for ref in refs] == list(story.REASONS.values())


async def test_a_focus_area_sent_twice_is_recorded_once_with_the_same_references(
    site: Site,
) -> None:
    one, command = await story.opened(site), key()
    path = f"{one.where}/focus-area"

    first = made(await one.coordinator.post("review", path, FOCUS, key=command))
    again = made(await one.coordinator.post("review", path, FOCUS, key=command))

    assert again == first | {"repeated": True}
    assert facts(await site.history()) == ["review.opened.v1", "review.focus-area-chosen.v2"]


async def test_another_reason_under_the_same_key_is_refused(site: Site) -> None:
    one, command = await story.opened(site), key()
    path, other = f"{one.where}/focus-area", {"reasons": story.REASONS | {"probation": "Other."}}
    made(await one.coordinator.post("review", path, FOCUS, key=command))

    answer = await one.coordinator.post("review", path, FOCUS | other, key=command)

    refused(answer, 422, "command.id-used-for-another")


async def test_a_missing_reason_is_refused_in_the_guides_words(site: Site) -> None:
    one = await story.opened(site)
    only_one = FOCUS | {"reasons": {"probation": "Because."}}

    answer = await one.coordinator.post("review", f"{one.where}/focus-area", only_one)

    said = refused(answer, 409, "focus-area.statements")
    assert said["title"] == (
        "The focus area needs a reason from each of: Child welfare, Probation."
    )
    assert (said["overridable"], said["facts"]) == (
        False,
        {"needed": ["child-welfare", "probation"]},
    )
    assert "Because" not in answer.text


async def test_a_refused_choice_may_be_sent_again_under_its_key(site: Site) -> None:
    one, command = await story.opened(site), key()
    path = f"{one.where}/focus-area"
    lacking = FOCUS | {"reasons": {"probation": story.REASONS["probation"]}}
    refused(
        await one.coordinator.post("review", path, lacking, key=command),
        409,
        "focus-area.statements",
    )

    made(await one.coordinator.post("review", path, FOCUS, key=command))
    assert facts(await site.history())[-1] == FocusAreaChosen.NAME


async def test_a_second_focus_area_is_refused_with_the_first_ones_name(site: Site) -> None:
    one = await (await story.opened(site)).plan()
    other: dict[str, Any] = FOCUS | {"focus_area": "reunification"}

    answer = await one.coordinator.post("review", f"{one.where}/focus-area", other)

    assert "placement-stability" in refused(answer, 409, "focus-area.count")["title"]


async def test_nothing_is_planned_for_a_review_that_is_not_there(site: Site) -> None:
    who = site.enter("coordinator-1", "coordinator")

    refused(await who.post("review", "/pqcr-none/focus-area", FOCUS), 409, "review.unknown")
    assert await site.history() == []


async def test_a_north_carolina_county_has_no_focus_area_to_choose(
    all_services: House, new_agency: Callable[[], str]
) -> None:
    site = await all_services.join(new_agency().replace("ca-", "nc-", 1))
    one = await story.durham(site)

    answer = await one.coordinator.post("review", f"{one.where}/focus-area", FOCUS)

    refused(answer, 409, "rules.not-in-this-protocol")
    assert one.review.startswith("osri-")
