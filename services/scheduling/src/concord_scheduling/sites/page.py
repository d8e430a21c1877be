"""Sites and who is away, as a page."""

from __future__ import annotations

from typing import Annotated

from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_scheduling.sites.data import sites

router = APIRouter(tags=["sites"])

ONE_PLACE = "onsite.one-place"
TEAMS = "SELECT team, number FROM team WHERE agency = %s AND review = %s ORDER BY number"
MEMBERS = """
SELECT reviewer, number, roles FROM member JOIN team USING (agency, review, team)
WHERE agency = %s AND review = %s ORDER BY number, reviewer
"""
WORKERS = """
SELECT worker, min(ordinal) AS ordinal FROM sampled WHERE agency = %s AND review = %s
GROUP BY worker ORDER BY ordinal
"""
WEEK = "SELECT first_day, last_day FROM week WHERE agency = %s AND review = %s"


@router.get("/{agency}/reviews/{review}/sites", include_in_schema=False)
async def page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-schedule")], at: int = 0
) -> HTMLResponse:
    """Sites, rooms and people."""
    here = await place(desk, review)
    found = await sites(desk, review, at)
    plan = {
        name: await desk.rows("week-plan", query, desk.agency, review)
        for name, query in {"teams": TEAMS, "members": MEMBERS, "workers": WORKERS}.items()
    }
    weeks = await desk.rows("week-plan", WEEK, desk.agency, review)
    named = [one["place"] for one in found["places"]] + [one["room"] for one in found["rooms"]]
    named += [f"{one['place']}-{one['duty']}" for one in found["duties"]]
    names = await desk.directory(named, "name")
    week = weeks[0] if weeks and weeks[0]["first_day"] else None
    edition = here["edition"]
    lists = {one.id: one.entries for one in edition.lists}
    advice = [one.sentence for one in edition.parameters if one.id == ONE_PLACE]
    shown = {**here, **plan, **found, "venues": found["places"]}
    del shown["places"]  # the shell calls its menu so
    return render(
        request,
        "scheduling/sites.html",
        **shown,
        names=names,
        week=week,
        duty_list=lists.get("site.duties", ()),
        advice=advice,
    )
