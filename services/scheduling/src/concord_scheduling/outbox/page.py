"""Releases and notices, packets, and a person's calendar behind a secret link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

from concord_contracts.bookings import NONE, Bookings, difference, of_person
from concord_contracts.facts.preparation import IntervieweeLinkEnded, IntervieweeLinkGiven
from concord_contracts.facts.schedule import InterviewBooked
from concord_contracts.rules import Edition
from concord_contracts.terms import Identifier, TextRef
from concord_kernel import clock
from concord_kernel.office import Office
from concord_kernel.web.desk import Desk, office
from concord_kernel.web.language import asked, translations
from concord_kernel.web.may import may, open_to_everyone
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from concord_kernel.web.secret_address import CALENDAR, place_of, read
from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from concord_scheduling.outbox.calendar import Entry, calendar
from concord_scheduling.outbox.data import Given, given
from concord_scheduling.outbox.told import changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


router = APIRouter(tags=["notices"])
feeds = APIRouter(tags=["notices"], dependencies=[Depends(open_to_everyone)])

PACKAGE: Final = "concord_scheduling"
CASES: Final = "SELECT case_id, ordinal, worker FROM sampled WHERE agency = %s AND review = %s"
TEAMS: Final = "SELECT team, number FROM team WHERE agency = %s AND review = %s ORDER BY number"
MEMBERS: Final = """
SELECT team, number, reviewer, roles FROM member JOIN team USING (agency, review, team)
WHERE agency = %s AND review = %s ORDER BY number, reviewer
"""
ROOMS: Final = "SELECT room, place FROM room WHERE agency = %s AND review = %s"
DUTIES: Final = "SELECT place, duty FROM duty WHERE agency = %s AND review = %s"
LINKS: Final = """
SELECT link, person, until FROM link WHERE agency = %s AND review = %s ORDER BY until, link
"""
ONE_LINK: Final = (
    "SELECT person, digest, until FROM link WHERE agency = %s AND review = %s AND link = %s"
)
LAST: Final = """
SELECT number, at FROM release WHERE agency = %s AND review = %s ORDER BY number DESC LIMIT 1
"""
LAST_BOOKINGS: Final = """
SELECT booking FROM given_out WHERE agency = %s AND review = %s AND number = %s
"""


@router.get("/{agency}/reviews/{review}/releases", include_in_schema=False)
async def releases_page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-schedule")], at: int = 0
) -> HTMLResponse:
    """Every release with its difference; for who plans the week, the notices."""
    here = await place(desk, review)
    current = await desk.caught_up("outbox", at)
    found = await given(desk, review)
    around = await _around(desk, review)
    shown = [
        row
        | {
            "title": await _title(desk, row["title"]),
            "changes": _changes(found, row["number"]),
        }
        for row in reversed(found.rows)
    ]
    return render(
        request,
        "scheduling/releases.html",
        **here,
        **around,
        current=current,
        releases=shown,
        told=sorted(found.told, key=lambda row: _rank(row["person"], around)),
        waiting=sorted(found.waiting, key=lambda one: _rank(one.person, around)),
        links=await _links(desk, review),
    )


@router.get("/{agency}/reviews/{review}/packets", include_in_schema=False)
async def packets_page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-people")]
) -> HTMLResponse:
    """The packets that can be printed: one a team, one a reviewer."""
    here = await place(desk, review)
    around = await _around(desk, review)
    names = await desk.directory([one["reviewer"] for one in around["members"]], "name")
    return render(request, "scheduling/packets.html", **here, **around, people=names)


@router.get("/{agency}/reviews/{review}/packets/{who}", include_in_schema=False)
async def packet_page(
    review: Identifier,
    who: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-people")],
) -> HTMLResponse:
    """What is handed to a team, a reviewer or a worker, to be printed.

    Raises:
        HTTPException: 404, there is nobody of that id whose packet who asks may see.
    """
    here = await place(desk, review)
    around = await _around(desk, review)
    last = await desk.rows("outbox", LAST, desk.agency, review)
    bookings = await _given_out(desk.office, desk.agency, review, last)
    is_team = who in around["team_numbers"]
    is_reviewer = who in {one["reviewer"] for one in around["members"]}
    own = {s: one for s, one in bookings.items() if one.team == who} if is_team else NONE
    own = own or of_person(who, bookings)
    if not (is_team or is_reviewer) and (not own or not desk.can("plan-schedule")):
        raise HTTPException(404, "door.not-found")
    of_team = [one for one in around["members"] if who in {one["team"], one["reviewer"]}]
    teams = {one["team"] for one in of_team}
    crew = [one for one in around["members"] if one["team"] in teams]
    names = await desk.directory([one["reviewer"] for one in crew], "name")
    return render(
        request,
        "scheduling/packet.html",
        **here,
        **around,
        who=who,
        kind="team" if is_team else "reviewer" if is_reviewer else "worker",
        release=last[0] if last else None,
        interviews=_in_order(own.values()),
        crew=crew,
        people=names,
        links=[one for one in await _links(desk, review) if one["person"] == who],
    )


@feeds.get("/calendar/{address}.ics", include_in_schema=False)
async def feed(
    address: str, request: Request, house: Annotated[Office, Depends(office)]
) -> Response:
    """Somebody's interviews of the last release, for whoever has the secret link until its end.

    Raises:
        HTTPException: 404, there is no such link, or no longer.
    """
    there = read(address)
    if there is None:
        raise HTTPException(404, "door.not-found")
    where = (there.agency, there.review)
    rows = await house.rows.read(there.agency, "outbox", ONE_LINK, (*where, there.link))
    if not rows or not there.opens(rows[0]["digest"]) or clock.is_over(rows[0]["until"]):
        raise HTTPException(404, "door.not-found")
    return await _calendar_of(rows[0]["person"], *where, request, house)


@feeds.get("/interviewee/{address}.ics", include_in_schema=False)
async def interviewee_feed(
    address: str, request: Request, house: Annotated[Office, Depends(office)]
) -> Response:
    """An interviewee's own times of the last release, by the link that opens their page.

    Raises:
        HTTPException: 404, there is no such link, or no longer.
    """
    there = read(address)
    if there is None:
        raise HTTPException(404, "door.not-found")
    given: IntervieweeLinkGiven | None = None
    for envelope in await house.ledger.read(there.agency, [f"preparation-{there.review}"]):
        match envelope.fact:
            case IntervieweeLinkGiven(link=link) as fact if link == there.link:
                given = fact
            case IntervieweeLinkEnded(link=link) if link == there.link:
                given = None
            case _:
                pass
    if given is None or not there.opens(given.digest) or clock.is_over(given.until):
        raise HTTPException(404, "door.not-found")
    return await _calendar_of(given.person, there.agency, there.review, request, house)


async def _calendar_of(
    person: str, agency: str, review: str, request: Request, house: Office
) -> Response:
    """Somebody's interviews of the last release as a calendar file."""
    where = (agency, review)
    last = await house.rows.read(agency, "outbox", LAST, where)
    bookings = await _given_out(house, *where, last)
    edition = await house.edition_of(*where)
    gettext = translations(PACKAGE, asked(request)).gettext
    own = of_person(person, bookings)
    rooms = await _places(house, *where, own)
    entries = [_entry(one, person, edition, rooms, gettext) for one in _in_order(own.values())]
    made = calendar(
        gettext("Interviews of the review"),
        edition.words("onsite.time-zone"),
        last[0]["at"] if last else clock.now(),
        last[0]["number"] if last else 0,
        entries,
    )
    return Response(made, media_type="text/calendar; charset=utf-8")


