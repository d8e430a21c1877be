"""Where somebody may go: the agencies in which they have business, by what their logs say now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from concord_kernel.web.asker import agency_name, everywhere

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
    found = [_place(house, asker) for asker in await everywhere(house, session)]
    return sorted(found, key=lambda place: (not place.is_home, place.name))


def _place(house: Office, asker: Asker) -> Place:
    ends = [way.until for way in asker.ways_in]
    return Place(
        agency=asker.agency,
        name=agency_name(house, asker.agency),
        is_home=asker.agency == asker.session.home,
        roles=tuple(sorted({role for way in asker.ways_in for role in way.roles})),
        until=max((end for end in ends if end), default=None) if all(ends) else None,
        sees_reviews=asker.allows("see-reviews").is_allowed,
    )
