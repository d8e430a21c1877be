"""Who leads a review, as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_review.tied import ties_of
from concord_review.who_leads.data import READER, leaders, peer_counties

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.rules import Edition

router = APIRouter(tags=["leading"])

TIES = "team-list"
"""The reader that has ties."""
SUPERVISES = "debrief.supervises-interviewee"


@router.get("/{agency}/reviews/{review}/leaders", include_in_schema=False)
async def page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-plan")], at: int = 0
) -> HTMLResponse:
    """Who leads, and which counties come as peers."""
    here = await place(desk, review)
    current = await desk.caught_up(READER, at)
    current = await desk.caught_up(TIES, at) and current
    people = await leaders(desk, review)
    names = await desk.directory([one["person"] for one in people], "name")
    agencies = desk.jurisdiction.agencies if desk.jurisdiction else {}
    bodies = _bodies(here["edition"], people)
    return render(
        request,
        "review/leaders.html",
        **here,
        current=current,
        people=people,
        names=names,
        agencies=agencies,
        peers=await peer_counties(desk, review),
        bodies=bodies,
        **await _hosts(desk, review, here["edition"], people, bodies),
    )


async def _hosts(
    desk: Desk,
    review: str,
    edition: Edition,
    people: Sequence[Mapping[str, Any]],
    bodies: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Who of the host leads, with their ties, where they keep somebody out of a day's debrief."""
    is_rule = any(one.id == SUPERVISES for one in edition.parameters)
    lead = dict.fromkeys(one["person"] for body in bodies for one in body["held"])
    known = {one["person"]: one for one in people if one["home"] == desk.agency}
    hosts = [known[person] for person in lead if person in known]
    if not is_rule or not hosts or not desk.can("see-cases"):
        return {"hosts": []}
    return {"hosts": hosts} | await ties_of(desk, review)


def _bodies(edition: Edition, people: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each body that leads: its kinds in order, who has each, and which usual ones are missing."""
    if not any(one.id == "review.co-chairs" for one in edition.parameters):
        return []
    seats = dict.fromkeys(edition.codes("review.co-chairs"), "")
    return [
        _body("co-chair", seats, people, tuple(seats)),
        _body("coordinator", {"coordinator": ""}, people, ("coordinator",)),
        *(
            _body(
                part,
                {one.code: one.label for one in edition.catalogue(part).entries},
                people,
                edition.codes(usual),
            )
            for part, usual in (
                ("executive-team", "executive-team.usual"),
                ("planning-team", "planning-team.usual"),
            )
        ),
    ]


def _body(
    part: str,
    kinds: Mapping[str, str],
    people: Sequence[Mapping[str, Any]],
    usual: Sequence[str],
) -> dict[str, Any]:
    held = [
        {"kind": one["kind"], "duties": one["duties"], "person": person["person"]}
        for kind in kinds
        for person in people
        for one in person["parts"]
        if (one["part"], one["kind"]) == (part, kind)
    ]
    there = {one["kind"] for one in held}
    missing = [kind for kind in usual if kind not in there]
    return {"part": part, "kinds": kinds, "held": held, "missing": missing}
