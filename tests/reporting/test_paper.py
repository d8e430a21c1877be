"""What leaves the house: the same bytes for the same facts, for everybody, no small count."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest
from concord_contracts.facts.plan import ScopeDecided
from concord_contracts.facts.report import (
    DirectorNamed,
    DraftMade,
    Figure,
    PartOf,
    RecommendationOf,
    ReportApproved,
    ThemeOf,
)
from concord_kernel.decider import Refused
from concord_reporting.paper.blank import blank
from concord_reporting.paper.blocks import Chapter, Paper, Picture
from concord_reporting.paper.content import Source, paper, summary
from concord_reporting.paper.figures import printable
from concord_reporting.paper.pdf import pdf
from concord_reporting.paper.word import word
from concord_reporting.paper.words import words_of_an_audit
from concord_reporting.versions.commands import ApproveReport
from concord_reporting.versions.decide import VERSIONS, missing
from typst import TypstError

from tests.support.reviews import REVIEW, context, edition, text
from tests.support.tools import tool

AT = datetime(2010, 3, 1, 12, tzinfo=UTC)
SAID = {
    "text-purpose": "Peers from other counties come for a week.\n\n#set text(red) *and* $x$.",
    "text-strong": "Relatives are asked early.",
    "text-weak": "New staff wait for training.",
    "text-wide": "Court dates slip.",
    "text-advice": "Train every new worker.",
    "text-brief": "In brief: relatives are asked early.",
}


def theme(name: str, heading: str, **more: Any) -> ThemeOf:
    asked = {"heading": heading, "scope": "focus-area", "statement": text(name)}
    return ThemeOf.model_validate(asked | more)


def figure(what: str, number: int, among: str | None = None) -> Figure:
    return Figure(what=what, among=among, number=number)


def version(**changes: Any) -> DraftMade:
    asked: dict[str, Any] = {
        "review": REVIEW,
        "version": 1,
        "focus_area": "placement-stability",
        "criteria": ("data-analysis",),
        "peers": ("ca-napa",),
        "figures": (
            figure("cases", 20, "child-welfare"),
            figure("cases", 10, "probation"),
            figure("frame", 60, "child-welfare"),
            figure("teams", 4),
            figure("team-members", 12),
            figure("interviews", 30),
            figure("interviews-as", 28, "social-worker"),
            figure("interviews-as", 2, "supervisor"),
        ),
        "prose": (PartOf(part="purpose", text=text("text-purpose")),),
        "themes": (
            theme("text-weak", "training-needs", side="improvement"),
            theme("text-wide", "training-needs", scope="system-wide", side="improvement"),
            theme(
                "text-strong",
                "strengths-and-promising-practices",
                side="strength",
                practice="emerging",
            ),
        ),
        "recommendations": (
            RecommendationOf(kind="specific", scope="focus-area", text=text("text-advice")),
        ),
    }
    return DraftMade(**asked | changes)


def source(**changes: Any) -> Source:
    asked: dict[str, Any] = {
        "made": version(),
        "said": SAID,
        "edition": edition(),
        "county": "Test County",
        "day": "March 1, 2010",
        "tools": [blank(tool())],
        "names": {"ca-napa": "Napa County"},
    }
    return Source(**asked | changes)


def read(file: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(file))


def text_of(file: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(file).pages)


def elements(node: Any, found: list[Any]) -> list[Any]:
    """Every element of a file's structure tree."""
    node = node.get_object()
    if isinstance(node, pypdf.generic.ArrayObject):
        for one in node:
            elements(one, found)
    elif isinstance(node, pypdf.generic.DictionaryObject) and "/S" in node:
        found.append(node)
    if isinstance(node, pypdf.generic.DictionaryObject) and "/K" in node:
        elements(node["/K"], found)
    return found


@pytest.fixture(scope="module")
def printed() -> bytes:
    return pdf(paper(source()), AT)


@pytest.mark.proves("PQCR-94")
def test_the_file_is_tagged_so_that_everybody_can_read_it(printed: bytes) -> None:
    file = read(printed)
    root: Any = file.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert file.metadata is not None
    assert file.metadata.title == "PQCR Report, Test County"
    about = root["/Metadata"].get_object().get_data().decode()
    for standard in ("pdfuaid:part>1", "pdfaid:part>2", "pdfaid:conformance>A"):
        assert standard in about
    tags = elements(root["/StructTreeRoot"], [])
    kinds = {one["/S"] for one in tags}
    assert {"/H1", "/H2", "/P", "/L", "/Table", "/TH", "/Figure", "/TOC"} <= kinds
    pictures = [one for one in tags if one["/S"] == "/Figure"]
    assert pictures
    assert all("Bar chart" in one["/Alt"] for one in pictures)


