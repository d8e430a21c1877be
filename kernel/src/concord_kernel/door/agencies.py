"""Where somebody may go: the agencies in which they have business, by what their logs say now."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from concord_kernel.jurisdictions import NoJurisdictionError, PluginFailedError
from concord_kernel.web.asker import asker_of

if TYPE_CHECKING:
    from datetime import datetime

    from concord_kernel.office import Office
    from concord_kernel.people import Session
    from concord_kernel.web.asker import Asker


@dataclass(frozen=True, slots=True)
class Place:
    """An agency that somebody may enter.

    Attributes:
        agency: Its code.
        name: What people call it.
        is_home: Whether the person belongs to it.
        roles: What the person is there.
        until: When the last way in ends; none where it has no end.
        sees_reviews: Whether its list of reviews may be seen.
    """

    agency: str
    name: str
    is_home: bool
    roles: tuple[str, ...]
    until: datetime | None
    sees_reviews: bool


async def places_of(house: Office, session: Session) -> list[Place]:
    """Every agency in which a person has business, the home agency first."""
    members = await house.directory.members()
    askers = await asyncio.gather(*(asker_of(house, session, agency, "") for agency in members))
    found = [_place(house, asker) for asker in askers if _is_open(asker)]
    return sorted(found, key=lambda place: (not place.is_home, place.name))


def _is_open(asker: Asker) -> bool:
    return asker.has_business and (bool(asker.ways_in) or asker.agency == asker.session.home)


def _place(house: Office, asker: Asker) -> Place:
    ends = [way.until for way in asker.ways_in]
    return Place(
        agency=asker.agency,
        name=name_of(house, asker.agency),
        is_home=asker.agency == asker.session.home,
        roles=tuple(sorted({role for way in asker.ways_in for role in way.roles})),
        until=max((end for end in ends if end), default=None) if all(ends) else None,
        sees_reviews=asker.allows("see-reviews").is_allowed,
    )


def name_of(house: Office, agency: str) -> str:
    """What people call an agency; its code where its plugin does not say."""
    try:
        return house.jurisdictions.of(agency).agencies.get(agency, agency)
    except (NoJurisdictionError, PluginFailedError):
        return agency
