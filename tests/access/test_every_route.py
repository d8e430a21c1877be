"""Every route with every wrong identity: refused alike, without a hint that anything is there."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.access import Denied, Shown
from concord_kernel import clock
from concord_kernel import service as services
from concord_kernel.access import ACTIONS, ROLES
from concord_kernel.access.granting import STANDING, EndRole, GiveGrant, GiveRole, WithdrawGrant
from concord_kernel.directory import DEPLOYMENT
from concord_kernel.handle import handle
from concord_kernel.web.limits import ADDRESS, PERSON, Buckets, Limits
from concord_kernel.web.may import action_of
from fastapi.routing import APIRoute

from tests.access.test_policies import MAY
from tests.support import story
from tests.support.site import Guest, Visitor, by_operator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx2
    from concord_contracts.event import Envelope

    from tests.support.site import House, Site

pytestmark = pytest.mark.anyio

NOBODYS = "pqcr-nobodys"
TOO_MANY = 429
PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Route:
    """One route of a service, and the action that decides on it."""

    service: str
    method: str
    path: str
    action: str

    @property
    def is_page(self) -> bool:
        return "/api/" not in self.path

    @property
    def is_of_a_review(self) -> bool:
        return "{review}" in self.path

    def at(self, agency: str, review: str) -> str:
        """The address; whatever else it names is nobody's."""
        known = {"agency": agency, "review": review}
        filled = PARAMETER.sub(lambda found: known.get(found[1], f"{found[1]}-1"), self.path)
        return f"/{self.service}{filled}"


def every_route() -> Iterator[Route]:
    for name in services.installed_names():
        for router in services.installed(name).routers:
            for route in router.routes:
                assert isinstance(route, APIRoute)
                for method in sorted(route.methods or ()):
                    yield Route(name, method, route.path, action_of(route))


ROUTES = list(every_route())
DECIDED = [route for route in ROUTES if route.action != "*"]


async def ask(who: Visitor, route: Route, agency: str, review: str) -> httpx2.Response:
    accept = "text/html" if route.is_page else "application/json"
    headers = {"Accept": accept}
    body: dict[str, Any] = {"json": {}} if route.method != "GET" else {}
    answer = await who.ask(route.method, route.at(agency, review), headers=headers, **body)
    if answer.status_code != TOO_MANY:
        return answer
    rest(who)
    return await ask(who, route, agency, review)


def rest(who: Visitor) -> None:
    """As if time had passed: whoever walks every route in a minute is held off in between."""
    for app in who.house.apps.values():
        app.state.limits = Limits(Buckets(PERSON), Buckets(ADDRESS))


def said(answer: httpx2.Response) -> tuple[Any, ...]:
    """All that tells one refusal from another, but the time and the address that was asked for."""
    path = answer.request.url.path
    kept = sorted(
        (name, value) for name, value in answer.headers.items() if name != "content-length"
    )
    return answer.status_code, kept, answer.text.replace(path, "")


def is_refused(answer: httpx2.Response) -> bool:
    return answer.status_code == 404 and (
        "door.not-found" in answer.text or "There is nothing here for you." in answer.text
    )


async def noted(site: Site, log: str, actor: str, position: int = 0) -> list[Envelope]:
    """What a log says of somebody's looking, after a position."""
    ledger = site.house.office("review").ledger
    found: list[Envelope] = []
    while page := await ledger.after(log, position):
        found += [one for one in page if one.name.startswith("access.") and one.actor == actor]
        position = page[-1].position
    return found


async def begun(site: Site) -> story.Story:
    """A review that is open, and on every page."""
    there = await story.opened(site)
    await site.read()
    return there


def test_there_are_routes_to_walk_and_each_names_an_action_or_is_for_everyone() -> None:
    assert len(DECIDED) > 40
    assert {route.action for route in DECIDED} <= set(ACTIONS)
    assert {route.service for route in ROUTES} == set(services.installed_names())


