"""The rules of preparing those who are interviewed, and of the links to their own pages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.chain import shifted
from concord_contracts.facts.people import TeamFormed
from concord_contracts.facts.planning import RuleOverridden
from concord_contracts.facts.preparation import (
    AnonymityPromised,
    IntervieweeLinkEnded,
    IntervieweeLinkGiven,
    ToolGiven,
)
from concord_contracts.facts.schedule import (
    InterviewBooked,
    InterviewCancelled,
    InterviewMoved,
)
from concord_contracts.facts.tool import ToolPublished
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import rules_of

from concord_review.preparation.commands import (
    EndLinks,
    GiveLinks,
    GiveTool,
    LinkCommand,
    PreparingCommand,
    PromiseAnonymity,
    PromiseInTeam,
    SessionCommand,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from concord_contracts.event import Event
    from concord_kernel.context import Context

GIVEN: Final = "interview.tool-given"
INTERVIEW: Final = "interview"
LONGEST: Final = timedelta(days=366)
"""How far ahead the last day of a link may be; the source says nothing of links."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the rules need to know of those who are interviewed.

    Attributes:
        days: Each booked session's day.
        teams: Each booked session's team.
        members: The reviewers of the team that asks.
        tool: The content of the interview's tool that holds.
        given: Sessions with a copy of some content.
        promised: Sessions before which anonymity was promised.
        people: Who is or was booked to be interviewed.
        links: Links that were not ended, each with what was given.
    """

    days: Mapping[str, date] = field(default_factory=dict)
    teams: Mapping[str, str] = field(default_factory=dict)
    members: frozenset[str] = frozenset()
    tool: str = ""
    given: frozenset[tuple[str, str]] = frozenset()
    promised: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    links: Mapping[str, IntervieweeLinkGiven] = field(default_factory=dict)

    def links_of(self, person: str) -> list[IntervieweeLinkGiven]:
        """The links of one person that were not ended."""
        return [one for one in self.links.values() if one.person == person]


def streams(command: PreparingCommand) -> Streams:
    """The review's own, with its schedule, its tools, and the team that asks."""
    reads = [f"schedule-{command.review}", f"tools-{command.review}"]
    if isinstance(command, PromiseInTeam):
        reads.append(f"team-{command.team}")
    return Streams(f"preparation-{command.review}", tuple(reads))


def evolve(prepared: Prepared, fact: Event) -> Prepared:
    """Remember a fact."""
    match fact:
        case InterviewBooked(session=session) | InterviewMoved(session=session):
            teams = {**prepared.teams, session: fact.team}
            people = {fact.interviewee} if isinstance(fact, InterviewBooked) else set()
            days = {**prepared.days, session: fact.on}
            return replace(prepared, days=days, teams=teams, people=prepared.people | people)
        case TeamFormed(members=members):
            return replace(prepared, members=frozenset(one.reviewer for one in members))
        case InterviewCancelled(session=session):
            left = {name: day for name, day in prepared.days.items() if name != session}
            return replace(prepared, days=left)
        case _:
            return _evolve_own(prepared, fact)


def _evolve_own(prepared: Prepared, fact: Event) -> Prepared:
    match fact:
        case ToolPublished(kind="interview", digest=digest):
            return replace(prepared, tool=digest)
        case ToolGiven(session=session, digest=digest):
            return replace(prepared, given=prepared.given | {(session, digest)})
        case AnonymityPromised(session=session):
            return replace(prepared, promised=prepared.promised | {session})
        case IntervieweeLinkGiven(link=link):
            return replace(prepared, links={**prepared.links, link: fact})
        case IntervieweeLinkEnded(link=link):
            left = {name: one for name, one in prepared.links.items() if name != link}
            return replace(prepared, links=left)
        case _:
            return prepared


def decide(command: PreparingCommand, prepared: Prepared, context: Context) -> Sequence[Event]:
    """Turn a command into facts, for each session or person that needs one.

    Raises:
        Refused: a session is not booked, there is no tool to give, a copy comes late and nobody
            says why, or a link is for somebody who is not interviewed, or for too long.
    """
    if isinstance(command, GiveLinks | EndLinks):
        return _link(command, prepared, context)
    return _on_sessions(command, prepared, context)


def _on_sessions(command: SessionCommand, prepared: Prepared, context: Context) -> Sequence[Event]:
    sessions = (command.session,) if isinstance(command, PromiseInTeam) else command.sessions
    if any(one not in prepared.days for one in sessions):
        raise Refused("interviewee.not-booked")
    if command.on > context.at.date():
        raise Refused("interviewee.not-yet")
    match command:
        case GiveTool():
            return _give(command, prepared, context)
        case PromiseAnonymity():
            return _promise(command, sessions, prepared)
        case PromiseInTeam(team=team, session=session):
            if context.actor not in prepared.members or prepared.teams[session] != team:
                raise Refused("interviewee.another-team")
            return _promise(command, sessions, prepared)
        case unknown:
            assert_never(unknown)


def _promise(
    command: PromiseAnonymity | PromiseInTeam, sessions: Sequence[str], prepared: Prepared
) -> Sequence[Event]:
    missing = [one for one in dict.fromkeys(sessions) if one not in prepared.promised]
    return [AnonymityPromised(review=command.review, session=one, on=command.on) for one in missing]


def _give(command: GiveTool, prepared: Prepared, context: Context) -> Sequence[Event]:
    if not prepared.tool:
        raise Refused("interviewee.no-tool")
    missing = [
        one for one in dict.fromkeys(command.sessions) if (one, prepared.tool) not in prepared.given
    ]
    given = [
        ToolGiven(review=command.review, session=one, digest=prepared.tool, on=command.on)
        for one in missing
    ]
    late = [one for one in missing if _is_late(one, command, prepared, context)]
    if not late:
        return given
    if GIVEN not in context.overrides:
        raise Refused(GIVEN, overridable=True, late=len(late))
    reason = context.overrides[GIVEN]
    return [RuleOverridden(review=command.review, rule=GIVEN, reason=reason), *given]


def _link(command: LinkCommand, prepared: Prepared, context: Context) -> Sequence[Event]:
    if isinstance(command, EndLinks):
        people: Sequence[str] = command.people
    else:
        people = [one.person for one in command.links]
        today = context.at.date()
        if not set(people) <= prepared.people or len(set(people)) < len(people):
            raise Refused("interviewee.not-interviewed")
        if not today <= command.until <= today + LONGEST:
            raise Refused("interviewee.link-last-day")
    ended = [
        IntervieweeLinkEnded(review=command.review, link=one.link)
        for person in dict.fromkeys(people)
        for one in prepared.links_of(person)
    ]
    if isinstance(command, EndLinks):
        return ended
    given = [
        IntervieweeLinkGiven(review=command.review, until=command.until, **one.model_dump())
        for one in command.links
    ]
    return [*ended, *given]


def _is_late(session: str, command: GiveTool, prepared: Prepared, context: Context) -> bool:
    """Whether the copy comes later than the edition advises; a second version never does."""
    if any(one == session for one, _ in prepared.given):
        return False
    rule = next((one for one in rules_of(context).dates if one.id == GIVEN), None)
    return rule is not None and command.on > shifted(prepared.days[session], rule.steps)


PREPARATION: Final = Decider[PreparingCommand, Prepared](Prepared(), streams, evolve, decide)
