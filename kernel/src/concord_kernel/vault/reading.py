"""Reading a raw note: who may, as the caller decided, and the fact that says they did.

The fact is recorded before the text is given; it is guarded on what the permission rests on, such
as the review's team, so that somebody who left the team a moment ago gets nothing. Called by
``vault``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import stamina
from concord_contracts.facts.vault import TextErased, TextRead

from concord_kernel import clock
from concord_kernel.ledger import Append, StaleStreamError
from concord_kernel.vault.keys import ErasedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concord_contracts.terms import TextRef

    from concord_kernel.ledger import Ledger
    from concord_kernel.vault.sealing import Row

_ANEW: Final = stamina.AsyncRetryingCaller(
    attempts=12, timeout=None, wait_initial=0.002, wait_max=0.1, wait_jitter=0.02
)
"""How often a reading is recorded anew because others read the same text at the same moment."""


class MayNotReadError(PermissionError):
    """The permission does not cover this text, or rests on nothing that could be guarded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A permission that the caller's rules gave, for one reading of one text.

    Attributes:
        agency: In whose log the text is.
        text: Which text, as a fact refers to it.
        about: What the text has to be about, such as the session that was opened.
        reader: Who reads, a pseudonymous id.
        home: The reader's own agency.
        purpose: Why, a code such as ``debrief``.
        guards: What the permission rests on: streams, each with the version it was decided on.
        correlation: What it all began with.
    """

    agency: str
    text: TextRef
    about: str
    reader: str
    home: str
    purpose: str
    guards: Mapping[str, int]
    correlation: str = field(default="")


def check(reading: Reading, row: Row) -> None:
    """Let only a permission pass that covers the row.

    A text in the custody of another agency than the one whose log it is in is never read by anybody
    of that one: raw notes are not given to the host.

    Raises:
        MayNotReadError: it does not cover it.
    """
    if row.ref != reading.text or row.object != reading.about:
        raise MayNotReadError("the permission is for another text")
    if not reading.guards:
        raise MayNotReadError("the permission rests on nothing that could be guarded")
    if row.custodian != row.agency and reading.home == row.agency:
        raise MayNotReadError("the host reads no text that is in another's custody")


async def record(ledger: Ledger, reading: Reading) -> str:
    """Record that the text is read; the fact's id.

    Raises:
        StaleStreamError: what the permission rests on has moved: decide anew.
        ErasedError: the text was erased.
        LedgerUnavailableError: the ledger is away; nothing may be given.
    """

    def others_read_it(error: Exception) -> bool:
        return isinstance(error, StaleStreamError) and error.streams == (reading.text.id,)

    return await _ANEW(others_read_it, _record, ledger, reading)


async def _record(ledger: Ledger, reading: Reading) -> str:
    history = await ledger.read(reading.agency, [reading.text.id])
    if any(one.name == TextErased.NAME for one in history):
        raise ErasedError(reading.text.id)
    receipt = await ledger.append(_wish(reading, history[-1].version if history else 0))
    return f"{reading.agency}:{receipt.first}"


def _wish(reading: Reading, version: int) -> Append:
    command = clock.new_command_id()
    fact = TextRead(
        text=reading.text.id,
        about=reading.about,
        reader=reading.reader,
        home=reading.home,
        purpose=reading.purpose,
    )
    return Append(
        agency=reading.agency,
        command=command,
        fingerprint="",
        actor=reading.reader,
        causation=str(command),
        correlation=reading.correlation or str(command),
        facts=((reading.text.id, fact),),
        expected={reading.text.id: version},
        guards=reading.guards,
    )
