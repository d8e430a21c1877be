"""Who gets where: every route of every service, with the wrong statement and with the right one."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from concord_kernel import clock
from concord_kernel import service as services
from concord_kernel.identity import Person, Signer
from concord_kernel.web import desk as desks

from tests.support import story
from tests.support.reviews import PQCR
from tests.support.site import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

    from tests.support.site import House, Site, Visitor

pytestmark = pytest.mark.anyio

NAMES = {
    "reviewer": "reviewer-1",
    "session": "session-1",
    "theme": "theme-1",
    "document": "report.due",
}
DAY = {"on": "2010-01-11"}
ALL = ("coordinator", "reviewer", "consultant", "auditor")


@dataclass(frozen=True)
class Route:
    """One route, the only roles that may go there, if not all, and what may be sent."""

    method: str
    service: str
    path: str
    roles: tuple[str, ...] = ()
    body: dict[str, Any] = field(default_factory=dict)

    async def ask(self, who: Visitor, review: str) -> httpx2.Response:
        path = self.path.format(review=review, **NAMES)
        return await who.api(self.method, self.service, path, json=self.body)


INSIDE, COUNTY, EITHER = ("reviewer", "consultant"), ("coordinator",), ("coordinator", "consultant")
WEEK = {"first_day": "2010-01-25", "last_day": "2010-01-29"}
BOOKING = {"case": "case-1", "team": "team-1", "on": "2010-01-25", "starts": "09:00"}
INTERVIEW = {"team": "team-1", "on": "2010-01-25", "minutes": 45, "notes": "x"}
THEME = {
    "heading": "training-needs",
    "scope": "focus-area",
    "statement": "x",
    "sessions": ["session-1"],
}
MEMBERS = {"members": [{"reviewer": "reviewer-1", "roles": ["recorder"]}]}
SIGNERS = ("coordinator", "reviewer")
ROUTES = [
    Route("POST", "review", "", COUNTY, {"edition": PQCR}),
    Route("GET", "review", ""),
    Route("GET", "review", "/{review}"),
    Route(
        "POST",
        "review",
        "/{review}/focus-area",
        COUNTY,
        {"focus_area": "reunification", "reasons": {"probation": "x"}},
    ),
    Route("POST", "review", "/{review}/frame", COUNTY),
    Route("POST", "review", "/{review}/sample", COUNTY, {"frame": "frame-1", "seed": "s"}),
    Route("GET", "review", "/{review}/cases"),
    Route("POST", "review", "/{review}/reviewers", COUNTY, {"name": "x", "home": "ca-napa"}),
    Route("POST", "review", "/{review}/reviewers/{reviewer}/confidentiality", SIGNERS, DAY),
    Route(
        "POST", "review", "/{review}/reviewers/{reviewer}/confidentiality/withdrawal", SIGNERS, DAY
    ),
    Route("POST", "review", "/{review}/teams", COUNTY, MEMBERS),
    Route("GET", "review", "/{review}/teams"),
    Route("GET", "review", "/{review}/interviews", ("reviewer",)),
    Route("POST", "review", "/{review}/sessions/{session}", ("reviewer",), INTERVIEW),
    Route("GET", "review", "/{review}/sessions/{session}/notes", ("reviewer",)),
    Route("POST", "review", "/{review}/themes", INSIDE, THEME),
    Route("GET", "review", "/{review}/themes"),
    Route("POST", "review", "/{review}/themes/{theme}/agreement", INSIDE),
    Route("POST", "scheduling", "/{review}/event-week", COUNTY, WEEK),
    Route("POST", "scheduling", "/{review}/interviews", COUNTY, BOOKING),
    Route("POST", "scheduling", "/{review}/releases", COUNTY),
    Route("GET", "scheduling", "/{review}/schedule"),
    Route("POST", "reporting", "/{review}/draft-received", EITHER, DAY),
    Route("POST", "reporting", "/{review}/documents/{document}", EITHER, DAY),
    Route("GET", "reporting", "/{review}/dates"),
    Route("GET", "reporting", "/{review}/outline"),
]
PAGES = [
    ("review", ""),
    ("review", "/{review}"),
    ("review", "/{review}/cases"),
    ("review", "/{review}/teams"),
    ("review", "/{review}/interviews"),
    ("review", "/{review}/themes"),
    ("scheduling", "/{review}"),
    ("reporting", "/{review}"),
]


async def test_every_route_of_the_services_is_tried_here(all_services: House) -> None:
    declared = {
        (method.upper(), path)
        for app in all_services.apps.values()
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    }

    assert declared == {
        (one.method, f"/{one.service}/api/v1/{{agency}}/reviews{one.path}") for one in ROUTES
    }


async def test_every_page_of_the_services_is_tried_here() -> None:
    shown = {
        (name, str(getattr(route, "path", "")))
        for name in services.installed_names()
        for router in services.installed(name).routers
        for route in router.routes
        if not getattr(route, "include_in_schema", True)
    }

    assert shown == {(service, f"/{{agency}}/reviews{path}") for service, path in PAGES}


async def test_the_api_describes_itself_and_takes_text_without_giving_it_back(site: Site) -> None:
    for service in services.installed_names():
        answer = await site.visitor(None).ask("GET", f"/{service}/openapi.json")
        described = answer.json()
        assert (answer.status_code, described["openapi"][:3]) == (200, "3.1")
        operations = [one for path in described["paths"].values() for one in path.values()]
        assert all(one["description"] and one["tags"] for one in operations)
        typed = [
            field
            for model in described["components"]["schemas"].values()
            for name, field in model.get("properties", {}).items()
            if name in {"notes", "statement", "name", "reason"}
        ]
        assert all(field["writeOnly"] for field in typed)


def person(agency: str, **changes: Any) -> Person:
    asked: dict[str, Any] = {
        "actor": "coordinator-1",
        "agency": agency,
        "home": agency,
        "roles": ALL,
        "until": clock.now() + timedelta(hours=1),
    }
    return Person(**(asked | changes))


def forged(token: str) -> str:
    """The same statement with other roles, under the signature of the old ones."""
    said = person("ca-alameda").model_dump_json().encode()
    return f"{urlsafe_b64encode(said).decode()}.{token.partition('.')[2]}"


BAD_TOKENS: dict[str, Callable[[Signer, str], str | None]] = {
    "no statement": lambda _, __: None,
    "an empty one": lambda _, __: "",
    "rubbish": lambda _, __: "let-me-in",
    "a forged one": lambda signer, agency: forged(signer.sign(person(agency))),
    "one without a signature": lambda signer, agency: signer.sign(person(agency)).split(".")[0],
    "one of another deployment": lambda _, agency: Signer(b"another key").sign(person(agency)),
    "one that has ended": lambda signer, agency: signer.sign(person(agency, until=clock.now())),
}


@pytest.mark.parametrize("kind", BAD_TOKENS)
async def test_nobody_gets_anywhere_without_a_statement_of_ours(site: Site, kind: str) -> None:
    signer = site.house.office("review").signer
    stranger = site.visitor(BAD_TOKENS[kind](signer, site.agency))

    for route in ROUTES:
        answer = await route.ask(stranger, "pqcr-1")
        said = refused(answer, 401, "door.not-signed-in")
        assert said["title"] == "Please sign in first."
    for service, path in PAGES:
        answer = await stranger.page(service, path.format(review="pqcr-1"))
        assert (answer.status_code, "Please sign in first." in answer.text) == (401, True)


async def test_a_statement_may_be_any_string_of_bytes(site: Site) -> None:
    for token in ("é.ü", "\xff\xfe", ".", "..", "a.b.c"):
        headers = {"Authorization": b"Bearer " + token.encode("latin-1")}
        answer = await site.visitor(None).api("GET", "review", "", headers=headers)
        refused(answer, 401, "door.not-signed-in")


async def test_another_agency_is_nothing_there_to_an_outsider(
    site: Site, all_services: House, new_agency: Callable[[], str]
) -> None:
    there = await story.opened(site)
    elsewhere = (await all_services.join(new_agency())).agency
    outsider = site.enter("coordinator-1", *ALL, agency=elsewhere)
    nobody_there = site.enter("coordinator-1", *ALL, agency=(absent := new_agency()))

    for route in ROUTES:
        answers = [await route.ask(outsider, one) for one in (there.review, "pqcr-none")]
        answers.append(await route.ask(type(outsider)(site.house, absent, nobody_there.token), "a"))
        for answer in answers:
            refused(answer, 404, "door.not-found")
        assert len({answer.content for answer in answers}) == 1
    for service, path in PAGES:
        pages = [
            await outsider.page(service, path.format(review=one))
            for one in (there.review, "pqcr-none")
        ]
        assert [page.status_code for page in pages] == [404, 404]
        assert pages[0].text == pages[1].text
        assert there.review not in pages[0].text


async def test_a_role_that_may_not_is_told_of_nothing(site: Site) -> None:
    there = await story.opened(site)

    for route in ROUTES:
        for role in (role for role in ALL if route.roles and role not in route.roles):
            answers = [
                await route.ask(site.enter(f"{role}-1", role), review)
                for review in (there.review, "pqcr-none")
            ]
            for answer in answers:
                refused(answer, 404, "door.not-found")
            assert answers[0].content == answers[1].content


async def test_nothing_is_recorded_for_those_who_may_not(site: Site) -> None:
    there = await story.opened(site)
    before = await site.history()

    for route in ROUTES:
        await route.ask(site.visitor(None), there.review)
        await route.ask(site.enter("auditor-1", "auditor"), there.review)

    assert await site.history() == before


@pytest.mark.parametrize("key", ["1", "not-a-uuid", "é", "0" * 31])
async def test_a_command_has_a_uuid_for_its_id(site: Site, key: str) -> None:
    headers = {"Idempotency-Key": key.encode()}
    answer = await site.enter("coordinator-1", "coordinator").api(
        "POST", "review", "", json={"edition": PQCR}, headers=headers
    )

    refused(answer, 400, "request.not-a-command-id")
    assert key not in answer.text or key == "1"


async def test_a_cookie_lets_in_where_there_is_no_bearer(site: Site) -> None:
    who = site.enter("coordinator-1", "coordinator")

    assert (await who.page("review")).status_code == 200


async def test_a_page_waits_for_its_own_write(site: Site) -> None:
    one = await story.opened(site)
    await site.read()
    position = (await one.post("review", "/focus-area", FOCUS))["position"]

    await site.bring_up("review")
    answer = await one.coordinator.get("review", one.where, at=position)

    assert answer.json()["current"] is True
    assert answer.json()["review"]["focus_area"] == "reunification"


FOCUS = {"focus_area": "reunification", "reasons": story.REASONS}
SOON = "This page is being updated"


async def test_a_page_whose_rows_are_late_says_that_it_is_being_updated(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "PATIENCE", 0.05)
    one = await story.opened(site)
    await site.read()
    position = (await one.post("review", "/focus-area", FOCUS))["position"]

    answer = await one.coordinator.get("review", one.where, at=position)
    page = await one.coordinator.page("review", one.where, at=position)
    late = await one.coordinator.get("scheduling", f"{one.where}/schedule", at=position)

    assert (answer.json()["current"], answer.json()["review"]["focus_area"]) == (False, None)
    assert SOON in page.text
    assert late.json()["current"] is False
    await site.read()
    assert SOON not in (await one.coordinator.page("review", one.where, at=position)).text


async def test_a_position_that_is_no_number_is_refused(site: Site) -> None:
    who = site.enter("coordinator-1", "coordinator")

    said = refused(await who.get("review", at="soon"), 422, "request.not-valid")

    assert said["errors"] == [{"pointer": "/query/at", "rule": "int_parsing"}]
