"""A version of the report, put together from its fact, its cleared texts and the edition. Pure.

Headings come from the edition; strengths stand first; a text that is not cleared is not here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from concord_reporting.paper import charts, method
from concord_reporting.paper.blocks import (
    Chapter,
    Heading,
    Paper,
    Paragraph,
    Points,
    Signature,
    Table,
)
from concord_reporting.paper.figures import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.closed_lists import Entry
    from concord_contracts.facts.report import DraftMade, ThemeOf
    from concord_contracts.rules import Edition

    from concord_reporting.paper.blocks import BlankTool, Block
    from concord_reporting.paper.figures import Figures

SCOPES: Final = (("focus-area", "Focus area"), ("system-wide", "System-wide"))
SIDES: Final = (
    ("strength", "Strengths"),
    ("improvement", "Areas needing improvement"),
    (None, "What was heard"),
)
PRACTICES: Final = {
    "emerging": " (an emerging promising practice)",
    "more-information": " (a promising practice about which more information is needed)",
}
NOT_WRITTEN: Final = "The county has not written this part yet, or it is not cleared."
NO_AUDIT: Final = (
    "This is not an audit. Results are given in the aggregate and are attributed to nobody."
)


@dataclass(frozen=True, slots=True)
class Source:
    """Everything that a version is printed from.

    Attributes:
        made: The version's fact.
        said: What its texts say, by their ids in the vault.
        edition: The rules.
        county: Whose report it is.
        day: The day on which the version was made or approved, in words.
        director: Who approved it; empty: nobody.
        tools: Its blank tools.
        names: How agencies are called.
        synthetic: Whether people and cases are made up.
    """

    made: DraftMade
    said: Mapping[str, str]
    edition: Edition
    county: str
    day: str
    director: str = ""
    tools: Sequence[BlankTool] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    synthetic: bool = False

    @property
    def prose(self) -> Mapping[str, str]:
        """What each part says."""
        return {one.part: self.said[one.text.id] for one in self.made.prose}

    @property
    def figures(self) -> Figures:
        """Counts as they may be printed."""
        known = {one.id for one in self.edition.parameters}
        named = "report.small-number"
        return printable(self.made.figures, self.edition.number(named) if named in known else 0)

    def entries(self, name: str) -> Sequence[Entry]:
        """The lines of one of the edition's lists; none where it has no such list."""
        return next((one.entries for one in self.edition.lists if one.id == name), ())


def paper(source: Source) -> Paper:
    """The whole report."""
    chapters = [_chapter(source, section) for section in source.entries("report.sections")]
    return _paper(source, [one for one in chapters if one.blocks])


def summary(source: Source) -> Paper:
    """The executive summary alone, to be shared; without blank tools and signatures."""
    optional = _codes(source.edition, "report.optional-sections")
    wanted = [one for one in source.entries("report.sections") if one.code in optional]
    alone = _paper(source, [_chapter(source, one) for one in wanted])
    order = [one for one in alone.order if one[0] in {"cover-page", "report"}]
    return _changed(alone, order)


def _changed(whole: Paper, order: Sequence[tuple[str, str]]) -> Paper:
    return Paper(
        title=f"{whole.title}: Executive Summary",
        county=whole.county,
        subtitle=whole.subtitle,
        status=whole.status,
        day=whole.day,
        order=order,
        chapters=whole.chapters,
        note=whole.note,
    )


def _paper(source: Source, chapters: Sequence[Chapter]) -> Paper:
    made = source.made
    number = f"version {made.version}"
    area = method.in_words(made.focus_area) if made.focus_area else "not chosen yet"
    signers = [method.in_words(one) for one in _codes(source.edition, "report.signatories")]
    director = Signature("Director of the county", source.director, source.day)
    unsigned = Signature("Director of the county")
    known = {one.id: one for one in source.edition.lists}
    order = known["report.file"].entries if "report.file" in known else ()
    made_up = "The people and cases in this report are made up. " if source.synthetic else ""
    return Paper(
        title=f"{source.edition.protocol.upper()} Report",
        county=source.county,
        subtitle=f"Focus area: {area}",
        status=f"Approved, {number}" if source.director else f"Working draft, {number}",
        day=source.day,
        order=[(one.code, one.label) for one in order],
        chapters=chapters,
        tools=source.tools,
        signatures=[director if source.director else unsigned, *map(Signature, signers)],
        note=made_up + NO_AUDIT,
    )


