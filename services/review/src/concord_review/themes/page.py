"""Proposing, coding, revealing and agreeing themes, over HTTP; and the ways back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from concord_contracts.facts.theme import Coded, GroupSupport, Practice, Said, Scope, Side
from concord_contracts.rules import Edition
from concord_contracts.terms import Code, Identifier
from concord_kernel.context import Context
from concord_kernel.vault import TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from fastapi import APIRouter, HTTPException
from pydantic import Field

from concord_review.themes.commands import (
    MOST,
    AgreeTheme,
    CodeTheme,
    DissentFromTheme,
    MergeTheme,
    ProposeTheme,
    ReopenTheme,
    RevealCodes,
    WithdrawTheme,
)
from concord_review.themes.decide import THEME
from concord_review.themes.standing import Standing
from concord_review.wording import look

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}/themes", tags=["themes"])

CODERS = """
SELECT reviewer FROM reviewer
WHERE agency = %s AND review = %s AND home <> %s AND signed_on IS NOT NULL
"""
"""Who codes: reviewers who signed, and none of the agency that is reviewed."""
SESSIONS = "SELECT session FROM session WHERE agency = %s AND review = %s"

People = Annotated[Mapping[Identifier, Annotated[int, Field(ge=1, le=100)]], Field(max_length=100)]
"""How many different people, by focus group."""


class ThemeIn(TypedForm):
    """A theme: under which heading, how wide, in whose words, heard where.

    Attributes:
        sessions: Interviews in which it was heard.
        groups: Focus groups in which it was heard, each with how many people said so.
        side: Whether it is a strength or an area needing improvement.
        practice: How far a promising practice is known.
        drafted_in: The focus group at whose end it was drafted.
    """

    heading: Code
    scope: Scope
    statement: TextIn
    sessions: Annotated[tuple[Identifier, ...], Field(max_length=MOST)] = ()
    groups: People = Field(default_factory=dict)
    side: Side | None = None
    practice: Practice | None = None
    drafted_in: Identifier | None = None
    overrides: tuple[OverrideIn, ...] = ()


class CodesIn(TypedForm):
    """What one says of each session, and of focus groups how many people said so."""

    codes: Annotated[Mapping[Identifier, Said], Field(min_length=1, max_length=MOST)]
    people: People = Field(default_factory=dict)


class GoingOn(TypedForm):
    """Rules that are gone past, if any."""

    overrides: tuple[OverrideIn, ...] = ()


class AgreementIn(GoingOn):
    """The sessions and the people that support a theme; none: as most reviewers coded.

    Attributes:
        chosen: Whether what is not named supports it not.
    """

    chosen: bool = False
    sessions: Annotated[tuple[Identifier, ...], Field(max_length=MOST)] | None = None
    groups: People | None = None


class DissentIn(GoingOn):
    """How one sees it."""

    text: TextIn


class ReasonIn(TypedForm):
    """Why."""

    reason: TextIn


class ReopeningIn(GoingOn):
    """Why a theme is discussed anew, and its new wording, if it has one."""

    reason: TextIn
    statement: TextIn | None = None


class MergingIn(ReasonIn):
    """Another theme, which goes on for both, and why."""

    into: Identifier


@router.post("", status_code=201)
async def propose_theme(
    review: Identifier, body: ThemeIn, desk: Annotated[Desk, may("propose-theme")]
) -> Done:
    """Put a theme forward; its statement is looked through before it is kept."""
    context = await _context(desk, review, body.overrides, about=review)
    theme = context.new_id("theme")
    names = await look(desk, context, review, {"statement": body.statement})
    statement = await desk.keep("statement", body.statement, about=theme)
    command = ProposeTheme(
        review=review,
        theme=theme,
        heading=body.heading,
        scope=body.scope,
        statement=statement,
        sessions=_named(body),
        groups=_supporting(body.groups),
        reviewer=desk.person.actor if desk.person.has("reviewer") else None,
        side=body.side,
        practice=body.practice,
        drafted_in=body.drafted_in,
        names=names,
    )
    return await desk.do(THEME, command, context, made=theme)


@router.put("/{theme}/codes")
async def code_theme(
    review: Identifier, theme: Identifier, body: CodesIn, desk: Annotated[Desk, may("code-theme")]
) -> Done:
    """Say alone where a theme was heard; nobody sees it before all codes are revealed."""
    context = await _context(desk, review, (), about=theme)
    codes = tuple(
        Coded(session=one, said=said, people=body.people.get(one))
        for one, said in body.codes.items()
    )
    command = CodeTheme(review=review, theme=theme, reviewer=desk.person.actor, codes=codes)
    return await desk.do(THEME, command, context)


@router.post("/{theme}/reveal", status_code=201)
async def reveal_codes(
    review: Identifier, theme: Identifier, body: GoingOn, desk: Annotated[Desk, may("agree-theme")]
) -> Done:
    """Show all codes at once; before all have coded, with a reason."""
    context = await _context(desk, review, body.overrides, about=theme)
    where = (desk.agency, review)
    coders = await desk.rows("team-list", CODERS, *where, desk.agency)
    sessions = await desk.rows("theme-board", SESSIONS, *where)
    command = RevealCodes(
        review=review,
        theme=theme,
        coders=tuple(one["reviewer"] for one in coders),
        sessions=tuple(one["session"] for one in sessions),
    )
    return await desk.do(THEME, command, context)


@router.post("/{theme}/agreement", status_code=201)
async def agree_theme(
    review: Identifier,
    theme: Identifier,
    desk: Annotated[Desk, may("agree-theme")],
    body: AgreementIn | None = None,
) -> Done:
    """Agree a theme that enough distinct voices support."""
    asked = body or AgreementIn()
    context = await _context(desk, review, asked.overrides, about=theme)
    standing = await _standing(desk, review, theme)
    sessions, groups = _support(asked, standing, context)
    command = AgreeTheme(review=review, theme=theme, sessions=sessions, groups=groups)
    return await desk.do(THEME, command, context)


@router.post("/{theme}/dissent", status_code=201)
async def dissent_from_theme(
    review: Identifier, theme: Identifier, body: DissentIn, desk: Annotated[Desk, may("code-theme")]
) -> Done:
    """See it otherwise; what one says is kept with the theme."""
    context = await _context(desk, review, body.overrides, about=theme)
    names = await look(desk, context, review, {"text": body.text})
    text = await desk.keep("dissent", body.text, about=theme)
    command = DissentFromTheme(
        review=review, theme=theme, reviewer=desk.person.actor, text=text, names=names
    )
    return await desk.do(THEME, command, context)


@router.post("/{theme}/reopening", status_code=201)
async def reopen_theme(
    review: Identifier,
    theme: Identifier,
    body: ReopeningIn,
    desk: Annotated[Desk, may("agree-theme")],
) -> Done:
    """Discuss a theme anew, in a further round of coding."""
    context = await _context(desk, review, body.overrides, about=theme)
    names = await look(desk, context, review, {"reason": body.reason, "statement": body.statement})
    reason = await desk.keep("reason", body.reason, about=theme)
    statement = (
        await desk.keep("statement", body.statement, about=theme) if body.statement else None
    )
    command = ReopenTheme(
        review=review, theme=theme, reason=reason, statement=statement, names=names
    )
    return await desk.do(THEME, command, context)


@router.post("/{theme}/withdrawal", status_code=201)
async def withdraw_theme(
    review: Identifier, theme: Identifier, body: ReasonIn, desk: Annotated[Desk, may("agree-theme")]
) -> Done:
    """Take a theme back; it can be reopened."""
    context = await _context(desk, review, (), about=theme)
    reason = await desk.keep("reason", body.reason, about=theme)
    return await desk.do(THEME, WithdrawTheme(review=review, theme=theme, reason=reason), context)


@router.post("/{theme}/merging", status_code=201)
async def merge_theme(
    review: Identifier,
    theme: Identifier,
    body: MergingIn,
    desk: Annotated[Desk, may("agree-theme")],
) -> Done:
    """Let a theme go on as part of another one; it can be reopened."""
    context = await _context(desk, review, (), about=theme)
    reason = await desk.keep("reason", body.reason, about=theme)
    command = MergeTheme(review=review, theme=theme, into=body.into, reason=reason)
    return await desk.do(THEME, command, context)


async def _context(
    desk: Desk, review: str, overrides: Sequence[OverrideIn], *, about: str
) -> Context:
    edition: Edition = await desk.office.edition_of(desk.agency, review)
    return desk.context(edition, await desk.overrides(overrides, about=about))


async def _standing(desk: Desk, review: str, theme: str) -> Standing:
    """How a theme stands.

    Raises:
        HTTPException: 404, there is no such theme in this review.
    """
    streams = [f"theme-{theme}", f"coding-{theme}"]
    history = await desk.office.ledger.read(desk.agency, streams)
    found = THEME.fold(one.fact for one in history).standing.get(theme)
    if found is None or found.proposed.review != review:
        raise HTTPException(404, "door.not-found")
    return found


def _support(
    asked: AgreementIn, standing: Standing, context: Context
) -> tuple[tuple[str, ...], tuple[GroupSupport, ...]]:
    """What supports a theme: as asked, or where more reviewers heard it than did not."""
    if asked.chosen:
        return asked.sessions or (), _supporting(asked.groups or {})
    groups = standing.groups()
    most = standing.most_heard()
    if context.rules is not None and not context.rules.flag("theme.coded-first"):
        most = list(standing.proposed.sessions)
    if asked.sessions is not None:
        most = [*asked.sessions, *groups]
    people = groups if asked.groups is None else asked.groups
    return (
        tuple(one for one in most if one not in groups),
        _supporting({one: count for one, count in people.items() if one in most}),
    )


def _supporting(people: Mapping[str, int]) -> tuple[GroupSupport, ...]:
    return tuple(GroupSupport(group=group, people=count) for group, count in people.items())


def _named(body: ThemeIn) -> tuple[str, ...]:
    return (*body.sessions, *(one for one in body.groups if one not in body.sessions))