def test_every_font_is_in_the_file(printed: bytes) -> None:
    pages: Any = read(printed).pages
    for page in pages:
        for font in page["/Resources"].get("/Font", {}).values():
            (inner,) = font.get_object()["/DescendantFonts"]
            held = inner.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(held)


@pytest.mark.proves("PQCR-86", "PQCR-94", "DISC-21")
def test_the_documents_of_the_one_file_stand_in_the_mandated_order(printed: bytes) -> None:
    said = text_of(printed)

    places = [
        said.index(one)
        for one in (
            "Working draft, version 1",
            "Cover sheet with signatures",
            "Table of contents",
            "Introduction\n",
            "PQCR Final Tool Templates\n",
        )
    ]
    marks = [one.title for one in read(printed).outline if not isinstance(one, list)]
    assert places == sorted(places)
    assert marks[0] == "Cover sheet with signatures"
    assert marks[-1] == "PQCR Final Tool Templates"
    assert "Methodology" in marks


@pytest.mark.proves("PQCR-96", "PQCR-97", "PQCR-99", "PQCR-101", "PQCR-148")
def test_sections_and_headings_are_the_editions_and_strengths_come_first() -> None:
    chapters = {one.title: one for one in paper(source()).chapters}

    assert list(chapters) == [
        "Introduction",
        "Methodology",
        "Summary of Practice",
        "Summary Observations and Recommendations",
    ]
    told = [getattr(one, "text", "") for one in chapters["Summary of Practice"].blocks]
    headings = [one.label for one in edition().catalogue("report.headings").entries]
    assert sorted(one for one in told if one in headings) == sorted(headings)
    assert told.index("Strengths and Promising Practices") < told.index("Documentation")
    both = (
        theme("text-weak", "training-needs", side="improvement"),
        theme("text-strong", "training-needs", side="strength"),
    )
    mixed = paper(source(made=version(themes=both)))
    with zipfile.ZipFile(io.BytesIO(word(mixed, AT))) as file:
        in_word = file.read("word/document.xml").decode()
    for said in (in_word, text_of(pdf(mixed, AT))):
        of_heading = said[said.rindex("Training Needs") :]
        assert of_heading.index("Relatives are asked") < of_heading.index("Areas needing impro")
        assert of_heading.index("Areas needing impro") < of_heading.index("New staff wait")
    listed = text_of(pdf(paper(source()), AT))
    assert listed.index("Focus area:\n") < listed.index("System-wide:")
    assert "Relatives are asked early. (an emerging promising practice)" in listed


@pytest.mark.proves("PQCR-98")
def test_the_method_is_told_from_facts_and_plainly_where_there_are_none() -> None:
    said = text_of(pdf(paper(source()), AT))
    bare = text_of(pdf(paper(source(made=DraftMade(review=REVIEW, version=1), tools=[])), AT))

    for fact in ("placement stability", "Napa County", "Review teams: 4", "30 were selected"):
        assert fact in said
    assert "not expected to be statistically valid" in " ".join(said.split())
    for gap in ("No focus area is recorded yet", "No sample is recorded yet", "No peer county"):
        assert gap in bare


def test_what_was_typed_is_text_and_never_markup(printed: bytes) -> None:
    assert "#set text(red) *and* $x$." in text_of(printed)
    with zipfile.ZipFile(io.BytesIO(word(paper(source(county="{{ 7 * 7 }}")), AT))) as file:
        assert "{{ 7 * 7 }}" in file.read("word/document.xml").decode()


@pytest.mark.proves("PQCR-87")
def test_a_small_count_hides_its_table_and_nothing_tells_it() -> None:
    figures = printable(version().figures, 3)

    assert figures.table("interviews-as") == {}
    assert figures.table("cases") == {"child-welfare": 20, "probation": 10}
    assert printable([figure("teams", 2)], 3).total("teams") == "fewer than 3"
    assert printable([figure("teams", 1)], 0).total("teams") == "fewer than 2"
    assert printable([figure("teams", 0)], 3).total("teams") == "0"
    said = text_of(pdf(paper(source()), AT))
    assert "supervisor" not in said.lower().split("the process used for the review:")[1][:400]
    assert "28" not in said


