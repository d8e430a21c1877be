"""Saving and finishing an interview's debrief, over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from concord_contracts.facts.tool import Written
from concord_contracts.questions import Name
from concord_contracts.rules import Edition
from concord_contracts.terms import Identifier
from concord_kernel.vault import NoteIn, TypedForm
from concord_kernel.web.desk import Desk, Done
from concord_kernel.web.may import may
from concord_kernel.web.versions import tag
from fastapi import APIRouter, HTTPException, Response
from pydantic import Field

from concord_review.debriefs.commands import CompleteDebrief, DebriefCommand, SaveDebrief
from concord_review.debriefs.decide import DEBRIEF

router = APIRouter(
    prefix="/api/v1/{agency}/reviews/{review}/sessions/{session}/debrief", tags=["debriefs"]
)

CUSTODIANS = "notes.custodians"
"""The parameter that says in whose custody completed tools are."""


class DebriefIn(TypedForm):
    """What changed of a debrief, by heading; it goes to the vault and nowhere else.

    Attributes:
        answers: Null takes a text back.
        texts: What was written.
    """

    answers: Annotated[Mapping[Name, None], Field(max_length=40)] = {}
    texts: Annotated[Mapping[Name, NoteIn], Field(max_length=40)] = {}


class Saved(Done):
    """What a command on a debrief was answered; ``version`` is the next one's ``If-Match``."""

    version: int


@router.put("", responses={428: {}})
async def save_debrief(
    review: Identifier,
    session: Identifier,
    body: DebriefIn,
    response: Response,
    desk: Annotated[Desk, may("write-debrief")],
) -> Saved:
    """Save what changed; ``If-Match`` names the version it was changed on.

    Raises:
        HTTPException: 428, no version is named.
    """
    if desk.expects is None:
        raise HTTPException(428, "answers.name-the-version")
    edition = await desk.office.edition_of(desk.agency, review)
    custodian = _custodian(desk, edition)
    texts = [
        Written(
            question=code,
            text=await desk.keep(f"debrief-{code}", text, about=session, custodian=custodian),
        )
        for code, text in body.texts.items()
    ]
    command = SaveDebrief(
        review=review,
        session=session,
        team=await _team(desk, review, session),
        reviewer=desk.person.actor,
        texts=tuple(texts),
        cleared=tuple(body.answers),
    )
    return await _done(desk, command, edition, response)


@router.post("/completion", status_code=201)
async def complete_debrief(
    review: Identifier,
    session: Identifier,
    response: Response,
    desk: Annotated[Desk, may("write-debrief")],
) -> Saved:
    """Finish the debrief of an interview."""
    edition = await desk.office.edition_of(desk.agency, review)
    _custodian(desk, edition)
    command = CompleteDebrief(
        review=review,
        session=session,
        team=await _team(desk, review, session),
        reviewer=desk.person.actor,
    )
    return await _done(desk, command, edition, response)


def _custodian(desk: Desk, edition: Edition) -> str:
    """Who keeps completed tools; nobody of the host writes one.

    Raises:
        HTTPException: 404, this is somebody of the host.
    """
    custodian = f"{edition.jurisdiction}-{edition.codes(CUSTODIANS)[0]}"
    if desk.person.home == desk.agency != custodian:
        raise HTTPException(404, "door.not-found")
    return custodian


async def _team(desk: Desk, review: str, session: str) -> str:
    history = await desk.office.ledger.read(desk.agency, [f"schedule-{review}"])
    return DEBRIEF.fold(one.fact for one in history).booking(session).team


async def _done(desk: Desk, command: DebriefCommand, edition: Edition, response: Response) -> Saved:
    done, version = await desk.save(DEBRIEF, command, desk.context(edition))
    response.headers["ETag"] = tag(version)
    return Saved(version=version, **done.model_dump())
