"""Structured logs: one JSON object a line, only fields of a closed list.

An allow-list, not a filter of known secrets: what is not named here is never written, whoever logs
it. Exceptions are written as their type and the place, without message or values.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any, Final

import structlog

if TYPE_CHECKING:
    from types import TracebackType

    from structlog.typing import EventDict, WrappedLogger

FIELDS: Final = frozenset({
    "event", "level", "timestamp", "logger", "service", "process", "agency", "reader", "policy",
    "position", "positions", "first", "last", "count", "fact", "rule", "route", "method", "status",
    "milliseconds", "attempt", "reason", "partition", "exception", "at", "name", "signal",
    "seconds", "account", "edition", "plugin", "port", "version", "migration",
    "withheld",
})  # fmt: skip
"""Every field a log line may have."""


def only_allowed(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Keep the fields of the list, and say how many others were withheld."""
    kept = {key: value for key, value in event.items() if key in FIELDS}
    if withheld := len(event) - len(kept):
        kept["withheld"] = withheld
    return kept


def where_it_failed(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and the place where it was raised."""
    info = event.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["exception"] = type(error).__name__
        event["at"] = _place(error.__traceback__)
    return event


def _place(trace: TracebackType | None) -> str:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f"{trace.tb_frame.f_globals.get('__name__', '')}:{trace.tb_lineno}"


class _Quiet(logging.Handler):
    """Sends what libraries log through the same allow-list, without their free text."""

    def emit(  # ruff: ignore[no-self-use] -- the library's interface
        self, record: logging.LogRecord
    ) -> None:
        """Write the logger, the level and an exception's type."""
        more: dict[str, Any] = {"exc_info": record.exc_info} if record.exc_info else {}
        structlog.get_logger().log(record.levelno, "library", logger=record.name, **more)


def set_up_logs(service: str, process: str, level: str) -> None:
    """Set up logging for this process."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            where_it_failed,
            only_allowed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service, process=process)
    logging.basicConfig(handlers=[_Quiet()], level=max(number, logging.WARNING), force=True)
