"""Saying no over HTTP: problem+json (RFC 9457) with the rule refused, never with what was typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from concord_contracts.chain import ImpossibleDateError
from concord_contracts.rules import UnknownRuleError
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.params import Form
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from psycopg import OperationalError
from psycopg.errors import InvalidSchemaName, UndefinedTable
from starlette.exceptions import HTTPException as RoutingException

from concord_kernel.decider import Refused
from concord_kernel.handle import MovedError, NotAllowedError
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
    as_problems,
    names_in,
)
from concord_kernel.web import language
from concord_kernel.web.answers import MEDIA
from concord_kernel.web.faults import fault
from concord_kernel.web.pages import render
from concord_kernel.web.versions import tag
from concord_kernel.web.words import sentence, sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from fastapi import FastAPI, Request

SIGN_IN: Final = "/door/sign-in"
"""Where a browser is sent that has to sign in first."""

UNAUTHORIZED: Final = 401
MOST_PLACES: Final = 200
"""Places that are named of a request that cannot be taken; the rest are counted."""

JSON: Final = re.compile(r"application/([a-z0-9.-]+\+)?json")
ANSWERS: Final[dict[type[Exception], tuple[int, str]]] = {
    CommandReusedError: (422, "command.id-used-for-another"),
    TextReusedError: (422, "command.id-used-for-another"),
    UnfitAppendError: (422, "command.cannot-be-recorded"),
    UnfitNameError: (422, "command.cannot-be-recorded"),
    StaleStreamError: (409, "command.others-were-faster"),
    UnknownRuleError: (409, "rules.not-in-this-protocol"),
    NoEditionError: (422, "rules.unknown-edition"),
    UnknownEditionError: (404, "rules.unknown-edition"),
    NoJurisdictionError: (503, "rules.plugin-failed"),
    PluginFailedError: (503, "rules.plugin-failed"),
    ErasedError: (410, "text.erased"),
    MayNotReadError: (404, "door.not-found"),
    NotAllowedError: (404, "door.not-found"),
    PeopleUnavailableError: (503, "people.away"),
    ImpossibleDateError: (409, "dates.outside-the-calendar"),
    LedgerUnavailableError: (503, "ledger.away"),
    OperationalError: (503, "ledger.away"),
    VaultUnavailableError: (503, "ledger.away"),
    InvalidSchemaName: (503, "rows.not-ready"),
    UndefinedTable: (503, "rows.not-ready"),
}
"""Errors whose answer is always the same."""

STATUSES: Final = {404: "door.not-found", 405: "door.not-found", 413: "request.body-too-large"}
"""Statuses that the router gives by itself."""


class Rejected(Exception):  # ruff: ignore[error-suffix-on-exception-name] -- the field's word: a file is rejected
    """What was sent cannot be read; each place where, and which rule, without what stood there.

    Attributes:
        rule: The rule's name.
        errors: Places, such as ``{"row": 7, "column": "opened_on", "rule": "frame.not-a-date"}``.
        total: How many there are, named or not.
    """

    def __init__(self, rule: str, errors: list[dict[str, Any]], total: int | None = None) -> None:
        self.rule = rule
        self.errors = errors
        self.total = total if total is not None else len(errors)
        super().__init__(rule)


def problem(request: Request, status: int, rule: str, **more: Any) -> Response:
    """One answer that says no: status, rule and the rule's sentence; a page for a browser."""
    spoken = language.asked(request)
    if status == UNAUTHORIZED and _reads_pages(request):
        return RedirectResponse(f"{SIGN_IN}?to={quote(request.url.path)}", 303)
    said = sentence(rule, more, spoken)
    if _reads_pages(request):
        return render(request, "problem.html", status=status, said=said)
    body = {"type": f"about:blank#{rule}", "title": said, "status": status, "rule": rule}
    headers = {"Content-Language": spoken}
    return JSONResponse(body | more, status_code=status, headers=headers, media_type=MEDIA)


def install(app: FastAPI) -> None:
    """Give every kind of refusal its answer."""
    handlers: dict[type[Exception], Callable[[Request, Any], Response]] = {
        Refused: _refused,
        MovedError: _moved,
        Rejected: _rejected,
        RequestValidationError: _invalid,
        RoutingException: _routed,
    }
    handlers |= {error: _always(*answer) for error, answer in ANSWERS.items()}
    for error, handler in handlers.items():
        app.add_exception_handler(error, handler)


def with_sentences(request: Request, errors: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Places of a file, each with its rule in the language of who asks."""
    spoken = language.asked(request)
    return [one | {"sentence": sentence(one["rule"], {}, spoken)} for one in errors]


def _always(status: int, rule: str) -> Callable[[Request, Any], Response]:
    def answer(request: Request, _: Exception) -> Response:
        return problem(request, status, rule)

    return answer


def _refused(request: Request, error: Refused) -> Response:
    """Places that the refusal names lead to words of a field, which stay with who typed them."""
    facts = {name: value for name, value in error.facts.items() if name != "places"}
    told = with_sentences(request, error.facts["places"]) if "places" in error.facts else None
    more = {"errors": told} if told is not None else {}
    return problem(request, 409, error.rule, overridable=error.overridable, facts=facts, **more)


def _moved(request: Request, error: MovedError) -> Response:
    answer = problem(request, 412, "command.moved-meanwhile", version=error.version)
    answer.headers["ETag"] = tag(error.version)
    return answer


def _rejected(request: Request, error: Rejected) -> Response:
    errors = with_sentences(request, error.errors)
    return problem(request, 422, error.rule, errors=errors, total=error.total)


def _invalid(request: Request, error: RequestValidationError) -> Response:
    if _is_another_kind(request):
        return problem(request, 415, "request.kind-not-taken")
    declared = _declared(request.app, request.scope.get("route"))
    spoken = language.asked(request)
    found = as_problems(error.errors(), declared)
    errors = [one | {"sentence": _said(one["rule"], spoken)} for one in found[:MOST_PLACES]]
    more = {"total": len(found)} if len(found) > MOST_PLACES else {}
    return problem(request, 422, "request.not-valid", errors=errors, **more)


def _said(rule: str, spoken: str) -> str:
    """A rule's own sentence, or what is said of a fault of its kind."""
    return sentence(rule, {}, spoken) if rule in sentences() else fault(rule, spoken)


def _declared(app: FastAPI, route: object) -> frozenset[str]:
    """Every name that a route's part of the document declares; gathered at its first mistake."""
    if not isinstance(route, APIRoute):
        return frozenset()
    if not isinstance(known := getattr(app.state, "declared", None), dict):
        known = app.state.declared = {}
    if route.unique_id not in known:
        known[route.unique_id] = names_in(get_openapi(title="Route", version="1", routes=[route]))
    found: frozenset[str] = known[route.unique_id]
    return found


def _is_another_kind(request: Request) -> bool:
    """Whether a body came, and it is no JSON where the route takes JSON."""
    route = request.scope.get("route")
    field = route.body_field if isinstance(route, APIRoute) else None
    if field is None or isinstance(field.field_info, Form):
        return False
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return bool(kind) and not JSON.fullmatch(kind)


def _routed(request: Request, error: RoutingException) -> Response:
    said = error.detail if error.detail in sentences() else "request.not-valid"
    rule = STATUSES.get(error.status_code, said)
    answer = problem(request, error.status_code, rule)
    answer.headers.update(error.headers or {})
    return answer


def _reads_pages(request: Request) -> bool:
    return "/api/" not in request.url.path and "text/html" in request.headers.get("accept", "")
