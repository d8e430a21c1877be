"""Keeps what is in no fact: where a webhook goes, its secret, and how its deliveries went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from concord_kernel.door.webhooks.queue import WEBHOOKS
from concord_kernel.door.webhooks.signature import new_secret
from concord_kernel.people.sealing import Sealing
from concord_kernel.readers.schema import prepare

if TYPE_CHECKING:
    from concord_kernel.office import Office

KEEP: Final = "INSERT INTO endpoint VALUES (%s, %s, %s, %s, NULL) ON CONFLICT DO NOTHING"
ENDPOINT: Final = "SELECT url, secret FROM endpoint WHERE agency = %s AND webhook = %s"
TELL: Final = """
UPDATE endpoint SET told_at = now()
WHERE agency = %s AND webhook = %s AND told_at IS NULL RETURNING secret
"""
AGAIN: Final = """
UPDATE delivery SET state = 'due', since = now(), due_at = now()
WHERE agency = %s AND webhook = %s AND position = %s AND state IN ('parked', 'sent', 'due')
RETURNING position
"""


class SecretToldError(Exception):
    """The secret was shown before; it is shown once."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where deliveries go, and what they are signed with."""

    url: str
    secret: str


class Endpoints:
    """The addresses and secrets of webhooks."""

    def __init__(self, office: Office) -> None:
        self._rows = office.rows
        self._sealing = Sealing.from_file(office.settings.session_key)

    async def keep(self, agency: str, webhook: str, url: str) -> None:
        """Keep an address, with a secret that nobody knows yet; the same again changes nothing."""
        await prepare(self._rows, WEBHOOKS)
        sealed = self._sealing.seal(new_secret(), _what(agency, webhook))
        async with self._rows.of(agency, WEBHOOKS.name) as db:
            await db.execute(KEEP, (agency, webhook, url, sealed))

    async def of(self, agency: str, webhook: str) -> Endpoint | None:
        """Where a webhook goes; none where there is none."""
        async with self._rows.of(agency, WEBHOOKS.name) as db:
            row = await (await db.execute(ENDPOINT, (agency, webhook))).fetchone()
        if row is None:
            return None
        return Endpoint(row[0], self._sealing.open(row[1], _what(agency, webhook)))

    async def tell(self, agency: str, webhook: str) -> str:
        """The secret, once.

        Raises:
            SecretToldError: it was told before, or there is no such webhook.
        """
        async with self._rows.of(agency, WEBHOOKS.name) as db:
            row = await (await db.execute(TELL, (agency, webhook))).fetchone()
        if row is None:
            raise SecretToldError
        return self._sealing.open(row[0], _what(agency, webhook))

    async def again(self, agency: str, webhook: str, position: int) -> bool:
        """Have a fact sent again; whether there was such a delivery."""
        values: tuple[Any, ...] = (agency, webhook, position)
        async with self._rows.of(agency, WEBHOOKS.name) as db:
            return await (await db.execute(AGAIN, values)).fetchone() is not None


def _what(agency: str, webhook: str) -> str:
    return f"webhook/{agency}/{webhook}"
