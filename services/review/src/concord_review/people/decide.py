"""The rules of reviewers and teams."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.people import (
    ConfidentialitySigned,
    ConfidentialityWithdrawn,
    FormerEmployeeAccepted,
    HostStaffSeated,
    ReviewerInvited,
    ReviewerKnowledgeNoted,
    TeamFormed,
)
from concord_contracts.facts.planning import RuleOverridden
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import has_rule, keep_to, rules_of

from concord_review.listed import codes
from concord_review.people.commands import (
    AcceptFormerEmployee,
    AnswerOfOne,
    CompleteTeams,
    FormTeam,
    InviteReviewer,
    NoteKnowledge,
    NotePart,
    PeopleCommand,
    SetTeamSize,
    SignConfidentiality,
    WithdrawConfidentiality,
)
from concord_review.people.composition import complete, note_part, of_another_size, size
from concord_review.people.state import People, evolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context


PAIR: Final = 2
KNOWLEDGE: Final = "reviewer.knowledge"
FOURTH: Final = "team.fourth-member-roles"
CONSENT: Final = "team.former-host-employee-consent"


def streams(command: PeopleCommand) -> Streams:
    """A reviewer's own with what lets that account in, or the team's with every member's."""
    review = f"review-{command.review}"
    match command:
        case FormTeam(members=members):
            readers = tuple(f"reviewer-{one.reviewer}" for one in members)
            known = ("agreement", "hoststaff", "teams")
            host = tuple(f"{one}-{command.review}" for one in known)
            return Streams(f"team-{command.team}", (review, *readers, *host))
        case SetTeamSize():
            return Streams(f"teams-{command.review}", (review,))
        case CompleteTeams(teams=teams, reviewers=reviewers):
            reads = [f"team-{one}" for one in teams] + [f"reviewer-{one}" for one in reviewers]
            return Streams(f"teams-{command.review}", (review, *reads))
        case InviteReviewer():
            return Streams(f"reviewer-{command.reviewer}", (review, f"standing-{command.reviewer}"))
        case _:
            return Streams(f"reviewer-{command.reviewer}", (review,))


