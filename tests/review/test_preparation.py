"""Copies of the tool two weeks ahead, and anonymity promised before the interview."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.planning import RuleOverridden
from concord_contracts.facts.preparation import AnonymityPromised, ToolGiven
from concord_contracts.facts.schedule import InterviewCancelled
from concord_contracts.facts.tool import ToolPublished
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_review.preparation.commands import GiveTool, PromiseAnonymity, PromiseInTeam
from concord_review.preparation.decide import PREPARATION
from hypothesis import given

from tests.support.anyfacts import any_history
from tests.support.reviews import REASON, REVIEW, TUESDAY, booked, context, team

if TYPE_CHECKING:
    from concord_contracts.event import Event

AT = datetime(2010, 1, 20, 9, tzinfo=UTC)
DUE = date(2010, 1, 12)
RULE = "interview.tool-given"
DIGEST = "d" * 64
prepared = Given(PREPARATION, context(at=AT))
TOOL = ToolPublished(review=REVIEW, tool="synthetic-interview", digest=DIGEST, questions=8)


def give(on: date = DUE) -> GiveTool:
    return GiveTool(review=REVIEW, sessions=("session-1",), on=on)


def given_on(on: date = DUE, digest: str = DIGEST) -> ToolGiven:
    return ToolGiven(review=REVIEW, session="session-1", digest=digest, on=on)


@pytest.mark.proves("PQCR-37")
def test_a_copy_is_given_two_weeks_ahead_or_late_with_a_reason() -> None:
    late = date(2010, 1, 13)
    history = (booked(1), TOOL)
    assert booked(1).on == TUESDAY

    prepared(*history).when(give()).then(given_on())
    prepared(*history, given_on()).when(give()).then_nothing()
    prepared(*history).when(give(late)).then_refused(RULE, overridable=True, late=1)
    told = RuleOverridden(review=REVIEW, rule=RULE, reason=REASON)
    gone_past = prepared.under(overrides={RULE: REASON})
    gone_past(*history).when(give(late)).then(told, given_on(late))


def test_a_second_edition_of_the_tool_is_given_without_being_late() -> None:
    late = date(2010, 1, 19)
    history = (booked(1), TOOL, given_on(), TOOL.model_copy(update={"digest": "e" * 64}))
    prepared(*history).when(give(late)).then(given_on(late, "e" * 64))


def test_a_copy_is_of_a_published_tool_for_an_interview_that_is_booked() -> None:
    prepared(booked(1)).when(give()).then_refused("interviewee.no-tool")
    other = TOOL.model_copy(update={"kind": "debrief"})
    prepared(booked(1), other).when(give()).then_refused("interviewee.no-tool")
    prepared(TOOL).when(give()).then_refused("interviewee.not-booked")
    gone = InterviewCancelled(review=REVIEW, session="session-1", because="no-show")
    prepared(booked(1), TOOL, gone).when(give()).then_refused("interviewee.not-booked")
    prepared(booked(1), TOOL).when(give(date(2010, 1, 21))).then_refused("interviewee.not-yet")


@pytest.mark.proves("PQCR-136")
def test_that_anonymity_was_promised_is_recorded_once() -> None:
    promise = PromiseAnonymity(review=REVIEW, sessions=("session-1",), on=DUE)
    promised = AnonymityPromised(review=REVIEW, session="session-1", on=DUE)
    prepared(booked(1)).when(promise).then(promised)
    prepared(booked(1), promised).when(promise).then_nothing()


@pytest.mark.proves("PQCR-136")
def test_the_team_records_its_own_promise_and_no_other_team_does() -> None:
    promise = PromiseInTeam(review=REVIEW, session="session-1", team="team-1", on=DUE)
    promised = AnonymityPromised(review=REVIEW, session="session-1", on=DUE)
    own = prepared.under(actor="reviewer-1")
    own(booked(1), team()).when(promise).then(promised)
    prepared(booked(1), team()).when(promise).then_refused("interviewee.another-team")
    other = promise.model_copy(update={"team": "team-2"})
    own(booked(1), team("team-2")).when(other).then_refused("interviewee.another-team")


@given(any_history())
def test_whatever_was_recorded_preparing_is_answered(facts: list[Event]) -> None:
    with suppress(Refused):
        PREPARATION.decide(give(), PREPARATION.fold(facts), context())
