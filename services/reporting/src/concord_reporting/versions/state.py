"""What the rules need to know of a report's versions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from concord_contracts.facts.leading import PeerCountyChosen, PeerCountyDropped
from concord_contracts.facts.plan import ScopeDecided
from concord_contracts.facts.planning import FocusAreaChosen
from concord_contracts.facts.recommendation import (
    RecommendationCleared,
    RecommendationMade,
    RecommendationWithdrawn,
)
from concord_contracts.facts.report import (
    ClearanceWithdrawn,
    CommentAnswered,
    DirectorNamed,
    DocumentSubmitted,
    DraftCommented,
    DraftMade,
    DraftReceived,
    DraftReturned,
    PartOf,
    ProseCleared,
    ProseWritten,
    RecommendationOf,
    ReportApproved,
    SubmissionStepDone,
    SubmissionStepUndone,
    ThemeCleared,
    ThemeOf,
)
from concord_contracts.facts.theme import ThemeAgreed, ThemeMerged, ThemeReopened, ThemeWithdrawn
from concord_contracts.facts.tool import ToolPublished

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from concord_contracts.event import Event
    from concord_contracts.terms import TextRef


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Material:
    """What a version is made of: cleared text, and what is recorded elsewhere.

    Attributes:
        parts: Cleared parts.
        themes: Cleared themes, whether or not they still stand.
        standing: Themes whose agreement stands.
        written: Recommendations as they last were.
        cleared: Recommendations in the words that were cleared.
        focus_area: What the review is about.
        criteria: Criteria that the focus area was found to meet.
        peers: Peer counties.
        tools: Published tools by kind, each in its last form.
        as_necessary: What the review examines as necessary.
    """

    parts: Mapping[str, TextRef] = field(default_factory=dict)
    themes: Mapping[str, ThemeCleared] = field(default_factory=dict)
    standing: frozenset[str] = frozenset()
    written: Mapping[str, RecommendationMade] = field(default_factory=dict)
    cleared: Mapping[str, TextRef] = field(default_factory=dict)
    focus_area: str | None = None
    criteria: tuple[str, ...] = ()
    peers: frozenset[str] = frozenset()
    tools: Mapping[str, str] = field(default_factory=dict)
    as_necessary: frozenset[str] = frozenset()

    def version(self, review: str, number: int) -> DraftMade:
        """A version of what is cleared and recorded; figures come from elsewhere."""
        parts = (PartOf(part=part, text=text) for part, text in sorted(self.parts.items()))
        themes = (_told(self.themes[one]) for one in sorted(self.standing & self.themes.keys()))
        advice = (
            RecommendationOf(kind=one.kind, scope=one.scope, text=one.text)
            for key, one in sorted(self.written.items())
            if self.cleared.get(key) == one.text
        )
        return DraftMade(
            review=review,
            version=number,
            focus_area=self.focus_area,
            criteria=self.criteria,
            peers=tuple(sorted(self.peers)),
            prose=tuple(parts),
            themes=tuple(themes),
            recommendations=tuple(advice),
            tools=tuple(self.tools[one] for one in sorted(self.tools)),
            as_necessary=tuple(sorted(self.as_necessary)),
        )


def _told(theme: ThemeCleared) -> ThemeOf:
    return ThemeOf(**theme.model_dump(exclude={"review", "theme"}))


@dataclass(frozen=True, slots=True)
class Versions:
    """A report on its way.

    Attributes:
        material: What a version would be made of now.
        made: The versions.
        received: When the state received a draft.
        submitted: Documents of the chain that went in.
        comments: Comments, and whether each was answered.
        returned: Versions that the state gave back.
        director: Whose approval is needed.
        approved: The version that was approved last.
        steps: Steps of handing in that are done, with the day.
    """

    material: Material = field(default_factory=Material)
    made: tuple[DraftMade, ...] = ()
    received: date | None = None
    submitted: frozenset[str] = frozenset()
    comments: Mapping[str, bool] = field(default_factory=dict)
    returned: Mapping[int, DraftReturned] = field(default_factory=dict)
    director: DirectorNamed | None = None
    approved: int = 0
    steps: Mapping[str, date] = field(default_factory=dict)


def evolve(state: Versions, fact: Event) -> Versions:
    """Remember a fact."""
    match fact:
        case DraftMade():
            return replace(state, made=(*state.made, fact))
        case DraftReceived(on=on):
            return replace(state, received=on)
        case DocumentSubmitted(document=document):
            return replace(state, submitted=state.submitted | {document})
        case DraftCommented(comment=comment):
            return replace(state, comments={**state.comments, comment: False})
        case CommentAnswered(comment=comment):
            return replace(state, comments={**state.comments, comment: True})
        case _:
            return _on_its_way(state, fact)


def _on_its_way(state: Versions, fact: Event) -> Versions:
    match fact:
        case DraftReturned(version=version):
            return replace(state, returned={**state.returned, version: fact})
        case DirectorNamed():
            return replace(state, director=fact)
        case ReportApproved(version=version):
            return replace(state, approved=version)
        case SubmissionStepDone(step=step, on=on):
            return replace(state, steps={**state.steps, step: on})
        case SubmissionStepUndone(step=step):
            return replace(state, steps=_without(state.steps, step))
        case _:
            return replace(state, material=_gathered(state.material, fact))


def _gathered(material: Material, fact: Event) -> Material:
    match fact:
        case ProseCleared(part=part, text=text):
            return replace(material, parts={**material.parts, part: text})
        case ProseWritten(part=part) | ClearanceWithdrawn(kind="prose", what=part):
            return replace(material, parts=_without(material.parts, part))
        case ThemeCleared(theme=theme):
            return replace(material, themes={**material.themes, theme: fact})
        case ClearanceWithdrawn(kind="theme", what=theme):
            return replace(material, themes=_without(material.themes, theme))
        case _:
            return _agreed(material, fact)


def _agreed(material: Material, fact: Event) -> Material:
    match fact:
        case ThemeAgreed(theme=theme):
            return replace(material, standing=material.standing | {theme})
        case ThemeReopened(theme=theme) | ThemeWithdrawn(theme=theme) | ThemeMerged(theme=theme):
            left = _without(material.themes, theme)
            return replace(material, standing=material.standing - {theme}, themes=left)
        case _:
            return _advised(material, fact)


def _advised(material: Material, fact: Event) -> Material:
    match fact:
        case RecommendationMade(recommendation=name):
            return replace(material, written={**material.written, name: fact})
        case RecommendationCleared(recommendation=name, text=text):
            return replace(material, cleared={**material.cleared, name: text})
        case RecommendationWithdrawn(recommendation=name):
            return replace(material, written=_without(material.written, name))
        case _:
            return _planned(material, fact)


def _planned(material: Material, fact: Event) -> Material:
    match fact:
        case FocusAreaChosen(focus_area=focus_area, met=met):
            found = tuple(one.criterion for one in met)
            return replace(material, focus_area=focus_area, criteria=found)
        case PeerCountyChosen(county=county):
            return replace(material, peers=material.peers | {county})
        case PeerCountyDropped(county=county):
            return replace(material, peers=material.peers - {county})
        case ToolPublished(kind=kind, digest=digest):
            return replace(material, tools={**material.tools, kind: digest})
        case ScopeDecided(part=part, included=included):
            kept = material.as_necessary - {part}
            return replace(material, as_necessary=kept | {part} if included else kept)
        case _:
            return material


def _without(things: Mapping[str, T], name: str) -> dict[str, T]:
    return {key: one for key, one in things.items() if key != name}
