"""The rules of versions: commented on by the state, approved by the director, then handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.report import (
    CommentAnswered,
    DirectorNamed,
    DocumentSubmitted,
    DraftCommented,
    DraftReturned,
    ReportApproved,
    RuleOverridden,
    SubmissionStepDone,
    SubmissionStepUndone,
)
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import has_rule, keep_to, rules_of

from concord_reporting.versions.commands import (
    AnswerComment,
    ApproveReport,
    CommentOnDraft,
    DoStep,
    MakeDraft,
    NameDirector,
    ReturnDraft,
    UndoStep,
    VersionCommand,
)
from concord_reporting.versions.state import Versions, evolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from concord_contracts.event import Event
    from concord_contracts.facts.report import DraftMade
    from concord_contracts.rules import Edition
    from concord_kernel.context import Context

COMPLETE: Final = "report.complete"
RETURNED: Final = "report.returned-before-approval"
PARTS, STEPS = "report.parts", "report.submission"
AS_NECESSARY: Final = "report.parts-as-necessary"
DUE, FEEDBACK = "report.due", "report.feedback"


def streams(command: VersionCommand) -> Streams:
    """The report; for a new version, everything that it is made of."""
    review = command.review
    if not isinstance(command, MakeDraft):
        return Streams(f"report-{review}")
    themes = tuple(f"theme-{one}" for one in command.themes)
    advice = tuple(f"recommendation-{one}" for one in command.recommendations)
    plan = (f"review-{review}", f"peers-{review}", f"tools-{review}", f"grounds-{review}")
    return Streams(f"report-{review}", (*plan, *themes, *advice))


def decide(command: VersionCommand, state: Versions, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: no such version, the wrong person, or a step before its time.
    """
    match command:
        case MakeDraft():
            return _make(command, state)
        case CommentOnDraft() | AnswerComment():
            return _comment(command, state)
        case ReturnDraft():
            return list(_return(command, state, context))
        case NameDirector():
            return _name(command, state)
        case ApproveReport():
            return list(_approve(command, state, context))
        case DoStep() | UndoStep():
            return _step(command, state, context)
        case unknown:
            assert_never(unknown)


def _make(command: MakeDraft, state: Versions) -> Sequence[Event]:
    made = state.material.version(command.review, len(state.made) + 1)
    made = made.model_copy(update={"figures": command.figures})
    last = state.made[-1] if state.made else None
    if last and last.model_copy(update={"version": made.version}) == made:
        raise Refused("report.nothing-new", version=last.version)
    return [made]


def _comment(command: CommentOnDraft | AnswerComment, state: Versions) -> Sequence[Event]:
    if isinstance(command, CommentOnDraft):
        _version(command.version, state)
        return [DraftCommented(**command.model_dump())]
    if command.comment not in state.comments:
        raise Refused("report.unknown-comment")
    return [CommentAnswered(**command.model_dump())]


def _return(command: ReturnDraft, state: Versions, context: Context) -> Iterator[Event]:
    version = _version(command.version, state)
    if state.received is None:
        raise Refused("report.draft-not-received")
    if command.on < state.received:
        raise Refused("report.returned-before-received", received=state.received.isoformat())
    told = DraftReturned(**command.model_dump())
    if state.returned.get(command.version) == told:
        return
    if command.complete:
        yield from _must_be_complete(version, context)
    yield told
    known = {one.id for one in rules_of(context).dates}
    if FEEDBACK in known and FEEDBACK not in state.submitted:
        yield DocumentSubmitted(review=command.review, document=FEEDBACK, on=command.on)


def _name(command: NameDirector, state: Versions) -> Sequence[Event]:
    wanted = DirectorNamed(**command.model_dump())
    return [] if state.director == wanted else [wanted]


