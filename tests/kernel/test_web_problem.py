"""Saying no over HTTP: the rule and its sentence, never what was typed nor why a server failed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx2
import psycopg
import pytest
from concord_contracts.chain import ImpossibleDateError
from concord_contracts.rules import UnknownRuleError
from concord_kernel.decider import Refused
from concord_kernel.handle import NotAllowedError
from concord_kernel.jurisdictions import NoEditionError, NoJurisdictionError, PluginFailedError
from concord_kernel.ledger import (
    CommandReusedError,
    LedgerUnavailableError,
    StaleStreamError,
    UnfitAppendError,
    UnknownEditionError,
)
from concord_kernel.people import PeopleUnavailableError
from concord_kernel.vault import (
    ErasedError,
    MayNotReadError,
    TextReusedError,
    UnfitNameError,
    VaultUnavailableError,
)
from concord_kernel.web import headers, problem
from concord_kernel.web.bodies import LARGEST_BODY
from concord_kernel.web.problem import ANSWERS, Rejected
from fastapi import FastAPI

from tests.support import story
from tests.support.reviews import PQCR
from tests.support.site import refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.site import Site

pytestmark = pytest.mark.anyio

SECRET = "Jane Doe, 12 Main Street, pw=hunter2"  # ruff: ignore[hardcoded-password-string] -- a canary


async def answered(error: Exception, path: str = "/api/x") -> httpx2.Response:
    """What an application answers when a route raises this."""
    app = FastAPI()
    problem.install(app)
    headers.install(app)

    @app.get(path)
    async def fail() -> None:
        raise error

    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://t") as http:
        return await http.get(path, headers={"accept": "text/html"})


ERRORS: dict[type[Exception], tuple[Exception, int, str]] = {
    type(error): (error, status, rule)
    for error, status, rule in [
        (CommandReusedError(SECRET), 422, "command.id-used-for-another"),
        (TextReusedError(SECRET), 422, "command.id-used-for-another"),
        (UnfitAppendError(SECRET), 422, "command.cannot-be-recorded"),
        (UnfitNameError(), 422, "command.cannot-be-recorded"),
        (StaleStreamError([SECRET]), 409, "command.others-were-faster"),
        (UnknownRuleError(SECRET), 409, "rules.not-in-this-protocol"),
        (ImpossibleDateError(SECRET), 409, "dates.outside-the-calendar"),
        (NoEditionError(SECRET, ()), 422, "rules.unknown-edition"),
        (UnknownEditionError(SECRET), 404, "rules.unknown-edition"),
        (NoJurisdictionError(SECRET, (), ()), 503, "rules.plugin-failed"),
        (PluginFailedError("california", SECRET), 503, "rules.plugin-failed"),
        (ErasedError(SECRET), 410, "text.erased"),
        (MayNotReadError(SECRET), 404, "door.not-found"),
        (NotAllowedError(SECRET), 404, "door.not-found"),
        (PeopleUnavailableError(SECRET), 503, "people.away"),
        (LedgerUnavailableError(SECRET), 503, "ledger.away"),
        (VaultUnavailableError(SECRET), 503, "ledger.away"),
        (psycopg.OperationalError(SECRET), 503, "ledger.away"),
        (psycopg.errors.InvalidSchemaName(SECRET), 503, "rows.not-ready"),
        (psycopg.errors.UndefinedTable(SECRET), 503, "rows.not-ready"),
    ]
}


def test_every_error_with_an_answer_is_tried_here() -> None:
    assert set(ANSWERS) == set(ERRORS)


@pytest.mark.parametrize("kind", [*ERRORS, RuntimeError])
async def test_an_error_is_answered_by_its_rule_and_never_by_its_message(
    kind: type[Exception],
) -> None:
    unexpected = (RuntimeError(SECRET), 500, "server.unexpected")
    error, status, rule = ERRORS.get(kind, unexpected)

    answer = await answered(error)

    said = refused(answer, status, rule)
    assert said == {
        "type": f"about:blank#{rule}",
        "title": said["title"],
        "status": status,
        "rule": rule,
    }
    assert said["title"] != rule
    assert "Doe" not in answer.text


async def test_a_refusal_says_its_rule_its_facts_and_whether_one_may_go_on() -> None:
    answer = await answered(Refused("x.y", overridable=True, cases=5, known=["a", "b"]))

    assert answer.status_code == 409
    assert answer.json() == {
        "type": "about:blank#x.y",
        "title": "x.y",
        "status": 409,
        "rule": "x.y",
        "overridable": True,
        "facts": {"cases": 5, "known": ["a", "b"]},
    }


async def test_a_rejected_file_names_each_place_with_a_sentence() -> None:
    fault = {"row": 7, "column": "opened_on", "rule": "frame.not-a-date"}

    answer = await answered(Rejected("frame.cannot-be-read", [fault], 2500))

    assert answer.status_code == 422
    assert answer.json()["total"] == 2500
    (error,) = answer.json()["errors"]
    assert error == fault | {"sentence": error["sentence"]}


TYPED: list[tuple[str, str, Any]] = [
    ("review", "", {"edition": SECRET}),
    ("review", "", {"edition": PQCR, "synthetic": SECRET}),
    ("review", "", [SECRET]),
    ("review", "", SECRET),
    ("review", "/focus-area", {"focus_area": SECRET, "reasons": {"probation": "x"}}),
    ("review", "/focus-area", {"focus_area": "a", "reasons": {SECRET: "x"}}),
    ("review", "/focus-area", {"focus_area": "a", "reasons": {"probation": {SECRET: SECRET}}}),
    ("review", "/focus-area", {"focus_area": "a", "reasons": {"probation": SECRET * 9000}}),
    ("review", "/focus-area", {"focus_area": "a", "reasons": {}, SECRET: SECRET}),
    ("review", "/reviewers", {"name": SECRET, "home": SECRET}),
    ("review", "/reviewers", {"name": [SECRET], "home": "ca-napa"}),
    ("review", "/reviewers/reviewer-1/confidentiality", {"on": SECRET}),
    ("review", "/teams", {"members": [{"reviewer": SECRET, "roles": [SECRET], SECRET: 1}]}),
    ("review", "/sample", {"frame": SECRET, "seed": SECRET, "wanted": {SECRET: SECRET}}),
    ("review", "/sample", {"frame": "f", "seed": "s", "overrides": [{"rule": SECRET}]}),
    ("scheduling", "/event-week", {"first_day": SECRET, "last_day": SECRET}),
    ("scheduling", "/interviews", {"case": SECRET, "starts": SECRET, "on": SECRET}),
    ("reporting", "/draft-received", {"on": SECRET}),
]


@pytest.mark.parametrize(("service", "path", "body"), TYPED)
async def test_a_body_that_cannot_be_read_is_never_repeated(
    site: Site, service: str, path: str, body: Any
) -> None:
    who = site.enter("coordinator-1", "coordinator")
    where = f"/pqcr-1{path}" if path else ""

    answer = await who.api("POST", service, where, json=body)

    said = refused(answer, 422, "request.not-valid")
    assert said["errors"]
    assert all(one.keys() == {"pointer", "rule", "sentence"} for one in said["errors"])
    assert not any(part in answer.text for part in ("Doe", "Main", "hunter2"))


async def test_places_name_declared_fields_and_hide_made_up_keys(site: Site) -> None:
    body = {"focus_area": "NO", "reasons": {SECRET: "x", "probation": 7}, SECRET: 1}

    answer = await site.enter("coordinator-1", "coordinator").post(
        "review", "/pqcr-1/focus-area", body
    )

    assert sorted(one["pointer"] for one in answer.json()["errors"]) == [
        "/body/*",
        "/body/focus_area",
        "/body/reasons/*",
        "/body/reasons/*/*",
    ]


@pytest.mark.parametrize("content", [SECRET.encode(), b"{" + SECRET.encode(), b"\xff\xfe{}", b""])
async def test_a_body_that_is_no_json_is_never_repeated(site: Site, content: bytes) -> None:
    who = site.enter("coordinator-1", "coordinator")
    headers = {"Content-Type": "application/json"}

    answer = await who.api("POST", "review", "", content=content, headers=headers)

    assert answer.status_code in {400, 422}
    refused(answer, answer.status_code, "request.not-valid")
    assert "Doe" not in answer.text


async def test_a_path_that_cannot_be_is_not_repeated(site: Site) -> None:
    who = site.enter("coordinator-1", "coordinator")

    for path in ("/Jane%20Doe", "/pqcr-1%27;drop", "/" + "a" * 81):
        answer = await who.get("review", path)
        refused(answer, 404, "door.not-found")
        assert "Doe" not in answer.text


async def test_an_id_that_makes_no_stream_is_refused_in_words(site: Site) -> None:
    who = site.enter("coordinator-1", "coordinator")

    answer = await who.post("review", f"/{'a' * 80}/focus-area", FOCUS)

    refused(answer, 422, "command.cannot-be-recorded")


FOCUS = {"focus_area": "reunification", "reasons": story.REASONS, "criteria": story.CRITERIA}


async def test_what_is_too_large_is_refused_before_it_is_read(site: Site) -> None:
    one = await story.opened(site)

    answer = await one.send_frame(b"x" * (LARGEST_BODY + 1))

    refused(answer, 413, "request.body-too-large")


async def test_what_turns_out_too_large_is_refused_while_it_is_read(site: Site) -> None:
    one = await story.opened(site)

    async def stream() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_BODY // 1_000_000 + 1):
            yield b"x" * 1_000_000

    path = f"{one.where}/frame"
    kind = {"Content-Type": "text/csv"}
    answer = await one.coordinator.api("POST", "review", path, content=stream(), headers=kind)

    refused(answer, 413, "request.body-too-large")


async def test_a_browser_is_told_by_a_page_and_a_program_by_json(site: Site) -> None:
    who = site.enter("coordinator-1", "coordinator")

    page = await who.page("review", "/pqcr-none")
    said = await who.get("review", "/pqcr-none")

    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is nothing here for you." in page.text
    assert json.loads(said.text)["title"] == "There is nothing here for you."