def _entry(
    one: InterviewBooked, person: str, edition: Edition, rooms: Mapping[str, str], gettext: Any
) -> Entry:
    is_worker = person == one.interviewee
    early = edition.number("interview.arrive-early-minutes")
    if is_worker:
        says = gettext("Please come %(minutes)s minutes early.") % {"minutes": early}
        minutes = one.interview_minutes
    else:
        says = gettext(
            "%(interview)s minutes of interview, then %(debrief)s minutes of debrief."
        ) % {
            "interview": one.interview_minutes,
            "debrief": one.debrief_minutes,
        }
        minutes = one.interview_minutes + one.debrief_minutes
    return Entry(one, gettext("Interview"), rooms.get(one.room or "", ""), says, minutes)


async def _places(house: Office, agency: str, review: str, own: Bookings) -> dict[str, str]:
    """Room to what it and its site are called."""
    wanted = {one.room for one in own.values() if one.room}
    if not wanted or house.vault is None:
        return {}
    rows = await house.rows.read(agency, "sites", ROOMS, (agency, review))
    ids = sorted({row[what] for row in rows for what in ("room", "place")})
    names = await house.vault.directory_about(agency, ids, "name")
    said = {one: names[one].show() if one in names else "" for one in ids}
    return {row["room"]: f"{said[row['room']]}, {said[row['place']]}" for row in rows}


