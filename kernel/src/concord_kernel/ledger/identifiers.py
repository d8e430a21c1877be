"""What an agency and a stream may be called; checked before either travels to database or file.

The patterns are the contracts' own. Streams travel in array literals without quotes, which is why
nothing passes here that would need them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from concord_contracts.terms import AgencyCode, Identifier
from pydantic import StringConstraints

from concord_kernel.ledger.errors import UnfitAppendError

if TYPE_CHECKING:
    from collections.abc import Iterable

DEPLOYMENT: Final = "concord"
"""The name of the deployment's own log."""


class _Shape:
    def __init__(self, annotated: Any) -> None:
        (rule,) = (one for one in annotated.__metadata__ if isinstance(one, StringConstraints))
        self._fits = re.compile(str(rule.pattern)).fullmatch
        self._longest = rule.max_length or 0

    def fits(self, text: str) -> bool:
        return len(text) <= self._longest and self._fits(text) is not None


_AGENCY: Final = _Shape(AgencyCode)
_STREAM: Final = _Shape(Identifier)


def check_agency(agency: str) -> str:
    """The code, when it is one.

    Raises:
        UnfitAppendError: it is no agency's code, nor the deployment's own log.
    """
    if agency != DEPLOYMENT and not _AGENCY.fits(agency):
        raise UnfitAppendError(f"{agency!r} is no agency's code")
    return agency


def check_streams(streams: Iterable[str]) -> None:
    """Let nothing pass but streams' names.

    Raises:
        UnfitAppendError: one is malformed.
    """
    for stream in streams:
        if not _STREAM.fits(stream):
            raise UnfitAppendError(f"{stream!r} is no stream's name")
