"""How roles and grants come and go: one stream a person, ``standing-<person>``."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.access import GrantGiven, GrantWithdrawn, RoleEnded, RoleGiven
from pydantic import AwareDatetime

from concord_kernel.access.actions import PURPOSES, REVIEW_ROLES, ROLES
from concord_kernel.access.standing import Standing, standing_of
from concord_kernel.command import Command
from concord_kernel.decider import Decider, Refused, Streams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Event

    from concord_kernel.context import Context

LONGEST: Final = timedelta(days=366)
"""The longest a grant may last before somebody looks at it again."""

MOST_GRANTS: Final = 50
"""Grants of one person that stand at once."""


class GiveRole(Command, action="manage-access"):
    """Let a person of the agency hold a role."""

    person: str
    role: str
    review: str | None = None


class EndRole(Command, action="manage-access"):
    """Let a person of the agency hold a role no longer."""

    person: str
    role: str
    review: str | None = None


class GiveGrant(Command, action="manage-access"):
    """Let a person of another agency act in this one for a while."""

    grant: str
    person: str
    home: str
    roles: tuple[str, ...]
    purpose: str
    review: str | None = None
    until: AwareDatetime


class WithdrawGrant(Command, action="manage-access"):
    """End a grant now."""

    grant: str
    person: str


class GiveReviewGrant(Command, action="grant-review"):
    """Let a person of another agency act in one review for a while."""

    grant: str
    person: str
    home: str
    roles: tuple[str, ...]
    purpose: str
    review: str
    until: AwareDatetime


class WithdrawReviewGrant(Command, action="grant-review"):
    """End a grant for one review now."""

    grant: str
    person: str
    review: str


StandingCommand = (
    GiveRole | EndRole | GiveGrant | WithdrawGrant | GiveReviewGrant | WithdrawReviewGrant
)


def _streams(command: StandingCommand) -> Streams:
    return Streams(f"standing-{command.person}")


def _decide(command: StandingCommand, standing: Standing, context: Context) -> Sequence[Event]:
    match command:
        case GiveRole():
            _must_be_known(command.role)
            is_held = (command.role, command.review) in standing.own
            return [] if is_held else [RoleGiven(**command.model_dump())]
        case EndRole():
            is_held = (command.role, command.review) in standing.own
            return [RoleEnded(**command.model_dump())] if is_held else []
        case GiveGrant() | GiveReviewGrant():
            _must_be_in_order(command, standing, context)
            return [GrantGiven(**command.model_dump())]
        case WithdrawGrant(grant=grant, person=person):
            stands = grant in standing.grants
            return [GrantWithdrawn(grant=grant, person=person)] if stands else []
        case WithdrawReviewGrant(grant=grant, person=person, review=review):
            stands = grant in standing.grants and standing.grants[grant][1].review == review
            return [GrantWithdrawn(grant=grant, person=person)] if stands else []
        case unknown:
            assert_never(unknown)


def _must_be_in_order(
    command: GiveGrant | GiveReviewGrant, standing: Standing, context: Context
) -> None:
    _must_be_known(*command.roles)
    if isinstance(command, GiveReviewGrant) and set(command.roles) - set(REVIEW_ROLES):
        raise Refused("grant.not-in-a-review", roles=list(REVIEW_ROLES))
    if command.home == context.agency:
        raise Refused("grant.own-agency")
    if command.purpose not in PURPOSES:
        raise Refused("grant.unknown-purpose", purposes=list(PURPOSES))
    if not context.at < command.until <= context.at + LONGEST:
        raise Refused("grant.ends-when", days=LONGEST.days)
    if "administrator" in command.roles:
        raise Refused("grant.not-this-role")
    stand = [one for _, one in standing.grants.values() if one.until and one.until > context.at]
    if len(stand) >= MOST_GRANTS:
        raise Refused("grant.too-many", most=MOST_GRANTS)


def _must_be_known(*roles: str) -> None:
    if not roles or set(roles) - set(ROLES):
        raise Refused("role.unknown", roles=list(ROLES))


def _evolve(standing: Standing, fact: Event) -> Standing:
    return standing_of([fact], standing)


STANDING: Final = Decider[StandingCommand, Standing](
    initial=Standing(), streams=_streams, evolve=_evolve, decide=_decide
)
"""Roles and grants of one person in one agency."""
