"""The rules of literature: rated, linked to what it is used for, and held against themes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.literature import (
    LiteratureAdded,
    LiteratureLinked,
    LiteratureUnlinked,
    LiteratureWithdrawn,
)
from concord_contracts.facts.planning import ReviewOpened, RuleOverridden
from concord_contracts.facts.theme import (
    PracticeGapNoted,
    PracticeGapWithdrawn,
    ThemeAligned,
    ThemeProposed,
    ThemeRuleOverridden,
)
from concord_contracts.facts.tool import ToolPublished
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import keep_to, rules_of

from concord_review.literature.commands import (
    AddLiterature,
    AlignTheme,
    LinkLiterature,
    LiteratureCommand,
    NoteGap,
    UnlinkLiterature,
    WithdrawGap,
    WithdrawLiterature,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context

Use = tuple[str, str, str | None, str | None]
"""Item, use, tool and question."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the rules need to know of a review's literature, a theme and a gap.

    Attributes:
        is_open: Whether the review is.
        items: Items that belong to it.
        uses: What they are used for.
        tools: Tools that were published.
        themes: Theme to its review.
        aligned: Theme and item to what the item says of it.
        gap: The gap as it stands.
    """

    is_open: bool = False
    items: frozenset[str] = frozenset()
    uses: frozenset[Use] = frozenset()
    tools: frozenset[str] = frozenset()
    themes: Mapping[str, str] = field(default_factory=dict)
    aligned: Mapping[tuple[str, str | None], str] = field(default_factory=dict)
    gap: PracticeGapNoted | None = None


def streams(command: LiteratureCommand) -> Streams:
    """The review's literature, a theme or a gap, with what it is held against."""
    literature = f"literature-{command.review}"
    match command:
        case AlignTheme(theme=theme):
            return Streams(f"theme-{theme}", (literature,))
        case NoteGap(gap=gap, theme=theme):
            return Streams(f"gap-{gap}", (literature, f"theme-{theme}"))
        case WithdrawGap(gap=gap):
            return Streams(f"gap-{gap}")
        case _:
            return Streams(
                f"literature-{command.review}",
                (f"review-{command.review}", f"tools-{command.review}"),
            )


def evolve(shelf: Shelf, fact: Event) -> Shelf:
    """Remember a fact."""
    match fact:
        case ReviewOpened():
            return replace(shelf, is_open=True)
        case ToolPublished(tool=tool):
            return replace(shelf, tools=shelf.tools | {tool})
        case ThemeProposed(theme=theme, review=review):
            return replace(shelf, themes={**shelf.themes, theme: review})
        case ThemeAligned(theme=theme, item=item, relation=relation):
            return replace(shelf, aligned={**shelf.aligned, (theme, item): relation})
        case PracticeGapNoted() | PracticeGapWithdrawn():
            return replace(shelf, gap=fact if isinstance(fact, PracticeGapNoted) else None)
        case _:
            return _evolve_items(shelf, fact)


def _evolve_items(shelf: Shelf, fact: Event) -> Shelf:
    match fact:
        case LiteratureAdded(item=item):
            return replace(shelf, items=shelf.items | {item})
        case LiteratureWithdrawn(item=item):
            return replace(shelf, items=shelf.items - {item})
        case LiteratureLinked():
            return replace(shelf, uses=shelf.uses | {_use(fact)})
        case LiteratureUnlinked():
            return replace(shelf, uses=shelf.uses - {_use(fact)})
        case _:
            return shelf


def _use(one: LiteratureLinked | LiteratureUnlinked | LinkLiterature | UnlinkLiterature) -> Use:
    return one.item, one.use, one.tool, one.question


def decide(command: LiteratureCommand, shelf: Shelf, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: a rule about literature forbids it.
    """
    match command:
        case AddLiterature():
            return _add(command, shelf, context)
        case LinkLiterature() | UnlinkLiterature():
            return _link(command, shelf, context)
        case WithdrawLiterature():
            known = command.item in shelf.items
            return [LiteratureWithdrawn(**command.model_dump())] if known else []
        case AlignTheme():
            return _align(command, shelf)
        case NoteGap() | WithdrawGap():
            return _gap(command, shelf, context)
        case unknown:
            assert_never(unknown)


def _add(command: AddLiterature, shelf: Shelf, context: Context) -> Sequence[Event]:
    rules = rules_of(context)
    if not shelf.is_open:
        raise Refused("review.unknown", review=command.review)
    if command.kind not in rules.catalogue("literature.kinds").codes:
        raise Refused("literature.unknown-kind")
    if command.level not in rules.catalogue("literature.levels").codes:
        raise Refused("literature.unknown-level")
    over: list[Event] = []
    if keep_to(context, "text.names", kept=not command.names, words=command.names):
        reason = context.overrides["text.names"]
        over.append(RuleOverridden(review=command.review, rule="text.names", reason=reason))
    return [*over, LiteratureAdded(**command.model_dump(exclude={"names"}))]


def _link(
    command: LinkLiterature | UnlinkLiterature, shelf: Shelf, context: Context
) -> Sequence[Event]:
    if isinstance(command, UnlinkLiterature):
        is_linked = _use(command) in shelf.uses
        return [LiteratureUnlinked(**command.model_dump())] if is_linked else []
    if command.item not in shelf.items:
        raise Refused("literature.unknown")
    if command.use not in rules_of(context).catalogue("literature.uses").codes:
        raise Refused("literature.unknown-use")
    names_one = command.tool in shelf.tools and command.question is not None
    names_none = command.tool is None and command.question is None
    if not (names_one if command.use == "questions" else names_none):
        raise Refused("literature.name-the-question")
    return [] if _use(command) in shelf.uses else [LiteratureLinked(**command.model_dump())]


def _align(command: AlignTheme, shelf: Shelf) -> Sequence[Event]:
    if shelf.themes.get(command.theme) != command.review:
        raise Refused("theme.unknown")
    says = command.relation in {"supports", "contradicts"}
    if (command.item is None and says) or (command.item and command.relation == "silent"):
        raise Refused("literature.item-or-none")
    if command.item is not None and command.item not in shelf.items:
        raise Refused("literature.unknown")
    standing = shelf.aligned.get((command.theme, command.item), "none")
    return [] if standing == command.relation else [ThemeAligned(**command.model_dump())]


def _gap(command: NoteGap | WithdrawGap, shelf: Shelf, context: Context) -> Sequence[Event]:
    if isinstance(command, WithdrawGap):
        if shelf.gap is None or shelf.gap.review != command.review:
            raise Refused("gap.unknown")
        return [PracticeGapWithdrawn(**command.model_dump())]
    if shelf.themes.get(command.theme) != command.review:
        raise Refused("theme.unknown")
    if command.item not in shelf.items:
        raise Refused("literature.unknown")
    over: list[Event] = []
    if keep_to(context, "text.names", kept=not command.names, words=command.names):
        reason = context.overrides["text.names"]
        told = {"review": command.review, "theme": command.theme}
        over.append(ThemeRuleOverridden(**told, rule="text.names", reason=reason))
    return [*over, PracticeGapNoted(**command.model_dump(exclude={"names"}))]


LITERATURE: Final = Decider[LiteratureCommand, Shelf](Shelf(), streams, evolve, decide)
