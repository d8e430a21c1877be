"""Themes and the sessions they rest on, as data.

Whoever is of the host county sees agreed themes under their headings and no session; statements
are for the review's own people until a named person clears them.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from concord_contracts.terms import Code, Identifier, TextRef
from concord_kernel.web.answers import PAGED, SHOWN
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.paging import Listed, OnePage, Order, Page
from concord_kernel.web.place import opening
from concord_kernel.web.versions import shown
from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["themes"])

INSIDE = ("reviewer", "consultant")
"""Roles that may read what themes say and rest on before they are cleared."""

READER = "theme-board"
THEMES = """
SELECT theme, version, heading, scope, statement, sessions, voices FROM theme
WHERE agency = %s AND review = %s
"""
AGREED = f"{THEMES} AND voices IS NOT NULL"
ONE = "AND theme = %s"
SESSIONS = """
SELECT session, team, on_day, number FROM session WHERE agency = %s AND review = %s
"""
BY_HEADING = Order({"heading": Code, "theme": Identifier})
BY_DAY = Order({"on_day": date, "session": Identifier})


class AgreedThemeOut(BaseModel):
    """An agreed theme as the host county sees it."""

    model_config = ConfigDict(extra="forbid")

    theme: str
    heading: str
    scope: Literal["focus-area", "system-wide"]


class ThemeOut(AgreedThemeOut):
    """A theme as the review's own people see it.

    Attributes:
        version: Of the theme; agreeing it may expect it in ``If-Match``.
        voices: How many distinct voices support it; none before it is agreed.
    """

    version: int
    statement: str
    sessions: list[str]
    voices: int | None


class ThemesOut(BaseModel):
    """A page of themes.

    Attributes:
        inside: Whether who asks is of the review's own people.
    """

    current: bool
    inside: bool
    themes: list[ThemeOut] | list[AgreedThemeOut]
    next: str | None


class OneThemeOut(BaseModel):
    """One theme."""

    current: bool
    theme: ThemeOut | AgreedThemeOut


class SessionOut(BaseModel):
    """A recorded interview that themes may rest on."""

    session: str
    team: str
    on_day: date
    number: int


class SessionsOut(BaseModel):
    """A page of recorded interviews; none for the host county."""

    current: bool
    sessions: list[SessionOut]
    next: str | None


@router.get("/themes", responses=PAGED)
async def list_themes(
    review: Identifier,
    request: Request,
    response: Response,
    desk: Annotated[Desk, may("see-themes")],
    page: OnePage,
    at: int = 0,
) -> ThemesOut:
    """Themes by heading; statements and sessions only for the review's own people."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    listed = await themes(desk, review, page)
    response.headers.update(listed.link(request))
    found = [_as_seen(one) for one in listed.rows]
    return ThemesOut(current=current, inside=is_inside(desk), themes=found, next=listed.next)


@router.get("/themes/{theme}", response_model=OneThemeOut, responses=SHOWN)
async def get_theme(
    review: Identifier,
    theme: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-themes")],
    at: int = 0,
) -> Response:
    """One theme, as far as who asks may see it.

    Raises:
        HTTPException: 404, there is no such theme for who asks.
    """
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    query = f"{_query(desk)} {ONE}"
    rows = await desk.rows(READER, query, desk.agency, review, theme)
    if not rows:
        raise HTTPException(404, "door.not-found")
    (found,) = await _said(desk, rows)
    answer = OneThemeOut(current=current, theme=_as_seen(found))
    return shown(request, answer, rows[0]["version"])


@router.get("/sessions", responses=PAGED)
async def list_sessions(
    review: Identifier,
    request: Request,
    response: Response,
    desk: Annotated[Desk, may("see-themes")],
    page: OnePage,
    at: int = 0,
) -> SessionsOut:
    """The recorded interviews that themes may rest on, for the review's own people."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    listed = await sessions(desk, review, page)
    response.headers.update(listed.link(request))
    return SessionsOut(current=current, sessions=listed.rows, next=listed.next)


def is_inside(desk: Desk) -> bool:
    """Whether somebody is of the review's own people, and not of the host county."""
    return desk.person.home != desk.agency and desk.person.has(*INSIDE)


async def themes(desk: Desk, review: str, page: Page) -> Listed:
    """One page of themes, as far as who asks may see them."""
    listed = await BY_HEADING.page(desk, READER, _query(desk), (desk.agency, review), page)
    return Listed(await _said(desk, listed.rows), listed.next)


async def sessions(desk: Desk, review: str, page: Page) -> Listed:
    """One page of recorded interviews; none for who is of the host county."""
    if not is_inside(desk):
        return Listed([], None)
    return await BY_DAY.page(desk, READER, SESSIONS, (desk.agency, review), page)


def _query(desk: Desk) -> str:
    return THEMES if is_inside(desk) else AGREED


async def _said(desk: Desk, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with what the themes say, or with nothing but their headings."""
    if not is_inside(desk):
        return [{name: one[name] for name in AgreedThemeOut.model_fields} for one in rows]
    said = await desk.narratives([TextRef.model_validate_json(one["statement"]) for one in rows])
    return [one | {"statement": text} for one, text in zip(rows, said, strict=True)]


def _as_seen(one: dict[str, Any]) -> ThemeOut | AgreedThemeOut:
    return ThemeOut(**one) if "statement" in one else AgreedThemeOut(**one)
