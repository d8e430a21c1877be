"""The report from its first part to its handing in, over HTTP."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
from concord_contracts.facts.report import DocumentSubmitted, ReportApproved, ThemeCleared

from tests.support import forms, story
from tests.support.site import facts, made, refused

if TYPE_CHECKING:
    import httpx2

    from tests.support.site import Site, Visitor

pytestmark = pytest.mark.anyio

PARTS = ("purpose", "why-child-welfare", "why-probation", "data-trends", "peculiarities")
LAST = "discoveries"


@dataclass
class Desk:
    """A report that is being written, with those who have a part in it."""

    one: story.Story
    co_chair: Visitor
    consultant: Visitor
    director: Visitor

    @property
    def where(self) -> str:
        return f"{self.one.where}/report"

    async def write(self, part: str, text: str, **more: Any) -> httpx2.Response:
        body = {"text": text} | more
        return await self.one.coordinator.post("reporting", f"{self.where}/parts/{part}", body)

    async def read(self, who: Visitor) -> dict[str, Any]:
        await self.one.site.bring_up("reporting")
        said: dict[str, Any] = (await who.get("reporting", self.where)).json()
        return said

    async def clear(self, part: str) -> httpx2.Response:
        shown = await self.read(self.co_chair)
        text = next(one["text_id"] for one in shown["parts"] if one["part"] == part)
        path = f"{self.where}/parts/{part}/clearance"
        return await self.co_chair.post("reporting", path, {"text": text})

    async def clear_theme(self, who: Visitor) -> httpx2.Response:
        (theme,) = (await self.read(self.consultant))["themes"]
        path = f"{self.where}/themes/{theme['theme']}/clearance"
        return await who.post("reporting", path, {"text": theme["text_id"]})

    async def make(self) -> httpx2.Response:
        await self.one.site.bring_up("reporting")
        return await self.one.coordinator.post("reporting", f"{self.where}/versions")

    async def file(self, name: str, who: Visitor) -> bytes:
        await self.one.site.bring_up("reporting")
        answer = await who.get("reporting", f"{self.where}/{name}")
        assert answer.status_code == 200, answer.text
        return answer.content


async def desk(site: Site, *, agreed: bool = True) -> Desk:
    one = await story.recorded(site)
    if agreed:
        await one.agree()
    await site.read()
    return Desk(
        one,
        site.enter("co-chair-1", "co-chair"),
        site.enter("consultant-1", "consultant", home="ca-cdss"),
        site.enter("manager-1", "manager"),
    )


def text_of(file: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages)


@pytest.mark.proves("PQCR-87", "PQCR-88")
async def test_a_theme_is_read_by_the_county_once_a_person_of_another_agency_cleared_it(
    site: Site,
) -> None:
    at = await desk(site)

    assert (await at.read(at.one.coordinator))["themes"] == []
    refused(await at.clear_theme(at.co_chair), 404, "door.not-found")
    made(await at.clear_theme(site.enter("co-chair-2", "co-chair", home="ca-cdss")))

    (shown,) = (await at.read(at.one.coordinator))["themes"]
    assert (shown["text"], shown["cleared"]) == (story.STATEMENT, True)
    cleared = (await site.history())[-1]
    assert isinstance(cleared.fact, ThemeCleared)
    assert story.STATEMENT not in cleared.data
    assert not [word for word in ("session", "voices", "case") if word in cleared.data]


@pytest.mark.proves("PQCR-03")
async def test_the_wording_of_an_audit_needs_a_reason(site: Site) -> None:
    at = await desk(site, agreed=False)

    said = refused(await at.write("purpose", "The county passed."), 409, "report.words-of-an-audit")

    assert (said["facts"], said["overridable"]) == ({"words": ["passed"]}, True)
    assert "passed" in said["title"]
    reason = [{"rule": "report.words-of-an-audit", "reason": "A case was passed to another unit."}]
    made(await at.write("purpose", "The county passed.", overrides=reason))


async def test_a_name_or_a_number_in_a_part_is_found_before_it_is_kept(site: Site) -> None:
    at = await desk(site, agreed=False)

    named = refused(await at.write("purpose", "As Alder Peerless said."), 409, "text.names")
    called = refused(await at.write("purpose", "Call 916-555-0123."), 409, "text.identifiers")

    assert (named["overridable"], called["overridable"]) == (True, False)
    (place,) = named["errors"]
    assert (place["pointer"], place["rule"]) == ("/body/text", "wording.name")
    assert "Peerless" not in str(named)
    reason = [{"rule": "text.names", "reason": "She agreed to be thanked by name."}]
    made(await at.write("purpose", "Thanks to Alder Peerless.", overrides=reason))


async def test_a_part_is_cleared_as_it_was_read_and_by_somebody_else(site: Site) -> None:
    at = await desk(site, agreed=False)
    made(await at.write("purpose", "What it is for."))
    first = (await at.read(at.co_chair))["parts"][0]["text_id"]
    made(await at.write("purpose", "What it is really for."))

    path = f"{at.where}/parts/purpose/clearance"
    refused(
        await at.co_chair.post("reporting", path, {"text": first}), 409, "report.part-written-anew"
    )
    reviewer = at.one.peers[0]
    (hidden,) = (await at.read(reviewer))["parts"]
    assert (hidden["text"], hidden["text_id"], hidden["cleared"]) == ("", None, False)
    made(await at.clear("purpose"))
    (shown,) = (await at.read(reviewer))["parts"]
    assert shown["text"] == "What it is really for."


@pytest.mark.proves("PQCR-86", "PQCR-94", "PQCR-97", "PQCR-98", "PQCR-99", "DISC-21")
async def test_a_version_holds_what_was_cleared_and_never_changes(site: Site) -> None:
    at = await desk(site)
    made(await at.clear_theme(at.consultant))
    made(await at.write("purpose", "What it is for."))
    made(await at.clear("purpose"))
    made(await at.write("documentation", "Not for anybody yet."))
    await forms.publish(at.one)
    made(await at.make())

    before = await at.file("versions/1/report.pdf", at.one.coordinator)
    made(await at.write("purpose", "Something else."))
    made(await at.clear("purpose"))
    made(await at.make())

    assert await at.file("versions/1/report.pdf", at.consultant) == before
    said = text_of(before)
    assert "What it is for." in said
    assert story.STATEMENT in said
    assert "Not for anybody yet." not in said
    assert "placement stability" in said
    places = [said.index(heading) for heading in HEADINGS]
    assert places == sorted(places)
    assert said.index(BLANK) > places[-1]
    assert "fewer than 3" in said
    for hidden in (*at.one.sessions, *at.one.cases, *at.one.themes, story.NOTES):
        assert hidden not in said
    assert "Something else." in text_of(await at.file("versions/2/report.pdf", at.consultant))
    word = await at.file("versions/2/report.docx", at.consultant)
    assert word == await at.file("versions/2/report.docx", at.co_chair)
    assert refused(await at.make(), 409, "report.nothing-new")["facts"] == {"version": 2}


HEADINGS = (
    "Strengths and Promising Practices",
    "Documentation",
    "Barriers and Challenges",
    "Training Needs",
    "State Technical Assistance",
    "Policy and Systemic Issues",
    "Resource Issues",
)
"""In the report's order: strengths first, the others as the guide lists them."""
BLANK = "PQCR Final Tool Templates"


