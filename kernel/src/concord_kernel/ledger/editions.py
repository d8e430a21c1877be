"""Adopted editions of rules, and tools: kept once each by content, so that history stands alone."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

import orjson

if TYPE_CHECKING:
    from psycopg import AsyncConnection

_KEEP: Final = (
    "insert into ledger.edition (hash, edition, body) values (%s, %s, %s) on conflict do nothing"
)
_KEPT: Final = "select body from ledger.edition where hash = %s"


class UnknownEditionError(LookupError):
    """No edition with this hash is kept.

    Attributes:
        digest: The hash that was asked for.
    """

    def __init__(self, digest: str) -> None:
        self.digest = digest
        super().__init__(digest)


async def keep(connection: AsyncConnection[Any], body: str) -> str:
    """Keep an edition; SHA-256 of its JSON, in hexadecimal."""
    digest = hashlib.sha256(body.encode()).hexdigest()
    code = str(orjson.loads(body).get("id", ""))
    await connection.execute(_KEEP, (digest, code, body))
    return digest


async def kept(connection: AsyncConnection[Any], digest: str) -> str:
    """The JSON of an edition that was kept.

    Raises:
        UnknownEditionError: there is none.
    """
    row = await (await connection.execute(_KEPT, (digest,))).fetchone()
    if row is None:
        raise UnknownEditionError(digest)
    return str(row[0])
