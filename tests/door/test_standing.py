"""Who may enter an agency: roles at home, grants for people of other agencies, on a page."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.access import GrantGiven, GrantWithdrawn, RoleEnded, RoleGiven
from concord_kernel import clock
from concord_kernel.people import NameTakenError, NewAccount

from tests.support import story
from tests.support.site import made, refused

if TYPE_CHECKING:
    import httpx2

    from tests.support.site import Site, Visitor

pytestmark = pytest.mark.anyio

NEIGHBOR = "ca-napa"


async def known(site: Site, name: str, home: str = "") -> str:
    """Somebody with an account, and no role."""
    where = home or site.agency
    actor = site.actor(name, where)
    wanted = NewAccount(name=actor, display=f"{name} <Made Up>", home=where, actor=actor)
    with suppress(NameTakenError):
        await site.house.people.accounts.create(wanted)
    return actor


async def send(who: Visitor, path: str, body: dict[str, Any]) -> httpx2.Response:
    return await who.ask("POST", f"/door/api/v1/{who.agency}{path}", json=body)


async def listed(who: Visitor) -> dict[str, Any]:
    answer = await who.ask("GET", f"/door/api/v1/{who.agency}/people")
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def grant_for(peer: str, **changes: Any) -> dict[str, Any]:
    until = (clock.now() + timedelta(days=14)).isoformat()
    said = {
        "person": peer,
        "home": NEIGHBOR,
        "roles": ["reviewer"],
        "purpose": "peer-review",
        "until": until,
    }
    return said | changes


async def standing_facts(site: Site) -> list[Any]:
    log = await site.house.office("door").ledger.after(site.agency, 0)
    return [one.fact for one in log if one.name.startswith("door.")]


async def test_an_administrator_gives_and_ends_a_role(site: Site) -> None:
    boss = site.enter("boss", "administrator")
    person = await known(site, "clerk")

    made(await send(boss, "/roles", {"person": person, "role": "manager"}))
    made(await send(boss, "/roles", {"person": person, "role": "manager"}))
    made(await send(boss, "/roles/end", {"person": person, "role": "manager"}))

    facts = [one for one in await standing_facts(site) if one.person == person]
    assert facts == [
        RoleGiven(person=person, role="manager"),
        RoleEnded(person=person, role="manager"),
    ]


async def test_a_role_is_for_somebody_of_the_agency_who_has_an_account(site: Site) -> None:
    boss = site.enter("boss", "administrator")
    stranger = await known(site, "stranger", NEIGHBOR)

    for person in (stranger, "person-nobody"):
        answer = await send(boss, "/roles", {"person": person, "role": "manager"})
        refused(answer, 409, "grant.no-such-person")


async def test_a_role_nobody_knows_is_refused_with_those_there_are(site: Site) -> None:
    boss = site.enter("boss", "administrator")
    person = await known(site, "clerk")

    answer = await send(boss, "/roles", {"person": person, "role": "emperor"})

    assert "Coordinator" in refused(answer, 409, "role.unknown")["title"]


async def test_a_coordinator_lets_a_peer_into_one_review_and_out_again(site: Site) -> None:
    one = await story.opened(site)
    await site.read()
    peer = site.enter("peer", home=NEIGHBOR)
    assert (await peer.get("review", one.where)).status_code == 404

    path = f"/reviews/{one.review}/grants"
    given = made(await send(one.coordinator, path, grant_for(peer.actor)))
    assert (await peer.get("review", one.where)).status_code == 200

    path = f"/reviews/{one.review}/grants/{given['id']}/withdrawal"
    made(await send(one.coordinator, path, {"person": peer.actor}))
    assert (await peer.get("review", one.where)).status_code == 404
    facts = [fact for fact in await standing_facts(site) if fact.person == peer.actor]
    assert [type(fact) for fact in facts] == [GrantGiven, GrantWithdrawn]


async def test_a_coordinator_ends_no_grant_of_another_review(site: Site) -> None:
    one, other = await story.opened(site), await story.opened(site)
    peer = await known(site, "peer-6", NEIGHBOR)
    given = made(await send(one.coordinator, f"/reviews/{one.review}/grants", grant_for(peer)))

    path = f"/reviews/{other.review}/grants/{given['id']}/withdrawal"
    made(await send(one.coordinator, path, {"person": peer}))

    assert not [one for one in await standing_facts(site) if isinstance(one, GrantWithdrawn)]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"roles": ["coordinator"]}, "grant.not-in-a-review"),
        ({"roles": ["emperor"]}, "role.unknown"),
        ({"purpose": "curiosity"}, "grant.unknown-purpose"),
        ({"until": "2001-01-01"}, "grant.ends-when"),
        ({"until": "2999-01-01"}, "grant.ends-when"),
        ({"home": "ca-marin"}, "grant.no-such-person"),
        ({"person": "person-nobody"}, "grant.no-such-person"),
    ],
)
async def test_a_grant_is_for_a_known_person_a_purpose_and_a_while(
    site: Site, changes: dict[str, Any], rule: str
) -> None:
    one = await story.opened(site)
    peer = await known(site, "peer-7", NEIGHBOR)

    body = grant_for(peer, **changes)

    refused(await send(one.coordinator, f"/reviews/{one.review}/grants", body), 409, rule)


async def test_somebody_of_the_agency_gets_a_role_and_no_grant(site: Site) -> None:
    one = await story.opened(site)
    clerk = await known(site, "clerk")

    body = grant_for(clerk, home=site.agency)

    answer = await send(one.coordinator, f"/reviews/{one.review}/grants", body)
    refused(answer, 409, "grant.own-agency")


async def test_a_last_day_counts_to_its_end_everywhere(site: Site) -> None:
    one = await story.opened(site)
    peer = await known(site, "peer-8", NEIGHBOR)
    today = clock.now().date()

    body = grant_for(peer, until=today.isoformat())
    made(await send(one.coordinator, f"/reviews/{one.review}/grants", body))

    (given,) = [one for one in await standing_facts(site) if isinstance(one, GrantGiven)]
    assert given.until > clock.now()


async def test_everybody_who_may_enter_is_listed_with_the_name_escaped(site: Site) -> None:
    one = await story.opened(site)
    boss = site.enter("boss", "administrator")
    peer = await known(site, "peer-9", NEIGHBOR)
    clerk = await known(site, "clerk")
    made(await send(boss, "/roles", {"person": clerk, "role": "manager", "review": one.review}))
    made(await send(boss, "/grants", grant_for(peer, roles=["auditor"], purpose="audit")))
    await site.bring_up("door")

    found = await listed(boss)
    page = await boss.ask("GET", f"/door/{site.agency}/people", headers={"Accept": "text/html"})
    of_review = await one.coordinator.ask(
        "GET", f"/door/{site.agency}/reviews/{one.review}/people", headers={"Accept": "text/html"}
    )

    assert {(row["person"], row["role"]) for row in found["roles"]} >= {(clerk, "manager")}
    assert [(row["person"], row["roles"]) for row in found["grants"]] == [(peer, ["auditor"])]
    for shown in (page, of_review):
        assert shown.status_code == 200, shown.text
        assert "clerk &lt;Made Up&gt;" in shown.text
        assert "peer-9 &lt;Made Up&gt;" in shown.text
    assert "Give a role" in page.text
    assert "Give a role" not in of_review.text


async def test_who_may_enter_is_shown_to_nobody_else(site: Site) -> None:
    for role in ("manager", "reviewer", "auditor"):
        answer = await site.enter(f"{role}-7", role).ask("GET", f"/door/{site.agency}/people")
        assert answer.status_code == 404
