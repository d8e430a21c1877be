"""Who may do what in an agency, and who looked at what was sensitive.

Roles and grants: stream ``standing-<person>``; what was shown and refused: stream
``access-<person>-<day>``. People are known by the pseudonymous id of their account.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from concord_contracts.event import Event
from concord_contracts.terms import AgencyCode, Code, Identifier

Codes = Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]


class RoleGiven(Event, name="door.role-given.v1"):
    """A person of the agency holds a role in it, or in one review of it.

    Attributes:
        person: Whose account.
        role: Such as ``coordinator``.
        review: The one review; none: all of the agency's.
    """

    person: Identifier
    role: Code
    review: Identifier | None = None


class RoleEnded(Event, name="door.role-ended.v1"):
    """A person of the agency holds a role no longer."""

    person: Identifier
    role: Code
    review: Identifier | None = None


class GrantGiven(Event, name="door.grant-given.v1"):
    """A person of another agency may act in this one, for a purpose, until a time.

    Attributes:
        grant: The grant's id.
        person: Whose account.
        home: The agency the person has to come from; an account of another one gets nothing by it.
        roles: What the person may do here.
        purpose: Why: ``peer-review``, ``state-consultation``, ``audit``.
        review: The one review; none: all of the agency's.
        until: When it ends by itself.
    """

    grant: Identifier
    person: Identifier
    home: AgencyCode
    roles: Codes
    purpose: Code
    review: Identifier | None = None
    until: AwareDatetime


class GrantWithdrawn(Event, name="door.grant-withdrawn.v1"):
    """A grant ended before its time."""

    grant: Identifier
    person: Identifier


class Shown(Event, name="access.shown.v1"):
    """Something sensitive was about to be shown to somebody; recorded before it was.

    Attributes:
        person: Whose account.
        home: The agency the person belongs to.
        action: What was asked for: ``see-cases``.
        review: Of which review, if of one.
        policies: The policies that allowed it.
    """

    person: Identifier
    home: AgencyCode
    action: Code
    review: Identifier | None = None
    policies: tuple[Code, ...] = ()


class Denied(Event, name="access.denied.v1"):
    """Somebody asked for what is not theirs, and was told that there is nothing.

    Where the person has no business in an agency at all, this is recorded in the deployment's own
    log, so that strangers write nothing into an agency's.

    Attributes:
        person: Whose account.
        home: The agency the person belongs to.
        action: What was asked for.
        agency: Where, as the path named it.
        review: Of which review, if of one.
        policies: The policies that forbade it; none where no policy allowed it.
    """

    person: Identifier
    home: AgencyCode
    action: Code
    agency: AgencyCode
    review: Identifier | None = None
    policies: tuple[Code, ...] = ()
