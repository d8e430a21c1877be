"""The rules of publishing a tool."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from concord_contracts.facts.tool import ToolPublished
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_review.tools.commands import PublishTool
from concord_review.tools.decide import TOOLS
from hypothesis import given

from tests.support.anyfacts import any_history
from tests.support.reviews import REVIEW, context, opened
from tests.support.tools import tool

if TYPE_CHECKING:
    from concord_contracts.event import Event

tools = Given(TOOLS, context())

DIGEST, OTHER = tool().digest(), "e" * 64


def publish(**changes: Any) -> PublishTool:
    asked: dict[str, Any] = {
        "review": REVIEW,
        "tool": "synthetic-interview",
        "digest": DIGEST,
        "questions": 8,
        "synthetic": True,
    }
    return PublishTool(**(asked | changes))


def published(digest: str = DIGEST, **changes: Any) -> ToolPublished:
    asked: dict[str, Any] = {
        "review": REVIEW,
        "tool": "synthetic-interview",
        "digest": digest,
        "questions": 8,
    }
    return ToolPublished(**(asked | changes))


def test_a_tool_is_published_by_its_content() -> None:
    tools(opened()).when(publish()).then(published())


def test_a_tool_that_holds_already_changes_nothing() -> None:
    tools(opened(), published()).when(publish()).then_nothing()


def test_a_tool_that_was_replaced_may_come_back() -> None:
    tools(opened(), published(), published(OTHER)).when(publish()).then(published())


def test_made_up_questions_are_for_made_up_reviews() -> None:
    tools(opened(synthetic=False)).when(publish()).then_refused("tool.synthetic")
    tools(opened(synthetic=False)).when(publish(synthetic=False)).then(published())


def test_a_tool_is_for_a_review_that_is_open() -> None:
    tools().when(publish()).then_refused("review.unknown", review=REVIEW)


def test_publishing_is_decided_on_the_reviews_tools_and_the_review() -> None:
    streams = TOOLS.streams(publish())

    assert (streams.writes, streams.reads) == (f"tools-{REVIEW}", (f"review-{REVIEW}",))


@given(any_history())
def test_whatever_was_recorded_publishing_is_answered(facts: list[Event]) -> None:
    with suppress(Refused):
        TOOLS.decide(publish(), TOOLS.fold(facts), context())
