"""The first page: what this is and how one comes in; for whoever is inside, where they may go."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from concord_kernel.door.agencies import places_of
from concord_kernel.door.demonstration import accounts_of
from concord_kernel.door.inside import looked_at
from concord_kernel.office import Office
from concord_kernel.people import NotSignedInError
from concord_kernel.web.desk import office
from concord_kernel.web.may import open_to_everyone
from concord_kernel.web.pages import render

router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_everyone)])


@router.get("/")
async def front(request: Request, house: Annotated[Office, Depends(office)]) -> HTMLResponse:
    """What this is, or where one may go."""
    ready_made = accounts_of(house)
    try:
        session = await looked_at(request, house, touch=True)
    except NotSignedInError:
        return render(request, "door/front.html", ready_made=ready_made, who=None, places=[])
    who = await house.people.accounts.of(session.account) if house.people else None
    places = await places_of(house, session)
    return render(request, "door/front.html", ready_made=ready_made, who=who, places=places)
