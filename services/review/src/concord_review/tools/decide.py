"""The rules of a tool's way from a draft to what holds; what was published never changes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.planning import RuleOverridden
from concord_contracts.facts.tool import (
    ToolApproved,
    ToolCommented,
    ToolCommentsDecided,
    ToolCommentsOpened,
    ToolDrafted,
    ToolPublished,
    ToolTried,
)
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import has_rule, keep_to, rules_of

from concord_review.listed import codes
from concord_review.tools.commands import (
    ApproveTool,
    CommentOnTool,
    DecideComments,
    DraftTool,
    OpenComments,
    PublishTool,
    ToolCommand,
    TryTool,
)
from concord_review.tools.state import OneTool, Tools, evolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context

INTERVIEW: Final = "interview"
KINDS: Final = "tool.kinds"
MOCK: Final = "interview.mock"
TESTED: Final = "tool.tested"
AGAIN: Final = "tool.tested-again"
HOURS: Final = "interview.tool-comment-hours"
DECIDED: Final = "tool.comments-decided"
LITERATURE: Final = "tool.literature"


def streams(command: ToolCommand) -> Streams:
    """The review's tools, with the review they are for."""
    return Streams(f"tools-{command.review}", (f"review-{command.review}",))


def decide(command: ToolCommand, tools: Tools, context: Context) -> Sequence[Event]:
    """Turn the command into facts; what stands already changes nothing.

    Raises:
        Refused: there is no such review or kind, a step before is missing, or made-up questions
            are for a real review.
    """
    if not tools.is_open:
        raise Refused("review.unknown", review=command.review)
    if command.kind not in (codes(rules_of(context), KINDS) or {INTERVIEW}):
        raise Refused("tool.unknown-kind")
    one = tools.of(command.kind)
    match command:
        case DraftTool():
            return _draft(command, tools, one)
        case DecideComments() | OpenComments() | CommentOnTool():
            return _comment(command, one, context)
        case TryTool():
            return _try(command, one, context)
        case ApproveTool() | PublishTool():
            return _hold(command, one, context)
        case unknown:
            assert_never(unknown)


def _draft(command: DraftTool, tools: Tools, one: OneTool) -> Sequence[Event]:
    if command.synthetic and not tools.is_synthetic:
        raise Refused("tool.synthetic")
    wanted = ToolDrafted(**command.model_dump(exclude={"synthetic"}))
    return [] if one.draft == wanted else [wanted]


def _comment(
    command: DecideComments | OpenComments | CommentOnTool, one: OneTool, context: Context
) -> Sequence[Event]:
    match command:
        case DecideComments(allowed=allowed):
            decided = ToolCommentsDecided(**command.model_dump())
            return [] if one.may_comment == allowed else [decided]
        case OpenComments():
            return _open(command, one, context)
        case CommentOnTool(text=text):
            if not one.is_open(context.at):
                raise Refused("tool.comments-closed")
            about = {"kind": command.kind, "digest": _drafted(one).digest}
            return [ToolCommented(review=command.review, text=text, **about)]
        case unknown:
            assert_never(unknown)


def _open(command: OpenComments, one: OneTool, context: Context) -> Sequence[Event]:
    draft = _drafted(one)
    if one.may_comment is None:
        raise Refused("tool.decide-comments-first")
    if not one.may_comment:
        raise Refused("tool.no-comments")
    if one.is_open(context.at):
        return []
    until = context.at + timedelta(hours=rules_of(context).number(HOURS))
    about = {"kind": command.kind, "digest": draft.digest}
    return [ToolCommentsOpened(review=command.review, until=until, **about)]


def _try(command: TryTool, one: OneTool, context: Context) -> Sequence[Event]:
    draft = _drafted(one)
    if command.on > context.at.date():
        raise Refused("tool.tried-later")
    return [ToolTried(digest=draft.digest, **command.model_dump())]


def _hold(command: ApproveTool | PublishTool, one: OneTool, context: Context) -> Sequence[Event]:
    """Approving asks whether the draft is ready; publishing that it was approved as it stands.

    Raises:
        Refused: it is not.
    """
    draft = _drafted(one)
    if isinstance(command, ApproveTool):
        if one.is_approved:
            return []
        approved = ToolApproved(review=command.review, kind=command.kind, digest=draft.digest)
        return [*_gone_past(command, one, context), approved]
    if one.is_published:
        return []
    if not one.is_approved:
        raise Refused("tool.approve-first")
    last = one.published.edition if one.published else 0
    fields = draft.model_dump(exclude={"literature"})
    return [ToolPublished(edition=last + 1, **fields)]


def _gone_past(command: ApproveTool, one: OneTool, context: Context) -> Iterator[RuleOverridden]:
    """What has to come before a tool is approved; an edition that says nothing asks for nothing."""
    for rule, kept in _steps(command.kind, one, context):
        if has_rule(context, rule) and keep_to(context, rule, kept=kept):
            yield RuleOverridden(review=command.review, rule=rule, reason=context.overrides[rule])


def _steps(kind: str, one: OneTool, context: Context) -> Iterator[tuple[str, bool]]:
    yield DECIDED, one.may_comment is not None
    waited = one.until is not None and not one.is_open(context.at)
    yield HOURS, waited or not one.may_comment
    if kind in _named(context, LITERATURE):
        yield LITERATURE, one.literature
    if kind in _named(context, TESTED):
        first = MOCK if kind == INTERVIEW else TESTED
        yield (first if one.published is None else AGAIN), one.is_tried


def _named(context: Context, rule: str) -> Sequence[str]:
    return rules_of(context).codes(rule) if has_rule(context, rule) else ()


def _drafted(one: OneTool) -> ToolDrafted:
    if one.draft is None:
        raise Refused("tool.draft-first")
    return one.draft


TOOLS: Final = Decider[ToolCommand, Tools](Tools(), streams, evolve, decide)
