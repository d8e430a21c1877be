"""The rules of themes: enough distinct voices, and a heading of the report."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.people import ConfidentialitySigned, ConfidentialityWithdrawn
from concord_contracts.facts.theme import ThemeAgreed, ThemeProposed
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import keep_to, rules_of

from concord_review.themes.commands import AgreeTheme, ProposeTheme, ThemeCommand

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context


@dataclass(frozen=True, slots=True)
class Theme:
    """What the rules need to know of a theme and the sessions behind it."""

    proposed: ThemeProposed | None = None
    is_agreed: bool = False
    heard: Mapping[str, InterviewRecorded] = field(default_factory=dict)
    """Session to what was recorded of it."""
    signed: frozenset[str] = frozenset()
    """Reviews in which the proposer's confidentiality statement stands."""

    def voices(self, review: str, sessions: Sequence[str]) -> frozenset[str]:
        """The different people who spoke in sessions of a review."""
        recorded = (self.heard[one] for one in sessions if one in self.heard)
        return frozenset(one.interviewee for one in recorded if one.review == review)


def streams(command: ThemeCommand) -> Streams:
    """The theme's own, with every session it rests on and the reviewer who proposes it."""
    sessions = tuple(f"session-{session}" for session in command.sessions)
    proposer = command.reviewer if isinstance(command, ProposeTheme) else None
    signed = (f"reviewer-{proposer}",) if proposer else ()
    return Streams(f"theme-{command.theme}", (*sessions, *signed))


def evolve(theme: Theme, fact: Event) -> Theme:
    """Remember a fact."""
    match fact:
        case InterviewRecorded(session=session):
            return replace(theme, heard={**theme.heard, session: fact})
        case ConfidentialitySigned(review=review):
            return replace(theme, signed=theme.signed | {review})
        case ConfidentialityWithdrawn(review=review):
            return replace(theme, signed=theme.signed - {review})
        case ThemeProposed():
            return replace(theme, proposed=fact)
        case ThemeAgreed():
            return replace(theme, is_agreed=True)
        case _:
            return theme


def decide(command: ThemeCommand, theme: Theme, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: the theme rests on too few voices or on sessions nobody recorded, or who proposes
            it has not signed.
    """
    match command:
        case ProposeTheme():
            return _propose(command, theme, context)
        case AgreeTheme():
            return _agree(command, theme, context)
        case unknown:
            assert_never(unknown)


def _propose(command: ProposeTheme, theme: Theme, context: Context) -> Sequence[Event]:
    if theme.proposed:
        raise Refused("theme.already-proposed")
    if command.heading not in rules_of(context).catalogue("report.headings").codes:
        raise Refused("theme.unknown-heading")
    if command.reviewer and command.review not in theme.signed:
        raise Refused("theme.not-signed")
    _must_rest_on_recorded_sessions(command, theme)
    return [ThemeProposed(**command.model_dump(exclude={"reviewer"}))]


def _agree(command: AgreeTheme, theme: Theme, context: Context) -> Sequence[Event]:
    if theme.proposed is None or theme.proposed.review != command.review:
        raise Refused("theme.unknown")
    if set(command.sessions) != set(theme.proposed.sessions):
        raise Refused("theme.other-sessions")
    if theme.is_agreed:
        return []
    voices = len(theme.voices(command.review, command.sessions))
    enough = rules_of(context).number("theme.voices")
    keep_to(context, "theme.voices", kept=voices >= enough, voices=voices, enough=enough)
    return [
        ThemeAgreed(
            review=command.review,
            theme=command.theme,
            heading=theme.proposed.heading,
            scope=theme.proposed.scope,
            voices=voices,
        )
    ]


def _must_rest_on_recorded_sessions(command: ProposeTheme, theme: Theme) -> None:
    missing = [one for one in command.sessions if not theme.voices(command.review, [one])]
    if missing:
        raise Refused("theme.session-not-recorded", sessions=len(missing))


THEME: Final = Decider[ThemeCommand, Theme](Theme(), streams, evolve, decide)