def _approve(command: ApproveReport, state: Versions, context: Context) -> Iterator[Event]:
    director = state.director
    if director is None:
        raise Refused("report.no-director")
    if director.person != context.actor:
        raise Refused("report.not-the-director")
    version = _version(command.version, state)
    if version is not state.made[-1]:
        raise Refused("report.not-the-last-version", version=state.made[-1].version)
    if state.approved == version.version:
        return
    if _asks(context, "tools.blank-in-report") and not version.tools:
        raise Refused("tools.blank-in-report")
    if has_rule(context, RETURNED) and keep_to(context, RETURNED, kept=bool(state.returned)):
        yield _overridden(command.review, RETURNED, context)
    yield from _must_be_complete(version, context)
    yield ReportApproved(
        review=command.review, version=version.version, person=director.person, name=director.name
    )


def _step(command: DoStep | UndoStep, state: Versions, context: Context) -> Sequence[Event]:
    if isinstance(command, DoStep):
        return list(_do(command, state, context))
    return _undo(command, state, context)


def _do(command: DoStep, state: Versions, context: Context) -> Iterator[Event]:
    edition = rules_of(context)
    steps = [code for one in edition.lists if one.id == STEPS for code in one.codes]
    if command.step not in steps:
        raise Refused("report.unknown-step")
    if _asks(context, "report.host-director-approval") and not state.approved:
        raise Refused("report.host-director-approval")
    if command.step in state.steps:
        if state.steps[command.step] == command.on:
            return
        raise Refused("report.step-already-done", on=state.steps[command.step].isoformat())
    yield SubmissionStepDone(**command.model_dump())
    if command.step in _counts(edition) and DUE not in state.submitted:
        yield DocumentSubmitted(review=command.review, document=DUE, on=command.on)


def _undo(command: UndoStep, state: Versions, context: Context) -> Sequence[Event]:
    if command.step not in state.steps:
        return []
    if command.step in _counts(rules_of(context)):
        raise Refused("report.step-counts")
    return [SubmissionStepUndone(**command.model_dump())]


def _version(number: int, state: Versions) -> DraftMade:
    if number > len(state.made):
        raise Refused("report.unknown-version")
    return state.made[number - 1]


def _must_be_complete(version: DraftMade, context: Context) -> Iterator[Event]:
    """Go on if every part that somebody has to write is there and cleared, or with a reason."""
    edition = rules_of(context)
    left = missing(edition, {one.part for one in version.prose}, version.as_necessary)
    if has_rule(context, COMPLETE) and keep_to(
        context, COMPLETE, kept=not left, parts=len(left), first=_label(edition, left)
    ):
        yield _overridden(version.review, COMPLETE, context)


def missing(edition: Edition, written: set[str], chosen: Sequence[str] = ()) -> list[str]:
    """Parts that somebody has to write and that are not there; of some only those chosen."""
    spared = _codes(edition, "report.optional-sections") + _codes(
        edition, "report.parts-from-facts"
    )
    return [
        entry.code
        for one in edition.lists
        if one.id in {PARTS, AS_NECESSARY}
        for entry in one.entries
        if (one.id == PARTS or entry.code in chosen)
        and not {entry.code, entry.under} & {*spared, *written}
    ]


def _label(edition: Edition, parts: Sequence[str]) -> str:
    labels = {
        entry.code: entry.label
        for one in edition.lists
        if one.id in {PARTS, AS_NECESSARY}
        for entry in one.entries
    }
    return labels[parts[0]] if parts else ""


def _codes(edition: Edition, name: str) -> tuple[str, ...]:
    known = {one.id for one in edition.parameters}
    return edition.codes(name) if name in known else ()


def _counts(edition: Edition) -> tuple[str, ...]:
    return _codes(edition, "report.went-in-by")


def _asks(context: Context, rule: str) -> bool:
    return has_rule(context, rule) and rules_of(context).flag(rule)


def _overridden(review: str, rule: str, context: Context) -> RuleOverridden:
    return RuleOverridden(review=review, rule=rule, reason=context.overrides[rule])


VERSIONS: Final = Decider[VersionCommand, Versions](Versions(), streams, evolve, decide)
