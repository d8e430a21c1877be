"""Whose account a page of the door is about: the person who asks, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from concord_kernel import clock
from concord_kernel.door.entering import people_of
from concord_kernel.office import Office
from concord_kernel.people import People, Session
from concord_kernel.web.desk import office
from concord_kernel.web.may import SignedIn


@dataclass(frozen=True, slots=True)
class Hall:
    """What a page of the door works with.

    Attributes:
        house: The equipment of this process.
        origin: Scheme and name under which people come in.
    """

    house: Office
    origin: str

    @property
    def people(self) -> People:
        """Who may enter, as the door writes it."""
        return people_of(self.house)


async def hall(request: Request, house: Annotated[Office, Depends(office)]) -> Hall:
    """The hall of this request."""
    asked = f"{request.url.scheme}://{request.url.netloc}"
    return Hall(house, house.settings.origin or asked)


async def oneself(session: SignedIn) -> Session:
    """A person about their own account; a program has none to look after.

    Raises:
        HTTPException: 404, it is a program.
    """
    if session.kind != "person":
        raise HTTPException(404, "door.not-found")
    return session


async def fresh(session: Annotated[Session, Depends(oneself)]) -> Session:
    """A person who signed in a few minutes ago, for what a borrowed browser must not do.

    Raises:
        HTTPException: 403, it was longer ago.
    """
    if session.fresh_until <= clock.now():
        raise HTTPException(403, "door.sign-in-again")
    return session


InHall = Annotated[Hall, Depends(hall)]
Oneself = Annotated[Session, Depends(oneself)]
Fresh = Annotated[Session, Depends(fresh)]
