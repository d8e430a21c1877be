"""What the demonstration holds itself to: each outcome is checked as it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_demo.client import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

NOTHING_HERE = 404
"""What somebody is answered who has no business there."""

AGAINST_A_RULE = 409
"""What somebody is answered whom a rule refuses."""


class OutcomeError(Exception):
    """The demonstration came out otherwise than it should."""


def must(what: str, *, hold: bool) -> None:
    """Check one outcome.

    Raises:
        OutcomeError: it does not hold.
    """
    if not hold:
        raise OutcomeError(f"it does not hold that {what}")


def must_be_refused(status: int, ask: Callable[[], object]) -> RefusedError:
    """Check that something is refused, and how; the refusal.

    Raises:
        OutcomeError: it was not, or otherwise.
    """
    try:
        ask()
    except RefusedError as refused:
        if refused.status == status:
            return refused
        raise OutcomeError(f"this had to be refused with {status}: {refused}") from refused
    raise OutcomeError(f"this had to be refused with {status}, and was not")
