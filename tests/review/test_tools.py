"""A tool's way from a draft to what holds."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
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
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_review.tools.commands import (
    ApproveTool,
    CommentOnTool,
    DecideComments,
    DraftTool,
    OpenComments,
    PublishTool,
    TryTool,
)
from concord_review.tools.decide import TOOLS
from hypothesis import given

from tests.support.anyfacts import any_history
from tests.support.reviews import REASON, REVIEW, context, durham, opened, text
from tests.support.tools import tool

if TYPE_CHECKING:
    from concord_contracts.event import Event

NOON = datetime(2009, 12, 1, 9, 0, tzinfo=UTC)
DAY = date(2009, 12, 1)
tools = Given(TOOLS, context(at=NOON))

DIGEST, OTHER = tool().digest(), "e" * 64
OF_IT = {"review": REVIEW, "kind": "interview"}


def draft(**changes: Any) -> DraftTool:
    asked: dict[str, Any] = {
        **OF_IT,
        "tool": "synthetic-interview",
        "digest": DIGEST,
        "questions": 8,
        "literature": True,
        "synthetic": True,
    }
    return DraftTool(**(asked | changes))


def drafted(digest: str = DIGEST, **changes: Any) -> ToolDrafted:
    return ToolDrafted(**draft(digest=digest, **changes).model_dump(exclude={"synthetic"}))


def decided(*, allowed: bool) -> ToolCommentsDecided:
    return ToolCommentsDecided(**OF_IT, allowed=allowed)


def window(until: datetime) -> ToolCommentsOpened:
    return ToolCommentsOpened(**OF_IT, digest=DIGEST, until=until)


def tried(digest: str = DIGEST) -> ToolTried:
    return ToolTried(**OF_IT, digest=digest, on=DAY, learned=text())


def approved(digest: str = DIGEST) -> ToolApproved:
    return ToolApproved(**OF_IT, digest=digest)


def published(digest: str = DIGEST, edition: int = 1) -> ToolPublished:
    return ToolPublished(
        **OF_IT, tool="synthetic-interview", digest=digest, questions=8, edition=edition
    )


APPROVE, PUBLISH = ApproveTool(**OF_IT), PublishTool(**OF_IT)
READY = (opened(), drafted(), decided(allowed=False), tried())


def past(*rules: str) -> Given[Any, Any]:
    return tools.under(overrides=dict.fromkeys(rules, REASON))


@pytest.mark.proves("PQCR-35")
def test_a_tool_is_drafted_tried_approved_and_then_published() -> None:
    tools(opened()).when(draft()).then(drafted())
    tools(*READY).when(APPROVE).then(approved())
    tools(*READY, approved()).when(PUBLISH).then(published())
    tools(*READY, approved(), published()).when(PUBLISH).then_nothing()


@pytest.mark.proves("PQCR-35")
def test_without_a_mock_interview_with_this_very_draft_nothing_is_approved() -> None:
    before = (opened(), drafted(), decided(allowed=False))
    tools(*before).when(APPROVE).then_refused("interview.mock")
    past("interview.mock")(*before).when(APPROVE).then_refused("interview.mock")
    tools(*before, tried(OTHER)).when(APPROVE).then_refused("interview.mock")


def test_a_draft_that_was_changed_has_to_be_approved_again() -> None:
    history = (*READY, approved(), drafted(OTHER))
    tools(*history).when(PUBLISH).then_refused("tool.approve-first")
    tools(opened()).when(PUBLISH).then_refused("tool.draft-first")


def test_in_mid_week_a_mended_tool_is_published_again_with_a_reason() -> None:
    history = (*READY, approved(), published(), drafted(OTHER))
    again = "tool.tested-again"

    tools(*history).when(APPROVE).then_refused(again, overridable=True)
    told = RuleOverridden(review=REVIEW, rule=again, reason=REASON)
    past(again)(*history).when(APPROVE).then(told, approved(OTHER))
    tools(*history, approved(OTHER)).when(PUBLISH).then(published(OTHER, 2))


@pytest.mark.proves("PQCR-143")
def test_whether_staff_may_comment_is_decided_before_anything_opens() -> None:
    before = (opened(), drafted())
    tools(*before).when(OpenComments(**OF_IT)).then_refused("tool.decide-comments-first")
    tools(*before, tried()).when(APPROVE).then_refused("tool.comments-decided", overridable=True)
    closed = (*before, decided(allowed=False))
    tools(*closed).when(OpenComments(**OF_IT)).then_refused("tool.no-comments")
    tools(*before).when(DecideComments(**OF_IT, allowed=True)).then(decided(allowed=True))
    tools(*closed).when(DecideComments(**OF_IT, allowed=False)).then_nothing()


@pytest.mark.proves("PQCR-36")
def test_staff_comment_for_forty_eight_hours_and_no_longer() -> None:
    before = (opened(), drafted(), decided(allowed=True))
    say = CommentOnTool(**OF_IT, text=text())
    until = NOON + timedelta(hours=48)

    tools(*before).when(OpenComments(**OF_IT)).then(window(until))
    tools(*before).when(say).then_refused("tool.comments-closed")
    told = ToolCommented(**OF_IT, digest=DIGEST, text=text())
    tools(*before, window(until)).when(say).then(told)
    later = tools.under(at=until)
    later(*before, window(until)).when(say).then_refused("tool.comments-closed")


@pytest.mark.proves("PQCR-36")
def test_a_tool_is_not_approved_while_staff_may_still_comment_unless_with_a_reason() -> None:
    rule = "interview.tool-comment-hours"
    before = (opened(), drafted(), decided(allowed=True), tried())
    still = (*before, window(NOON + timedelta(hours=1)))

    tools(*before).when(APPROVE).then_refused(rule, overridable=True)
    tools(*still).when(APPROVE).then_refused(rule, overridable=True)
    told = RuleOverridden(review=REVIEW, rule=rule, reason=REASON)
    past(rule)(*still).when(APPROVE).then(told, approved())
    tools(*before, window(NOON)).when(APPROVE).then(approved())


def test_literature_is_worked_into_the_questions_of_interviews_and_groups() -> None:
    history = (opened(), drafted(literature=False), decided(allowed=False), tried())
    tools(*history).when(APPROVE).then_refused("tool.literature", overridable=True)


@pytest.mark.proves("PQCR-35")
@pytest.mark.parametrize("kind", ["case-screening", "focus-group"])
def test_other_tools_are_tested_too(kind: str) -> None:
    of_it = {"review": REVIEW, "kind": kind}
    history = (
        opened(),
        drafted(kind=kind),
        ToolCommentsDecided(**of_it, allowed=False),
    )
    tools(*history).when(ApproveTool(**of_it)).then_refused("tool.tested")
    test = ToolTried(**of_it, digest=DIGEST, on=DAY, learned=text())
    fine = ToolApproved(**of_it, digest=DIGEST)
    tools(*history, test).when(ApproveTool(**of_it)).then(fine)


def test_a_trial_is_of_a_draft_and_of_a_day_that_came() -> None:
    trial = TryTool(**OF_IT, on=DAY, learned=text())
    tools(opened()).when(trial).then_refused("tool.draft-first")
    tools(opened(), drafted()).when(trial).then(tried())
    later = trial.model_copy(update={"on": date(2009, 12, 2)})
    tools(opened(), drafted()).when(later).then_refused("tool.tried-later")


def test_made_up_questions_are_for_made_up_reviews() -> None:
    tools(opened(synthetic=False)).when(draft()).then_refused("tool.synthetic")
    tools(opened(synthetic=False)).when(draft(synthetic=False)).then(drafted())


def test_a_tool_is_of_a_review_that_is_open_and_of_a_kind_that_there_is() -> None:
    tools().when(draft()).then_refused("review.unknown", review=REVIEW)
    tools(opened()).when(draft(kind="riddle")).then_refused("tool.unknown-kind")


def test_where_rules_say_nothing_of_tools_an_interview_is_approved_as_it_is() -> None:
    elsewhere = Given(TOOLS, durham())
    elsewhere(opened(), drafted()).when(APPROVE).then(approved())
    elsewhere(opened()).when(draft(kind="debrief")).then_refused("tool.unknown-kind")


def test_publishing_is_decided_on_the_reviews_tools_and_the_review() -> None:
    streams = TOOLS.streams(PUBLISH)

    assert (streams.writes, streams.reads) == (f"tools-{REVIEW}", (f"review-{REVIEW}",))


@given(any_history())
def test_whatever_was_recorded_a_tools_step_is_answered(facts: list[Event]) -> None:
    for command in (draft(), OpenComments(**OF_IT), APPROVE, PUBLISH):
        with suppress(Refused):
            TOOLS.decide(command, TOOLS.fold(facts), context())
