"""What operators see: logs from a closed list of fields, metrics with bounded labels."""

from __future__ import annotations

import json
import re
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- this interpreter only
import sys
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

import pytest
from concord_kernel.observe import ReaderMetrics, RelayMetrics
from concord_kernel.observe.logs import FIELDS, only_allowed, where_it_failed
from concord_kernel.observe.metrics import METHODS
from prometheus_client import REGISTRY, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from tests.support import story

if TYPE_CHECKING:
    from tests.support.site import Site

CANARY = "Jane Doe, 12 Main Street"


def test_a_field_that_is_not_on_the_list_is_never_written() -> None:
    event: Any = {"event": "parked", "agency": "ca-napa", "notes": CANARY, "person": CANARY}

    kept = only_allowed(None, "info", event)

    assert kept == {"event": "parked", "agency": "ca-napa", "withheld": 2}


def test_what_is_counted_is_kept_beside_what_is_withheld() -> None:
    kept = only_allowed(None, "info", {"event": "swept", "count": 7, "text": CANARY})

    assert kept == {"event": "swept", "count": 7, "withheld": 1}


def test_a_line_of_known_fields_is_written_whole() -> None:
    event: Any = dict.fromkeys(FIELDS, "x")

    assert only_allowed(None, "info", dict(event)) == event


def test_no_field_is_for_what_people_type() -> None:
    typed = {"text", "notes", "statement", "name_of_child", "message", "body", "query", "path"}

    assert not typed & FIELDS


def fail(error: Exception) -> None:
    raise error


def raised(error: Exception) -> Exception:
    """The error with the place where it was raised."""
    with pytest.raises(type(error)):
        fail(error)
    return error


def test_an_exception_is_written_as_its_type_and_place() -> None:
    error = raised(ValueError(CANARY))
    expected = {"event": "x", "exception": "ValueError", "at": f"{__name__}:{line_of(error)}"}

    for info in (error, (type(error), error, error.__traceback__)):
        assert where_it_failed(None, "error", {"event": "x", "exc_info": info}) == expected


def test_the_exception_at_hand_is_written_when_no_other_is_named() -> None:
    event: Any = {}
    try:
        fail(KeyError(CANARY))
    except KeyError:
        event = where_it_failed(None, "error", {"event": "x", "exc_info": True})

    assert event["exception"] == "KeyError"
    assert CANARY not in str(event)


@pytest.mark.parametrize("info", [None, False, True, (None, None, None)])
def test_a_line_without_an_exception_says_of_none(info: object) -> None:
    assert where_it_failed(None, "info", {"event": "x", "exc_info": info}) == {"event": "x"}


def line_of(error: Exception) -> int:
    return [line for _, line in walk_tb(error.__traceback__)][-1]


PROGRAM = f"""
import logging, structlog
from concord_kernel.observe import set_up_logs
set_up_logs("review", "serve", "info")
log = structlog.get_logger("x")
log.debug("too little")
log.info("started", port=8000, password="{CANARY}")
log.warning("waiting", reason="OperationalError", dsn="{CANARY}")
try:
    raise RuntimeError("{CANARY}")
except RuntimeError:
    log.exception("drain", agency="ca-napa", fact="{{}}")
    logging.getLogger("uvicorn.error").exception("failed for {CANARY}", stack_info=True)
logging.getLogger("psycopg.pool").warning("connecting to %s", "{CANARY}")
logging.getLogger("uvicorn.error").info("too little")
"""


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    """What a process writes that is set up as ours are."""
    done = subprocess.run(  # ruff: ignore[subprocess-without-shell-equals-true] -- this interpreter, our own program
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60
    )
    assert not done.stderr
    assert CANARY not in done.stdout
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_line_is_one_object_with_its_process_and_time(lines: list[dict[str, Any]]) -> None:
    assert len(lines) == 5
    for line in lines:
        assert (line["service"], line["process"]) == ("review", "serve")
        assert re.fullmatch(r"20..-..-..T..:..:..(\.\d+)?Z", line["timestamp"])
        assert line.keys() <= FIELDS


def test_a_line_says_what_happened_and_withholds_the_rest(lines: list[dict[str, Any]]) -> None:
    said = [{name: one[name] for name in one if name not in OF_ALL} for one in lines]

    assert said[0] == {"event": "started", "level": "info", "port": 8000, "withheld": 1}
    assert said[1] == {
        "event": "waiting",
        "level": "warning",
        "reason": "OperationalError",
        "withheld": 1,
    }
    assert said[2]["exception"] == "RuntimeError"
    assert said[2]["at"].startswith("__main__:")


