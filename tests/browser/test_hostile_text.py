"""Scripts in every field: whatever people type is text, on every page and in every file.

One review is told whose every text is an attack; then every page and every file is asked for by
whoever sees most of it, and the main ones are opened at a browser. ``make soak`` asks everybody.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET  # ruff: ignore[suspicious-xml-etree-import] -- our own files

import pypdf
import pytest
from concord_kernel import service as services
from concord_kernel.web.limits import ADDRESS, PERSON, Buckets, Limits
from docx import Document
from fastapi.routing import APIRoute
from icalendar import Calendar

from tests.support.browser import visitor
from tests.support.fields import Field, fields
from tests.support.filling import enter
from tests.support.hostile import SCRIPT, SLY, STEPS, Hostile, begun

if TYPE_CHECKING:
    import httpx2
    from playwright.sync_api import Browser, Dialog

    from tests.support.hosted import Hosted

pytestmark = [pytest.mark.xdist_group("hostile"), pytest.mark.timeout(300)]

PAGES = sorted(
    f"/{name}{route.path}"
    for name in services.installed_names()
    for router in services.installed(name).routers
    for route in router.routes
    if isinstance(route, APIRoute) and "/api/" not in route.path and "GET" in (route.methods or ())
)
PARAMETER = re.compile(r"\{(\w+)\}")
DATA = ("application/json", "importmap")
ATTACKS = ("alert(1)", "{{7*7}}", "/etc/passwd")
IS_LONG = int(os.environ.get("CONCORD_API_EXAMPLES", "1")) > 1
WHO = ("interviewer", "coordinator", "consultant")
"""Who asks: whoever was there, who plans, and who advises."""


SEEN = {
    "coordinator": (
        "/review/{agency}/reviews/{review}/teams",
        "/review/{agency}/reviews/{review}/agreements",
        "/review/{agency}/reviews/{review}/literature",
        "/review/{agency}/reviews/{review}/cases",
        "/scheduling/{agency}/reviews/{review}",
        "/reporting/{agency}/reviews/{review}/recommendations",
    ),
    "interviewer": (
        "/review/{agency}/reviews/{review}/themes/{theme}",
        "/review/{agency}/reviews/{review}/debriefs?day=2010-01-25",
        "/review/{agency}/reviews/{review}/sessions/{session}/form",
        "/review/{agency}/reviews/{review}/sessions/{session}/debrief/form",
        "/review/{agency}/reviews/{review}/focus-groups/{group}/agenda",
    ),
    "consultant": ("/reporting/{agency}/reviews/{review}/draft",),
}
"""Pages that are opened at a browser."""


class Page(HTMLParser):
    """What a browser would make of a page, as far as it runs or loads anything."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.words: list[str] = []
        self._is_data = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._is_data = tag == "script" and given.get("type") in DATA
        if tag == "script" and not self._is_data and "src" not in given:
            self.wrong.append("a script of its own")
        if given.get("src") == "x" or "autofocus" in given:
            self.wrong.append(f"<{tag}> that was typed")
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.wrong.append(f"<{tag} {name}>")
            self.words.append(value or "")

    def handle_data(self, data: str) -> None:
        if self._is_data and "<" in data:
            self.wrong.append("a mark in an island of data")
        self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._is_data = self._is_data and tag != "script"

    def shows(self, attack: str) -> bool:
        return any(attack in one for one in self.words)


async def ask(at: Hostile, who: str, path: str, accept: str = "text/html") -> httpx2.Response:
    """What somebody is answered, who is never asked to wait."""
    for app in at.one.site.house.apps.values():
        app.state.limits = Limits(Buckets(PERSON), Buckets(ADDRESS))
    answer = await at.people[who].ask("GET", path, headers={"Accept": accept})
    assert answer.status_code < 500, (path, who)
    return answer


def filled(at: Hostile, page: str) -> str:
    """Where a page is in this review; nowhere, where the review has nothing of what it shows."""
    known = at.ids | {"agency": at.one.site.agency, "review": at.one.review}
    known |= {"who": at.one.team, "number": "1", "role": "interviewer"}
    if set(PARAMETER.findall(page)) - set(known):
        return ""
    return PARAMETER.sub(lambda one: known[one[1]], page)


async def is_shown_on(at: Hostile, path: str) -> bool:
    """Whether a page shows an attack as text to somebody; it does none of them to anybody."""
    is_shown = False
    for who in at.people if IS_LONG else WHO:
        answer = await ask(at, who, path)
        if answer.headers.get("content-type", "").startswith("text/html"):
            page = Page(answer.text)
            assert page.wrong == [], (path, who)
            is_shown = is_shown or any(page.shows(attack) for attack in ATTACKS)
        if is_shown and not IS_LONG:
            break
    return is_shown


async def file(at: Hostile, path: str, who: str = "coordinator") -> bytes:
    """A file below the report's review."""
    where = f"/reporting/api/v1/{at.one.site.agency}/reviews{at.one.where}{path}"
    answer = await ask(at, who, where, "*/*")
    assert answer.status_code == 200, (path, answer.text)
    return answer.content


