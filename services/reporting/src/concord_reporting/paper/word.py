"""Prints a paper for a word processor, by docxtpl: a template that is filled in, sandboxed.

The template is made here, so that nothing but text stands in this repository. Charts carry their
words, tables have a header row, the file has a title and a language; times inside the file are
those of the version, so the same paper gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any, Final

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Inches
from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # it ships no types
from jinja2.sandbox import SandboxedEnvironment

from concord_reporting.paper.blocks import Heading, Paragraph, Picture, Points, Table
from concord_reporting.paper.charts import as_png

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from concord_reporting.paper.blocks import BlankTool, Block, Paper

COVER: Final = ("county", "title", "subtitle", "status", "day", "note")
EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The time that a zip file gives its members."""


def word(paper: Paper, at: datetime) -> bytes:
    """A paper as a document that can be edited.

    Args:
        paper: What is printed.
        at: The time that the file says it is of.
    """
    template = DocxTemplate(_template(paper))
    filled = {name: getattr(paper, name) for name in COVER}
    template.render(filled, jinja_env=SandboxedEnvironment(autoescape=True))
    _body(template.docx, paper)
    _about(template.docx, paper, at)
    kept = io.BytesIO()
    template.save(kept)
    return _steady(kept.getvalue())


def _template(paper: Paper) -> io.BytesIO:
    """The cover page with places to fill in."""
    made = Document()
    made.add_paragraph("{{ county }}")
    made.add_heading("{{ title }}", 0)
    for name in COVER[2:]:
        made.add_paragraph(f"{{{{ {name} }}}}")
    _language(made, paper.language)
    kept = io.BytesIO()
    made.save(kept)
    kept.seek(0)
    return kept


def _body(made: Any, paper: Paper) -> None:
    for code, label in paper.order:
        if code != "cover-page":
            made.add_page_break()
        match code:
            case "signatures":
                _signatures(made, paper, label)
            case "contents":
                _contents(made, paper, label)
            case "report":
                _report(made, paper)
            case "tool-templates":
                _tools(made, paper.tools, label)
            case _:
                pass


def _contents(made: Any, paper: Paper, label: str) -> None:
    made.add_heading(label, 1)
    for chapter in paper.chapters:
        made.add_paragraph(chapter.title, style="List Bullet")


def _report(made: Any, paper: Paper) -> None:
    for chapter in paper.chapters:
        made.add_heading(chapter.title, 1)
        _blocks(made, chapter.blocks)


def _signatures(made: Any, paper: Paper, label: str) -> None:
    made.add_heading(label, 1)
    for one in paper.signatures:
        made.add_paragraph().add_run(one.who.capitalize()).bold = True
        if one.name:
            made.add_paragraph(f"Approved in Concord by {one.name}, {one.on}.")
        made.add_paragraph("Signature: ______________________________    Date: ______________")


def _blocks(made: Any, blocks: Sequence[Block]) -> None:
    for block in blocks:
        match block:
            case Heading(text=text, level=level):
                made.add_heading(text, level)
            case Paragraph(text=text):
                made.add_paragraph(text)
            case Points(points=points):
                for point in points:
                    made.add_paragraph(point, style="List Bullet")
            case Table():
                _table(made, block)
            case Picture():
                _picture(made, block)


def _table(made: Any, table: Table) -> None:
    made.add_paragraph(table.caption).runs[0].bold = True
    grid = made.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    for cell, text in zip(grid.rows[0].cells, table.columns, strict=True):
        cell.text = text
    properties = grid.rows[0]._tr.get_or_add_trPr()  # ruff: ignore[private-member-access] -- python-docx has no other way to mark a header row
    properties.append(OxmlElement("w:tblHeader"))
    for row in table.rows:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text


def _picture(made: Any, picture: Picture) -> None:
    shape = made.add_picture(io.BytesIO(as_png(picture.svg)), width=Inches(5))
    about = shape._inline.docPr  # ruff: ignore[private-member-access] -- python-docx has no other way to give a picture its words
    about.set("descr", picture.alt)
    about.set("title", picture.caption)
    made.add_paragraph(picture.caption)


def _tools(made: Any, tools: Sequence[BlankTool], label: str) -> None:
    made.add_heading(label, 1)
    for tool in tools:
        made.add_heading(tool.title, 2)
        for title, questions in tool.sections:
            made.add_heading(title, 3)
            for one in questions:
                made.add_paragraph(one.text).runs[0].bold = True
                for answer in one.answers:
                    made.add_paragraph(f"☐ {answer}")
                made.add_paragraph()


def _language(made: Any, language: str) -> None:
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "en-US" if language == "en" else language)
    made.styles["Normal"].element.get_or_add_rPr().append(spoken)


def _about(made: Any, paper: Paper, at: datetime) -> None:
    about = made.core_properties
    about.title, about.author, about.language = paper.title, paper.county, paper.language
    about.created = about.modified = at.replace(tzinfo=None, microsecond=0)
    about.last_modified_by, about.revision, about.comments = paper.county, 1, ""


def _steady(made: bytes) -> bytes:
    """The same file, packed without the time of packing."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in sorted(old.namelist()):
            member = zipfile.ZipInfo(name, EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return kept.getvalue()
