"""The rules of publishing a tool."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from concord_contracts.facts.planning import ReviewOpened
from concord_contracts.facts.tool import ToolPublished
from concord_kernel.decider import Decider, Refused, Streams

from concord_review.tools.commands import PublishTool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context


@dataclass(frozen=True, slots=True)
class Tools:
    """What the rules need to know of a review's tools.

    Attributes:
        is_open: Whether there is such a review.
        is_synthetic: Whether its people and cases are made up.
        digest: The content of the tool that holds.
    """

    is_open: bool = False
    is_synthetic: bool = False
    digest: str = ""


def streams(command: PublishTool) -> Streams:
    """The review's tools, with the review they are for."""
    return Streams(f"tools-{command.review}", (f"review-{command.review}",))


def evolve(tools: Tools, fact: Event) -> Tools:
    """Remember a fact."""
    match fact:
        case ReviewOpened(synthetic=synthetic):
            return replace(tools, is_open=True, is_synthetic=synthetic)
        case ToolPublished(digest=digest):
            return replace(tools, digest=digest)
        case _:
            return tools


def decide(command: PublishTool, tools: Tools, _: Context) -> Sequence[Event]:
    """Turn the command into a fact; a tool that holds already changes nothing.

    Raises:
        Refused: there is no such review, or made-up questions are for a real one.
    """
    if not tools.is_open:
        raise Refused("review.unknown", review=command.review)
    if command.synthetic and not tools.is_synthetic:
        raise Refused("tool.synthetic")
    if command.digest == tools.digest:
        return []
    return [ToolPublished(**command.model_dump(exclude={"synthetic"}))]


TOOLS: Final = Decider[PublishTool, Tools](Tools(), streams, evolve, decide)