async def a_page_of_the_report_is_text(at: Hostile) -> None:
    printed = pypdf.PdfReader(io.BytesIO(await file(at, "/report/versions/1/report.pdf")))
    said = " ".join("\n".join(page.extract_text() for page in printed.pages).split())
    root: Any = printed.trailer["/Root"]

    assert '#read("/etc/passwd")' in said
    assert '#eval("1")' in said
    assert "root:" not in said
    assert "{{7*7}}${7*7}" in said
    assert not {"/JavaScript", "/EmbeddedFiles"} & set(root.get("/Names", {}))
    assert "/OpenAction" not in root
    assert not [one for page in printed.pages for one in links(page) if "x.test" in one]


def links(page: Any) -> list[str]:
    found = [one.get_object().get("/A", {}) for one in page.get("/Annots", [])]
    return [str(one.get("/URI", "")) for one in found]


async def a_word_processors_file_is_text(at: Hostile) -> None:
    word = await file(at, "/report/versions/1/report.docx")
    said = "\n".join(one.text for one in Document(io.BytesIO(word)).paragraphs)

    assert "{{7*7}}${7*7}" in said
    assert "onerror=alert(1)" in said
    with zipfile.ZipFile(io.BytesIO(word)) as kept:
        for name in kept.namelist():
            if name.endswith((".xml", ".rels")):
                ET.fromstring(kept.read(name))  # ruff: ignore[suspicious-xml-element-tree-usage] -- our own file
                assert b"HYPERLINK" not in kept.read(name).replace(b"=HYPERLINK(", b""), name


async def a_workbook_calculates_nothing(at: Hostile) -> None:
    book = await file(at, "/recommendations.xlsx")
    with zipfile.ZipFile(io.BytesIO(book)) as kept:
        parts = {name: kept.read(name).decode() for name in kept.namelist()}

    strings = "".join(ET.fromstring(parts["xl/sharedStrings.xml"]).itertext())  # ruff: ignore[suspicious-xml-element-tree-usage] -- our own file
    assert "=HYPERLINK(" in strings
    assert "=cmd|" in strings
    for name, part in parts.items():
        assert "<f>" not in part, name
        assert "x.test" not in part or name == "xl/sharedStrings.xml", name


async def a_calendar_has_its_own_lines_only(at: Hostile) -> None:
    answer = await at.one.site.visitor(None).ask("GET", at.ids["calendar"])
    calendar = Calendar.from_ical(answer.content)
    events = calendar.walk("VEVENT")

    assert [len(calendar.walk()), len(events)] == [len({id(one) for one in calendar.walk()}), 3]
    for event in events:
        assert "alert(1)" in str(event["location"])
        assert not {"ATTENDEE", "ORGANIZER", "ATTACH", "URL"} & set(event)
    lines = answer.text.replace("\r\n ", "").split("\r\n")
    assert lines.count("END:VEVENT") == 3
    assert not [one for one in lines if one.startswith("ATTENDEE")]


ELSEWHERE = {
    "/door/api/v1/me/password",
    "/door/api/v1/sign-in",
    "/door/api/v1/{agency}/webhooks",
}
"""Passwords and addresses: never shown, or refused (``test_hostile_fields``, ``test_webhooks``)."""


def untold(at: Hostile) -> list[Field]:
    """Fields for what people write that took no attack; reasons are kept alike everywhere."""
    return [
        one
        for one in fields()
        if one.is_free
        and one.place[0] != "overrides"
        and one.below not in ELSEWHERE
        and not any(one.is_in(path, body, text) for path, body in at.sent for text in (SCRIPT, SLY))
    ]


@pytest.fixture(scope="module")
def at(hosted: Hosted, browser: Browser) -> Hostile:
    """The review, once for all of them."""
    assert browser.is_connected()
    site = hosted.run(hosted.house.join(f"ca-hostile-{os.getpid()}"))
    told = hosted.run(begun(site))
    for step in STEPS:
        hosted.run(step(told))
    return told


def test_every_field_for_what_people_write_took_an_attack(at: Hostile) -> None:
    assert untold(at) == []


def test_what_was_typed_is_text_on_every_page(hosted: Hosted, at: Hostile) -> None:
    there = {page: path for page in PAGES if (path := filled(at, page))}
    shown = [page for page, path in there.items() if hosted.run(is_shown_on(at, path))]
    tasks = filled(at, "/review/{agency}/reviews/{review}/tasks?of=tasks.logistics")

    assert hosted.run(is_shown_on(at, tasks))
    assert len(shown) >= 31, sorted(shown)


@pytest.mark.parametrize(
    "it_is_text",
    [
        a_page_of_the_report_is_text,
        a_word_processors_file_is_text,
        a_workbook_calculates_nothing,
        a_calendar_has_its_own_lines_only,
    ],
)
def test_what_was_typed_is_text_in_every_file(hosted: Hosted, at: Hostile, it_is_text: Any) -> None:
    hosted.run(it_is_text(at))


def test_nothing_that_was_typed_opens_or_runs_at_a_browser(
    hosted: Hosted, browser: Browser, at: Hostile
) -> None:
    opened: list[str] = []

    def note(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    for who, paths in SEEN.items():
        with visitor(browser, hosted.url, locale="en-US") as someone:
            someone.page.on("dialog", note)
            enter(someone, hosted.run(at.people[who].shown()) or "")
            for path in paths:
                page = someone.go(filled(at, path))
                page.wait_for_load_state("load")
                assert page.locator("img[src=x], main script:not([type])").count() == 0
                assert "{{7*7}}" in page.content()
            someone.photograph(f"hostile-{who}")
    assert opened == []
