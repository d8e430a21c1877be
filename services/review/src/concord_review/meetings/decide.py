"""The rules of meetings: what happened is never refused, only what nobody can have meant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.people import ReviewerInvited
from concord_contracts.facts.plan import (
    HelpAnswered,
    HelpRequested,
    MeetingHeld,
    MeetingWithdrawn,
    PacketGiven,
)
from concord_contracts.facts.planning import ReviewOpened, RuleOverridden
from concord_contracts.facts.schedule import EventWeekSet
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import has_rule, keep_to, rules_of

from concord_review.listed import PARTIES, codes
from concord_review.meetings.commands import (
    AnswerHelp,
    GivePacket,
    MeetingCommand,
    RecordMeeting,
    RequestHelp,
    WithdrawMeeting,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from concord_contracts.event import Event
    from concord_kernel.context import Context

KINDS: Final = "meetings.kinds"
TOPICS: Final = "meetings.topics"
GOALS: Final = "training.goals"
HELP: Final = "help.topics"
PACKET: Final = "review-packet"
FIRST_DAY: Final = "packet.first-day"
ALIGNED: Final = "meetings.alignment-after-week"
SHORTEST, LONGEST = "training.minutes-least", "training.minutes-most"


class Asked(Enum):
    """What a rule asks of a meeting: all of these parties or topics, or one of these to lead it."""

    PARTIES = auto()
    TOPICS = auto()
    LED_BY = auto()


WANTED: Final = (
    ("pre-site-call", Asked.PARTIES, "meetings.pre-site-call-parties"),
    ("executive-consultation", Asked.PARTIES, "meetings.executive-consultation-parties"),
    ("state-consultation", Asked.PARTIES, "meetings.state-consultation-parties"),
    ("orientation", Asked.PARTIES, "meetings.orientation-parties"),
    ("orientation", Asked.TOPICS, "meetings.orientation-topics"),
    ("pre-briefing", Asked.TOPICS, "meetings.pre-briefing-topics"),
    ("staff-training", Asked.TOPICS, "meetings.staff-training-topics"),
    ("welcome", Asked.LED_BY, "meetings.welcome-led-by"),
    ("alignment", Asked.PARTIES, "meetings.alignment-parties"),
    ("alignment", Asked.TOPICS, "meetings.alignment-topics"),
)
"""Kinds of meetings, each with what is asked and the rule that asks it."""


@dataclass(frozen=True, slots=True)
class Meetings:
    """What the rules need to know of a review's meetings.

    Attributes:
        is_open: Whether the review is.
        first_day: The first on-site day, once it is set.
        last_day: The last one.
        invited: Reviewers of the review.
        held: Meetings that stand.
        asked: Requests for help that wait for an answer.
        answered: Those that have one.
        packet: What the last packet was.
    """

    is_open: bool = False
    first_day: date | None = None
    last_day: date | None = None
    invited: frozenset[tuple[str, str]] = frozenset()
    held: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()
    packet: PacketGiven | None = None


def streams(command: MeetingCommand) -> Streams:
    """The review's meetings, with the review, its week and whoever was trained."""
    reads = [f"review-{command.review}", f"schedule-{command.review}"]
    if isinstance(command, RecordMeeting):
        reads += [f"reviewer-{one}" for one in command.reviewers]
    return Streams(f"meetings-{command.review}", tuple(reads))


def evolve(meetings: Meetings, fact: Event) -> Meetings:
    """Remember a fact."""
    match fact:
        case ReviewOpened():
            return replace(meetings, is_open=True)
        case EventWeekSet(first_day=first_day, last_day=last_day):
            return replace(meetings, first_day=first_day, last_day=last_day)
        case ReviewerInvited(review=review, reviewer=reviewer):
            return replace(meetings, invited=meetings.invited | {(review, reviewer)})
        case PacketGiven():
            return replace(meetings, packet=fact)
        case _:
            return _evolve_own(meetings, fact)


def _evolve_own(meetings: Meetings, fact: Event) -> Meetings:
    match fact:
        case MeetingHeld(meeting=meeting):
            return replace(meetings, held=meetings.held | {meeting})
        case MeetingWithdrawn(meeting=meeting):
            return replace(meetings, held=meetings.held - {meeting})
        case HelpRequested(request=request):
            return replace(meetings, asked=meetings.asked | {request})
        case HelpAnswered(request=request):
            answered = meetings.answered | {request}
            return replace(meetings, asked=meetings.asked - {request}, answered=answered)
        case _:
            return meetings


