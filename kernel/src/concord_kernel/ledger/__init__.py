"""The append-only store of facts: ``Ledger``, its keys, and the ways in which it says no."""

from concord_kernel.ledger.append import Append, Receipt
from concord_kernel.ledger.editions import UnknownEditionError
from concord_kernel.ledger.errors import (
    CommandReusedError,
    LedgerUnavailableError,
    StaleStreamError,
    UnfitAppendError,
)
from concord_kernel.ledger.keys import AgencyKeys
from concord_kernel.ledger.ledger import Ledger

__all__ = [
    "AgencyKeys",
    "Append",
    "CommandReusedError",
    "Ledger",
    "LedgerUnavailableError",
    "Receipt",
    "StaleStreamError",
    "UnfitAppendError",
    "UnknownEditionError",
]
