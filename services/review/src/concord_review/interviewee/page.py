"""An interviewee's own page: what the review is for, what is asked, who sees what, when and where.

It needs no account: whoever has the secret link sees it, until the link ends. It shows what one
person has to know beforehand and nothing that anybody said; that it was opened is kept nowhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final

from concord_contracts.facts.schedule import InterviewBooked
from concord_contracts.questions import kept_tool
from concord_kernel import clock
from concord_kernel.office import Office
from concord_kernel.web.desk import office
from concord_kernel.web.language import LANGUAGES, asked
from concord_kernel.web.may import open_to_everyone
from concord_kernel.web.pages import render
from concord_kernel.web.secret_address import read
from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

if TYPE_CHECKING:
    from concord_contracts.closed_lists import Entry
    from concord_contracts.rules import Edition

router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_everyone)])

READER: Final = "interviewee"
LINK: Final = """
SELECT person, digest, until, ended FROM link WHERE agency = %s AND review = %s AND link = %s
"""
REVIEW: Final = """
SELECT edition, synthetic, tool FROM opened LEFT JOIN asked USING (agency, review)
WHERE agency = %s AND review = %s
"""
OWN: Final = "SELECT booking FROM shown WHERE agency = %s AND review = %s AND person = %s"
ROOMS: Final = "SELECT room, place FROM room WHERE agency = %s AND review = %s"
DUTIES: Final = "SELECT place, duty FROM duty WHERE agency = %s AND review = %s"
PREMISES: Final = "interviewee.premises"
"""The parameter that names the premises of the review which concern whoever is interviewed."""
EARLY: Final = "interview.arrive-early-minutes"
SAID: Final = (
    "interview.anonymity",
    "notes.to-host-county",
    "tools.completed-to-host-county",
    "results.in-aggregate",
    "results.attributed-to-workers",
)
"""The rules of who learns what, whose sentences the page quotes where an edition has them."""


@router.get("/interviewee/{address}")
async def page(
    address: str,
    request: Request,
    house: Annotated[Office, Depends(office)],
    language: str = "",
) -> HTMLResponse:
    """One interviewee's page, for whoever has its link; the same answer to every wrong one."""
    spoken = language if language in LANGUAGES else asked(request)
    there = read(address)
    rows: list[dict[str, Any]] = []
    if there:
        of_link = (there.agency, there.review, there.link)
        rows = await house.rows.read(there.agency, READER, LINK, of_link)
    if there is None or not rows or not there.opens(rows[0]["digest"]):
        return _closed(request, 404, spoken)
    if rows[0]["ended"] or clock.is_over(rows[0]["until"]):
        return _closed(request, 410, spoken)
    found = await _found(house, there.agency, there.review, rows[0]["person"])
    answer = render(
        request,
        "review/interviewee.html",
        spoken=spoken,
        address=there.address,
        until=rows[0]["until"],
        **found,
    )
    return _unlisted(answer)


def _closed(request: Request, status: int, spoken: str) -> HTMLResponse:
    answer = render(request, "review/interviewee_closed.html", status=status, spoken=spoken)
    return _unlisted(answer)


def _unlisted(answer: HTMLResponse) -> HTMLResponse:
    """No search engine keeps it, and another language is another answer."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Vary"] = "Accept-Language"
    return answer


async def _found(house: Office, agency: str, review: str, person: str) -> dict[str, Any]:
    """What the page says to one person."""
    where = (agency, review)
    (opened,) = await house.rows.read(agency, READER, REVIEW, where)
    edition = await house.adopted(opened["edition"])
    rows = await house.rows.read(agency, READER, OWN, (*where, person))
    own = sorted(
        (InterviewBooked.of(row["booking"]) for row in rows), key=lambda one: (one.on, one.starts)
    )
    tool = None
    if opened["tool"]:
        tool = kept_tool(await house.ledger.edition(opened["tool"]))
    return {
        "edition": edition,
        "synthetic": opened["synthetic"],
        "interviews": _times(own, edition),
        "tool": tool,
        "premises": _premises(edition),
        "rules": {one.id: one for one in edition.parameters if one.id in SAID},
        **await _around(house, agency, review, own),
    }


async def _around(
    house: Office, agency: str, review: str, own: list[InterviewBooked]
) -> dict[str, Any]:
    """What the rooms and sites of these interviews are called, and who is there."""
    where = (agency, review)
    wanted = {one.room for one in own if one.room}
    rooms = {
        row["room"]: row["place"]
        for row in await house.rows.read(agency, READER, ROOMS, where)
        if row["room"] in wanted
    }
    duties = [
        row
        for row in await house.rows.read(agency, READER, DUTIES, where)
        if row["place"] in rooms.values()
    ]
    ids = {*rooms, *rooms.values(), *(f"{one['place']}-{one['duty']}" for one in duties)}
    names = {}
    if ids and house.vault is not None:
        names = await house.vault.directory_about(agency, sorted(ids), "name")
    said = {one: names[one].show() if one in names else "" for one in ids}
    return {"rooms": rooms, "duties": duties, "names": said}


def _times(own: list[InterviewBooked], edition: Edition) -> list[dict[str, Any]]:
    """Each interview, and when its interviewee is asked to come."""
    known = {one.id for one in edition.parameters}
    early = edition.number(EARLY) if EARLY in known else 0
    before = timedelta(minutes=early)
    return [
        {
            "booking": one,
            "early": early,
            "come": (datetime.combine(one.on, one.starts) - before).time(),
        }
        for one in own
    ]


def _premises(edition: Edition) -> list[Entry]:
    """The premises that the edition picks out for interviewees; none where it picks none."""
    codes = next((one.value for one in edition.parameters if one.id == PREMISES), ())
    listed = next((one.entries for one in edition.lists if one.id == "plan.premises"), ())
    return [one for one in listed if isinstance(codes, tuple) and one.code in codes]
