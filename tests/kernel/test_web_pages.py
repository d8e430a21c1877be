"""Pages as people meet them: a review that is empty, on its way, and finished, for each role."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from concord_kernel.web import pages

from tests.support import story
from tests.support.reviews import PQCR
from tests.support.site import made

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


def is_a_good_page(answer: httpx2.Response) -> None:
    page, outline = answer.text, Outline(answer.text)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert 'class="synthetic"' in page
    assert outline.language == "en"
    assert outline.headings[:1] == ["h1"]
    assert outline.headings.count("h1") == 1
    assert len(outline.ids) == len(set(outline.ids))
    assert not re.search(r"\bNone\b|\{\{|\{%|Undefined|<bound method", page)
    assert " style=" not in page
    assert " onclick=" not in page


def people(one: story.Story) -> dict[str, Visitor]:
    """One of each role."""
    peer = one.peers[0] if one.peers else one.site.enter("reviewer-9", "reviewer", home="ca-napa")
    consultant = one.site.enter("consultant-1", "consultant", home="ca-cdss")
    return {"coordinator": one.coordinator, "reviewer": peer, "consultant": consultant}


@pytest.mark.parametrize("state", STATES)
async def test_every_page_renders_for_every_role(site: Site, state: str) -> None:
    one = await STATES[state](site)
    await site.read()

    for role, who in people(one).items():
        for service, path in PAGES:
            page = await who.page(service, path.format(review=one.review))
            if path.endswith("/interviews") and role != "reviewer":
                assert page.status_code == 404
            else:
                assert page.status_code == 200, (role, service, path, page.text)
            is_a_good_page(page)


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
    assert "47 short" in cases.text
    assert "36 short" in cases.text


async def test_a_review_of_real_cases_is_not_called_synthetic(site: Site) -> None:
    one = story.Story(site)
    one.review = made(await one.coordinator.post("review", "", {"edition": PQCR}))["id"]
    await site.read()

    for service in ("review", "reporting"):
        assert 'class="synthetic"' not in (await one.coordinator.page(service, one.where)).text


async def test_a_step_shows_what_is_done_and_what_is_next(site: Site) -> None:
    one = await story.drawn(site)

    page = (await one.coordinator.page("review", one.where)).text

    assert "Placement stability" in page
    assert "18 cases could be drawn" in page
    assert "6 cases and 2 back-ups drawn" in page
    assert "Invite reviewers, take their signatures, form teams." in page
    assert page.count("To do") == 5
    assert page.count('">Done<') == 3


async def test_what_people_typed_is_shown_as_text(site: Site) -> None:
    one = await story.recorded(site)
    typed = '<script>alert("x")</script> & more'
    path = f"{one.where}/themes"
    await one.peers[0].post("review", path, one.theme(statement=typed))
    await one.invite("<b>Bold</b> Peer")
    await site.read()

    themes = (await one.peers[0].page("review", path)).text
    teams = (await one.coordinator.page("review", f"{one.where}/teams")).text

    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt; &amp; more" in themes.replace(
        "&quot;", "&#34;"
    )
    assert "<script>alert" not in themes
    assert "&lt;b&gt;Bold&lt;/b&gt; Peer" in teams


async def test_only_the_coordinator_is_offered_the_coordinators_forms(site: Site) -> None:
    one = await story.drawn(site)
    await one.form_team()
    await site.read()

    for who, offered in ((one.coordinator, True), (one.peers[0], False)):
        for service, path in (("review", f"{one.where}/teams"), ("scheduling", one.where)):
            assert ("data-api=" in (await who.page(service, path)).text) is offered


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2010, 1, 29), "Friday 29 January 2010"),
        (date(2010, 3, 1), "Monday 1 March 2010"),
    ],
)
def test_a_day_is_written_as_people_write_it(day: date, said: str) -> None:
    assert pages._day(day) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("placement-stability", "Placement stability"),
        ("interview.minutes", "Interview, minutes"),
        ("", ""),
    ],
)
def test_a_code_is_written_as_words(code: str, said: str) -> None:
    assert pages._words(code) == said
