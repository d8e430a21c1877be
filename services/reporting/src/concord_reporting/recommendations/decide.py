"""The rules of recommendations: of a known kind, cleared as read, answered with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from concord_contracts.facts.recommendation import (
    RecommendationAnswered,
    RecommendationCarried,
    RecommendationCleared,
    RecommendationMade,
    RecommendationOwned,
    RecommendationWithdrawn,
)
from concord_contracts.facts.report import RuleOverridden
from concord_contracts.facts.theme import ThemeAgreed, ThemeMerged, ThemeReopened, ThemeWithdrawn
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import has_rule, keep_to, rules_of

from concord_reporting.recommendations.commands import (
    AnswerRecommendation,
    CarryRecommendation,
    ClearRecommendation,
    MakeRecommendation,
    OwnRecommendation,
    RecommendationCommand,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from concord_contracts.event import Event
    from concord_contracts.terms import TextRef
    from concord_kernel.context import Context

AUDIT: Final = "report.words-of-an-audit"
NAMES: Final = "text.names"
BY_ANOTHER: Final = "report.cleared-by-another"
KINDS, ROUTES = "recommendation.kinds", "recommendation.routes"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the rules need to know of a recommendation.

    Attributes:
        made: As it was last written; none after it was taken back.
        cleared: The words that are cleared.
        closed: Whether it was answered for good.
        agreed: The theme it follows from, while it is agreed.
    """

    made: RecommendationMade | None = None
    cleared: TextRef | None = None
    closed: bool = False
    agreed: ThemeAgreed | None = None


def streams(command: RecommendationCommand) -> Streams:
    """The recommendation, with the theme it follows from."""
    theme = command.theme if isinstance(command, MakeRecommendation) else None
    reads = (f"theme-{theme}",) if theme else ()
    return Streams(f"recommendation-{command.recommendation}", reads)


def evolve(state: Recommendation, fact: Event) -> Recommendation:
    """Remember a fact."""
    match fact:
        case RecommendationMade():
            return replace(state, made=fact)
        case RecommendationCleared(text=text):
            return replace(state, cleared=text)
        case RecommendationWithdrawn():
            return replace(state, made=None)
        case RecommendationAnswered(closes=closes):
            return replace(state, closed=closes)
        case _:
            return _of_the_theme(state, fact)


def _of_the_theme(state: Recommendation, fact: Event) -> Recommendation:
    if isinstance(fact, ThemeAgreed):
        return replace(state, agreed=fact)
    if isinstance(fact, ThemeReopened | ThemeWithdrawn | ThemeMerged):
        return replace(state, agreed=None)
    return state


def decide(
    command: RecommendationCommand, state: Recommendation, context: Context
) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: an unknown kind, route, answer or document, or no such recommendation.
    """
    if isinstance(command, MakeRecommendation):
        return list(_make(command, state, context))
    made = state.made
    if made is None or made.review != command.review:
        raise Refused("recommendation.unknown")
    match command:
        case ClearRecommendation():
            return list(_clear(command, made, state, context))
        case OwnRecommendation():
            return [RecommendationOwned(**command.model_dump())]
        case AnswerRecommendation():
            return _answer(command, context)
        case CarryRecommendation():
            _must_be_among("recommendation.documents", command.document, context)
            return [RecommendationCarried(**command.model_dump())]
        case _:
            return [RecommendationWithdrawn(**command.model_dump())]


def _make(command: MakeRecommendation, state: Recommendation, context: Context) -> Iterator[Event]:
    if state.made and state.made.review != command.review:
        raise Refused("recommendation.unknown")
    _must_be_among(KINDS, command.kind, context)
    _must_be_among(ROUTES, command.route, context)
    if command.theme and (state.agreed is None or state.agreed.review != command.review):
        raise Refused("report.theme-not-agreed")
    if has_rule(context, AUDIT) and keep_to(
        context, AUDIT, kept=not command.words, words=list(command.words)
    ):
        yield _overridden(command.review, AUDIT, context)
    if has_rule(context, NAMES) and keep_to(
        context, NAMES, kept=not command.names, words=command.names
    ):
        yield _overridden(command.review, NAMES, context)
    yield RecommendationMade(**command.model_dump(exclude={"words", "names"}), by=context.actor)


def _clear(
    command: ClearRecommendation,
    made: RecommendationMade,
    state: Recommendation,
    context: Context,
) -> Iterator[Event]:
    if made.text.id != command.text:
        raise Refused("report.part-written-anew")
    if state.cleared == made.text:
        return
    if has_rule(context, BY_ANOTHER) and keep_to(
        context, BY_ANOTHER, kept=made.by != context.actor
    ):
        yield _overridden(command.review, BY_ANOTHER, context)
    yield RecommendationCleared(
        review=command.review, recommendation=command.recommendation, text=made.text
    )


def _answer(command: AnswerRecommendation, context: Context) -> Sequence[Event]:
    _must_be_among("recommendation.answers", command.standing, context)
    closing = rules_of(context).codes("recommendation.answered-by")
    closes = command.standing in closing
    return [RecommendationAnswered(**command.model_dump(), closes=closes)]


def _must_be_among(name: str, code: str, context: Context) -> None:
    lists = rules_of(context).lists
    if not any(one.id == name and code in one.codes for one in lists):
        raise Refused("recommendation.not-in-the-list")


def _overridden(review: str, rule: str, context: Context) -> RuleOverridden:
    return RuleOverridden(review=review, rule=rule, reason=context.overrides[rule])


RECOMMENDATION: Final = Decider[RecommendationCommand, Recommendation](
    Recommendation(), streams, evolve, decide
)
