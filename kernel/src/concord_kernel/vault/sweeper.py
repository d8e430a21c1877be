"""Removes texts that no fact refers to: the command that kept them was refused, or never came.

Whether a command's facts stand is asked of the ledger, by the command's receipt; nothing has to be
written after an append for a text to be safe. Called by ``vault``, on a schedule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta
    from uuid import UUID

    from concord_kernel.ledger import Ledger
    from concord_kernel.vault.rows import Rows


@dataclass(frozen=True, slots=True)
class Swept:
    """What one round did.

    Attributes:
        removed: Texts that no fact refers to.
        settled: Commands whose facts stand, so that their texts stay.
    """

    removed: int = 0
    settled: int = 0

    def __add__(self, other: Swept) -> Swept:
        return Swept(self.removed + other.removed, self.settled + other.settled)


async def sweep(rows: Rows, ledger: Ledger, agency: str, older_than: timedelta) -> Swept:
    """One round over one agency.

    A text is removed when it is older than that and its command recorded no fact. A command that is
    sent again makes its texts young again before it is decided.
    """
    done = Swept()
    for command in await rows.old_commands(agency, older_than):
        if await _stands(ledger, agency, command):
            await rows.settle(agency, command)
            done += Swept(settled=1)
        else:
            done += Swept(removed=await rows.sweep(agency, command, older_than))
    return done


async def _stands(ledger: Ledger, agency: str, command: UUID) -> bool:
    receipt = await ledger.receipt(agency, command)
    return receipt is not None and receipt.first <= receipt.last
