"""How a theme stands: its round, what was coded in it, whether that is revealed, agreed, closed.

Pure; folded from the theme's own facts, its codes, the sessions and the reviewers. Called by
``decide`` and by the page, which shows nobody's codes before they are revealed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

from concord_contracts.facts.focus_group import FocusGroupHeld
from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.people import ConfidentialitySigned, ConfidentialityWithdrawn
from concord_contracts.facts.theme import (
    Coded,
    ThemeAgreed,
    ThemeCoded,
    ThemeCodesRevealed,
    ThemeDissented,
    ThemeMerged,
    ThemeProposed,
    ThemeReopened,
    ThemeWithdrawn,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from concord_contracts.event import Event
    from concord_contracts.terms import TextRef

State = Literal["coding", "revealed", "agreed", "withdrawn", "merged"]


@dataclass(frozen=True, slots=True)
class Standing:
    """One theme.

    Attributes:
        proposed: As it was put forward.
        statement: What it says now.
        round: The round of coding it is in.
        state: How it stands.
        codes: Reviewer and session to what was coded in this round.
        dissents: Reviewers who see it otherwise in this round.
    """

    proposed: ThemeProposed
    statement: TextRef
    round: int = 1
    state: State = "coding"
    codes: Mapping[str, Mapping[str, Coded]] = field(default_factory=dict)
    dissents: frozenset[str] = frozenset()

    @classmethod
    def of(cls, proposed: ThemeProposed) -> Standing:
        """A theme at its beginning: where it is said to be heard is its proposer's first code."""
        people = {one.group: one.people for one in proposed.groups}
        first = {
            one: Coded(session=one, said="heard", people=people.get(one))
            for one in proposed.sessions
        }
        codes = {proposed.by: first} if proposed.by else {}
        return cls(proposed, proposed.statement, codes=codes)

    @property
    def is_closed(self) -> bool:
        """Whether it goes on no more, unless it is reopened."""
        return self.state in {"withdrawn", "merged"}

    def heard(self) -> dict[str, list[Coded]]:
        """Each session in which at least one reviewer heard it, with those who did."""
        found: dict[str, list[Coded]] = {}
        for codes in self.codes.values():
            for one in codes.values():
                if one.said == "heard":
                    found.setdefault(one.session, []).append(one)
        return found

    def most_heard(self) -> list[str]:
        """Sessions in which more reviewers heard it than did not: what a consensus begins with."""
        balance: dict[str, int] = {}
        for codes in self.codes.values():
            for one in codes.values():
                worth = {"heard": 1, "not-heard": -1}.get(one.said, 0)
                balance[one.session] = balance.get(one.session, 0) + worth
        return [session for session, worth in balance.items() if worth > 0]

    def groups(self) -> dict[str, int]:
        """Focus groups in which somebody heard it: the fewest people that anybody counted."""
        counted = {
            group: [one.people for one in codes if one.people]
            for group, codes in self.heard().items()
        }
        return {group: min(people) for group, people in counted.items() if people}

    def blanks(self, coders: Iterable[str], sessions: Sequence[str]) -> int:
        """How many of the coders have not said something of every session."""
        wanted = set(sessions)
        return sum(1 for one in coders if not wanted <= self.codes.get(one, {}).keys())


@dataclass(frozen=True, slots=True)
class Themes:
    """What the rules need to know of a theme, of another one, and of the sessions behind them."""

    standing: Mapping[str, Standing] = field(default_factory=dict)
    """Theme to how it stands."""
    recorded: Mapping[str, InterviewRecorded] = field(default_factory=dict)
    """Session to what was recorded of it."""
    held: Mapping[str, FocusGroupHeld] = field(default_factory=dict)
    """Focus group to what was recorded of it."""
    signed: frozenset[tuple[str, str]] = frozenset()
    """Review and reviewer of each confidentiality statement that stands."""

    def interviewees(self, review: str, sessions: Sequence[str]) -> frozenset[str]:
        """The different people who spoke in interviews of a review."""
        found = (self.recorded[one] for one in sessions if one in self.recorded)
        return frozenset(one.interviewee for one in found if one.review == review)

    def is_held(self, review: str, session: str) -> bool:
        """Whether an interview or a focus group of a review took place."""
        fact = self.recorded.get(session) or self.held.get(session)
        return fact is not None and fact.review == review

    def people(self, review: str, group: str) -> int:
        """How many people took part in a focus group of a review."""
        held = self.held.get(group)
        return len(held.participants) if held and held.review == review else 0


def evolve(themes: Themes, fact: Event) -> Themes:
    """Remember a fact."""
    match fact:
        case InterviewRecorded(session=session):
            return replace(themes, recorded={**themes.recorded, session: fact})
        case FocusGroupHeld(group=group):
            return replace(themes, held={**themes.held, group: fact})
        case ConfidentialitySigned(review=review, reviewer=reviewer):
            return replace(themes, signed=themes.signed | {(review, reviewer)})
        case ConfidentialityWithdrawn(review=review, reviewer=reviewer):
            return replace(themes, signed=themes.signed - {(review, reviewer)})
        case ThemeProposed(theme=theme):
            return replace(themes, standing={**themes.standing, theme: Standing.of(fact)})
        case _:
            return _evolve_standing(themes, fact)


def _evolve_standing(themes: Themes, fact: Event) -> Themes:
    name = getattr(fact, "theme", None)
    before = themes.standing.get(name) if isinstance(name, str) else None
    if before is None or not isinstance(name, str):
        return themes
    return replace(themes, standing={**themes.standing, name: _after(before, fact)})


STATES: Final[dict[type[Event], State]] = {
    ThemeCodesRevealed: "revealed",
    ThemeAgreed: "agreed",
    ThemeWithdrawn: "withdrawn",
    ThemeMerged: "merged",
}


def _after(standing: Standing, fact: Event) -> Standing:
    match fact:
        case ThemeCoded(round=nth, reviewer=reviewer, codes=codes) if nth == standing.round:
            own = {one.session: one for one in codes}
            return replace(standing, codes={**standing.codes, reviewer: own})
        case ThemeDissented(round=nth, reviewer=reviewer) if nth == standing.round:
            return replace(standing, dissents=standing.dissents | {reviewer})
        case ThemeReopened(round=nth, statement=statement):
            said = statement or standing.statement
            return Standing(standing.proposed, said, round=nth)
        case _:
            return replace(standing, state=STATES.get(type(fact), standing.state))