def _chapter(source: Source, section: Entry) -> Chapter:
    blocks: list[Block] = []
    optional = section.code in _codes(source.edition, "report.optional-sections")
    for part in source.entries("report.parts"):
        if part.under == section.code and (part.code in source.prose or not optional):
            blocks += _part(source, part)
    for part in source.entries("report.parts-as-necessary"):
        if part.under == section.code and part.code in source.made.as_necessary:
            blocks += _part(source, part)
    headings = [one for one in source.entries("report.headings") if one.under == section.code]
    if headings:
        blocks += _practice(source, headings)
    if any(part.code == "discoveries" and part.under == section.code for part in _parts(source)):
        blocks += _recommendations(source)
    return Chapter(section.label, blocks)


def _parts(source: Source) -> Sequence[Entry]:
    return source.entries("report.parts")


def _part(source: Source, part: Entry) -> Sequence[Block]:
    """What the county wrote, and what the facts tell."""
    told = list(_from_facts(source, part.code))
    written = [Paragraph(one) for one in _paragraphs(source.prose.get(part.code, ""))]
    if not told and not written:
        written = [Paragraph(NOT_WRITTEN, is_note=True)]
    return [Heading(part.label), *written, *told]


def _from_facts(source: Source, part: str) -> Sequence[Block]:
    match part:
        case "process":
            return method.process(source.made, source.figures, source.edition, source.names)
        case "data-trends":
            return method.data_trends(source.figures)
        case "case-selection":
            return method.case_selection(source.figures, charts.cases_by_kind)
        case "tools":
            return method.tools([one.title for one in source.tools])
        case "review-process":
            return method.review_process(source.figures)
        case _:
            return ()


def _practice(source: Source, headings: Sequence[Entry]) -> Sequence[Block]:
    """The heart of the report: what was found under each heading, the strong practices first."""
    first = _codes(source.edition, "report.first-headings")
    ordered = sorted(headings, key=lambda one: one.code not in first)
    blocks: list[Block] = []
    counted: Counter[tuple[str, str]] = Counter(
        (one.heading, one.scope) for one in source.made.themes
    )
    if counted:
        rows = [
            (one.label, label, counted[one.code, scope])
            for one in ordered
            for scope, label in SCOPES
        ]
        told = [
            (one.label, *(str(counted[one.code, scope]) for scope, _ in SCOPES)) for one in ordered
        ]
        columns = ("Heading", *(label for _, label in SCOPES))
        counts = Table("Themes by heading", columns, told)
        blocks += [counts, charts.themes_by_heading(rows)]
    for one in ordered:
        blocks += [Heading(one.label), *_heading(source, one.code)]
    return blocks


def _heading(source: Source, heading: str) -> Sequence[Block]:
    blocks: list[Block] = [Paragraph(one) for one in _paragraphs(source.prose.get(heading, ""))]
    themes = [one for one in source.made.themes if one.heading == heading]
    for side, label in SIDES:
        of_side = [one for one in themes if one.side == side]
        if of_side:
            blocks += [Heading(label, 3), *_by_scope(source, of_side)]
    if not blocks:
        blocks.append(
            Paragraph("No theme was agreed and cleared under this heading.", is_note=True)
        )
    return blocks


def _by_scope(source: Source, themes: Sequence[ThemeOf]) -> Sequence[Block]:
    """Themes on the focus area first; in the order of their words, which is no order of time."""
    blocks: list[Block] = []
    for scope, label in SCOPES:
        said = sorted(
            source.said[one.statement.id] + PRACTICES.get(one.practice or "", "")
            for one in themes
            if one.scope == scope
        )
        if said:
            blocks += [Paragraph(f"{label}:"), Points(said)]
    return blocks


def _recommendations(source: Source) -> Sequence[Block]:
    blocks: list[Block] = [Heading("Recommendations")]
    for kind in source.entries("recommendation.kinds"):
        of_kind = [one for one in source.made.recommendations if one.kind == kind.code]
        of_kind.sort(key=lambda one: (one.scope != "focus-area", source.said[one.text.id]))
        if of_kind:
            said = [f"{source.said[one.text.id]} ({dict(SCOPES)[one.scope]})" for one in of_kind]
            blocks += [Heading(kind.label, 3), Points(said)]
    if len(blocks) == 1:
        blocks.append(Paragraph("No recommendation is cleared yet.", is_note=True))
    return blocks


def _paragraphs(text: str) -> list[str]:
    parts = text.replace("\r\n", "\n").split("\n\n")
    return [" ".join(one.split()) for one in parts if one.strip()]


def _codes(edition: Edition, name: str) -> Sequence[str]:
    return edition.codes(name) if any(one.id == name for one in edition.parameters) else ()