async def refuse_the_wrong_person(at: Desk) -> None:
    approval = f"{at.where}/versions/1/approval"
    refused(await at.director.post("reporting", approval), 409, "report.no-director")
    named = {"person": at.director.actor, "name": "Ada Madeup"}
    made(await at.one.coordinator.post("reporting", f"{at.where}/director", named))
    wrong = refused(
        await at.one.coordinator.post("reporting", approval), 409, "report.not-the-director"
    )
    assert wrong["title"].startswith("Only the director approves the report")
    early = refused(
        await at.director.post("reporting", approval), 409, "report.returned-before-approval"
    )
    assert early["overridable"] is True


async def comment_and_return(at: Desk) -> None:
    version, back = f"{at.where}/versions/1", {"on": "2010-03-05", "complete": True}
    state = at.consultant
    early = await state.post("reporting", f"{version}/return", back)
    refused(early, 409, "report.draft-not-received")
    made(await state.post("reporting", f"{at.one.where}/draft-received", DRAFT))
    said = {"part": "purpose", "text": "Say more."}
    comment = made(await state.post("reporting", f"{version}/comments", said))["id"]
    made(await state.post("reporting", f"{version}/return", back))
    answer = {"text": "Done in version 2."}
    path = f"{at.where}/comments/{comment}/answer"
    made(await at.one.coordinator.post("reporting", path, answer))
    (told,) = (await at.read(at.one.coordinator))["comments"]
    assert (told["text"], told["answer"]) == ("Say more.", "Done in version 2.")


