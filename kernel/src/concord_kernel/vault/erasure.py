"""Erasing every text of a subject: the facts that authorise it, then the key.

The order matters: a key is destroyed only when the ledger says by whom and why, and whoever finds
such a fact destroys again, so that a crash between the two, or a key place restored from an old
copy, ends the same way. Called by ``vault``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from concord_contracts.facts.vault import TextErased

from concord_kernel.ledger import Append

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from concord_contracts.event import Envelope

    from concord_kernel.ledger import Ledger
    from concord_kernel.vault.keys import Destroyed, KeyPlace

_PAGE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A decision to erase, as the caller's rules made it.

    Attributes:
        agency: In whose log the texts are.
        subject: Whose texts.
        actor: Who decided, a pseudonymous id.
        reason: Why, a code such as ``asked-for-by-subject``.
        command: The command that asks for it.
    """

    agency: str
    subject: str
    actor: str
    reason: str
    command: UUID


async def record(ledger: Ledger, erasure: Erasure, texts: Sequence[str]) -> None:
    """Record an erasure of each text that is not recorded as erased yet."""
    history = await ledger.read(erasure.agency, texts)
    versions = dict.fromkeys(texts, 0) | {one.stream: one.version for one in history}
    erased = {one.stream for one in history if one.name == TextErased.NAME}
    facts = tuple(
        (text, TextErased(text=text, subject=erasure.subject, reason=erasure.reason))
        for text in texts
        if text not in erased
    )
    await ledger.append(_wish(erasure, facts, versions))


def _wish(
    erasure: Erasure, facts: tuple[tuple[str, TextErased], ...], versions: dict[str, int]
) -> Append:
    return Append(
        agency=erasure.agency,
        command=erasure.command,
        fingerprint=f"{erasure.subject}/{erasure.reason}",
        actor=erasure.actor,
        causation=str(erasure.command),
        correlation=str(erasure.command),
        facts=facts,
        expected={text: versions[text] for text, _ in facts},
    )


async def destroy_again(ledger: Ledger, keys: KeyPlace, agency: str) -> list[Destroyed]:
    """Destroy every key that the ledger says is erased and that the key place still has."""
    position, done = 0, []
    while page := await ledger.after(agency, position, _PAGE, [TextErased.NAME]):
        done += [
            keys.destroy(agency, subject)
            for subject in _subjects(page)
            if not keys.is_erased(agency, subject)
        ]
        position = page[-1].position
    return done


def _subjects(page: Sequence[Envelope]) -> list[str]:
    facts = (envelope.fact for envelope in page)
    return sorted({fact.subject for fact in facts if isinstance(fact, TextErased)})
