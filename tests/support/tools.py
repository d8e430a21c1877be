"""A made-up tool for tests: its questions belong to no real review."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from concord_contracts.questions import Tool


def question(code: str, kind: str = "yes-no", **more: Any) -> dict[str, Any]:
    """One question, in two languages."""
    return {"code": code, "kind": kind, "label": said(f"Synthetic {code}?")} | more


def said(text: str) -> dict[str, str]:
    """A text with its translation."""
    return {"en": text, "es": f"{text} (es)"}


def choices(*codes: str) -> list[dict[str, Any]]:
    """What may be chosen."""
    return [{"code": code, "label": said(f"Choice {code}")} for code in codes]


SYNTHETIC: dict[str, Any] = {
    "id": "synthetic-interview",
    "title": said("Synthetic interview"),
    "synthetic": True,
    "sections": [
        {
            "id": "contact",
            "title": said("Contact"),
            "questions": [
                question("seen", "yes-no-na", required=True, help=said("In the last month.")),
                question(
                    "why-not",
                    "text",
                    required=True,
                    longest=200,
                    show_if={"==": [{"var": "seen"}, "no"]},
                ),
                question("who", "choices", choices=choices("child", "parent", "carer")),
                question(
                    "where",
                    "choice",
                    choices=choices("home", "office"),
                    show_if={"in": ["child", {"var": "who"}]},
                ),
            ],
        },
        {
            "id": "plan",
            "title": said("Plan"),
            "questions": [
                question(
                    "rating",
                    "scale",
                    required=True,
                    least=1,
                    most=6,
                    anchors=[
                        {"step": 1, "label": said("Adverse")},
                        {"step": 6, "label": said("Optimal")},
                    ],
                ),
                question("visits", "number", least=0, most=31, unit=said("visits")),
                question("planned", "date", earliest="2009-01-01", latest="2010-12-31"),
                question("notes", "note", show_if={"<": [{"var": "rating"}, 4]}),
            ],
        },
    ],
}


def tool(**changes: Any) -> Tool:
    """The synthetic tool, with other fields."""
    return Tool.model_validate(deepcopy(SYNTHETIC) | changes)


def tool_of(*questions: dict[str, Any]) -> dict[str, Any]:
    """A tool of one section with these questions, as somebody would write it."""
    section = {"id": "only", "title": said("Only"), "questions": list(questions)}
    return {"id": "small", "title": said("Small"), "sections": [section]}
