"""Themes, what was coded of them, and the sessions they rest on, as data.

Whoever is of the host county sees agreed themes under their headings, once the event week is over,
and no session; statements are for the review's own people until a named person clears them.
Of what reviewers coded, everybody sees only their own until the codes of that round are revealed:
who asks decides what is read, so that no count and no version tells the rest.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, Literal

from concord_contracts.facts.theme import Practice, Said, Scope, Side
from concord_contracts.terms import Code, Identifier, TextRef
from concord_kernel.web.answers import PAGED, SHOWN
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.paging import Listed, OnePage, Order, Page
from concord_kernel.web.place import opening
from concord_kernel.web.versions import shown
from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict

from concord_review.theme_board.agreement import Because, Verdict
from concord_review.theme_board.told import Beside, Codings, told

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["themes"])

INSIDE = ("reviewer", "consultant")
"""Roles that may read what themes say and rest on before they are cleared."""

READER = "theme-board"
THEMES = """
SELECT theme, version, heading, scope, is_wide, side, practice, drafted_in, statement, sessions,
    groups, state, round, voices, workers, merged_into, reason,
    cleared
FROM theme WHERE agency = %s AND review = %s
"""
AGREED = f"{THEMES} AND voices IS NOT NULL"
ONE = "AND theme = %s"
SESSIONS = """
SELECT session, kind, team, on_day, number, people FROM session WHERE agency = %s AND review = %s
"""
ALL_SESSIONS = f"{SESSIONS} ORDER BY kind DESC, on_day, session LIMIT 400"
CODES = """
SELECT theme, round, reviewer, codes FROM coding
WHERE agency = %s AND review = %s AND theme = ANY(%s)
"""
DISSENTS = """
SELECT theme, round, text FROM dissent
WHERE agency = %s AND review = %s AND theme = ANY(%s) ORDER BY round, text
"""
ALIGNED = """
SELECT theme, item, relation FROM alignment
WHERE agency = %s AND review = %s AND theme = ANY(%s) AND relation <> 'none' ORDER BY item
"""
PAST = """
SELECT theme, rule, reason FROM past
WHERE agency = %s AND review = %s AND theme = ANY(%s) ORDER BY nth
"""
CODERS = """
SELECT reviewer FROM reviewer
WHERE agency = %s AND review = %s AND home <> %s AND signed_on IS NOT NULL
"""
LAST_DAY = "SELECT last_day FROM review WHERE agency = %s AND review = %s"
BY_HEADING = Order({"is_wide": bool, "heading": Code, "theme": Identifier})
BY_DAY = Order({"on_day": date, "session": Identifier})


class AgreedThemeOut(BaseModel):
    """An agreed theme as the host county sees it.

    Attributes:
        cleared: What it says, once a person of another agency has cleared it.
    """

    model_config = ConfigDict(extra="forbid")

    theme: str
    heading: str
    scope: Scope
    cleared: str | None


class UnitOut(BaseModel):
    """What was said of one session: counts, never who; ``verdict`` says how the codes stand."""

    session: str
    verdict: Verdict
    heard: int
    not_heard: int
    cannot_say: int
    blank: int
    people: tuple[int, int] | None


class AgreementOut(BaseModel):
    """Krippendorff's alpha of revealed codes; where there is none, ``because`` says why."""

    alpha: float | None
    because: Because
    compared: int


class AlignedOut(BaseModel):
    """An item of the literature that speaks for or against a theme; none: nobody knows any."""

    item: str | None
    relation: Literal["supports", "contradicts", "silent"]


class PastOut(BaseModel):
    """A rule that was gone past, and why."""

    rule: str
    reason: str


class ThemeOut(AgreedThemeOut):
    """A theme as the review's own people see it.

    Attributes:
        version: Of the theme; agreeing it may expect it in ``If-Match``. No code moves it.
        sessions: The interviews that support an agreed theme; none before.
        groups: The focus groups that do, each with how many people.
        voices: How many distinct voices support it; none before it is agreed.
        workers: How many distinct workers are among them.
        coders: How many reviewers are to code it, ``coded`` how many are done.
        mine: What who asks has coded in this round.
        units: What all coded, once it is revealed.
        dissents: What reviewers who see it otherwise said.
    """

    version: int
    statement: str
    side: Side | None
    practice: Practice | None
    drafted_in: str | None
    state: Literal["coding", "revealed", "agreed", "withdrawn", "merged"]
    round: int
    sessions: list[str]
    groups: dict[str, int]
    voices: int | None
    workers: int | None
    coders: int
    coded: int
    mine: dict[str, Said]
    my_people: dict[str, int]
    units: list[UnitOut] | None
    agreement: AgreementOut | None
    dissents: list[str]
    merged_into: str | None
    reason: str | None
    aligned: list[AlignedOut]
    past: list[PastOut]


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
    """A recorded interview or focus group that themes may rest on; a group has no team."""

    session: str
    kind: Literal["interview", "group"]
    team: str | None
    on_day: date
    number: int
    people: int