@pytest.mark.proves("PQCR-91", "PQCR-93", "PQCR-95", "PQCR-96", "PQCR-128", "PQCR-152")
async def test_the_report_goes_in_when_the_state_commented_and_the_director_approved(
    site: Site,
) -> None:
    at = await desk(site)
    for part in (*PARTS, LAST, "executive-summary"):
        made(await at.write(part, f"On {part}."))
        made(await at.clear(part))
    await forms.publish(at.one)
    made(await at.make())
    await refuse_the_wrong_person(at)
    await comment_and_return(at)
    mailed, due = f"{at.where}/submission/e-mailed", f"{at.one.where}/documents/report.due"
    for path in (mailed, due):
        early = await at.one.coordinator.post("reporting", path, APRIL)
        refused(early, 409, "report.host-director-approval")

    made(await at.director.post("reporting", f"{at.where}/versions/1/approval"))
    made(await at.one.coordinator.post("reporting", mailed, APRIL))

    assert (await at.read(at.one.coordinator))["steps"] == {"e-mailed": "2010-04-07"}
    approved = text_of(await at.file("report.pdf", site.enter("observer-1", "observer")))
    assert "Approved in Concord by Ada Madeup" in approved
    alone = text_of(await at.file("summary.pdf", site.enter("observer-1", "observer")))
    assert ("On executive-summary." in alone, "On purpose." in alone) == (True, False)
    history = await site.history()
    went_in = [one.fact.document for one in history if isinstance(one.fact, DocumentSubmitted)]
    assert went_in == ["report.feedback", "report.due"]
    assert facts(history).count(ReportApproved.NAME) == 1
    page = await at.one.coordinator.page("reporting", f"{at.one.where}/draft")
    assert "Version 1 was approved on" in page.text


DRAFT = {"on": "2010-02-26"}
APRIL = {"on": "2010-04-07"}


@pytest.mark.proves("PQCR-86", "DISC-21")
async def test_an_approval_says_which_parts_are_missing(site: Site) -> None:
    at = await desk(site, agreed=False)
    made(await at.make())
    named = {"person": at.director.actor, "name": "Ada Madeup"}
    made(await at.one.coordinator.post("reporting", f"{at.where}/director", named))
    approval = f"{at.where}/versions/1/approval"

    refused(await at.director.post("reporting", approval), 409, "tools.blank-in-report")
    await forms.publish(at.one)
    made(await at.make())
    gone = [{"rule": "report.returned-before-approval", "reason": "The state is away."}]
    answer = await at.director.post(
        "reporting", f"{at.where}/versions/2/approval", {"overrides": gone}
    )

    said = refused(answer, 409, "report.complete")
    assert said["facts"]["parts"] == len(PARTS) + 1
    assert said["overridable"] is True
