"""What the teams of a review are together: how large, for how long, and whom and what they lack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from concord_contracts.facts.people import ReviewerPartNoted, TeamsCompleted, TeamSizeSet
from concord_contracts.facts.planning import RuleOverridden
from concord_kernel.decider import Refused
from concord_kernel.levels import has_rule, keep_to, rules_of

from concord_review.listed import KINDS, KNOWLEDGE, codes, labels, missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context

    from concord_review.people.commands import CompleteTeams, FormTeam, NotePart, SetTeamSize
    from concord_review.people.state import People

LEAST, MOST = "team.members-least", "team.members-most"
DAYS: Final = ("onsite.reviewer-days-least", "onsite.reviewer-days-most")


def size(command: SetTeamSize, people: People, context: Context) -> Sequence[Event]:
    """How many members a team has here; beyond what is usual with a reason.

    Raises:
        Refused: it is no size, or an unusual one and nobody said why.
    """
    if command.least > command.most:
        raise Refused("team.size")
    wanted = TeamSizeSet(**command.model_dump())
    if wanted == people.size:
        return []
    rules = rules_of(context)
    least, most = rules.number(LEAST), rules.number(MOST)
    kept = {LEAST: command.least >= least, MOST: command.most <= most}
    return [*_past(command.review, kept, context, least=least, most=most), wanted]


def of_another_size(command: FormTeam, people: People, context: Context) -> Sequence[Event]:
    """A team of another size than was decided here, or than is usual where nothing was."""
    rules, members = rules_of(context), len(command.members)
    decided = people.size
    least = decided.least if decided else rules.number(LEAST)
    most = decided.most if decided else rules.number(MOST)
    kept = {LEAST: members >= least, MOST: members <= most}
    return _past(command.review, kept, context, members=members, least=least, most=most)


def note_part(command: NotePart, people: People, context: Context) -> Sequence[Event]:
    """For whom a reviewer stands, and on how many days: an unusual number with a reason.

    Raises:
        Refused: the edition lists no such representatives, or nobody gave a reason.
    """
    who = (command.review, command.reviewer)
    stands, stays = people.represents.get(who), people.days.get(who)
    if command.represents in {None, stands} and command.days in {None, stays}:
        return []
    if command.represents and command.represents not in codes(rules_of(context), KINDS):
        raise Refused("reviewer.unknown-representative")
    wanted = ReviewerPartNoted(**command.model_dump())
    if command.days is None:
        return [wanted]
    if not all(has_rule(context, one) for one in DAYS):
        return [wanted]
    least, most = (rules_of(context).number(one) for one in DAYS)
    usual = {DAYS[0]: command.days >= least, DAYS[1]: command.days <= most}
    said = {"days": command.days, "least": least, "most": most}
    return [*_past(command.review, usual, context, **said), wanted]


def complete(command: CompleteTeams, people: People, context: Context) -> Sequence[Event]:
    """The teams as they stand, with whom and what they lack, each gone past with a reason.

    Raises:
        Refused: one of them is unknown, or something is lacking and nobody said why.
    """
    if unknown := set(command.teams) - people.members.keys():
        raise Refused("team.unknown", teams=len(unknown))
    seated = frozenset[str]().union(*(people.members[one] for one in command.teams))
    known = [people.knowledge.get((command.review, one)) or () for one in seated]
    kinds = missing(rules_of(context), KINDS, _kinds(command.review, seated, people))
    knowledge = missing(rules_of(context), KNOWLEDGE, {code for one in known for code in one})
    wanted = TeamsCompleted(
        review=command.review,
        teams=tuple(sorted(command.teams)),
        kinds=tuple(kinds),
        knowledge=tuple(knowledge),
    )
    if wanted == people.completed:
        return []
    lacking = {"kinds": _called(KINDS, kinds, context)}
    unknown_to_all = {"knowledge": _called("reviewer.knowledge", knowledge, context)}
    past = [
        *_past(command.review, {KINDS: not kinds}, context, **lacking),
        *_past(command.review, {KNOWLEDGE: not knowledge}, context, **unknown_to_all),
    ]
    return [*past, wanted]


def _called(among: str, wanted: Sequence[str], context: Context) -> list[str]:
    """What the edition calls them."""
    names = labels(rules_of(context), among)
    return [names.get(one, one) for one in wanted]


def _kinds(review: str, seated: Iterable[str], people: People) -> set[str]:
    return {people.represents.get((review, one), "") for one in seated}


def _past(
    review: str, kept: Mapping[str, bool], context: Context, **said: object
) -> list[RuleOverridden]:
    """What is recorded of the rules that are gone past, of those that the edition has."""
    return [
        RuleOverridden(review=review, rule=rule, reason=context.overrides[rule])
        for rule, is_kept in kept.items()
        if has_rule(context, rule) and keep_to(context, rule, kept=is_kept, **said)
    ]