def decide(command: PeopleCommand, people: People, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: a rule about reviewers or teams forbids it.
    """
    if not people.is_open:
        raise Refused("review.unknown", review=command.review)
    match command:
        case InviteReviewer():
            return _invite(command, people, context)
        case NoteKnowledge():
            return _note(command, people, context)
        case FormTeam():
            return _form(command, people, context)
        case SetTeamSize():
            return size(command, people, context)
        case CompleteTeams():
            return complete(command, people, context)
        case _:
            return _of_one(command, people, context)


def _of_one(command: NotePart | AnswerOfOne, people: People, context: Context) -> Sequence[Event]:
    if isinstance(command, NotePart):
        _must_be_invited(command.review, command.reviewer, people)
        return note_part(command, people, context)
    return _answer(command, people)


def _answer(command: AnswerOfOne, people: People) -> Sequence[Event]:
    match command:
        case AcceptFormerEmployee():
            return _accept(command, people)
        case SignConfidentiality():
            return _sign(command, people)
        case WithdrawConfidentiality():
            return _withdraw(command, people)
        case unknown:
            assert_never(unknown)


def _invite(command: InviteReviewer, people: People, context: Context) -> Sequence[Event]:
    if (command.review, command.reviewer) in people.homes:
        raise Refused("reviewer.already-invited")
    if (homes := people.known_homes(context.agency)) and command.home not in homes:
        raise Refused("reviewer.another-home")
    if command.represents:
        known = rules_of(context).catalogue("team.representatives").codes
        if command.represents not in known:
            raise Refused("reviewer.unknown-representative")
    past = _knowing(command, context)
    return [*past, ReviewerInvited(**command.model_dump())]


def _note(command: NoteKnowledge, people: People, context: Context) -> Sequence[Event]:
    _must_be_invited(command.review, command.reviewer, people)
    past = _knowing(command, context)
    if people.knowledge.get((command.review, command.reviewer)) == command.knowledge:
        return []
    return [*past, ReviewerKnowledgeNoted(**command.model_dump())]


def _knowing(command: InviteReviewer | NoteKnowledge, context: Context) -> Sequence[Event]:
    """Whoever is said to know nothing of the subject comes with a reason.

    Raises:
        Refused: the edition does not list such knowledge, or nobody gave a reason.
    """
    if command.knowledge is None:
        return []
    if set(command.knowledge) - codes(rules_of(context), KNOWLEDGE):
        raise Refused("reviewer.unknown-knowledge")
    if not has_rule(context, KNOWLEDGE):
        return []
    if not keep_to(context, KNOWLEDGE, kept=bool(command.knowledge)):
        return []
    reason = context.overrides[KNOWLEDGE]
    return [RuleOverridden(review=command.review, rule=KNOWLEDGE, reason=reason)]


def _accept(command: AcceptFormerEmployee, people: People) -> Sequence[Event]:
    _must_be_invited(command.review, command.reviewer, people)
    if (command.review, command.reviewer) not in people.former:
        raise Refused("reviewer.not-of-the-host-before")
    if (command.review, command.reviewer) in people.accepted:
        return []
    return [FormerEmployeeAccepted(**command.model_dump())]


def _sign(command: SignConfidentiality, people: People) -> Sequence[Event]:
    _must_be_invited(command.review, command.reviewer, people)
    if (command.review, command.reviewer) in people.signed:
        return []
    return [ConfidentialitySigned(**command.model_dump())]


def _withdraw(command: WithdrawConfidentiality, people: People) -> Sequence[Event]:
    _must_be_invited(command.review, command.reviewer, people)
    if (command.review, command.reviewer) not in people.signed:
        return []
    return [ConfidentialityWithdrawn(**command.model_dump())]


def _form(command: FormTeam, people: People, context: Context) -> Sequence[Event]:
    if people.is_formed:
        raise Refused("team.already-formed")
    if len({one.reviewer for one in command.members}) < len(command.members):
        raise Refused("team.member-twice")
    for one in command.members:
        _must_be_invited(command.review, one.reviewer, people)
    _must_have_signed(command, people, context)
    _must_fill_the_roles(command, context)
    _must_share_the_roles_of_two(command, people, context)
    past = _beside_the_roles(command, people, context)
    _must_keep_the_host_to_its_roles(command, people, context)
    members = [one.reviewer for one in command.members]
    hosts = [one for one in members if _is_of_the_host(command.review, one, people, context)]
    _must_be_prepared(hosts, people, context)
    gone_past = [
        *of_another_size(command, people, context),
        *_without_consent(command, people, context),
    ]
    gone_past += past
    return [*gone_past, TeamFormed(**command.model_dump()), *_seated(command, hosts)]


def _must_be_invited(review: str, reviewer: str, people: People) -> None:
    if (review, reviewer) not in people.homes:
        raise Refused("reviewer.unknown", reviewer=reviewer)


def _must_have_signed(command: FormTeam, people: People, context: Context) -> None:
    reviewers = [one.reviewer for one in command.members]
    unsigned = [one for one in reviewers if (command.review, one) not in people.signed]
    keep_to(context, "team.confidentiality-statement", kept=not unsigned, unsigned=unsigned)


def _must_fill_the_roles(command: FormTeam, context: Context) -> None:
    """Each interview has each required role once; with two people one holds two.

    Raises:
        Refused: a role is unknown, or not held by exactly one.
    """
    rules = rules_of(context)
    needed = rules.codes("team.roles")
    held = Counter(role for one in command.members for role in one.roles)
    if unknown := sorted(held.keys() - set(rules.catalogue("interview.roles").codes)):
        raise Refused("team.unknown-role", unknown=len(unknown))
    missing = [role for role in needed if held[role] != 1]
    keep_to(context, "team.roles", kept=not missing, roles=missing)


def _beside_the_roles(command: FormTeam, people: People, context: Context) -> Sequence[Event]:
    """What a fourth peer does beside the required roles, where the edition says so."""
    if not has_rule(context, FOURTH):
        return []
    known = {*rules_of(context).codes("team.roles"), *rules_of(context).codes(FOURTH)}
    beside = [
        one.reviewer
        for one in command.members
        if not _is_of_the_host(command.review, one.reviewer, people, context)
        and set(one.roles) - known
    ]
    if not keep_to(context, FOURTH, kept=not beside):
        return []
    return [RuleOverridden(review=command.review, rule=FOURTH, reason=context.overrides[FOURTH])]


def _must_keep_the_host_to_its_roles(command: FormTeam, people: People, context: Context) -> None:
    allowed = rules_of(context).codes("host-staff.roles")
    beyond = [
        one.reviewer
        for one in command.members
        if _is_of_the_host(command.review, one.reviewer, people, context)
        and set(one.roles) - set(allowed)
    ]
    keep_to(context, "host-staff.roles", kept=not beyond, allowed=list(allowed))


def _is_of_the_host(review: str, reviewer: str, people: People, context: Context) -> bool:
    return people.homes[review, reviewer] == context.agency


def _must_be_prepared(hosts: Sequence[str], people: People, context: Context) -> None:
    """Of the host only those sit on a team who were agreed on, trained and reported."""
    if not hosts:
        return
    keep_to(context, "host-staff.agreed-by", kept=people.host_staff_agreed)
    untrained = [one for one in hosts if one not in people.trained]
    keep_to(context, "host-staff.trained", kept=not untrained, untrained=untrained)
    untold = [one for one in hosts if one not in people.reported]
    keep_to(context, "host-staff.training-reported", kept=not untold, untold=untold)


def _seated(command: FormTeam, hosts: Sequence[str]) -> Sequence[Event]:
    if not hosts:
        return []
    seats = tuple(hosts)
    return [HostStaffSeated(review=command.review, team=command.team, reviewers=seats)]


def _without_consent(command: FormTeam, people: People, context: Context) -> Sequence[Event]:
    """Somebody who once worked for the host reviews it with the host's consent."""
    members = {(command.review, one.reviewer) for one in command.members}
    asked = (members & people.former) - people.accepted
    without = sorted(reviewer for _, reviewer in asked)
    if not keep_to(context, CONSENT, kept=not without, without=without):
        return []
    return [RuleOverridden(review=command.review, rule=CONSENT, reason=context.overrides[CONSENT])]


def _must_share_the_roles_of_two(command: FormTeam, people: People, context: Context) -> None:
    """Of two one interviews, the other holds both other roles, and neither is of the host."""
    if len(command.members) != PAIR:
        return
    both = set(rules_of(context).codes("team.second-of-two-roles"))
    shares = [set(one.roles) for one in command.members]
    keep_to(context, "team.second-of-two-roles", kept=both in shares, roles=sorted(both))
    homes = [people.homes[command.review, one.reviewer] for one in command.members]
    keep_to(context, "host-staff.in-team-of-two", kept=context.agency not in homes)


PEOPLE: Final = Decider[PeopleCommand, People](People(), streams, evolve, decide)
