"""Sends what is queued, each at least once: until it is taken, or for a day.

Any number of processes may send: each claims some of what is due, and what a process claimed that
died in the middle is due again after a while. A receiver knows a fact it has seen by its id, and
the order by its position. Runs beside the door's readers.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import httpx2
import orjson
import structlog
from tenacity import RetryCallState, Retrying, wait_exponential_jitter

from concord_kernel import clock
from concord_kernel.bus.running import end
from concord_kernel.door.facts_feed import fact_of
from concord_kernel.door.webhooks.address import AddressRefusedError, target
from concord_kernel.door.webhooks.keeping import Endpoints
from concord_kernel.door.webhooks.queue import WEBHOOKS
from concord_kernel.door.webhooks.signature import signed
from concord_kernel.people.sealing import SealedWithAnotherKeyError
from concord_kernel.readers.trouble import PASSING, RowsNotReadyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope

    from concord_kernel.door.webhooks.keeping import Endpoint
    from concord_kernel.office import Office

log = structlog.get_logger(__name__)

EVERY: Final = 1.0
"""Seconds between two looks at what is due."""

LATEST: Final = 5.0
"""Seconds after which an agency with webhooks is looked at, whatever happened."""

AT_ONCE: Final = 20
"""Deliveries of one agency that are claimed together and sent beside each other."""

LEASE: Final = timedelta(seconds=30)
"""For how long a claim holds; a delivery takes a sixth of it at most."""

LIMIT: Final = 5.0
"""Seconds a receiver has to answer."""

GIVE_UP: Final = timedelta(days=1)
"""How long a fact that is not taken is tried; then it waits for a person."""

BACK_OFF: Final = wait_exponential_jitter(multiplier=5, max=7200, exp_base=2, jitter=10)
"""Seconds until the next try: 5, 10, 20 … two hours, and up to ten more by chance."""

POSITIONS: Final = "SELECT agency, position FROM webhooks.position"
CLAIM: Final = """
UPDATE delivery d SET due_at = now() + %s, attempts = attempts + 1, tried_at = now()
FROM (
    SELECT webhook, position FROM delivery
    WHERE agency = %s AND state = 'due' AND due_at <= now()
    ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED
) AS chosen
WHERE d.agency = %s AND d.webhook = chosen.webhook AND d.position = chosen.position
RETURNING d.webhook, d.position, d.attempts
"""
TAKEN: Final = """
UPDATE delivery SET state = 'sent', answer = %s
WHERE agency = %s AND webhook = %s AND position = %s AND state = 'due'
"""
NOT_TAKEN: Final = """
UPDATE delivery SET answer = %s, due_at = now() + %s,
    state = CASE WHEN now() + %s > since + %s THEN 'parked' ELSE state END
WHERE agency = %s AND webhook = %s AND position = %s AND attempts = %s AND state = 'due'
"""


class Claimed(NamedTuple):
    """A delivery that is this process's to send."""

    webhook: str
    position: int
    attempts: int


