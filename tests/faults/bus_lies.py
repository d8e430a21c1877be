"""Messages on the bus are doubled, put in another order, lost, and untrue, with the relay's user.

Only that user can publish facts; nobody can delete a message, so one is lost by publishing a later
one first, while no relay runs: the relay goes on behind it.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING

from concord_kernel.bus.accounts import RELAY
from concord_kernel.bus.address import Address, connected
from concord_kernel.bus.message import MESSAGE_ID, position_of, render
from concord_kernel.bus.stream import FACTS
from concord_kernel.bus.subjects import of_agency

from tests.faults.ground import BrokenPromiseError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from concord_contracts.event import Envelope
    from concord_kernel.bus.message import Message

    from tests.faults.ground import Ground


def double(ground: Ground, random: Random) -> None:
    """The last hundred facts of each agency again, under other ids."""
    _say_again(ground, random, lambda last: last)


def reorder(ground: Ground, random: Random) -> None:
    """The last hundred facts of each agency again, backwards, and once more at random."""

    def mixed(last: list[Envelope]) -> list[Envelope]:
        return [*reversed(last), *random.sample(last, len(last))]

    _say_again(ground, random, mixed)


def lose(ground: Ground, random: Random) -> None:
    """While no relay runs, facts are recorded; only the last of them is published."""
    relay = ground.deployment.processes["relay-1"]
    relay.stop()
    _until_behind(ground, random.randrange(5, 50))
    logs = [ground.witness.log(agency) for agency in ground.load.agencies]
    asyncio.run(_publish(ground, [render(log[-1]) for log in logs if log]))
    relay.start()


def _until_behind(ground: Ground, facts: int, seconds: float = 30) -> None:
    """Wait until every log has so many facts that the stream has not.

    Raises:
        BrokenPromiseError: nobody calls.
    """
    ends, deadline = asyncio.run(_ends(ground)), time.monotonic() + seconds
    while any(
        head < ends[agency] + facts
        for agency, head in ground.witness.heads(ground.load.agencies).items()
    ):
        if time.monotonic() > deadline:
            raise BrokenPromiseError("nobody calls while no relay runs")
        time.sleep(0.1)


async def _ends(ground: Ground) -> dict[str, int]:
    """Position of the last message of each agency in the stream."""
    async with connected(_relay(ground)) as connection:
        stream = connection.jetstream()
        last = {
            agency: await stream.get_last_msg(FACTS, of_agency(agency))
            for agency in ground.load.agencies
        }
    return {agency: position_of(message.headers) for agency, message in last.items()}


def lie(ground: Ground, random: Random) -> None:
    """Messages that are no facts, and facts on another agency's subject."""
    logs = [ground.witness.log(agency) for agency in ground.load.agencies]
    true = [render(random.choice(log)) for log in logs if log]
    others = [*true[1:], true[0]]
    untrue = [
        _again(one._replace(subject=other.subject)) for one, other in zip(true, others, strict=True)
    ]
    untrue += [_again(one._replace(body=body)) for one in true for body in _bodies(one)]
    asyncio.run(_publish(ground, [*untrue, *(render(log[-1]) for log in logs if log)]))


def _bodies(true: Message) -> list[bytes]:
    said = json.loads(true.body)
    return [b"", b"{", b"\xff\xfe", b"[]", json.dumps({**said, "position": "first"}).encode()]


def _say_again(
    ground: Ground, random: Random, choose: Callable[[list[Envelope]], list[Envelope]]
) -> None:
    logs = [ground.witness.log(agency)[-100:] for agency in ground.load.agencies]
    messages = [_again(render(one)) for log in logs for one in choose(log)]
    ends = [render(log[-1]) for log in logs if log]
    asyncio.run(_publish(ground, [*messages, *map(_again, ends)]))
    time.sleep(random.uniform(0.5, 1.5))


_told = iter(range(1, 1 << 62))


def _again(message: Message) -> Message:
    """The same under an id that the stream does not know."""
    said = message.headers[MESSAGE_ID]
    return message._replace(headers={**message.headers, MESSAGE_ID: f"{said}/{next(_told)}"})


async def _publish(ground: Ground, messages: Sequence[Message]) -> None:
    async with connected(_relay(ground)) as connection:
        stream = connection.jetstream()
        for message in messages:
            await stream.publish(message.subject, message.body, headers=message.headers)


def _relay(ground: Ground) -> Address:
    """As the one user who may publish facts."""
    seed = ground.deployment.secrets.bus.seed(RELAY)
    return Address(servers=(ground.deployment.nats.url,), user=RELAY, seed=seed)
