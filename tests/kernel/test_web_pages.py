"""Pages as people meet them: a review that is empty, on its way, and finished, for each role."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from tests.support import story
from tests.support.catalogs import kept, spoken_files
from tests.support.reviews import PQCR
from tests.support.site import made, refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import httpx2

    from tests.support.site import House, Site, Visitor

pytestmark = pytest.mark.anyio

STATES: dict[str, Callable[[Site], Awaitable[story.Story]]] = {
    "empty": story.opened,
    "drawn": story.drawn,
    "released": story.released,
    "recorded": story.recorded,
    "finished": story.finished,
}
PAGES = [
    ("review", ""),
    ("review", "/{review}"),
    ("review", "/{review}/cases"),
    ("review", "/{review}/teams"),
    ("review", "/{review}/themes"),
    ("review", "/{review}/interviews"),
    ("scheduling", "/{review}"),
    ("reporting", "/{review}"),
]
LISTS = [
    ("review", "/cases"),
    ("review", "/teams"),
    ("review", "/reviewers"),
    ("review", "/themes"),
    ("review", "/sessions"),
    ("review", "/interviews"),
    ("scheduling", "/schedule"),
    ("reporting", "/dates"),
    ("reporting", "/outline"),
]
SPANISH = {"Accept": "text/html", "Accept-Language": "es"}
VOID = {"meta", "link", "input", "br", "hr", "img"}


class Outline(HTMLParser):
    """Checks that tags close in order, and notes ids, headings and the language."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[str] = []
        self.ids: list[str] = []
        self.language = ""
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [name for name in (given.get("id"),) if name]
        if tag == "html":
            self.language = given.get("lang") or ""
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def is_a_good_page(answer: httpx2.Response, language: str = "en") -> None:
    page, outline = answer.text, Outline(answer.text)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == language
    assert outline.language == language
    assert outline.headings[:1] == ["h1"]
    assert outline.headings.count("h1") == 1
    assert len(outline.ids) == len(set(outline.ids))
    assert not re.search(r">\s*None\s*</(?!option)|\{\{|\{%|Undefined|<bound method|withheld", page)
    assert " style=" not in page
    assert " onclick=" not in page


def people(one: story.Story) -> dict[str, Visitor]:
    """One of each role."""
    peer = one.peers[0] if one.peers else one.site.enter("reviewer-9", "reviewer", home="ca-napa")
    consultant = one.site.enter("consultant-1", "consultant", home="ca-cdss")
    return {"coordinator": one.coordinator, "reviewer": peer, "consultant": consultant}


CLOSED = {
    "coordinator": {"/{review}/interviews"},
    "reviewer": {"/{review}/cases"},
    "consultant": {"/{review}/cases", "/{review}/interviews"},
}
"""Pages that are not for a role."""


@pytest.mark.parametrize("state", STATES)
async def test_every_page_renders_for_every_role(site: Site, state: str) -> None:
    one = await STATES[state](site)
    await site.read()

    for role, who in people(one).items():
        for service, path in PAGES:
            page = await who.page(service, path.format(review=one.review))
            expected = 404 if path in CLOSED[role] else 200
            assert page.status_code == expected, (role, service, path, page.text)
            is_a_good_page(page)


@pytest.mark.parametrize("state", STATES)
async def test_every_page_is_whole_in_spanish(site: Site, state: str) -> None:
    """No page mixes languages: nothing that the catalogs say in English stands on it."""
    one = await STATES[state](site)
    await site.read()
    english = re.compile(rf">\s*({'|'.join(map(re.escape, said_otherwise()))})\s*<")

    assert english.findall((await one.coordinator.page("review", one.where)).text)
    for who in people(one).values():
        for service, path in PAGES:
            where = f"/{service}/{site.agency}/reviews{path.format(review=one.review)}"
            page = await who.ask("GET", where, headers=SPANISH)
            is_a_good_page(page, "es")
            assert not english.findall(page.text), (service, path)


def said_otherwise() -> list[str]:
    """Texts of the catalogs that read otherwise in Spanish."""
    return [
        one.id
        for folder in spoken_files()
        for one in kept(folder, "es")
        if isinstance(one.id, str) and one.id and "%(" not in one.id and one.id != one.string
    ]


async def test_every_page_of_a_review_says_whether_it_is_made_up(site: Site) -> None:
    made_up = await story.recorded(site)
    real = story.Story(site)
    real.review = made(await real.coordinator.post("review", "", {"edition": PQCR}))["id"]
    await site.read()

    for who in people(made_up).values():
        for service, path in PAGES[1:]:
            for one in (made_up, real):
                page = await who.page(service, path.format(review=one.review))
                if page.status_code == 200:
                    flagged = 'class="synthetic"' in page.text
                    assert flagged is (one is made_up), (service, path)


