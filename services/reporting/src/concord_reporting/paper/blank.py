"""A published tool as a blank template: its questions and what may be answered, and no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.questions import Kind

from concord_reporting.paper.blocks import BlankTool, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.questions import Question as Asked
    from concord_contracts.questions import Tool

ENGLISH = "en"


def blank(tool: Tool) -> BlankTool:
    """A tool as a template."""
    sections = [
        (_said(section.title), [_question(one) for one in section.questions])
        for section in tool.sections
    ]
    return BlankTool(_said(tool.title), sections)


def _question(asked: Asked) -> Question:
    return Question(_said(asked.label), _said(asked.help or {}), _answers(asked))


def _answers(asked: Asked) -> Sequence[str]:
    if asked.choices:
        return [_said(one.label) for one in asked.choices]
    match asked.kind:
        case Kind.YES_NO:
            return ["Yes", "No"]
        case Kind.YES_NO_NA:
            return ["Yes", "No", "Not applicable"]
        case Kind.SCALE if asked.least is not None and asked.most is not None:
            anchors = {one.step: f": {_said(one.label)}" for one in asked.anchors}
            steps = range(asked.least, asked.most + 1)
            return [f"{step}{anchors.get(step, '')}" for step in steps]
        case _:
            return []


def _said(words: dict[str, str]) -> str:
    return words.get(ENGLISH) or next(iter(words.values()), "")
