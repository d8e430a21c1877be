"""The sample as pages: all cases, one case, the list they are drawn from, and its import."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

from concord_contracts.capacity import gains, most, team_time
from concord_contracts.facts.sample import CapacityStated
from concord_contracts.strata import quotas_of, strata_of, stream_of
from concord_contracts.terms import Identifier, TextRef
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.paging import OnePage
from concord_kernel.web.place import place
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from concord_review.case_list import data
from concord_review.case_list.data import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from concord_contracts.closed_lists import Catalogue
    from concord_contracts.rules import Edition, Parameter

router = APIRouter(prefix="/{agency}/reviews/{review}", tags=["sample"], include_in_schema=False)

NUMBER, NAME = "case-number", "worker-name"
"""What a frame's texts are kept as in the vault."""


@router.get("/cases")
async def page(  # ruff: ignore[too-many-arguments, too-many-positional-arguments] -- the path, the page and who asks
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-cases")],
    asked_page: OnePage,
    stage: Stage | None = None,
    by: str = "",
    at: int = 0,
) -> HTMLResponse:
    """The sample: how many, from which list, drawn how, and where each case stands."""
    here = await place(desk, review)
    current = await desk.caught_up(data.READER, at)
    found = await data.drawn(desk, review)
    listed = await data.cases(desk, review, asked_page, stage)
    edition, plan = here["edition"], await data.plan(desk, review)
    tally = await desk.rows(data.READER, data.TALLY, desk.agency, review)
    heard_of = await desk.rows(data.READER, data.HEARD_OF, desk.agency, review)
    return render(
        request,
        "review/cases.html",
        **here,
        **found,
        current=current,
        cases=listed.rows,
        next=listed.next,
        stage=stage,
        stages=await data.stages(desk, review),
        numbers=await desk.directory([one["case_id"] for one in listed.rows], NUMBER),
        plan=plan,
        capacity=_capacity(review, plan),
        heard_of=next(iter(heard_of), {"workers": 0, "cases": 0}),
        usual=_usual(edition, plan, found["frames"]),
        why=await _explained(desk, plan),
        fields=_fields(edition, desk.agency, tally, by.split(",")),
        by=by,
        tally=tally,
        gone_past=await _gone_past(desk, review),
        contents=_list(edition, "case-summary.contents"),
        rules=_rules(edition),
        stream=stream_of(edition, desk.agency),
    )


@router.get("/cases/import")
async def import_page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("choose-cases")]
) -> HTMLResponse:
    """Where a list is checked, looked at, and imported."""
    here = await place(desk, review)
    edition = here["edition"]
    return render(
        request,
        "review/frame_import.html",
        **here,
        strata=sorted(strata_of(edition)),
        rules=_rules(edition),
        questions=_list(edition, "sample.screening"),
    )


@router.get("/cases/{case}")
async def case_page(
    review: Identifier,
    case: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-cases")],
    at: int = 0,
) -> HTMLResponse:
    """One case: what is known of it, where it stands, and every move with its reason.

    Raises:
        HTTPException: 404, the review has no such case.
    """
    here = await place(desk, review)
    current = await desk.caught_up(data.READER, at)
    found = await data.one_case(desk, review, case)
    if found is None:
        raise HTTPException(404, "door.not-found")
    moves = await _with_reasons(
        desk, await desk.rows(data.READER, data.MOVES, desk.agency, review, case)
    )
    backup = await data.next_backup(desk, review, found)
    others = [found.get("replaced_by"), found.get("instead_of"), backup and backup["case_id"]]
    ids = [case, *(one for one in others if one), *(one["other"] for one in moves if one["other"])]
    return render(
        request,
        "review/case.html",
        **here,
        current=current,
        one=found,
        said=json.loads(found["answers"]),
        moves=moves,
        backup=backup,
        numbers=await desk.directory(ids, NUMBER),
        worker=(await desk.directory([found["worker"]], NAME)).get(found["worker"], ""),
        questions=_list(here["edition"], "sample.screening"),
        contents=_list(here["edition"], "case-summary.contents"),
        rules=_rules(here["edition"]),
    )