async def test_the_list_says_which_reviews_are_made_up(site: Site) -> None:
    await story.opened(site)
    await site.read()

    page = await site.enter("coordinator-1", "coordinator").page("review", "")

    assert page.text.count(">Synthetic<") == 1


async def test_a_review_that_is_not_there_has_no_page_and_no_list(site: Site) -> None:
    one = await story.released(site)
    await site.read()

    for who in people(one).values():
        for service, path in PAGES[1:]:
            assert (await who.page(service, path.format(review="pqcr-none"))).status_code == 404
        for service, path in LISTS:
            assert (await who.get(service, f"/pqcr-none{path}")).status_code == 404


def links(page: str) -> set[str]:
    return set(re.findall(r'<a [^>]*href="(/[^"#?]+)', page))


async def test_no_link_of_a_page_leads_nowhere(site: Site) -> None:
    """Whoever may see a page may see every page it links to."""
    one = await story.finished(site)

    for who in people(one).values():
        found: dict[str, tuple[str, str]] = {}
        for service, path in PAGES:
            page = await who.page(service, path.format(review=one.review))
            seen = links(page.text) if page.status_code == 200 else ()
            found |= {link: (service, path) for link in seen if "/static/" not in link}
        for link, on in found.items():
            answer = await who.ask("GET", link, headers={"Accept": "text/html"})
            assert answer.status_code in {200, 303}, (*on, link)


async def test_pages_render_before_any_reader_has_run(site: Site) -> None:
    one = await story.opened(site)

    for service, path in PAGES[2:5] + PAGES[6:7]:
        page = await one.coordinator.page(service, path.format(review=one.review))
        assert page.status_code == 200
        is_a_good_page(page)


async def test_a_county_of_another_state_has_pages_by_its_own_rules(
    all_services: House, new_agency: Callable[[], str]
) -> None:
    site = await all_services.join(new_agency().replace("ca-", "nc-", 1))
    one = await story.durham(site)
    kinds = story.rows(9, "foster-care", prefix="FC") + story.rows(8, "in-home", prefix="IH")
    await one.import_frame(story.HEADER + kinds)
    await one.draw(wanted={})

    overview = await one.coordinator.page("review", one.where)
    cases = await one.coordinator.page("review", f"{one.where}/cases")

    for page in (overview, cases):
        assert page.status_code == 200
        is_a_good_page(page)
    assert "Focus area" not in overview.text
    assert "Review teams" not in overview.text
    assert "47 cases short" in cases.text
    assert "36 cases short" in cases.text


async def test_a_step_shows_what_is_done_and_what_is_next(site: Site) -> None:
    one = await story.drawn(site)

    page = (await one.coordinator.page("review", one.where)).text

    assert "Placement stability" in page
    assert "18 cases could be drawn." in page
    assert "Cases drawn: 6. Back-ups: 2." in page
    assert "The coordinator invites reviewers" in page
    assert page.count('">Done<') == 3
    assert page.count('">Next<') == 1
    assert page.count('">To do<') == 11
    assert page.count('">In the week<') == 1
    assert page.count('">After the week<') == 2


async def test_what_people_typed_is_shown_as_text(site: Site) -> None:
    one = await story.recorded(site)
    path = f"{one.where}/themes"
    marked = one.theme(statement='<script>alert("x")</script> & more')
    refused(await one.peers[0].post("review", path, marked), 409, "text.markup")
    made(await one.peers[0].post("review", path, one.theme(statement='Asked "early" & often.')))
    await one.invite("<b>Bold</b> Peer")
    await site.read()

    themes = (await one.peers[0].page("review", path)).text
    teams = (await one.coordinator.page("review", f"{one.where}/teams")).text

    assert "Asked &#34;early&#34; &amp; often." in themes.replace("&quot;", "&#34;")
    assert "&lt;b&gt;Bold&lt;/b&gt; Peer" in teams


async def test_only_the_coordinator_is_offered_the_coordinators_forms(site: Site) -> None:
    one = await story.drawn(site)
    await one.form_team()
    await site.read()

    for who, offered in ((one.coordinator, True), (one.peers[0], False)):
        for service, path in (("review", f"{one.where}/teams"), ("scheduling", one.where)):
            assert ("data-api=" in (await who.page(service, path)).text) is offered
