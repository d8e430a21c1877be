"""The rules of themes: enough distinct voices, and a heading of the report."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.rules import UnknownRuleError
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_review.themes.commands import AgreeTheme, ProposeTheme
from concord_review.themes.decide import THEME
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.support.anyfacts import any_history
from tests.support.reviews import (
    OTHER_REVIEW,
    REASON,
    REVIEW,
    agreed,
    context,
    durham,
    edition,
    proposed,
    recorded,
    signed,
    text,
    withdrawn,
)

if TYPE_CHECKING:
    from concord_contracts.event import Event

theme = Given(THEME, context(actor="reviewer-1"))

THREE = ("session-1", "session-2", "session-3")
HEARD = tuple(recorded(number) for number in (1, 2, 3))


def propose(*sessions: str, **changes: Any) -> ProposeTheme:
    asked: dict[str, Any] = {
        "review": REVIEW,
        "theme": "theme-1",
        "heading": "training-needs",
        "scope": "focus-area",
        "statement": text("text-theme"),
        "sessions": sessions,
    }
    return ProposeTheme(**(asked | changes))


def agree(*sessions: str, review: str = REVIEW) -> AgreeTheme:
    return AgreeTheme(review=review, theme="theme-1", sessions=sessions)


def test_a_theme_is_proposed_with_the_sessions_it_was_heard_in() -> None:
    theme(*HEARD).when(propose(*THREE)).then(proposed(*THREE))


def test_a_reviewer_proposes_a_theme_while_the_signature_stands() -> None:
    asked = propose(*THREE, reviewer="reviewer-1")

    theme(*HEARD, signed(1)).when(asked).then(proposed(*THREE))
    theme(*HEARD).when(asked).then_refused("theme.not-signed")
    theme(*HEARD, signed(1), withdrawn(1)).when(asked).then_refused("theme.not-signed")


def test_a_theme_may_be_proposed_before_enough_voices_support_it() -> None:
    theme(*HEARD).when(propose("session-2")).then(proposed("session-2"))


def test_a_theme_is_proposed_once() -> None:
    theme(*HEARD, proposed(*THREE)).when(propose(*THREE)).then_refused("theme.already-proposed")


def test_a_theme_stands_under_a_heading_of_the_report() -> None:
    theme(*HEARD).when(propose(*THREE, heading="gossip")).then_refused("theme.unknown-heading")


@pytest.mark.parametrize("heading", edition().catalogue("report.headings").codes)
def test_every_heading_of_the_report_takes_themes(heading: str) -> None:
    theme(*HEARD).when(propose(*THREE, heading=heading)).then(proposed(*THREE, heading=heading))


def test_a_theme_rests_on_sessions_that_were_recorded() -> None:
    theme(*HEARD).when(propose(*THREE, "session-8", "session-9")).then_refused(
        "theme.session-not-recorded", sessions=2
    )


def test_sessions_of_another_review_support_nothing_here() -> None:
    elsewhere = recorded(3, review=OTHER_REVIEW)

    theme(*HEARD[:2], elsewhere).when(propose(*THREE)).then_refused(
        "theme.session-not-recorded", sessions=1
    )


def test_a_theme_names_at_least_one_session() -> None:
    with pytest.raises(ValidationError):
        propose()


def test_a_theme_that_three_people_support_is_agreed() -> None:
    theme(*HEARD, proposed(*THREE)).when(agree(*THREE)).then(agreed(3))


def test_an_agreed_theme_is_agreed_once() -> None:
    theme(*HEARD, proposed(*THREE), agreed(3)).when(agree(*THREE)).then_nothing()


def test_the_order_of_the_sessions_makes_no_difference() -> None:
    theme(*HEARD, proposed(*THREE)).when(agree(*THREE[::-1])).then(agreed(3))


@pytest.mark.parametrize("voices", [1, 2])
def test_one_voice_is_never_a_theme_nor_are_two(voices: int) -> None:
    sessions = THREE[:voices]

    theme(*HEARD[:voices], proposed(*sessions)).when(agree(*sessions)).then_refused(
        "theme.voices", voices=voices, enough=3
    )


def test_a_person_who_is_interviewed_three_times_is_one_voice() -> None:
    one_person = [recorded(number, interviewee="worker-1") for number in (1, 2, 3)]

    theme(*one_person, proposed(*THREE)).when(agree(*THREE)).then_refused(
        "theme.voices", voices=1, enough=3
    )


def test_a_session_that_is_named_three_times_is_one_voice() -> None:
    thrice = ("session-1",) * 3

    theme(*HEARD, proposed(*thrice)).when(agree(*thrice)).then_refused(
        "theme.voices", voices=1, enough=3
    )


def test_no_reason_makes_a_theme_of_too_few_voices() -> None:
    given_reason = theme.under(overrides={"theme.voices": REASON})

    given_reason(*HEARD[:2], proposed(*THREE[:2])).when(agree(*THREE[:2])).then_refused(
        "theme.voices", voices=2, enough=3
    )


def test_a_theme_is_agreed_with_the_sessions_it_was_proposed_with() -> None:
    theme(*HEARD, proposed(*THREE[:2])).when(agree(*THREE)).then_refused("theme.other-sessions")


@pytest.mark.parametrize("history", [(), (proposed(*THREE, review=OTHER_REVIEW),)])
def test_only_a_theme_of_this_review_is_agreed(history: tuple[Event, ...]) -> None:
    theme(*HEARD, *history).when(agree(*THREE)).then_refused("theme.unknown")


def test_a_protocol_without_report_headings_has_no_themes() -> None:
    north_carolina = Given(THEME, durham())(*HEARD)

    with pytest.raises(UnknownRuleError):
        north_carolina.when(propose(*THREE)).then_nothing()


def test_a_theme_is_decided_on_every_session_it_rests_on() -> None:
    streams = THEME.streams(agree("session-1", "session-2"))

    assert streams.writes == "theme-theme-1"
    assert streams.reads == ("session-session-1", "session-session-2")


@given(st.lists(st.integers(1, 5), min_size=1, max_size=8))
def test_voices_are_the_different_people_who_spoke(people: list[int]) -> None:
    heard = [recorded(nth, interviewee=f"worker-{who}") for nth, who in enumerate(people)]
    sessions = [one.session for one in heard]
    asked = theme(*heard, proposed(*sessions)).when(agree(*sessions))

    if len(set(people)) >= 3:
        asked.then(agreed(len(set(people))))
    else:
        asked.then_refused("theme.voices", voices=len(set(people)), enough=3)


@given(any_history())
def test_whatever_was_recorded_a_command_is_answered(facts: list[Event]) -> None:
    state = THEME.fold(facts)

    for command in (propose(*THREE), agree(*THREE)):
        with suppress(Refused):
            THEME.decide(command, state, context())