async def _given_out(
    house: Office, agency: str, review: str, last: list[dict[str, Any]]
) -> Bookings:
    if not last:
        return NONE
    asked_for = (agency, review, last[0]["number"])
    rows = await house.rows.read(agency, "outbox", LAST_BOOKINGS, asked_for)
    found = [InterviewBooked.of(row["booking"]) for row in rows]
    return {one.session: one for one in found}


def _in_order(bookings: Iterable[InterviewBooked]) -> list[InterviewBooked]:
    return sorted(bookings, key=lambda one: (one.on, one.starts, one.session))


def _changes(found: Given, number: int) -> tuple[Any, ...]:
    before, now = found.releases.get(number - 1, NONE), found.releases[number]
    return changes(difference(before, now), before, now) if number > 1 else ()


def _rank(person: str, around: dict[str, Any]) -> tuple[int, int, str]:
    """Reviewers by their team, then workers by their case."""
    teams = [one["number"] for one in around["members"] if one["reviewer"] == person]
    return (0 if teams else 1, *(teams[:1] or [around["worker_cases"].get(person, 0)]), person)


async def _title(desk: Desk, kept: str | None) -> str:
    if not kept:
        return ""
    (said,) = await desk.narratives([TextRef.model_validate_json(kept)])
    return said


async def _links(desk: Desk, review: str) -> list[dict[str, Any]]:
    """Calendar links: all for who plans the week, for others their own."""
    if not desk.can("share-calendar"):
        return []
    keyed = desk.office.ledger.keys.fingerprint
    return [
        row | {"address": place_of(keyed, CALENDAR, desk.agency, review, row["link"]).address}
        for row in await desk.rows("outbox", LINKS, desk.agency, review)
        if not clock.is_over(row["until"])
        and (desk.can("plan-schedule") or row["person"] == desk.person.actor)
    ]


async def _around(desk: Desk, review: str) -> dict[str, Any]:
    """What bookings are told with: numbers of cases and teams, names of rooms, members."""
    where = (desk.agency, review)
    cases = await desk.rows("week-plan", CASES, *where)
    teams = await desk.rows("week-plan", TEAMS, *where)
    rooms = await desk.rows("sites", ROOMS, *where)
    duties = await desk.rows("sites", DUTIES, *where)
    ids = {one[what] for one in rooms for what in ("room", "place")}
    ids |= {one["place"] for one in duties} | {f"{one['place']}-{one['duty']}" for one in duties}
    return {
        "teams": teams,
        "members": await desk.rows("week-plan", MEMBERS, *where),
        "rooms": {one["room"]: one["place"] for one in rooms},
        "duties": duties,
        "names": await desk.directory(sorted(ids), "name") if ids else {},
        "case_numbers": {one["case_id"]: one["ordinal"] for one in cases},
        "worker_cases": {one["worker"]: one["ordinal"] for one in reversed(cases)},
        "team_numbers": {one["team"]: one["number"] for one in teams},
    }