@router.get("/frames/{frame}")
async def frame_page(
    review: Identifier,
    frame: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-cases")],
    asked_page: OnePage,
    at: int = 0,
) -> HTMLResponse:
    """The list that cases are drawn from, in the order of the file.

    Raises:
        HTTPException: 404, the review has no such list.
    """
    here = await place(desk, review)
    current = await desk.caught_up(data.READER, at)
    found = await data.drawn(desk, review)
    this = next((one for one in found["frames"] if one["frame"] == frame), None)
    if this is None:
        raise HTTPException(404, "door.not-found")
    listed = await data.candidates(desk, review, frame, asked_page)
    return render(
        request,
        "review/frame.html",
        **here,
        current=current,
        frame=this,
        candidates=listed.rows,
        next=listed.next,
        numbers=await desk.directory([one["case_id"] for one in listed.rows], NUMBER),
        workers=await desk.directory([one["worker"] for one in listed.rows], NAME),
    )


def _capacity(review: str, plan: Mapping[str, Any]) -> dict[str, Any] | None:
    """The picture of what bounds the number of cases; none while nobody said."""
    if plan["teams"] is None:
        return None
    factors = {one: plan[one] for one in ("teams", "cases_a_day", "days", "staff")}
    stated = CapacityStated(review=review, **factors)
    return {**factors, "time": team_time(stated), "most": most(stated), "gains": gains(stated)}


def _usual(
    edition: Edition, plan: Mapping[str, Any], frames: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """What the four factors are likely to be: as was said last, else as is known or usual."""
    days = (plan["last_day"] - plan["first_day"]).days + 1 if plan["first_day"] else ""
    cases = [one.value for one in edition.parameters if one.id == CASES_A_DAY]
    known = {
        "teams": plan["formed"] or "",
        "cases_a_day": cases[0] if cases else "",
        "days": days,
        "staff": frames[0]["workers"] if frames else "",
    }
    return {name: plan[name] if plan[name] is not None else known[name] for name in known}


CASES_A_DAY = "interview.cases-per-team-per-day"


def _fields(
    edition: Edition, agency: str, tally: Sequence[Mapping[str, Any]], by: Sequence[str]
) -> list[dict[str, Any]]:
    """What is asked of a draw: a number for each stratum, or for each part of it that is listed."""
    quotas = quotas_of(edition, agency)
    parts: dict[str, int] = dict.fromkeys(sorted(strata_of(edition)), 0)
    if split := [one for one in ("outcome", "kind") if one in by]:
        parts = {}
        tally = [one for one in tally if all(one[mark] for mark in split)]
    for one in tally:
        name = ".".join([one["stratum"], *(one[mark] for mark in split)])
        parts[name] = parts.get(name, 0) + one["cases"]
    return [
        {"name": name, "cases": cases, "quota": quotas.get(name, "")}
        for name, cases in parts.items()
    ]


async def _explained(desk: Desk, plan: Mapping[str, Any]) -> dict[str, str]:
    """What was said of the purpose of the selection and of the summaries' depth."""
    refs = {name: plan[name] for name in ("purpose", "depth") if plan[name]}
    said = await desk.narratives([TextRef.model_validate_json(one) for one in refs.values()])
    return dict(zip(refs, said, strict=True))


async def _gone_past(desk: Desk, review: str) -> list[dict[str, Any]]:
    return await _with_reasons(
        desk, await desk.rows(data.READER, data.GONE_PAST, desk.agency, review)
    )


async def _with_reasons(desk: Desk, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with their reasons as they were typed, from the vault."""
    refs = {one["reason"]: TextRef.model_validate_json(one["reason"]) for one in _reasoned(rows)}
    said = dict(zip(refs, await desk.narratives(list(refs.values())), strict=True))
    return [one | {"reason": said.get(one["reason"], "")} for one in rows]


def _reasoned(rows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    return (one for one in rows if one["reason"])


def _list(edition: Edition, name: str) -> Catalogue | None:
    return next((one for one in edition.lists if one.id == name), None)


def _rules(edition: Edition) -> dict[str, Parameter]:
    """The edition's parameters about samples and interviewees, by their ids."""
    return {
        one.id: one for one in edition.parameters if one.id.startswith(("sample.", "interview."))
    }
