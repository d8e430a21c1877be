"""The rules of answering a tool's questions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.answering import Answers, unanswered
from concord_contracts.bookings import NONE, Bookings, after
from concord_contracts.facts.people import (
    ConfidentialitySigned,
    ConfidentialityWithdrawn,
    TeamFormed,
)
from concord_contracts.facts.schedule import (
    InterviewBooked,
    InterviewCancelled,
    InterviewMoved,
    ScheduleReleased,
)
from concord_contracts.facts.tool import AnswersCompleted, AnswersSaved, ToolPublished
from concord_kernel.decider import Decider, Refused, Streams

from concord_review.answers.commands import AnsweringCommand, CompleteAnswers, SaveAnswers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context


@dataclass(frozen=True, slots=True)
class Form:
    """What the rules need to know of a session's form.

    Attributes:
        bookings: The schedule's bookings as they now are.
        released: Those that stood when the schedule was last released.
        members: The reviewers of the team.
        signed: Reviews for which the reviewer's statement of confidentiality stands.
        published: The content of the tool that the review's next interview is asked with.
        begun_with: The content of the tool that this session is asked with.
        answers: What stands.
        is_complete: Whether the team said that it is done, and has changed nothing since.
    """

    bookings: Bookings = field(default_factory=lambda: NONE)
    released: Bookings = field(default_factory=lambda: NONE)
    members: frozenset[str] = frozenset()
    signed: frozenset[str] = frozenset()
    published: str = ""
    begun_with: str = ""
    answers: Answers = field(default_factory=Answers)
    is_complete: bool = False

    @property
    def tool(self) -> str:
        """The content of the tool that holds for this session."""
        return self.begun_with or self.published

    def booking(self, session: str) -> InterviewBooked:
        """The released booking of a session.

        Raises:
            Refused: there is none.
        """
        if session not in self.released:
            raise Refused("interview.not-booked")
        return self.released[session]


def streams(command: AnsweringCommand) -> Streams:
    """The session's answers, with its schedule, its team, the reviewer and the review's tools."""
    return Streams(
        f"answers-{command.session}",
        (
            f"schedule-{command.review}",
            f"team-{command.team}",
            f"reviewer-{command.reviewer}",
            f"tools-{command.review}",
        ),
    )


def evolve(form: Form, fact: Event) -> Form:
    """Remember a fact."""
    match fact:
        case InterviewBooked() | InterviewMoved() | InterviewCancelled():
            return replace(form, bookings=after(form.bookings, fact))
        case ScheduleReleased():
            return replace(form, released=form.bookings)
        case TeamFormed(members=members):
            return replace(form, members=frozenset(one.reviewer for one in members))
        case ConfidentialitySigned(review=review):
            return replace(form, signed=form.signed | {review})
        case ConfidentialityWithdrawn(review=review):
            return replace(form, signed=form.signed - {review})
        case _:
            return _evolve_answers(form, fact)


def _evolve_answers(form: Form, fact: Event) -> Form:
    match fact:
        case ToolPublished(kind="interview", digest=digest):
            return replace(form, published=digest)
        case AnswersSaved(tool=tool):
            standing = form.answers.after(fact)
            return replace(form, begun_with=tool, answers=standing, is_complete=False)
        case AnswersCompleted(tool=tool):
            return replace(form, begun_with=tool, is_complete=True)
        case _:
            return form


def decide(command: AnsweringCommand, form: Form, context: Context) -> Sequence[Event]:
    """Turn a command into facts; what stands already is not recorded again.

    Raises:
        Refused: somebody else's interview, no standing signature, another tool, or unanswered.
    """
    _must_be_theirs(command, form, context)
    match command:
        case SaveAnswers():
            return _save(command, form)
        case CompleteAnswers():
            return _complete(command, form)
        case unknown:
            assert_never(unknown)


def _must_be_theirs(command: AnsweringCommand, form: Form, context: Context) -> None:
    team = form.booking(command.session).team
    if team != command.team or context.actor not in form.members:
        raise Refused("answers.another-team")
    if command.reviewer != context.actor or command.review not in form.signed:
        raise Refused("answers.signature")
    if command.tool.digest() != form.tool:
        raise Refused("answers.another-tool")


def _save(command: SaveAnswers, form: Form) -> Sequence[Event]:
    fact = AnswersSaved(
        review=command.review,
        session=command.session,
        tool=form.tool,
        chosen=command.chosen,
        numbers=command.numbers,
        days=command.days,
        texts=command.texts,
        cleared=command.cleared,
    )
    return [fact] if form.answers.after(fact) != form.answers else []


def _complete(command: CompleteAnswers, form: Form) -> Sequence[Event]:
    missing = unanswered(command.tool, form.answers.seen_by(command.tool))
    if missing:
        raise Refused("answers.unanswered", questions=missing)
    if form.is_complete:
        return []
    return [AnswersCompleted(review=command.review, session=command.session, tool=form.tool)]


ANSWERS: Final = Decider[AnsweringCommand, Form](Form(), streams, evolve, decide)
