"""What a person is in an agency, folded from the agency's log: nothing is remembered elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TYPE_CHECKING

from concord_contracts.facts.access import GrantGiven, GrantWithdrawn, RoleEnded, RoleGiven

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from concord_contracts.event import Event


@dataclass(frozen=True, slots=True)
class Grant:
    """One way in: roles, in the whole agency or in one review, at most until a time.

    Attributes:
        roles: What the person may do.
        review: The one review; none: the whole agency.
        purpose: Why; empty for a role of one's own agency.
        until: When it ends; none for a role of one's own agency.
        id: The grant's id; empty for a role of one's own agency.
    """

    roles: tuple[str, ...]
    review: str | None = None
    purpose: str = ""
    until: datetime | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """All of a person's ways in to one agency.

    Attributes:
        own: Roles held at home: role and review.
        grants: Grants by id, each with the agency that its holder has to come from.
    """

    own: frozenset[tuple[str, str | None]] = frozenset()
    grants: Mapping[str, tuple[str, Grant]] = field(default_factory=dict)

    def ways_in(self, home: str, agency: str, now: datetime) -> tuple[Grant, ...]:
        """What counts now: roles only at home, a grant only for whom it names and until its end."""
        if home == agency:
            return tuple(Grant((role,), review) for role, review in sorted(self.own, key=str))
        return tuple(
            grant
            for needed, grant in self.grants.values()
            if needed == home and grant.until is not None and now < grant.until
        )


def standing_of(history: Iterable[Event], standing: Standing = Standing()) -> Standing:
    """Fold the facts of ``standing-<person>``, after what stood already."""
    return reduce(_evolve, history, standing)


def _evolve(standing: Standing, fact: Event) -> Standing:
    match fact:
        case RoleGiven(role=role, review=review):
            return replace(standing, own=standing.own | {(role, review)})
        case RoleEnded(role=role, review=review):
            return replace(standing, own=standing.own - {(role, review)})
        case GrantGiven(grant=grant, home=home):
            way_in = Grant(fact.roles, fact.review, fact.purpose, fact.until, grant)
            return replace(standing, grants={**standing.grants, grant: (home, way_in)})
        case GrantWithdrawn(grant=gone):
            kept = {grant: given for grant, given in standing.grants.items() if grant != gone}
            return replace(standing, grants=kept)
        case _:
            return standing
