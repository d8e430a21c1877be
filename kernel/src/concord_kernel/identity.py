"""Who acts in an agency: what every part of Concord knows of somebody who asks, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody, or a program, with the roles that hold where it was asked.

    Attributes:
        actor: Pseudonymous id of the account, recorded with every fact.
        agency: The agency in whose log this person acts.
        home: The agency this person belongs to; another one for a peer or a consultant.
        roles: Roles that hold in the agency, or in the review that was asked for.
        reviews: The only reviews in which the person has a role; none: all of the agency's.
    """

    actor: str
    agency: str
    home: str
    roles: Sequence[str]
    reviews: frozenset[str] = frozenset()

    def has(self, *roles: str) -> bool:
        """Whether the person holds one of these roles."""
        return bool(set(roles) & set(self.roles))

    def sees(self, review: str) -> bool:
        """Whether the person has any business in a review."""
        return not self.reviews or review in self.reviews