class Sender:
    """Sends one process's share.

    Args:
        office: The door's.
        trust: Whose certificates are believed; none: the usual ones.
    """

    def __init__(self, office: Office, trust: ssl.SSLContext | None = None) -> None:
        self._office = office
        self._endpoints = Endpoints(office)
        self._trust = trust or ssl.create_default_context()
        self._looked: dict[str, tuple[int, float]] = {}
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop; what is under way then is sent again by the next."""
        try:
            while not stop.is_set():
                await self._begin()
                with suppress(TimeoutError):
                    async with asyncio.timeout(EVERY):
                        await stop.wait()
        finally:
            await end(*self._busy.values())

    async def look(self) -> None:
        """Send all that is due now, and wait for the answers."""
        self._looked.clear()
        await self._begin()
        await asyncio.gather(*self._busy.values())

    async def _begin(self) -> None:
        """Begin on each agency where something is due; a slow one holds up no other."""
        try:
            due = await self._claimed(await self._agencies())
        except PASSING as error:
            _note(error)
            return
        for agency, claimed in due.items():
            task = asyncio.create_task(self._send(agency, claimed))
            self._busy[agency] = task
            task.add_done_callback(partial(self._done, agency))

    def _done(self, agency: str, task: asyncio.Task[None]) -> None:
        del self._busy[agency]
        if not task.cancelled() and (error := task.exception()):
            log.error("not sent", agency=agency, reason=type(error).__name__)

    async def _agencies(self) -> list[str]:
        """Those with new facts, or not looked at for a while, and not under way."""
        try:
            (found,) = await self._office.rows.everywhere([(POSITIONS, ())])
        except RowsNotReadyError:
            return []
        now = asyncio.get_running_loop().time()
        stands = {one["agency"]: one["position"] for one in found}
        due = [one for one, at in stands.items() if self._is_worth_a_look(one, at, now)]
        self._looked |= {agency: (stands[agency], now) for agency in due}
        return due

    def _is_worth_a_look(self, agency: str, position: int, now: float) -> bool:
        looked_at, when = self._looked.get(agency, (-1, 0.0))
        has_news = looked_at != position or now - when >= LATEST
        return has_news and agency not in self._busy

    async def _send(self, agency: str, claimed: Sequence[Claimed]) -> None:
        try:
            while claimed:
                await asyncio.gather(*(self._deliver(agency, one) for one in claimed))
                claimed = (await self._claimed([agency])).get(agency, ())
        except PASSING as error:
            _note(error)

    async def _claimed(self, agencies: Sequence[str]) -> dict[str, Sequence[Claimed]]:
        """What is now this process's to send, by agency; one round trip for all of them."""
        if not agencies:
            return {}
        asked = [(agency, (LEASE, agency, AT_ONCE, agency)) for agency in agencies]
        found = await self._office.rows.across(WEBHOOKS.name, CLAIM, asked)
        return {agency: [Claimed(**one) for one in rows] for agency, rows in found.items() if rows}

    async def _deliver(self, agency: str, claimed: Claimed) -> None:
        try:
            answer = await self._answer(agency, claimed)
            await self._settle(agency, claimed, answer)
        except PASSING as error:
            _note(error)

    async def _settle(self, agency: str, claimed: Claimed, answer: str) -> None:
        place = (agency, claimed.webhook, claimed.position)
        async with self._office.rows.of(agency, WEBHOOKS.name) as db:
            if answer.startswith("2"):
                await db.execute(TAKEN, (answer, *place))
            else:
                delay = timedelta(seconds=next_try(claimed.attempts))
                values = (answer, delay, delay, GIVE_UP, *place, claimed.attempts)
                await db.execute(NOT_TAKEN, values)
        log.info("delivery", agency=agency, position=claimed.position, reason=answer)

    async def _answer(self, agency: str, claimed: Claimed) -> str:
        """The receiver's status, or why there is none."""
        try:
            endpoint = await self._endpoints.of(agency, claimed.webhook)
        except SealedWithAnotherKeyError:
            endpoint = None
        found = await self._office.ledger.at(agency, [claimed.position])
        if endpoint is None or not found:
            return "no-address"
        try:
            async with asyncio.timeout(LIMIT):
                return await self._post(endpoint, found[0])
        except AddressRefusedError:
            return "address-refused"
        except (TimeoutError, httpx2.TimeoutException):
            return "too-late"
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            return "not-trusted" if _is_of_a_certificate(error) else "no-answer"

    async def _post(self, endpoint: Endpoint, envelope: Envelope) -> str:
        """Send one fact; the status that came back. A redirect is an answer like any other."""
        where = await target(endpoint.url, inside=self._office.settings.webhooks_inside)
        body = body_of(envelope)
        headers = signed(endpoint.secret, envelope.id, clock.now(), body) | {
            "Host": where.header,
            "Content-Type": "application/json",
            "User-Agent": "concord-webhooks/1",
        }
        async with (
            httpx2.AsyncClient(
                verify=self._trust, trust_env=False, follow_redirects=False, timeout=LIMIT
            ) as http,
            http.stream(
                "POST",
                where.url,
                content=body,
                headers=headers,
                extensions={"sni_hostname": where.host},
            ) as answer,
        ):
            return str(answer.status_code)


def body_of(envelope: Envelope) -> bytes:
    """What is sent of a fact."""
    fact = fact_of(envelope)
    said = {
        "type": envelope.name,
        "timestamp": envelope.at.isoformat(),
        "data": fact.model_dump(mode="json"),
    }
    return orjson.dumps(said)


def next_try(attempts: int) -> float:
    """Seconds until a delivery is tried again that was tried so often."""
    state = RetryCallState(Retrying(), None, (), {})
    state.attempt_number = attempts
    return BACK_OFF(state)


def _is_of_a_certificate(error: BaseException | None) -> bool:
    """Whether a certificate is at the root of an error; the client wraps it in its own."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


def _note(error: Exception) -> None:
    """Note trouble that passes; what was claimed is due again soon."""
    log.warning("not sent", reason=type(error).__name__)


async def sending(office: Office, stop: asyncio.Event) -> None:
    """Send for one process of the door; what ``concord read door`` does beside reading."""
    await Sender(office).run(stop)
