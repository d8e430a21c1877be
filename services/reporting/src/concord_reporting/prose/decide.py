"""The rules of the report's text: a known part, no wording of an audit, cleared as it was read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.report import (
    ClearanceWithdrawn,
    ProseCleared,
    ProseWritten,
    RuleOverridden,
    ThemeCleared,
)
from concord_contracts.facts.theme import (
    ThemeAgreed,
    ThemeMerged,
    ThemeProposed,
    ThemeReopened,
    ThemeWithdrawn,
)
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import has_rule, keep_to, rules_of

from concord_reporting.prose.commands import (
    ClearProse,
    ClearTheme,
    ProseCommand,
    TakeBackProse,
    TakeBackTheme,
    WriteProse,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from concord_contracts.event import Event
    from concord_contracts.rules import Edition
    from concord_contracts.terms import TextRef
    from concord_kernel.context import Context

AUDIT: Final = "report.words-of-an-audit"
NAMES: Final = "text.names"
BY_ANOTHER: Final = "report.cleared-by-another"
PLACES: Final = ("report.parts", "report.parts-as-necessary", "report.headings")
"""The edition's lists that say where text may stand."""


@dataclass(frozen=True, slots=True)
class Text:
    """What the rules need to know of the report's text.

    Attributes:
        parts: The last text of each part, with who wrote it.
        cleared: Parts and themes that are cleared, in the words that are.
        wording: What the theme that is asked about says, from its first proposal on.
        agreed: The theme's agreement, while it stands.
    """

    parts: Mapping[str, ProseWritten] = field(default_factory=dict)
    cleared: Mapping[tuple[str, str], TextRef] = field(default_factory=dict)
    wording: TextRef | None = None
    agreed: ThemeAgreed | None = None


def streams(command: ProseCommand) -> Streams:
    """The report; with it a theme that is to be cleared."""
    reads = (f"theme-{command.theme}",) if isinstance(command, ClearTheme) else ()
    return Streams(f"report-{command.review}", reads)


def evolve(text: Text, fact: Event) -> Text:
    """Remember a fact."""
    match fact:
        case ProseWritten(part=part):
            left = {key: one for key, one in text.cleared.items() if key != ("prose", part)}
            return replace(text, parts={**text.parts, part: fact}, cleared=left)
        case ProseCleared(part=part, text=said):
            return replace(text, cleared={**text.cleared, ("prose", part): said})
        case ThemeCleared(theme=theme, statement=said):
            return replace(text, cleared={**text.cleared, ("theme", theme): said})
        case ClearanceWithdrawn(kind=kind, what=what):
            left = {key: one for key, one in text.cleared.items() if key != (kind, what)}
            return replace(text, cleared=left)
        case _:
            return _of_the_theme(text, fact)


def _of_the_theme(text: Text, fact: Event) -> Text:
    match fact:
        case ThemeProposed(statement=statement):
            return replace(text, wording=statement)
        case ThemeAgreed(statement=statement):
            return replace(text, agreed=fact, wording=statement or text.wording)
        case ThemeReopened(theme=theme, statement=statement):
            return _unsettled(replace(text, wording=statement or text.wording), theme)
        case ThemeWithdrawn(theme=theme) | ThemeMerged(theme=theme):
            return _unsettled(text, theme)
        case _:
            return text


def _unsettled(text: Text, theme: str) -> Text:
    """A theme that is discussed anew has to be cleared anew."""
    left = {key: one for key, one in text.cleared.items() if key != ("theme", theme)}
    return replace(text, agreed=None, cleared=left)


def decide(command: ProseCommand, text: Text, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: no such part, a wording of an audit, or it is not what was read.
    """
    match command:
        case WriteProse():
            return list(_write(command, text, context))
        case ClearProse():
            return list(_clear(command, text, context))
        case ClearTheme():
            return _clear_theme(command, text)
        case TakeBackProse(review=review, part=part):
            return _take_back(review, part, text)
        case TakeBackTheme(review=review, theme=theme):
            return _take_back_theme(review, theme, text)
        case unknown:
            assert_never(unknown)


def _write(command: WriteProse, text: Text, context: Context) -> Iterator[Event]:
    if command.part not in parts_of(rules_of(context)):
        raise Refused("report.unknown-part")
    standing = text.parts.get(command.part)
    if standing and standing.text == command.text:
        return
    if has_rule(context, AUDIT) and keep_to(
        context, AUDIT, kept=not command.words, words=list(command.words)
    ):
        yield _overridden(command.review, AUDIT, context)
    if has_rule(context, NAMES) and keep_to(
        context, NAMES, kept=not command.names, words=command.names
    ):
        yield _overridden(command.review, NAMES, context)
    yield ProseWritten(
        review=command.review, part=command.part, text=command.text, by=context.actor
    )


def _clear(command: ClearProse, text: Text, context: Context) -> Iterator[Event]:
    written = text.parts.get(command.part)
    if written is None:
        raise Refused("report.part-not-written")
    if written.text.id != command.text:
        raise Refused("report.part-written-anew")
    if text.cleared.get(("prose", command.part)) == written.text:
        return
    if has_rule(context, BY_ANOTHER) and keep_to(
        context, BY_ANOTHER, kept=written.by != context.actor
    ):
        yield _overridden(command.review, BY_ANOTHER, context)
    yield ProseCleared(review=command.review, part=command.part, text=written.text)


def _clear_theme(command: ClearTheme, text: Text) -> Sequence[Event]:
    agreed = text.agreed
    if agreed is None or agreed.review != command.review or text.wording is None:
        raise Refused("report.theme-not-agreed")
    if text.wording.id != command.statement:
        raise Refused("report.part-written-anew")
    if text.cleared.get(("theme", command.theme)) == text.wording:
        return []
    return [
        ThemeCleared(
            review=command.review,
            theme=command.theme,
            heading=agreed.heading,
            scope=agreed.scope,
            statement=text.wording,
            side=agreed.side,
            practice=agreed.practice,
        )
    ]


def _take_back(review: str, part: str, text: Text) -> Sequence[Event]:
    if ("prose", part) not in text.cleared:
        return []
    return [ClearanceWithdrawn(review=review, kind="prose", what=part)]


def _take_back_theme(review: str, theme: str, text: Text) -> Sequence[Event]:
    if ("theme", theme) not in text.cleared:
        return []
    return [ClearanceWithdrawn(review=review, kind="theme", what=theme)]


def _overridden(review: str, rule: str, context: Context) -> RuleOverridden:
    return RuleOverridden(review=review, rule=rule, reason=context.overrides[rule])


def parts_of(edition: Edition) -> list[str]:
    """Where text may stand in a report."""
    return [code for one in edition.lists if one.id in PLACES for code in one.codes]


PROSE: Final = Decider[ProseCommand, Text](Text(), streams, evolve, decide)
