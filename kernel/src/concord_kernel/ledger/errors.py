"""The ways in which the ledger says no; each says what is then true of the facts to be recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class StaleStreamError(Exception):
    """A stream that was written or read has moved; nothing was recorded.

    Attributes:
        streams: Which moved.
    """

    def __init__(self, streams: Iterable[str]) -> None:
        self.streams = tuple(streams)
        super().__init__(self.streams)


class CommandReusedError(Exception):
    """The command's id was used for another body; nothing was recorded now.

    Attributes:
        command: The id.
    """

    def __init__(self, command: object) -> None:
        self.command = str(command)
        super().__init__(self.command)


class UnfitAppendError(ValueError):
    """The append cannot be recorded as it stands, now or later; nothing was recorded.

    An identifier is malformed, a fact is too large or holds NUL, or the service's role may not
    record a fact of that name. The message never holds a fact's data.
    """


class LedgerUnavailableError(Exception):
    """The database is away, or busy, for longer than the caller's patience.

    Nothing is known to be recorded unless a receipt says so: send the same command again.
    """