class SessionsOut(BaseModel):
    """A page of recorded sessions; none for the host county."""

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
    """Themes, of the focus area first, by heading; what they say only for the review's people."""
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
    found = await one_theme(desk, review, theme)
    answer = OneThemeOut(current=current, theme=_as_seen(found))
    return shown(request, answer, found["version"])


@router.get("/sessions", responses=PAGED)
async def list_sessions(
    review: Identifier,
    request: Request,
    response: Response,
    desk: Annotated[Desk, may("see-themes")],
    page: OnePage,
    at: int = 0,
) -> SessionsOut:
    """The recorded sessions that themes may rest on, for the review's own people."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    listed = await sessions(desk, review, page)
    response.headers.update(listed.link(request))
    return SessionsOut(current=current, sessions=listed.rows, next=listed.next)


def is_inside(desk: Desk) -> bool:
    """Whether somebody is of the review's own people, and not of the host county."""
    return desk.person.home != desk.agency and desk.person.has(*INSIDE)


async def is_there(desk: Desk, review: str, theme: str) -> bool:
    """Whether rows know a theme."""
    return bool(await _rows(desk, review, f"{_query(desk)} {ONE}", theme))


async def one_theme(desk: Desk, review: str, theme: str) -> dict[str, Any]:
    """One theme, as far as who asks may see it, with its version.

    Raises:
        HTTPException: 404, there is no such theme for who asks.
    """
    rows = await _rows(desk, review, f"{_query(desk)} {ONE}", theme)
    if not rows:
        raise HTTPException(404, "door.not-found")
    (found,) = await _said(desk, review, rows)
    return found | {"version": rows[0]["version"]}


async def themes(desk: Desk, review: str, page: Page) -> Listed:
    """One page of themes, as far as who asks may see them."""
    if not await _may_see_any(desk, review):
        return Listed([], None)
    listed = await BY_HEADING.page(desk, READER, _query(desk), (desk.agency, review), page)
    return Listed(await _said(desk, review, listed.rows), listed.next)


async def sessions(desk: Desk, review: str, page: Page) -> Listed:
    """One page of recorded sessions; none for who is of the host county."""
    if not is_inside(desk):
        return Listed([], None)
    return await BY_DAY.page(desk, READER, SESSIONS, (desk.agency, review), page)


def _query(desk: Desk) -> str:
    return THEMES if is_inside(desk) else AGREED


async def _rows(desk: Desk, review: str, query: str, *values: Any) -> list[dict[str, Any]]:
    if not await _may_see_any(desk, review):
        return []
    return await desk.rows(READER, query, desk.agency, review, *values)


async def _may_see_any(desk: Desk, review: str) -> bool:
    """Whether somebody sees any theme: the host county none before the event week is over."""
    if is_inside(desk):
        return True
    found = await desk.rows("review-overview", LAST_DAY, desk.agency, review)
    return desk.sees_inside(found[0]["last_day"] if found else None)


async def _said(desk: Desk, review: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with what the themes say, or with nothing but their headings."""
    if not is_inside(desk):
        found = [{name: one[name] for name in AgreedThemeOut.model_fields} for one in rows]
        await _speak(desk, found)
        return found
    beside = await _beside(desk, review, [one["theme"] for one in rows])
    found = [told(one, beside) for one in rows]
    await _speak(desk, found)
    return found


async def _beside(desk: Desk, review: str, some: list[str]) -> Beside:
    where = (desk.agency, review)
    coders = await desk.rows("team-list", CODERS, *where, desk.agency)
    every = await desk.rows(READER, ALL_SESSIONS, *where)
    codes: dict[tuple[str, int], Codings] = {}
    for one in await desk.rows(READER, CODES, *where, some):
        by_session = {each["session"]: each for each in json.loads(one["codes"])}
        codes.setdefault((one["theme"], one["round"]), {})[one["reviewer"]] = by_session
    said: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for name, query in (("dissents", DISSENTS), ("aligned", ALIGNED), ("past", PAST)):
        for one in await desk.rows(READER, query, *where, some):
            said.setdefault(one["theme"], {}).setdefault(name, []).append(one)
    return Beside(
        desk.person.actor,
        [one["session"] for one in every],
        {one["reviewer"] for one in coders},
        codes,
        said,
    )


async def _speak(desk: Desk, found: list[dict[str, Any]]) -> None:
    """Put what the vault holds in the place of references to it, in one reading."""
    places: list[tuple[Any, Any]] = []
    for one in found:
        places += [(one, name) for name in ("statement", "reason", "cleared") if one.get(name)]
        dissents = one.get("dissents", [])
        places += [(dissents, nth) for nth in range(len(dissents))]
        places += [(each, "reason") for each in one.get("past", [])]
    refs = [TextRef.model_validate_json(holder[key]) for holder, key in places]
    for (holder, key), text in zip(places, await desk.narratives(refs), strict=True):
        holder[key] = text


def _as_seen(one: dict[str, Any]) -> ThemeOut | AgreedThemeOut:
    if "statement" in one:
        return ThemeOut(**one)
    return AgreedThemeOut(**{name: one[name] for name in AgreedThemeOut.model_fields})
