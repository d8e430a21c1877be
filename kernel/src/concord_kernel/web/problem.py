"""Saying no over HTTP: problem+json (RFC 9457) with the rule refused, never with what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from concord_contracts.chain import ImpossibleDateError
from concord_contracts.rules import UnknownRuleError
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from psycopg import OperationalError
from starlette.exceptions import HTTPException as RoutingException

from concord_kernel.decider import Refused
from concord_kernel.jurisdictions import NoEditionError, NoJurisdictionError, PluginFailedError
from concord_kernel.ledger import (
    CommandReusedError,
    LedgerUnavailableError,
    StaleStreamError,
    UnfitAppendError,
    UnknownEditionError,
)
from concord_kernel.vault import (
    ErasedError,
    MayNotReadError,
    TextReusedError,
    VaultUnavailableError,
    as_problems,
    names_in,
)
from concord_kernel.web.pages import render
from concord_kernel.web.words import sentence, sentences

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI, Request

MEDIA: Final = "application/problem+json"

ANSWERS: Final[dict[type[Exception], tuple[int, str]]] = {
    CommandReusedError: (422, "command.id-used-for-another"),
    TextReusedError: (422, "command.id-used-for-another"),
    UnfitAppendError: (422, "command.cannot-be-recorded"),
    StaleStreamError: (409, "command.others-were-faster"),
    UnknownRuleError: (409, "rules.not-in-this-protocol"),
    NoEditionError: (422, "rules.unknown-edition"),
    UnknownEditionError: (404, "rules.unknown-edition"),
    NoJurisdictionError: (503, "rules.plugin-failed"),
    PluginFailedError: (503, "rules.plugin-failed"),
    ErasedError: (410, "text.erased"),
    MayNotReadError: (404, "door.not-found"),
    ImpossibleDateError: (409, "dates.outside-the-calendar"),
    LedgerUnavailableError: (503, "ledger.away"),
    OperationalError: (503, "ledger.away"),
    VaultUnavailableError: (503, "ledger.away"),
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
    said = sentence(rule, more)
    if _reads_pages(request):
        return render(request, "problem.html", status=status, said=said)
    body = {"type": f"about:blank#{rule}", "title": said, "status": status, "rule": rule}
    return JSONResponse(body | more, status_code=status, media_type=MEDIA)


def install(app: FastAPI) -> None:
    """Give every kind of refusal its answer."""
    handlers: dict[type[Exception], Callable[[Request, Any], Response]] = {
        Refused: _refused,
        Rejected: _rejected,
        RequestValidationError: _invalid,
        RoutingException: _routed,
    }
    handlers |= {error: _always(*answer) for error, answer in ANSWERS.items()}
    for error, handler in handlers.items():
        app.add_exception_handler(error, handler)


def _always(status: int, rule: str) -> Callable[[Request, Any], Response]:
    def answer(request: Request, _: Exception) -> Response:
        return problem(request, status, rule)

    return answer


def _refused(request: Request, error: Refused) -> Response:
    return problem(request, 409, error.rule, overridable=error.overridable, facts=error.facts)


def _rejected(request: Request, error: Rejected) -> Response:
    errors = [one | {"sentence": sentence(one["rule"], {})} for one in error.errors]
    return problem(request, 422, error.rule, errors=errors, total=error.total)


def _invalid(request: Request, error: RequestValidationError) -> Response:
    declared = names_in(request.app.openapi())
    return problem(request, 422, "request.not-valid", errors=as_problems(error.errors(), declared))


def _routed(request: Request, error: RoutingException) -> Response:
    said = error.detail if error.detail in sentences() else "request.not-valid"
    rule = STATUSES.get(error.status_code, said)
    return problem(request, error.status_code, rule)


def _reads_pages(request: Request) -> bool:
    return "/api/" not in request.url.path and "text/html" in request.headers.get("accept", "")
