"""Who asks in one agency: membership, ways in, and every decision that follows from them.

Read anew at each request from the agency's log, so that what is withdrawn counts at once.
"""

from __future__ import annotations

from asyncio import gather
from dataclasses import dataclass
from typing import TYPE_CHECKING

from concord_kernel import clock
from concord_kernel.access import Asked, standing_of
from concord_kernel.identity import Person
from concord_kernel.jurisdictions import NoJurisdictionError, PluginFailedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_kernel.access import Gate, Grant, Verdict
    from concord_kernel.office import Office
    from concord_kernel.people import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Somebody in one agency, with what decisions about them rest on.

    Attributes:
        gate: Decides.
        session: Who asks.
        agency: Where.
        review: The review that the path names; empty: none.
        is_member: Whether the deployment works for the agency.
        ways_in: The roles and grants that count now.
    """

    gate: Gate
    session: Session
    agency: str
    review: str
    is_member: bool
    ways_in: Sequence[Grant]

    @property
    def person(self) -> Person:
        """Who asks, with the roles that hold here."""
        whole = any(way.review is None for way in self.ways_in)
        return Person(
            actor=self.session.account,
            agency=self.agency,
            home=self.session.home,
            roles=self._roles(self.review)[0],
            reviews=frozenset() if whole else frozenset(filter(None, self._reviews)),
        )

    @property
    def has_business(self) -> bool:
        """Whether the person has anything to do with the agency at all."""
        if not self.is_member:
            return False
        return bool(self.ways_in) or self.agency in {self.session.home, self.session.agency}

    @property
    def is_open(self) -> bool:
        """Whether the agency is open to the person, who is of it or has a way in."""
        return self.has_business and (bool(self.ways_in) or self.agency == self.session.home)

    def asked(self, action: str, review: str | None = None) -> Asked:
        """The question to the policies, for the review of the path or another one."""
        where = self.review if review is None else review
        roles, is_limited = self._roles(where)
        return Asked(
            actor=self.session.account,
            kind=self.session.kind,
            roles=roles,
            is_at_home=self.session.home == self.agency,
            is_limited=is_limited,
            is_in_scope=action in self.session.scopes and self.session.agency == self.agency,
            action=action,
            agency=self.agency,
            is_member=self.is_member,
            review=where,
        )

    def allows(self, action: str, review: str | None = None) -> Verdict:
        """The policies' decision."""
        return self.gate.decide(self.asked(action, review))

    @property
    def _reviews(self) -> list[str | None]:
        return [way.review for way in self.ways_in]

    def _roles(self, review: str) -> tuple[list[str], bool]:
        """Roles that hold for a review; or for the agency, and whether only parts of it count."""
        whole = [way for way in self.ways_in if way.review is None]
        if review:
            here = [*whole, *(way for way in self.ways_in if way.review == review)]
        else:
            here = whole or list(self.ways_in)
        roles = sorted({role for way in here for role in way.roles})
        return roles, not review and not whole and self.session.kind == "person"


async def everywhere(office: Office, session: Session) -> list[Asker]:
    """Somebody in each agency that is open to them: their own, and where there is a way in."""
    members = await office.directory.members()
    found = await gather(*(asker_of(office, session, agency, "") for agency in members))
    return [one for one in found if one.is_open]


def agency_name(office: Office, agency: str) -> str:
    """What people call an agency; its code where its plugin does not say."""
    try:
        return office.jurisdictions.of(agency).agencies.get(agency, agency)
    except (NoJurisdictionError, PluginFailedError):
        return agency


async def asker_of(office: Office, session: Session, agency: str, review: str) -> Asker:
    """Read what decisions rest on; as much work for an agency that is none as for one that is."""
    jurisdiction = await office.directory.jurisdiction(agency)
    history = await office.ledger.read(agency, [f"standing-{session.account}"])
    standing = standing_of(one.fact for one in history)
    return Asker(
        gate=office.gate,
        session=session,
        agency=agency,
        review=review,
        is_member=bool(jurisdiction),
        ways_in=standing.ways_in(session.home, agency, clock.now()),
    )
