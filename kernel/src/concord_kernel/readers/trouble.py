"""Whether a failure is the infrastructure's, which passes, or the fact's, which stays.

The first is waited out. The second parks the reader of that agency with a reason that names types,
codes and places in the program, and never a value from a fact.
"""

from __future__ import annotations

from typing import Final

import nats.errors
import psycopg
from pydantic import ValidationError

from concord_kernel.ledger import LedgerUnavailableError, StaleStreamError


class RowsChangedError(Exception):
    """A reader's rows were made by tables other than the ones it declares now: rebuild it."""


class RowsNotReadyError(Exception):
    """A reader's tables are not there: it has never run here."""


PASSING: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.InternalError,
    nats.errors.Error,
    LedgerUnavailableError,
    StaleStreamError,
    RowsChangedError,
    RowsNotReadyError,
    OSError,
    TimeoutError,
    MemoryError,
)
"""A server is away, full, restarting or busy."""

LIBRARIES: Final = ("psycopg", "pydantic", "asyncio", "contextlib")

TOO_LARGE: Final = "54"
"""PostgreSQL's class of errors that a value provokes by its size; they do not pass."""


def passes(error: BaseException) -> bool:
    """Whether the same thing may succeed later without anybody's doing."""
    if isinstance(error, psycopg.Error) and (error.sqlstate or "").startswith(TOO_LARGE):
        return False
    return isinstance(error, PASSING)


def reason(error: BaseException) -> str:
    """Why a fact could not be applied, without any value from it."""
    return " ".join(filter(None, (type(error).__name__, _details(error), _place(error))))


def _details(error: BaseException) -> str:
    if isinstance(error, ValidationError):
        return ", ".join(sorted({f"{_field(one['loc'])}:{one['type']}" for one in error.errors()}))
    if isinstance(error, psycopg.Error):
        diagnosis = error.diag
        parts = (error.sqlstate, diagnosis.table_name, diagnosis.constraint_name)
        return " ".join(filter(None, parts))
    return ""


def _field(location: tuple[int | str, ...]) -> str:
    """The declared field; what lies deeper may be a key from the data."""
    return str(location[0]) if location else ""


def _place(error: BaseException) -> str:
    """The last line of our own program that was reached."""
    place, trace = "", error.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if not module.startswith(LIBRARIES):
            place = f"at {module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