def test_what_is_for_everyone_names_no_agency() -> None:
    assert [route for route in ROUTES if route.action == "*" and "{agency}" in route.path] == []


@pytest.mark.parametrize("token", [None, "", "rubbish", "a.b.c", "0" * 43, "\x00", "x" * 5000])
async def test_nobody_gets_anywhere(site: Site, token: str | None) -> None:
    for route in DECIDED:
        headers = {"Accept": "application/json"}
        if token is not None:
            headers["Cookie"] = f"concord={token.encode('unicode_escape').decode()}"
        answer = await site.visitor(None).ask(
            route.method, route.at(site.agency, NOBODYS), headers=headers
        )
        assert answer.status_code in {401, 403, 303}, (route, answer.text)
        assert site.agency not in answer.text


async def test_a_stranger_cannot_tell_an_agency_that_is_there_from_one_that_is_not(
    site: Site, all_services: House, new_agency: Callable[[], str]
) -> None:
    there = await begun(site)
    home = (await all_services.join(new_agency())).agency
    stranger = site.enter("stranger-1", *ROLES, agency=home)
    absent = new_agency()

    for route in DECIDED:
        answers = [
            await ask(stranger, route, site.agency, there.review),
            await ask(stranger, route, site.agency, NOBODYS),
            await ask(stranger, route, absent, there.review),
        ]
        assert all(map(is_refused, answers)), (route, [one.text for one in answers])
        assert len({str(said(one)) for one in answers}) == 1, route

    in_the_agency = await noted(site, site.agency, stranger.actor)
    in_the_deployment = await noted(site, DEPLOYMENT, stranger.actor)
    assert in_the_agency == []
    assert len(in_the_deployment) == 3 * len(DECIDED)


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_gets_where_the_table_says_and_every_refusal_is_on_record(
    site: Site, role: str
) -> None:
    there = await begun(site)
    who = site.enter(f"{role}-2", role)

    position = 0
    for route in DECIDED:
        answer = await ask(who, route, site.agency, there.review)
        new = await noted(site, site.agency, who.actor, position)
        position = new[-1].position if new else position
        denied = [one for one in new if isinstance(one.fact, Denied)]
        if role in MAY[route.action]:
            assert denied == [], route
            assert answer.status_code != 401
            shown = [one for one in new if isinstance(one.fact, Shown)]
            assert len(shown) == ACTIONS[route.action].is_sensitive, route
        else:
            assert is_refused(answer), (route, answer.text)
            assert [one.fact.model_dump()["action"] for one in denied] == [route.action]


async def test_a_role_cannot_tell_a_review_that_is_there_from_one_that_is_not(site: Site) -> None:
    there = await begun(site)

    for route in (one for one in DECIDED if one.is_of_a_review):
        role = next((role for role in ROLES if role not in MAY[route.action]), None)
        if role is None:
            continue
        who = site.enter(f"{role}-3", role)
        answers = [await ask(who, route, site.agency, review) for review in (there.review, NOBODYS)]
        assert all(map(is_refused, answers))
        assert said(answers[0]) == said(answers[1]), route


async def test_a_grant_for_one_review_opens_no_other(site: Site) -> None:
    mine, other = await begun(site), await begun(site)
    peer = site.enter("peer-1", home="ca-napa")
    roles = tuple(role for role in ROLES if role != "administrator")
    await grant(site, peer, roles, review=mine.review)

    for route in (one for one in DECIDED if one.is_of_a_review):
        answers = [
            await ask(peer, route, site.agency, review) for review in (other.review, NOBODYS)
        ]
        assert all(map(is_refused, answers)), (route, answers[0].text)
        assert said(answers[0]) == said(answers[1])
    assert (await peer.get("review", f"/{mine.review}")).status_code == 200
    listed = (await peer.get("review")).json()["reviews"]
    assert [one["review"] for one in listed] == [] or {one["review"] for one in listed} == {
        mine.review
    }


