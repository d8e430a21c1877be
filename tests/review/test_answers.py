"""The rules of answering a tool's questions."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.tool import (
    AnswersCompleted,
    AnswersSaved,
    Chosen,
    Dated,
    Numbered,
    ToolPublished,
    Written,
)
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_review.answers.commands import CompleteAnswers, SaveAnswers
from concord_review.answers.decide import ANSWERS
from hypothesis import given

from tests.support.anyfacts import any_history
from tests.support.reviews import (
    REVIEW,
    booked,
    context,
    member,
    released,
    signed,
    team,
    text,
    withdrawn,
)
from tests.support.tools import said, tool

if TYPE_CHECKING:
    from concord_contracts.event import Event

TOOL, OTHER = tool(), tool(title=said("Another"))

form = Given(ANSWERS, context(actor="reviewer-3"))


def published(digest: str = TOOL.digest()) -> ToolPublished:
    return ToolPublished(review=REVIEW, tool=TOOL.id, digest=digest, questions=8)


OPEN = (team(), booked(1), released(), signed(3), published())
SEEN: dict[str, Any] = {"chosen": (Chosen(question="seen", codes=("yes",)),)}
RATED: dict[str, Any] = {"numbers": (Numbered(question="rating", number=5),)}


def asked(**changes: Any) -> dict[str, Any]:
    return {
        "review": REVIEW,
        "session": "session-1",
        "team": "team-1",
        "reviewer": "reviewer-3",
        "tool": TOOL,
    } | changes


def save(**changes: Any) -> SaveAnswers:
    return SaveAnswers(**asked(**changes))


def complete(**changes: Any) -> CompleteAnswers:
    return CompleteAnswers(**asked(**changes))


def saved(**changes: Any) -> AnswersSaved:
    return AnswersSaved(review=REVIEW, session="session-1", tool=TOOL.digest(), **changes)


def completed() -> AnswersCompleted:
    return AnswersCompleted(review=REVIEW, session="session-1", tool=TOOL.digest())


def test_answers_of_every_kind_are_saved_as_they_are() -> None:
    answers: dict[str, Any] = {
        **SEEN,
        **RATED,
        "days": (Dated(question="planned", day=date(2010, 1, 29)),),
        "texts": (Written(question="notes", text=text("text-1", "raw")),),
        "cleared": ("visits",),
    }

    form(*OPEN).when(save(**answers)).then(saved(**answers))


def test_what_stands_already_is_not_saved_again() -> None:
    form(*OPEN, saved(**SEEN)).when(save(**SEEN)).then_nothing()
    form(*OPEN).when(save(cleared=("seen",))).then_nothing()
    form(*OPEN, saved(**SEEN)).when(save(cleared=("seen",))).then(saved(cleared=("seen",)))


def test_only_the_team_fills_in_its_form() -> None:
    outsider = form(*OPEN, signed(4)).under(actor="reviewer-4")

    outsider.when(save(reviewer="reviewer-4", **SEEN)).then_refused("answers.another-team")
    outsider.when(save(**SEEN)).then_refused("answers.another-team")
    outsider.when(complete(reviewer="reviewer-4")).then_refused("answers.another-team")


def test_a_team_fills_in_no_form_of_another_team() -> None:
    other = team("team-2", (member(3, "recorder"),))

    form(*OPEN, other).when(save(team="team-2", **SEEN)).then_refused("answers.another-team")


@pytest.mark.parametrize(
    "statements",
    [(), (signed(3), withdrawn(3)), (signed(3, "pqcr-2"),)],
    ids=["never signed", "withdrawn", "for another review"],
)
def test_a_form_is_filled_in_under_a_signature_that_stands(statements: tuple[Event, ...]) -> None:
    history = (team(), booked(1), released(), *statements, published())

    form(*history).when(save(**SEEN)).then_refused("answers.signature")


def test_nobody_fills_in_under_anothers_signature() -> None:
    other = form(*OPEN).under(actor="reviewer-2")

    other.when(save(**SEEN)).then_refused("answers.signature")


@pytest.mark.parametrize(
    "history", [(), (team(),), (team(), booked(1)), (team(), booked(2), released())]
)
def test_a_form_is_for_a_session_of_a_released_schedule(history: tuple[Event, ...]) -> None:
    form(*history, signed(3), published()).when(save(**SEEN)).then_refused("interview.not-booked")


def test_a_form_keeps_the_tool_that_it_was_begun_with() -> None:
    begun = form(*OPEN, saved(**SEEN), published(OTHER.digest()))

    begun.when(save(**RATED)).then(saved(**RATED))
    begun.when(save(tool=OTHER, **RATED)).then_refused("answers.another-tool")
    form(*OPEN, published(OTHER.digest())).when(save(**SEEN)).then_refused("answers.another-tool")


def test_a_form_is_finished_when_what_is_required_and_shown_is_answered() -> None:
    done = form(*OPEN, saved(**SEEN), saved(**RATED))

    done.when(complete()).then(completed())
    form(*OPEN, saved(**SEEN)).when(complete()).then_refused(
        "answers.unanswered", questions=("rating",)
    )


def test_a_question_that_shows_later_is_required_from_then_on() -> None:
    no = saved(chosen=(Chosen(question="seen", codes=("no",)),))
    why = saved(texts=(Written(question="why-not", text=text("text-1", "raw")),))

    form(*OPEN, saved(**RATED), no).when(complete()).then_refused(
        "answers.unanswered", questions=("why-not",)
    )
    form(*OPEN, saved(**RATED), no, why).when(complete()).then(completed())


def test_a_finished_form_is_finished_once_and_open_again_when_it_changes() -> None:
    done = (*OPEN, saved(**SEEN), saved(**RATED), completed())
    changed = saved(numbers=(Numbered(question="rating", number=2),))

    form(*done).when(complete()).then_nothing()
    form(*done, changed).when(complete()).then(completed())


def test_answers_are_decided_on_everything_that_they_rest_on() -> None:
    streams = ANSWERS.streams(save())

    assert streams.writes == "answers-session-1"
    assert streams.reads == (
        f"schedule-{REVIEW}",
        "team-team-1",
        "reviewer-reviewer-3",
        f"tools-{REVIEW}",
    )


@given(any_history())
def test_whatever_was_recorded_answering_is_answered(facts: list[Event]) -> None:
    for command in (save(**SEEN), complete()):
        with suppress(Refused):
            ANSWERS.decide(command, ANSWERS.fold(facts), context(actor="reviewer-3"))