OF_ALL = {"service", "process", "timestamp"}


def test_libraries_log_through_the_same_list(lines: list[dict[str, Any]]) -> None:
    failed, connecting = lines[3:]

    assert (failed["event"], failed["logger"]) == ("library", "uvicorn.error")
    assert (failed["exception"], failed["level"]) == ("RuntimeError", "error")
    assert (connecting["event"], connecting["logger"]) == ("library", "psycopg.pool")


LABELS = {
    "concord_request_seconds": {"service", "method", "route", "status"},
    "concord_reader_applied": {"reader"},
    "concord_reader_duplicates": {"reader"},
    "concord_reader_gaps_filled": {"reader"},
    "concord_reader_lag": {"reader"},
    "concord_reader_parked": {"reader"},
    "concord_relay_published": set(),
    "concord_relay_agencies": set(),
}


def measured() -> dict[str, list[dict[str, str]]]:
    """Every metric of ours with the labels of each of its samples."""
    families = text_string_to_metric_families(generate_latest(REGISTRY).decode())
    return {
        family.name: [
            {name: value for name, value in sample.labels.items() if name != "le"}
            for sample in family.samples
        ]
        for family in families
        if family.name.startswith("concord_") and not family.name.endswith("_created")
    }


def test_metrics_of_readers_and_relays_name_readers_only() -> None:
    for count in (ReaderMetrics.applied, ReaderMetrics.dropped, ReaderMetrics.filled):
        count("case-list", 3)
    for gauge in (ReaderMetrics.lag, ReaderMetrics.parked):
        gauge("case-list", 2)
    RelayMetrics.published(4)
    RelayMetrics.following(5)

    found = measured()

    assert found.keys() == LABELS.keys()
    for name, samples in found.items():
        assert all(sample.keys() == LABELS[name] for sample in samples)
    assert REGISTRY.get_sample_value("concord_relay_agencies") == 5
    assert REGISTRY.get_sample_value("concord_reader_lag", {"reader": "case-list"}) == 2


@pytest.mark.anyio
async def test_requests_are_measured_under_their_routes_pattern(site: Site) -> None:
    one = await story.opened(site)
    await site.read()
    await one.coordinator.page("review", one.where)
    await one.coordinator.get("review", "/pqcr-none")
    await one.coordinator.get("scheduling", f"{one.where}/schedule")
    await one.coordinator.ask("GET", f"/review/{one.review}/nowhere")
    await one.coordinator.ask("BREW", "/review/")
    await one.coordinator.ask("GET", "/review/static/concord.css")
    await site.visitor(None).get("review", one.where)

    requests = measured()["concord_request_seconds"]

    routes = {sample["route"] for sample in requests}
    assert "/api/v1/{agency}/reviews/{review}" in routes
    assert "/{agency}/reviews/{review}" in routes
    assert "/api/v1/{agency}/reviews/{review}/schedule" in routes
    assert "none" in routes
    assert not [route for route in routes if one.review in route or site.agency in route]
    assert {sample["method"] for sample in requests} <= METHODS | {"other"}
    assert {sample["service"] for sample in requests} <= {
        "review",
        "scheduling",
        "reporting",
        "door",
    }


@pytest.mark.anyio
async def test_what_went_wrong_is_measured_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object) -> str:
        raise RuntimeError(CANARY)

    labels = {
        "service": "reporting",
        "method": "GET",
        "route": "/api/v1/{agency}/reviews/{review}/outline",
        "status": "500",
    }
    name = "concord_request_seconds_count"
    before = REGISTRY.get_sample_value(name, labels) or 0
    who = site.enter("coordinator-1", "coordinator")
    monkeypatch.setattr(type(site.house.office("review").directory), "jurisdiction", fails)

    await who.get("reporting", "/pqcr-1/outline")

    assert REGISTRY.get_sample_value(name, labels) == before + 1


@pytest.mark.anyio
async def test_health_readiness_and_metrics_answer_the_operator(site: Site) -> None:
    nobody = site.visitor(None)

    alive = await nobody.ask("GET", "/healthz")
    ready = await nobody.ask("GET", "/readyz")
    metrics = await nobody.ask("GET", "/metrics")

    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    assert (ready.status_code, ready.json()) == (200, {"ledger": True, "rows": True})
    assert metrics.headers["content-type"].startswith("text/plain")
    assert "concord_request_seconds_bucket" in metrics.text
    assert site.agency not in metrics.text
