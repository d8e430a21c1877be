"""Prints a paper as one tagged PDF: accessible (PDF/UA-1) and archival (PDF/A-2a), by Typst.

Typst refuses a chart without words and a title that is missing, so a file that comes out keeps
both standards. Fonts are those that Typst brings along; no clock, no network and no file of this
machine goes in, so the same paper gives the same bytes.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import typst

if TYPE_CHECKING:
    from datetime import datetime

    from concord_reporting.paper.blocks import Block, Chapter, Paper


def pdf(paper: Paper, at: datetime) -> bytes:
    """A paper as a file.

    Args:
        paper: What is printed.
        at: The time that the file says it is of.
    """
    standards: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
    made: Any = typst.Compiler(
        input=_template(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(as_data(paper), sort_keys=True)},
    ).compile(format="pdf", pdf_standards=[*standards], timestamp=int(at.timestamp()))
    return bytes(made)


def as_data(paper: Paper) -> dict[str, Any]:
    """A paper as plain data; each block says its kind."""
    return {
        "title": paper.title,
        "county": paper.county,
        "subtitle": paper.subtitle,
        "status": paper.status,
        "day": paper.day,
        "note": paper.note,
        "language": paper.language,
        "order": [list(one) for one in paper.order],
        "chapters": [_chapter(one) for one in paper.chapters],
        "signatures": [
            {"who": one.who.capitalize(), "name": one.name, "on": one.on}
            for one in paper.signatures
        ],
        "tools": [
            {
                "title": tool.title,
                "sections": [
                    [title, [_fields(one) for one in questions]]
                    for title, questions in tool.sections
                ],
            }
            for tool in paper.tools
        ],
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {"title": chapter.title, "blocks": [_block(one) for one in chapter.blocks]}


def _block(block: Block) -> dict[str, Any]:
    return {"kind": type(block).__name__, **_fields(block)}


def _fields(value: Any) -> dict[str, Any]:
    found = {name: getattr(value, name) for name in value.__slots__}
    return {name: _listed(one) for name, one in found.items()}


def _listed(value: Any) -> Any:
    return [_listed(one) for one in value] if isinstance(value, list | tuple) else value


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


@cache
def _template() -> bytes:
    return (files(__package__) / "report.typ").read_bytes()
