"""What a report is made of, before it is printed: parts in order, each a row of blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 2 or deeper, for a part's own is 1."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``is_note`` where it was told from facts."""

    text: str
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list of points."""

    points: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first cell of a row names it."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, with what it shows in words."""

    svg: str
    caption: str
    alt: str


Block = Heading | Paragraph | Points | Table | Picture


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of the report."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a blank tool."""

    text: str
    help: str
    answers: Sequence[str]


@dataclass(frozen=True, slots=True)
class BlankTool:
    """A tool without an answer."""

    title: str
    sections: Sequence[tuple[str, Sequence[Question]]]


@dataclass(frozen=True, slots=True)
class Signature:
    """A line on the cover sheet: who signs, and what is known of it."""

    who: str
    name: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A report, whole.

    Attributes:
        title: What it is.
        county: Whose.
        subtitle: The focus area and the on-site days.
        status: Draft of which version, or approved.
        day: The day on which the version was made or approved.
        order: The documents of the one file, in the edition's order, with their labels.
        chapters: The report's sections.
        tools: Blank tools.
        signatures: Lines of the cover sheet.
        note: What has to be said of the whole.
    """

    title: str
    county: str
    subtitle: str
    status: str
    day: str
    order: Sequence[tuple[str, str]]
    chapters: Sequence[Chapter]
    tools: Sequence[BlankTool] = ()
    signatures: Sequence[Signature] = ()
    note: str = ""
    language: str = field(default="en")