def decide(command: MeetingCommand, meetings: Meetings, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: the edition knows no such meeting, party or topic, or somebody lacked whom the
            source wants there and nobody said why.
    """
    if not meetings.is_open:
        raise Refused("review.unknown", review=command.review)
    match command:
        case RecordMeeting():
            return _record(command, meetings, context)
        case WithdrawMeeting():
            stands = command.meeting in meetings.held
            return [MeetingWithdrawn(**command.model_dump())] if stands else []
        case GivePacket():
            return _give(command, meetings, context)
        case RequestHelp():
            _must_be_listed(context, HELP, {command.topic}, "help.unknown-topic")
            return [HelpRequested(**command.model_dump())]
        case AnswerHelp():
            return _answer(command, meetings)
        case unknown:
            assert_never(unknown)


def _record(command: RecordMeeting, meetings: Meetings, context: Context) -> Sequence[Event]:
    if command.meeting in meetings.held:
        return []
    if command.on > context.at.date():
        raise Refused("meeting.not-yet")
    _must_be_listed(context, KINDS, {command.kind}, "meeting.unknown-kind")
    there = {*command.parties, *command.led_by}
    _must_be_listed(context, PARTIES, there, "meeting.unknown-party")
    goals = codes(rules_of(context), GOALS)
    _must_be_listed(context, TOPICS, {*command.topics} - goals, "meeting.unknown-topic")
    if any((command.review, one) not in meetings.invited for one in command.reviewers):
        raise Refused("meeting.unknown-reviewer")
    _must_come_after_the_week(command, meetings, context)
    past = [*_gone_past(command, there, context), *_of_another_length(command, context)]
    overridden = [
        RuleOverridden(review=command.review, rule=rule, reason=context.overrides[rule])
        for rule in past
    ]
    return [*overridden, MeetingHeld(**command.model_dump())]


def _must_come_after_the_week(command: RecordMeeting, meetings: Meetings, context: Context) -> None:
    """Findings are aligned when the event week is over, and not before there are any."""
    if command.kind == "alignment" and has_rule(context, ALIGNED):
        is_over = meetings.last_day is not None and command.on > meetings.last_day
        keep_to(context, ALIGNED, kept=is_over, last_day=_in_words(meetings.last_day))


def _of_another_length(command: RecordMeeting, context: Context) -> Iterator[str]:
    """Advice on how long a training of reviewers is, where that was said."""
    is_meant = command.kind == "reviewer-training" and command.minutes is not None
    if not is_meant or not has_rule(context, LONGEST):
        return
    minutes = command.minutes or 0
    least, most = rules_of(context).number(SHORTEST), rules_of(context).number(LONGEST)
    said = {"minutes": minutes, "least": least, "most": most}
    for rule, kept in {SHORTEST: minutes >= least, LONGEST: minutes <= most}.items():
        if keep_to(context, rule, kept=kept, **said):
            yield rule


def _gone_past(command: RecordMeeting, there: set[str], context: Context) -> Iterator[str]:
    """Who should have been there, who should have led, what it should have been about."""
    given = {
        Asked.PARTIES: there,
        Asked.TOPICS: {*command.topics},
        Asked.LED_BY: {*command.led_by},
    }
    for kind, asked, rule in WANTED:
        if kind != command.kind or not has_rule(context, rule):
            continue
        wanted = rules_of(context).codes(rule)
        missing = [one for one in wanted if one not in given[asked]]
        kept = len(missing) < len(wanted) if asked is Asked.LED_BY else not missing
        if keep_to(context, rule, kept=kept, missing=missing):
            yield rule


def _give(command: GivePacket, meetings: Meetings, context: Context) -> Sequence[Event]:
    _must_be_listed(context, PACKET, {*command.contents}, "packet.unknown-content")
    if command.on > context.at.date():
        raise Refused("meeting.not-yet")
    wanted = PacketGiven(**command.model_dump())
    if meetings.packet == wanted:
        return []
    kept = meetings.first_day in {None, command.on}
    if keep_to(context, FIRST_DAY, kept=kept, first_day=_in_words(meetings.first_day)):
        reason = context.overrides[FIRST_DAY]
        return [RuleOverridden(review=command.review, rule=FIRST_DAY, reason=reason), wanted]
    return [wanted]


def _in_words(day: date | None) -> str:
    return day.isoformat() if day else ""


def _answer(command: AnswerHelp, meetings: Meetings) -> Sequence[Event]:
    if command.request in meetings.answered:
        raise Refused("help.answered")
    if command.request not in meetings.asked:
        raise Refused("help.unknown")
    return [HelpAnswered(**command.model_dump())]


def _must_be_listed(context: Context, name: str, given: set[str], rule: str) -> None:
    if given - codes(rules_of(context), name):
        raise Refused(rule)


MEETINGS: Final = Decider[MeetingCommand, Meetings](Meetings(), streams, evolve, decide)
