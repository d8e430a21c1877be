"""Prometheus metrics with bounded labels: services, routes, readers; never a person or a case."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Final

from prometheus_client import Counter, Gauge, Histogram

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Methods with a label of their own; a client may invent others."""

REQUESTS = Histogram(
    "concord_request_seconds", "Time to answer a request", ("service", "method", "route", "status")
)
APPLIED = Counter("concord_reader_applied_total", "Facts applied to rows", ("reader",))
DROPPED = Counter("concord_reader_duplicates_total", "Facts seen before, dropped", ("reader",))
FILLED = Counter("concord_reader_gaps_filled_total", "Facts fetched from the ledger", ("reader",))
LAG = Gauge("concord_reader_lag", "Facts recorded and not yet applied, all agencies", ("reader",))
PARKED = Gauge("concord_reader_parked", "Agencies whose reader is parked at a fact", ("reader",))
PUBLISHED = Counter("concord_relay_published_total", "Facts put on the bus")
FOLLOWED = Gauge("concord_relay_agencies", "Agencies this relay follows")


class ReaderMetrics:
    """Counts what readers do."""

    @staticmethod
    def applied(reader: str, facts: int) -> None:
        """Facts were applied."""
        APPLIED.labels(reader).inc(facts)

    @staticmethod
    def dropped(reader: str, facts: int) -> None:
        """Facts had been applied before."""
        DROPPED.labels(reader).inc(facts)

    @staticmethod
    def filled(reader: str, facts: int) -> None:
        """Facts were missing on the bus and came from the ledger."""
        FILLED.labels(reader).inc(facts)

    @staticmethod
    def lag(reader: str, facts: int) -> None:
        """So many facts are recorded and not applied."""
        LAG.labels(reader).set(facts)

    @staticmethod
    def parked(reader: str, agencies: int) -> None:
        """So many agencies wait for the operator."""
        PARKED.labels(reader).set(agencies)


class RelayMetrics:
    """Counts what a relay does."""

    @staticmethod
    def published(facts: int) -> None:
        """Facts were acknowledged by the bus."""
        PUBLISHED.inc(facts)

    @staticmethod
    def following(agencies: int) -> None:
        """So many agencies are followed by this relay."""
        FOLLOWED.set(agencies)


def measure_requests(app: FastAPI, service: str) -> None:
    """Time every request under its route's pattern, so that labels stay bounded."""
    app.add_middleware(_Timed, service=service)


class _Timed:
    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, status = perf_counter(), 500

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, seen)
        finally:
            if scope["type"] == "http":
                self._observe(scope, status, perf_counter() - began)

    def _observe(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = getattr(scope.get("route"), "path", "none")
        REQUESTS.labels(self._service, method, route, str(status)).observe(seconds)