def test_the_same_version_gives_the_same_bytes(printed: bytes) -> None:
    assert pdf(paper(source()), AT) == printed
    assert word(paper(source()), AT) == word(paper(source()), AT)


@pytest.mark.proves("PQCR-152")
def test_the_executive_summary_is_optional_and_can_be_shared_alone() -> None:
    brief = PartOf(part="executive-summary", text=text("text-brief"))
    alone = summary(source(made=version(prose=(brief,))))

    assert "Executive Summary" not in [one.title for one in paper(source()).chapters]
    said = text_of(pdf(alone, AT))
    assert "In brief: relatives are asked early." in said
    for kept in ("Cover sheet", "Final Tool Templates", "New staff wait for training"):
        assert kept not in said
    assert [one.title for one in alone.chapters] == ["Executive Summary"]


def test_an_approved_version_bears_the_directors_name() -> None:
    said = text_of(pdf(paper(source(director="Ada Madeup")), AT))

    assert "Approved in Concord by Ada Madeup, March 1, 2010." in said
    assert "Approved, version 1" in said


def test_a_chart_without_words_is_not_printed() -> None:
    chart = Picture(svg='<svg xmlns="http://www.w3.org/2000/svg"/>', caption="Mute", alt="")
    mute = Paper(
        title="Mute",
        county="Test County",
        subtitle="",
        status="Draft",
        day="",
        order=[("report", "Report")],
        chapters=[Chapter("Only", [chart])],
    )

    with pytest.raises(TypstError):
        pdf(mute, AT)


@pytest.mark.proves("PQCR-03")
@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Nobody failed.", ("failed",)),
        ("AUDIT! The audit passed.", ("audit", "passed")),
        ("Past a compass, impassable.", ()),
        ("", ()),
    ],
)
def test_words_of_an_audit_are_found_whole(said: str, found: tuple[str, ...]) -> None:
    watched = edition().codes("report.words-of-an-audit")

    assert words_of_an_audit(said, watched) == found
    assert words_of_an_audit(said, None) == ()


@pytest.mark.proves("DISC-26")
def test_the_cover_sheet_has_the_signatures_that_the_reading_in_force_names() -> None:
    other = edition().taking("signatures", "chief-probation-officer")

    lines = [one.who for one in paper(source()).signatures]
    more = [one.who for one in paper(source(edition=other)).signatures]

    assert lines == ["Director of the county"]
    assert more == ["Director of the county", "chief probation officer"]


FACTORS = "systemic-factors"


@pytest.mark.proves("PQCR-09")
@pytest.mark.parametrize(
    ("choices", "chosen"), [((), ()), ((True,), (FACTORS,)), ((True, False), ())]
)
def test_what_the_review_examined_as_necessary_has_its_part_and_has_to_be_written(
    choices: tuple[bool, ...], chosen: tuple[str, ...]
) -> None:
    decided = [
        ScopeDecided(review=REVIEW, part=FACTORS, included=one, on=AT.date(), reason=text("why"))
        for one in choices
    ]
    made = VERSIONS.fold(decided).material.version(REVIEW, 1)

    told = [
        getattr(block, "text", "")
        for chapter in paper(source(made=version(as_necessary=made.as_necessary))).chapters
        for block in chapter.blocks
    ]

    assert made.as_necessary == chosen
    for said in (
        "Systemic factors that were examined as well as practice",
        "The review also examined, as necessary:",
    ):
        assert (said in told) is bool(chosen)
    assert (FACTORS in missing(edition(), set(), made.as_necessary)) is bool(chosen)
    assert missing(edition(), {FACTORS}, made.as_necessary) == missing(edition(), set())


@pytest.mark.proves("DISC-21")
@pytest.mark.parametrize(
    ("way", "told"),
    [("required", "tools.blank-in-report"), ("allowed", ReportApproved.NAME)],
)
def test_a_report_without_blank_tools_is_approved_where_the_reading_allows_it(
    way: str, told: str
) -> None:
    director = DirectorNamed(review=REVIEW, person="director-1", name=text("name"))
    past = {"report.returned-before-approval": text("why"), "report.complete": text("why")}
    rules = edition().taking("blank-tools", way)
    asked = context(rules=rules, actor="director-1", overrides=past)
    command = ApproveReport(review=REVIEW, version=1)
    state = VERSIONS.fold([director, version(tools=())])

    try:
        last = VERSIONS.decide(command, state, asked)[-1].NAME
    except Refused as refused:
        last = refused.rule

    assert last == told
