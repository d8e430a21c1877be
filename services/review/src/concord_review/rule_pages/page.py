"""The adopted rules of a review as pages: choices, settings, dates, sources, and the guide's words.

A review keeps the edition that it was opened under: what stands here is what binds it, whatever
its plugin says by now.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

from concord_contracts.chain import counted
from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_review.listed import entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from concord_contracts.closed_lists import Entry
    from concord_contracts.rules import Edition

router = APIRouter(prefix="/{agency}/reviews/{review}", tags=["rules"], include_in_schema=False)

LIBRARY = "edition.library"
GLOSSARY, ACRONYMS = "words.glossary", "words.acronyms"
OF_THE_EDITION = ("edition.version", "contact.telephone", "contact.e-mail")
"""What is shown about the edition itself, where it says so."""


@router.get("/rules")
async def rules_page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-review")]
) -> HTMLResponse:
    """Every rule that binds the review, with its sentence, its source and how sure it is."""
    here = await place(desk, review)
    edition: Edition = here["edition"]
    about = {one.id: one for one in edition.parameters if one.id in OF_THE_EDITION}
    return render(
        request,
        "review/rules.html",
        **here,
        digest=edition.digest(),
        about=[about[name] for name in OF_THE_EDITION if name in about],
        subjects=[*_subjects(edition)],
        counts={one.id: counted(one.start, one.steps) for one in edition.dates},
        library=entries(edition, LIBRARY),
        has_words=bool(entries(edition, GLOSSARY)),
    )


@router.get("/words")
async def words_page(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-review")],
    q: str = "",
) -> HTMLResponse:
    """The guide's glossary and its acronyms; those that have some letters, where one asks."""
    here = await place(desk, review)
    sought = q.strip()[:60]
    found = {name: entries(here["edition"], name) for name in (GLOSSARY, ACRONYMS)}
    return render(
        request,
        "review/words.html",
        **here,
        sought=sought,
        has_words=any(found.values()),
        glossary=_with(found[GLOSSARY], sought),
        acronyms=_with(found[ACRONYMS], sought),
    )


def _subjects(edition: Edition) -> Iterator[tuple[str, list[Any]]]:
    """The parameters by what they are about: the first part of their names."""
    ordered = sorted(edition.parameters, key=_subject)
    yield from ((name, list(rules)) for name, rules in groupby(ordered, key=_subject))


def _subject(parameter: Any) -> str:
    name: str = parameter.id.split(".")[0]
    return name


def _with(listed: Any, sought: str) -> list[Entry]:
    wanted = sought.casefold()
    return [one for one in listed if wanted in f"{one.label} {one.detail}".casefold()]
