"""What an error of the database means: the append's own fault, or something that may pass."""

from __future__ import annotations

from typing import Final

import psycopg

from concord_kernel.ledger.errors import UnfitAppendError

_NOT_ALLOWED: Final = "42501"
_FAULTS: Final = ("22", "23", "54")
"""Classes of SQLSTATE: data, integrity constraints, program limits (PostgreSQL, appendix A)."""

FIRST_DELAY: Final = 0.02
LONGEST_DELAY: Final = 0.5
"""Seconds between tries while the database is away."""


def fault(error: Exception) -> Exception | None:
    """What to tell the caller whose append alone met this error; none if it may pass."""
    if not isinstance(error, psycopg.Error):
        return None if isinstance(error, OSError) else error
    state = error.sqlstate or ""
    if state == _NOT_ALLOWED:
        return UnfitAppendError("this role may not record such a fact, or not for this agency")
    if state.startswith(_FAULTS):
        return UnfitAppendError(f"the database refuses the fact (SQLSTATE {state})")
    return None


def said(error: Exception) -> str:
    """The first line of an error, for people who operate the database."""
    return next(iter(str(error).splitlines()), type(error).__name__)
