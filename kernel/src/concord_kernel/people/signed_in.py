"""Sessions as the door writes them: begun, used, made fresh, ended, listed.

Called by the door's pages and by ``concord accounts``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from pydantic import AwareDatetime, BaseModel

from concord_kernel.people.accounts import AccountUnknownError
from concord_kernel.people.bearer import hash_of, new_token
from concord_kernel.people.sessions import Session

if TYPE_CHECKING:
    from psycopg import AsyncConnection

    from concord_kernel.people.connections import Connections

LONGEST: Final = timedelta(hours=12)
"""After this a person signs in again, whatever happens."""

FRESH: Final = timedelta(minutes=15)
"""How long a sign-in is fresh enough for what asks for a fresh one."""

KEPT: Final = timedelta(days=30)
"""How long an ended session is shown to its owner."""

_BEGIN: Final = """
insert into people.session (id, account, kind, name, fresh_until, idle, until)
select %(id)s, id, 'person', %(name)s, now() + %(fresh)s, %(idle)s, now() + %(longest)s
from people.account where id = %(account)s and closed_at is null
on conflict (id) do nothing"""
_FORGET: Final = """
delete from people.session
where account = %s and least(ended_at, until, last_seen_at + idle) < now() - %s::interval"""
_OF: Final = "select * from people.session_of(%s, false)"
_END: Final = """
update people.session set ended_at = now() where id = %s and account = %s and ended_at is null
returning id"""
_END_ALL: Final = """
update people.session set ended_at = now()
where account = %s and id <> %s and kind = 'person' and ended_at is null returning id"""
_LIST: Final = """
select id, kind, name, agency, scopes, signed_in_at, last_seen_at, until from people.session
where account = %s and ended_at is null and until > now()
  and (idle is null or last_seen_at + idle > now())
order by signed_in_at desc"""
_EXTEND: Final = "update people.session set last_seen_at = now() where id = %s and ended_at is null"
_FRESHEN: Final = """
update people.session set fresh_until = now() + %s where id = %s and ended_at is null"""


@dataclass(frozen=True, slots=True)
class Started:
    """A session that began.

    Attributes:
        token: What the browser gets; it is nowhere else.
        session: Whose it is and how long it lasts.
    """

    token: str
    session: Session


class SessionListed(BaseModel, frozen=True):
    """A session as its owner sees it.

    Attributes:
        name: Which kind of browser, or what the program is called.
    """

    id: str
    kind: str
    name: str
    agency: str
    scopes: tuple[str, ...]
    signed_in_at: AwareDatetime
    last_seen_at: AwareDatetime
    until: AwareDatetime


class SignedIn:
    """The sessions of people; what programs hold is made beside it."""

    def __init__(self, connections: Connections, idle: timedelta) -> None:
        self._db = connections
        self._idle = idle

    async def start(self, account: str, *, name: str = "", ends: str = "") -> Started:
        """Begin a session with a token nobody has seen before.

        Args:
            account: Who signed in.
            name: Which kind of browser, for its owner's list.
            ends: A token that this one takes the place of; its session ends.

        Raises:
            AccountUnknownError: there is no such open account.
        """
        token = new_token()
        values = {"id": hash_of(token), "account": account, "name": _printable(name)}
        spans = {"fresh": FRESH, "idle": self._idle, "longest": LONGEST}

        async def begin(db: AsyncConnection[dict[str, Any]]) -> list[dict[str, Any]]:
            await db.execute(_BEGIN, values | spans)
            await db.execute(_FORGET, (account, KEPT))
            if ends:
                await db.execute(
                    "update people.session set ended_at = now() where id = %s and kind = 'person'"
                    " and ended_at is null",
                    (hash_of(ends),),
                )
            return await (await db.execute(_OF, (values["id"],))).fetchall()

        rows = await self._db.work(begin)
        if not rows:
            raise AccountUnknownError(account)
        return Started(token, Session.model_validate(rows[0]))

    async def end(self, session: str, account: str) -> bool:
        """End one of an account's sessions; whether it was still going on."""
        return bool(await self._db.rows(_END, session, account))

    async def end_all(self, account: str, *, but: str = "") -> int:
        """End an account's sessions, except one; how many were going on."""
        return len(await self._db.rows(_END_ALL, account, but))

    async def of(self, account: str) -> list[SessionListed]:
        """The sessions and tokens of an account that go on, the newest first."""
        rows = await self._db.rows(_LIST, account)
        return [SessionListed.model_validate(row) for row in rows]

    async def extend(self, session: str) -> None:
        """Somebody is still there: the session does not go idle."""
        await self._db.rows(_EXTEND, session)

    async def freshen(self, session: str) -> None:
        """Somebody proved anew who they are."""
        await self._db.rows(_FRESHEN, FRESH, session)


def _printable(name: str) -> str:
    return "".join(one for one in name if one.isprintable())[:120]