async def grant(site: Site, peer: Visitor, roles: tuple[str, ...], **changes: Any) -> GiveGrant:
    assert peer.guest
    said: dict[str, Any] = {
        "grant": f"grant-{clock.new_command_id().hex[:12]}",
        "person": peer.actor,
        "home": peer.guest.home,
        "roles": roles,
        "purpose": "peer-review",
        "until": clock.now() + timedelta(days=1),
    }
    wish = GiveGrant(**(said | changes))
    await handle(site.house.operator, STANDING, wish, by_operator(site.agency, wish))
    return wish


async def test_a_grant_that_is_withdrawn_lets_nobody_in_from_that_moment(site: Site) -> None:
    there = await begun(site)
    peer = site.enter("peer-2", home="ca-napa")
    given = await grant(site, peer, ("consultant",))
    assert (await peer.get("review", f"/{there.review}")).status_code == 200

    wish = WithdrawGrant(grant=given.grant, person=peer.actor)
    await handle(site.house.operator, STANDING, wish, by_operator(site.agency, wish))

    for route in DECIDED:
        assert is_refused(await ask(peer, route, site.agency, there.review)), route


async def test_a_grant_ends_by_itself(site: Site) -> None:
    there = await begun(site)
    peer = site.enter("peer-3", home="ca-napa")
    await grant(site, peer, ("consultant",), until=clock.now() + timedelta(seconds=1))
    assert (await peer.get("review", f"/{there.review}")).status_code == 200

    await asyncio.sleep(1.1)

    assert is_refused(await ask(peer, DECIDED[0], site.agency, there.review))


async def test_a_grant_is_for_whoever_comes_from_the_agency_it_names(site: Site) -> None:
    there = await begun(site)
    peer = site.enter("peer-4", home="ca-napa")
    await grant(site, peer, ("consultant",), home="ca-marin")

    answer = await peer.get("review", f"/{there.review}")

    assert answer.status_code == 404


async def test_a_role_that_ended_counts_no_more(site: Site) -> None:
    there = await begun(site)
    who = site.enter("manager-4", "manager")
    assert (await who.get("review", f"/{there.review}")).status_code == 200

    wish = EndRole(person=who.actor, role="manager")
    await handle(site.house.operator, STANDING, wish, by_operator(site.agency, wish))

    assert (await who.get("review", f"/{there.review}")).status_code == 404


async def test_a_role_given_to_somebody_of_another_agency_is_worth_nothing(site: Site) -> None:
    there = await begun(site)
    peer = site.enter("peer-5", home="ca-napa")
    wish = GiveRole(person=peer.actor, role="coordinator")
    await handle(site.house.operator, STANDING, wish, by_operator(site.agency, wish))

    assert (await peer.get("review", f"/{there.review}")).status_code == 404


async def test_one_person_may_hold_several_roles(site: Site) -> None:
    await begun(site)
    who = site.enter("busy-1", "administrator", "coordinator")

    assert (await who.get("review")).status_code == 200
    assert (await who.ask("GET", f"/door/api/v1/{site.agency}/people")).status_code == 200


async def test_an_agency_that_left_is_nothing_there_to_its_own_people(
    site: Site, all_services: House
) -> None:
    there = await begun(site)
    who = there.coordinator
    await all_services.leave(site.agency)
    await asyncio.sleep(1.1)

    for route in DECIDED:
        assert is_refused(await ask(who, route, site.agency, there.review)), route


async def test_a_session_that_ended_or_whose_account_was_closed_opens_nothing(site: Site) -> None:
    who = site.enter("manager-5", "manager")
    assert (await who.get("review")).status_code == 200

    await site.house.people.accounts.close(who.actor)

    assert (await who.get("review")).status_code == 401


def test_guests_are_told_apart_by_all_that_they_are() -> None:
    one = Guest("a", "ca-napa", "ca-napa", ())

    assert one != Guest("a", "ca-napa", "ca-marin", ())
