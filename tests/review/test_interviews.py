"""The rules of recording an interview."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.sample import CaseSummaryReopened
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_review.interviews.commands import RecordInterview
from concord_review.interviews.decide import INTERVIEW
from hypothesis import given
from pydantic import ValidationError

from tests.support.anyfacts import any_history
from tests.support.reviews import (
    REVIEW,
    TUESDAY,
    booked,
    context,
    member,
    promised,
    recorded,
    released,
    signed,
    summarised,
    team,
    text,
    withdrawn,
)

if TYPE_CHECKING:
    from concord_contracts.event import Event

interview = Given(INTERVIEW, context(actor="reviewer-3"))

BOOKED = (team(), booked(1), released(), signed(3), summarised(1), promised(1))


def record(**changes: Any) -> RecordInterview:
    asked: dict[str, Any] = {
        "review": REVIEW,
        "session": "session-1",
        "reviewer": "reviewer-3",
        "team": "team-1",
        "on": TUESDAY,
        "minutes": 45,
        "notes": text("text-notes-1", "raw"),
    }
    return RecordInterview(**(asked | changes))


def test_a_member_of_the_team_records_an_interview_with_the_booked_case_and_worker() -> None:
    interview(*BOOKED).when(record()).then(recorded(1))


@pytest.mark.parametrize("actor", ["reviewer-1", "reviewer-2", "reviewer-3"])
def test_any_member_of_the_team_may_record_it(actor: str) -> None:
    interview(*BOOKED, signed(int(actor[-1]))).under(actor=actor).when(record(reviewer=actor)).then(
        recorded(1)
    )


@pytest.mark.parametrize("actor", ["reviewer-4", "coordinator-1", "reviewer"])
def test_nobody_outside_the_team_records_an_interview(actor: str) -> None:
    interview(*BOOKED).under(actor=actor).when(record(reviewer=actor)).then_refused(
        "interview.another-team"
    )


def test_a_team_records_no_interview_of_another_team() -> None:
    other = team("team-2", (member(3, "recorder"),))

    interview(team(), booked(1), released(), other).when(record(team="team-2")).then_refused(
        "interview.another-team"
    )


def test_after_a_signature_is_withdrawn_no_interview_is_recorded() -> None:
    interview(*BOOKED, withdrawn(3)).when(record()).then_refused("interview.not-signed")
    interview(*BOOKED, withdrawn(3), signed(3)).when(record()).then(recorded(1))


def test_a_signature_under_another_review_is_none_here() -> None:
    other = signed(3, review="pqcr-other")

    interview(team(), booked(1), released(), other).when(record()).then_refused(
        "interview.not-signed"
    )


def test_nobody_records_an_interview_for_somebody_else() -> None:
    interview(*BOOKED).under(actor="reviewer-1").when(record()).then_refused("interview.not-signed")


def test_an_interview_is_recorded_once() -> None:
    interview(*BOOKED, recorded(1)).when(record()).then_refused("interview.already-recorded")


@pytest.mark.parametrize(
    "history",
    [
        (),
        (team(),),
        (team(), booked(1)),
        (team(), booked(2), released()),
    ],
    ids=["nothing", "only a team", "not released", "another session"],
)
def test_an_interview_is_booked_in_a_released_schedule_before_it_is_recorded(
    history: tuple[Event, ...],
) -> None:
    interview(*history).when(record()).then_refused("interview.not-booked")


def test_an_interview_booked_after_the_release_waits_for_the_next_one() -> None:
    later = (team(), signed(3), summarised(1), promised(1), booked(2), released(), booked(1))

    interview(*later).when(record()).then_refused("interview.not-booked")
    interview(*later, released(2, 2)).when(record()).then(recorded(1))


@pytest.mark.proves("PQCR-40")
def test_a_cases_summary_is_complete_before_its_interview_is_recorded() -> None:
    reopened = CaseSummaryReopened(review=REVIEW, case="case-001", reason=text())
    waiting = interview(team(), booked(1), released(), signed(3), summarised(2))

    waiting.when(record()).then_refused("sample.summary-before-interviews")
    interview(*BOOKED, reopened).when(record()).then_refused("sample.summary-before-interviews")
    interview(*BOOKED, reopened, summarised(1)).when(record()).then(recorded(1))


@pytest.mark.proves("PQCR-136")
def test_anonymity_is_promised_before_an_interview_is_recorded() -> None:
    silent = interview(team(), booked(1), released(), signed(3), summarised(1), promised(2))
    silent.when(record()).then_refused("interview.anonymity")


@pytest.mark.parametrize("minutes", [0, -1, 601])
def test_an_interview_lasts_a_minute_to_ten_hours(minutes: int) -> None:
    with pytest.raises(ValidationError):
        record(minutes=minutes)


def test_an_interview_is_decided_on_its_schedule_its_team_and_who_records_it() -> None:
    streams = INTERVIEW.streams(record())

    assert streams.writes == "session-session-1"
    assert streams.reads == (
        f"schedule-{REVIEW}",
        f"sample-{REVIEW}",
        f"preparation-{REVIEW}",
        "team-team-1",
        "reviewer-reviewer-3",
    )


@given(any_history())
def test_whatever_was_recorded_a_command_is_answered(facts: list[Event]) -> None:
    with suppress(Refused):
        INTERVIEW.decide(record(), INTERVIEW.fold(facts), context())
