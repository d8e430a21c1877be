"""Inviting reviewers, taking their signatures, forming teams, over HTTP."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.people import ReviewerInvited, TeamFormed
from concord_kernel import clock

from tests.support import story
from tests.support.reviews import PEER
from tests.support.site import facts, made, refused

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.anyio

DAY = {"on": "2010-01-11"}


async def test_a_reviewer_is_invited_with_the_name_in_the_vault(site: Site) -> None:
    one = await story.opened(site)

    said = await one.post("review", "/reviewers", {"name": "Alder Peerless", "home": PEER})

    fact = (await site.history())[-1].fact
    assert isinstance(fact, ReviewerInvited)
    assert (fact.reviewer, fact.home, fact.name.kind) == (said["id"], PEER, "directory")
    assert "Alder" not in (await site.history())[-1].data


async def test_an_invitation_sent_twice_under_one_key_invites_one_person(site: Site) -> None:
    one, key = await story.opened(site), str(clock.new_command_id())
    body = {"name": "Alder Peerless", "home": PEER}
    path = f"{one.where}/reviewers"

    first = made(await one.coordinator.post("review", path, body, key=key))
    again = made(await one.coordinator.post("review", path, body, key=key))
    other = await one.coordinator.post("review", path, body | {"name": "Birch"}, key=key)

    assert again == first | {"repeated": True}
    refused(other, 422, "command.id-used-for-another")


async def test_a_reviewer_signs_for_oneself_or_the_coordinator_records_it(site: Site) -> None:
    one = await story.opened(site)
    for who in ("reviewer", "coordinator"):
        peer = await one.invite("Alder Peerless", signs=False)
        path = f"{one.where}/reviewers/{one.id_of(peer)}/confidentiality"
        signer = peer if who == "reviewer" else one.coordinator
        made(await signer.post("review", path, DAY))
        made(await signer.post("review", f"{path}/withdrawal", DAY))

    assert facts(await site.history())[2:4] == [
        "review.confidentiality-signed.v1",
        "review.confidentiality-withdrawn.v1",
    ]


async def test_nobody_signs_in_the_place_of_another_reviewer(site: Site) -> None:
    one = await story.opened(site)
    peer, other = [await one.invite(name, signs=False) for name in story.NAMES[:2]]
    path = f"{one.where}/reviewers/{one.id_of(peer)}/confidentiality"

    refused(await other.post("review", path, DAY), 404, "door.not-found")
    refused(await other.post("review", f"{path}/withdrawal", DAY), 404, "door.not-found")


async def test_a_team_is_formed_of_reviewers_who_signed(site: Site) -> None:
    one = await story.opened(site)

    await one.form_team()

    fact = (await site.history())[-1].fact
    assert isinstance(fact, TeamFormed)
    assert [member.reviewer for member in fact.members] == [one.id_of(p) for p in one.peers]


async def test_a_team_with_somebody_who_has_not_signed_is_refused(site: Site) -> None:
    one = await story.opened(site)
    peers = [await one.invite(name) for name in story.NAMES[:2]]
    late = await one.invite(story.NAMES[2], signs=False)
    members = [
        {"reviewer": one.id_of(peer), "roles": [role]}
        for peer, role in zip([*peers, late], story.ROLES, strict=True)
    ]

    answer = await one.coordinator.post("review", f"{one.where}/teams", {"members": members})

    said = refused(answer, 409, "team.confidentiality-statement")
    assert said["facts"] == {"unsigned": [one.id_of(late)]}
    assert said["title"] == "Every member has to sign the confidentiality statement first."


async def test_a_signature_withdrawn_while_the_team_is_formed_never_slips_past(site: Site) -> None:
    one = await story.opened(site)
    for _ in range(5):
        peers = [await one.invite(name) for name in story.NAMES]
        path = f"{one.where}/reviewers/{one.id_of(peers[1])}/confidentiality/withdrawal"
        members = [
            {"reviewer": one.id_of(peer), "roles": [role]}
            for peer, role in zip(peers, story.ROLES, strict=True)
        ]
        formed, withdrawn = await asyncio.gather(
            one.coordinator.post("review", f"{one.where}/teams", {"members": members}),
            peers[1].post("review", path, DAY),
        )
        gone = made(withdrawn)["position"]
        assert formed.status_code == 409 or formed.json()["position"] < gone


async def test_a_large_team_is_formed_with_a_reason_kept_in_the_vault(site: Site) -> None:
    one = await story.opened(site)
    peers = [await one.invite(f"Peer {number}") for number in range(5)]
    roles = [*story.ROLES, "observer", "observer"]
    members = [
        {"reviewer": one.id_of(peer), "roles": [role]}
        for peer, role in zip(peers, roles, strict=True)
    ]
    path = f"{one.where}/teams"
    said = refused(
        await one.coordinator.post("review", path, {"members": members}), 409, "team.members-most"
    )
    assert said["title"].startswith("A team usually has 2 to 4 members.")

    reason = [{"rule": "team.members-most", "reason": "Two are in training."}]
    made(await one.coordinator.post("review", path, {"members": members, "overrides": reason}))

    assert facts(await site.history())[-2:] == [
        "review.rule-overridden.v1",
        "review.team-formed.v1",
    ]
    assert "in training" not in "".join(one.data for one in await site.history())
