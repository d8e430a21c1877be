"""The rules of meetings, trainings and requests for help."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.plan import (
    HelpAnswered,
    HelpRequested,
    MeetingHeld,
    MeetingWithdrawn,
    PacketGiven,
)
from concord_contracts.facts.planning import RuleOverridden
from concord_contracts.facts.schedule import EventWeekSet
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_review.meetings.commands import (
    AnswerHelp,
    GivePacket,
    RecordMeeting,
    RequestHelp,
    WithdrawMeeting,
)
from concord_review.meetings.decide import MEETINGS
from hypothesis import given

from tests.support.anyfacts import any_history
from tests.support.reviews import FRIDAY, MONDAY, REASON, REVIEW, context, opened, text

if TYPE_CHECKING:
    from concord_contracts.event import Event

DAY = date(2010, 1, 11)
meetings = Given(MEETINGS, context(at=datetime(2010, 1, 28, 9, tzinfo=UTC)))
WEEK = EventWeekSet(review=REVIEW, first_day=MONDAY, last_day=FRIDAY)
CO_CHAIRS = ("co-chair-child-welfare", "co-chair-probation", "co-chair-state")


def meeting(**changes: Any) -> RecordMeeting:
    asked = {"review": REVIEW, "meeting": "meeting-1", "kind": "planning", "on": DAY}
    return RecordMeeting(**(asked | changes))


def held(command: RecordMeeting) -> MeetingHeld:
    return MeetingHeld(**command.model_dump())


def test_a_meeting_is_recorded_once_and_can_be_taken_back() -> None:
    told = held(meeting())
    back = WithdrawMeeting(review=REVIEW, meeting="meeting-1")
    meetings(opened()).when(meeting()).then(told)
    meetings(opened(), told).when(meeting()).then_nothing()
    gone = MeetingWithdrawn(review=REVIEW, meeting="meeting-1")
    meetings(opened(), told).when(back).then(gone)
    meetings(opened(), told, gone).when(back).then_nothing()


@pytest.mark.proves("PQCR-39")
def test_a_pre_site_call_is_with_reviewers_and_all_co_chairs() -> None:
    rule = "meetings.pre-site-call-parties"
    whole = meeting(kind="pre-site-call", parties=("reviewers", *CO_CHAIRS))
    lacking = meeting(kind="pre-site-call", parties=("reviewers", *CO_CHAIRS[:2]))

    meetings(opened()).when(whole).then(held(whole))
    missing = {"missing": ["co-chair-state"]}
    meetings(opened()).when(lacking).then_refused(rule, overridable=True, **missing)
    told = RuleOverridden(review=REVIEW, rule=rule, reason=REASON)
    gone_past = meetings.under(overrides={rule: REASON})
    gone_past(opened()).when(lacking).then(told, held(lacking))


@pytest.mark.proves("PQCR-109", "PQCR-121", "PQCR-123", "PQCR-127", "PQCR-38")
@pytest.mark.parametrize(
    ("kind", "given", "rule"),
    [
        ("orientation", {"topics": ("focus-area", "process")}, "parties"),
        ("orientation", {"parties": ("community-partners", "reviewers")}, "topics"),
        ("pre-briefing", {"topics": ("process",), "parties": ("labor-unions",)}, "topics"),
        ("staff-training", {"topics": ("purpose", "literature")}, "topics"),
        ("executive-consultation", {"parties": ("coordinator",)}, "parties"),
        ("state-consultation", {"parties": ("co-chair-probation",)}, "parties"),
        ("welcome", {"led_by": ("co-chair-state",)}, "led-by"),
    ],
)
def test_what_a_session_lacks_is_warned_of(kind: str, given: dict[str, Any], rule: str) -> None:
    asked = meeting(kind=kind, **given)
    with pytest.raises(Refused) as refused:
        MEETINGS.decide(
            asked, MEETINGS.fold([opened()]), context(at=datetime(2010, 2, 1, 9, tzinfo=UTC))
        )

    assert refused.value.rule == f"meetings.{kind}-{rule}"
    assert refused.value.overridable


@pytest.mark.proves("PQCR-127")
def test_a_welcome_is_led_with_somebody_of_the_host() -> None:
    both = meeting(kind="welcome", led_by=("co-chair-state", "co-chair-probation"))
    meetings(opened()).when(both).then(held(both))


def test_what_the_rules_do_not_know_is_refused() -> None:
    for change, rule in (
        ({"kind": "party"}, "meeting.unknown-kind"),
        ({"parties": ("emperor",)}, "meeting.unknown-party"),
        ({"topics": ("weather",)}, "meeting.unknown-topic"),
        ({"reviewers": ("reviewer-9",)}, "meeting.unknown-reviewer"),
        ({"on": date(2010, 1, 29)}, "meeting.not-yet"),
    ):
        meetings(opened()).when(meeting(**change)).then_refused(rule)


@pytest.mark.proves("PQCR-144")
def test_the_packet_is_handed_out_on_the_first_day() -> None:
    first = GivePacket(review=REVIEW, on=MONDAY, contents=("schedule", "tools"))
    late = first.model_copy(update={"on": date(2010, 1, 26)})

    meetings(opened(), WEEK).when(first).then(PacketGiven(**first.model_dump()))
    meetings(opened(), WEEK).when(late).then_refused(
        "packet.first-day", overridable=True, first_day="2010-01-25"
    )
    odd = first.model_copy(update={"contents": ("fireworks",)})
    meetings(opened(), WEEK).when(odd).then_refused("packet.unknown-content")


@pytest.mark.proves("PQCR-129")
def test_the_state_is_asked_for_help_and_answers_once() -> None:
    ask = RequestHelp(review=REVIEW, request="request-1", topic="sample", on=DAY, text=text())
    answer = AnswerHelp(review=REVIEW, request="request-1", on=DAY, text=text("text-2"))
    asked, answered = HelpRequested(**ask.model_dump()), HelpAnswered(**answer.model_dump())

    meetings(opened()).when(ask).then(asked)
    meetings(opened(), asked).when(answer).then(answered)
    meetings(opened(), asked, answered).when(answer).then_refused("help.answered")
    meetings(opened()).when(answer).then_refused("help.unknown")
    odd = ask.model_copy(update={"topic": "weather"})
    meetings(opened()).when(odd).then_refused("help.unknown-topic")


@given(any_history())
def test_whatever_was_recorded_a_meeting_is_answered(facts: list[Event]) -> None:
    with suppress(Refused):
        MEETINGS.decide(meeting(), MEETINGS.fold(facts), context())
