"""What leaves the house keeps its standards, opens elsewhere, and is the same from any process."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- this very module, in another process
import sys
from typing import Any

import pypdf
import pytest
from concord_reporting.paper.content import paper
from concord_reporting.paper.pdf import pdf
from concord_reporting.paper.sheet import workbook
from concord_reporting.paper.word import word
from docx import Document

from tests.reporting.test_paper import AT, source
from tests.support.checkout import ROOT
from tests.support.pdfua import faults

ROWS = [["=1+1", "+2", "-3", "@SUM(A1)", "https://example.org"]]
COLUMNS = ["One", "Two", "Three", "Four", "Five"]


@pytest.fixture(scope="module")
def printed() -> bytes:
    return pdf(paper(source()), AT)


@pytest.mark.proves("PQCR-94")
def test_the_file_keeps_what_can_be_read_of_both_standards(printed: bytes) -> None:
    assert faults(printed) == []


SPOILS: dict[str, str] = {
    "/Lang": "it has a language",
    "/MarkInfo": "it is marked as tagged",
    "/OutputIntents": "it says its colours",
    "/Metadata": "it says PDF/UA-1",
}


@pytest.mark.parametrize("what", SPOILS)
def test_a_file_that_was_spoilt_is_found_out(printed: bytes, what: str) -> None:
    spoilt = pypdf.PdfWriter(clone_from=io.BytesIO(printed))
    root: Any = spoilt.root_object
    del root[what]
    made = io.BytesIO()
    spoilt.write(made)

    assert f"not so: {SPOILS[what]}" in faults(made.getvalue())


def digests() -> str:
    """Of each kind of file, made in this process."""
    book = workbook("Recommendations", COLUMNS, ROWS, AT)
    files = (pdf(paper(source()), AT), word(paper(source()), AT), book)
    return " ".join(hashlib.sha256(one).hexdigest() for one in files)


def test_another_process_makes_the_same_bytes_on_another_day() -> None:
    asked = "from tests.reporting import test_paper_standards as here; print(here.digests())"
    elsewhere = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    told = subprocess.run(  # ruff: ignore[subprocess-without-shell-equals-true] -- this very module
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env=elsewhere,
        capture_output=True,
        check=True,
        timeout=60,
    )

    assert told.stdout.decode().strip() == digests()


def of_style(paragraph: Any) -> str:
    return str(paragraph.style.name)


@pytest.mark.proves("PQCR-86")
def test_a_word_processor_opens_the_document_in_the_mandated_order_with_the_blank_tools() -> None:
    opened = Document(io.BytesIO(word(paper(source()), AT)))
    said = [one.text for one in opened.paragraphs]
    headings = [one.text for one in opened.paragraphs if of_style(one) == "Heading 1"]
    pictures = opened.element.xpath("//wp:docPr")

    assert headings[0] == "Cover sheet with signatures"
    assert headings[-1] == "PQCR Final Tool Templates"
    assert "Synthetic interview" in said
    assert len(pictures) == 2
    assert all("Bar chart" in one.get("descr") for one in pictures)
    captions = [table.cell(0, 0).text for table in opened.tables]
    assert {"Kind", "Heading"} <= set(captions)  # what a chart shows stands in a table too
    assert opened.core_properties.title == "PQCR Report"
