"""How far each of a review's tools has come, from its facts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from concord_contracts.facts.planning import ReviewOpened
from concord_contracts.facts.tool import (
    ToolApproved,
    ToolCommented,
    ToolCommentsDecided,
    ToolCommentsOpened,
    ToolDrafted,
    ToolPublished,
    ToolTried,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from concord_contracts.event import Event


@dataclass(frozen=True, slots=True)
class OneTool:
    """One kind of tool of a review.

    Attributes:
        draft: What it is now being worked on.
        literature: Whether what the literature says was worked into it at some time.
        may_comment: Whether staff may comment, once that is decided.
        until: When the last window for comments closes or closed.
        comments: What staff suggested.
        trials: How it was tried out.
        approved: The content that was approved last.
        published: The one that holds.
    """

    draft: ToolDrafted | None = None
    literature: bool = False
    may_comment: bool | None = None
    until: datetime | None = None
    comments: tuple[ToolCommented, ...] = ()
    trials: tuple[ToolTried, ...] = ()
    approved: str = ""
    published: ToolPublished | None = None

    @property
    def is_tried(self) -> bool:
        """Whether this very draft was tried out."""
        return self.draft is not None and any(
            one.digest == self.draft.digest for one in self.trials
        )

    @property
    def is_approved(self) -> bool:
        """Whether this very draft was approved."""
        return self.draft is not None and self.approved == self.draft.digest

    @property
    def is_published(self) -> bool:
        """Whether this very draft holds."""
        holds = self.published.digest if self.published else ""
        return self.draft is not None and holds == self.draft.digest

    def is_open(self, at: datetime) -> bool:
        """Whether staff may comment at a moment."""
        return self.until is not None and at < self.until


NONE: Final = OneTool()


@dataclass(frozen=True, slots=True)
class Tools:
    """What the rules need to know of a review's tools.

    Attributes:
        is_open: Whether there is such a review.
        is_synthetic: Whether its people and cases are made up.
        by_kind: How far each kind has come.
    """

    is_open: bool = False
    is_synthetic: bool = False
    by_kind: Mapping[str, OneTool] = field(default_factory=dict)

    def of(self, kind: str) -> OneTool:
        """How far one kind has come."""
        return self.by_kind.get(kind, NONE)


def evolve(tools: Tools, fact: Event) -> Tools:
    """Remember a fact."""
    match fact:
        case ReviewOpened(synthetic=synthetic):
            return replace(tools, is_open=True, is_synthetic=synthetic)
        case (
            ToolDrafted(kind=kind)
            | ToolCommentsDecided(kind=kind)
            | ToolCommentsOpened(kind=kind)
            | ToolCommented(kind=kind)
            | ToolTried(kind=kind)
            | ToolApproved(kind=kind)
            | ToolPublished(kind=kind)
        ):
            after = _after(tools.of(kind), fact)
            return replace(tools, by_kind={**tools.by_kind, kind: after})
        case _:
            return tools


def _after(one: OneTool, fact: Event) -> OneTool:
    match fact:
        case ToolDrafted(literature=literature):
            return replace(one, draft=fact, literature=one.literature or literature)
        case ToolTried():
            return replace(one, trials=(*one.trials, fact))
        case ToolApproved(digest=digest):
            return replace(one, approved=digest)
        case ToolPublished():
            return replace(one, published=fact)
        case _:
            return _commented(one, fact)


def _commented(one: OneTool, fact: Event) -> OneTool:
    match fact:
        case ToolCommentsDecided(allowed=allowed):
            return replace(one, may_comment=allowed)
        case ToolCommentsOpened(until=until):
            return replace(one, until=until)
        case ToolCommented():
            return replace(one, comments=(*one.comments, fact))
        case _:
            return one
