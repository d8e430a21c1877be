"""What a PDF file lacks of PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2), as it tells itself.

A part of what a validator checks: what can be read from the file's objects with pypdf. Typst checks
the rest while it prints; a validator such as veraPDF is no Python package.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import pypdf

if TYPE_CHECKING:
    from collections.abc import Iterator

FORBIDDEN: Final = ("/JavaScript", "/JS", "/Launch", "/AA", "/OpenAction", "/Movie", "/Sound")
HEADINGS: Final = tuple(f"/H{level}" for level in range(1, 7))


def faults(file: bytes) -> list[str]:
    """What is missing or forbidden, in words."""
    read = pypdf.PdfReader(io.BytesIO(file))
    root: Any = read.trailer["/Root"]
    tags = list(_elements(root.get("/StructTreeRoot", {}), 0))
    return [
        *_of_the_file(read, root),
        *_of_the_fonts(read),
        *_of_the_pages(read),
        *_of_the_tags(tags),
        *_of_the_headings([one["/S"] for one in tags if one["/S"] in HEADINGS]),
    ]


def _of_the_file(read: pypdf.PdfReader, root: Any) -> Iterator[str]:
    about = root["/Metadata"].get_object().get_data().decode() if "/Metadata" in root else ""
    wanted = {
        "it is marked as tagged": bool(root.get("/MarkInfo", {}).get("/Marked")),
        "it has a language": bool(root.get("/Lang")),
        "its title is shown": bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")),
        "it has a tree of tags": "/ParentTree" in root.get("/StructTreeRoot", {}),
        "it says PDF/UA-1": "<pdfuaid:part>1<" in about,
        "it says PDF/A-2": "<pdfaid:part>2<" in about,
        "it says level A": "<pdfaid:conformance>A<" in about,
        "its title is in its metadata": "<dc:title>" in about,
        "it says its colours": any(
            one.get_object().get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in one.get_object()
            for one in root.get("/OutputIntents", [])
        ),
        "it has an identity": "/ID" in read.trailer,
        "it is open to everybody": not read.is_encrypted,
        "it does nothing by itself": not [one for one in FORBIDDEN if one in root],
        "it carries no other file": "/EmbeddedFiles" not in root.get("/Names", {}),
    }
    yield from (f"not so: {what}" for what, holds in wanted.items() if not holds)


def _of_the_fonts(read: pypdf.PdfReader) -> Iterator[str]:
    for page in read.pages:
        resources: Any = page["/Resources"]
        for name, font in resources.get("/Font", {}).items():
            held = font.get_object()
            (inner,) = held.get("/DescendantFonts", [held])
            described = inner.get_object().get("/FontDescriptor", {})
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described):
                yield f"font {name} is not in the file"
            if "/ToUnicode" not in held:
                yield f"font {name} does not say its characters"


def _of_the_pages(read: pypdf.PdfReader) -> Iterator[str]:
    for number, page in enumerate(read.pages, 1):
        if "/StructParents" not in page:
            yield f"page {number} is not in the tree of tags"
        notes: Any = page.get("/Annots", [])
        for note in notes:
            one = note.get_object()
            if "/StructParent" not in one:
                yield f"a link of page {number} has no tag"
            if "/Contents" not in one and one.get("/Subtype") == "/Link":
                yield f"a link of page {number} has no words"
        if notes and page.get("/Tabs") != "/S":
            yield f"page {number} is not walked in its order"


def _of_the_tags(tags: list[Any]) -> Iterator[str]:
    for one in tags:
        if one["/S"] == "/Figure" and not str(one.get("/Alt", "")).strip():
            yield "a figure has no words"
        if one["/S"] == "/TH" and "/Scope" not in str(one.get("/A", "")):
            yield "a header of a table does not say of what"
    if not any(one["/S"] in HEADINGS for one in tags):
        yield "there is no heading"


def _of_the_headings(levels: list[str]) -> Iterator[str]:
    before = 0
    for name in levels:
        level = int(name[2:])
        if level > before + 1:
            yield f"after {before or 'nothing'} comes a heading of level {level}"
        before = level


def _elements(node: Any, depth: int) -> Iterator[Any]:
    """Every element of the tree of tags."""
    held = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(held, list):
        for one in held:
            yield from _elements(one, depth)
    elif isinstance(held, dict):
        if "/S" in held:
            yield held
        if "/K" in held:
            yield from _elements(held["/K"], depth + 1)
