"""Who may do what on the bus, asked of the real server."""

from __future__ import annotations

import asyncio
import base64
import json
import stat
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import nats
import nkeys  # type: ignore[import-untyped]  # it ships no types
import pytest
from concord_kernel.bus import stream
from concord_kernel.bus.accounts import own_users, render, shared_subjects
from concord_kernel.bus.keys import BusKeys
from concord_kernel.bus.subjects import PARTITIONS, partition
from concord_kernel.servers import NatsServer, ServerFailedError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator
    from pathlib import Path

    from nats.aio.client import Client

pytestmark = pytest.mark.anyio

SERVICES = ("review", "scheduling")
HERE, THERE, ALONE = "ca-here", "ca-there", "nc-alone"
SHARED = (("review", "report-published"), ("scheduling", "schedule-released"))


class Bus:
    """A server with accounts, and connections that remember what they were refused."""

    def __init__(self, home: Path) -> None:
        self.keys = BusKeys(home / "keys")
        self.server = NatsServer(home / "nats", self.conf(HERE, THERE))

    def conf(self, *agencies: str) -> str:
        return render(SERVICES, agencies, SHARED, self.keys.public)

    @asynccontextmanager
    async def user(self, name: str) -> AsyncGenerator[tuple[Client, list[str]], None]:
        refusals: list[str] = []

        async def note(error: Exception) -> None:
            refusals.append(str(error))

        connection = await nats.connect(
            self.server.url,
            nkeys_seed=str(self.keys.seed(name)),
            inbox_prefix=f"_I.{name}",
            error_cb=note,
            allow_reconnect=False,
        )
        try:
            yield connection, refusals
        finally:
            await connection.close()

    async def refuses_to_publish(self, name: str, subject: str) -> bool:
        async with self.user(name) as (connection, refusals):
            await connection.publish(subject, b"")
            return await told(connection, refusals)

    async def refuses_to_listen(self, name: str, subject: str) -> bool:
        async with self.user(name) as (connection, refusals):
            await connection.subscribe(subject)
            return await told(connection, refusals)


async def told(connection: Client, refusals: list[str]) -> bool:
    """Whether the server said no to what was sent.

    An error comes before the answer to a ping that was sent after its cause; the client may send
    the first ping before what it has gathered, so there is a second.
    """
    await connection.flush()
    await connection.flush()
    return any("permissions violation" in refusal.lower() for refusal in refusals)


@pytest.fixture(scope="module")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Generator[Bus, None, None]:
    bus = Bus(tmp_path_factory.mktemp("bus"))
    with bus.server:
        yield bus


@pytest.fixture
async def provisioned(bus: Bus) -> Bus:
    async with bus.user("provisioner") as (connection, _):
        await stream.provision(connection.jetstream(), SERVICES)
    return bus


def of(agency: str, fact: str) -> str:
    return f"concord.{partition(agency)}.{agency}.{fact}"


FORBIDDEN_TO_PUBLISH = [
    ("review", of(HERE, "review.review-opened.v1")),
    ("review", of(HERE, "scheduling.schedule-released.v1")),
    ("review", "$JS.API.STREAM.CREATE.FACTS"),
    ("review", "$JS.API.STREAM.CREATE.OTHER"),
    ("review", "$JS.API.STREAM.UPDATE.FACTS"),
    ("review", "$JS.API.STREAM.DELETE.FACTS"),
    ("review", "$JS.API.STREAM.PURGE.FACTS"),
    ("review", "$JS.API.STREAM.MSG.GET.FACTS"),
    ("review", "$JS.API.STREAM.MSG.DELETE.FACTS"),
    ("review", "$JS.API.DIRECT.GET.FACTS"),
    ("review", "$JS.API.CONSUMER.CREATE.FACTS"),
    ("review", "$JS.API.CONSUMER.CREATE.FACTS.review-0"),
    ("review", "$JS.API.CONSUMER.DURABLE.CREATE.FACTS.tap"),
    ("review", "$JS.API.CONSUMER.DELETE.FACTS.review-0"),
    ("review", "$JS.API.CONSUMER.MSG.NEXT.FACTS.scheduling-0"),
    ("review", "$JS.API.CONSUMER.INFO.FACTS.scheduling-0"),
    ("review", "$JS.API.CONSUMER.MSG.NEXT.FACTS.review-16"),
    ("review", "$JS.ACK.FACTS.scheduling-0.1.1.1.1.0"),
    ("review", "_I.relay.answer"),
    ("relay", "$JS.API.STREAM.DELETE.FACTS"),
    ("relay", "$JS.API.STREAM.PURGE.FACTS"),
    ("relay", "$JS.API.CONSUMER.CREATE.FACTS"),
    ("relay", "concord.poke.ca-here"),
    ("relay", "concord.16.ca-here.review.review-opened.v1"),
    ("operator", of(HERE, "directory.agency-joined.v1")),
    ("operator", "$JS.API.STREAM.INFO.FACTS"),
    ("vault", of(HERE, "vault.text-read.v1")),
    ("provisioner", of(HERE, "review.review-opened.v1")),
    ("provisioner", "$JS.API.STREAM.DELETE.FACTS"),
    ("provisioner", "$JS.API.STREAM.PURGE.FACTS"),
    ("provisioner", "$JS.API.STREAM.MSG.GET.FACTS"),
    ("provisioner", "$JS.API.CONSUMER.MSG.NEXT.FACTS.review-0"),
    (HERE, of(HERE, "review.report-published.v1")),
    (HERE, "concord.poke.ca-here"),
    (HERE, "$JS.API.INFO"),
    (HERE, "anything"),
]
FORBIDDEN_TO_HEAR = [
    ("review", ">"),
    ("review", "concord.>"),
    ("review", of(HERE, "review.>")),
    ("review", "concord.poke.*"),
    ("review", "_I.>"),
    ("review", "_I.relay.>"),
    ("review", "_INBOX.>"),
    ("review", "$JS.EVENT.ADVISORY.>"),
    ("relay", "concord.>"),
    ("relay", "_I.review.>"),
    ("operator", "concord.>"),
    ("provisioner", "concord.>"),
    (HERE, ">"),
    (HERE, "concord.>"),
    (HERE, of(HERE, ">")),
    (HERE, of(HERE, "review.theme-agreed.>")),
    (HERE, of(THERE, "review.report-published.>")),
    (HERE, f"_I.{THERE}.>"),
    (HERE, "$SYS.>"),
]


@pytest.mark.parametrize(("user", "subject"), FORBIDDEN_TO_PUBLISH)
async def test_a_user_may_not_publish_elsewhere(bus: Bus, user: str, subject: str) -> None:
    assert await bus.refuses_to_publish(user, subject)


@pytest.mark.parametrize(("user", "subject"), FORBIDDEN_TO_HEAR)
async def test_a_user_may_not_listen_elsewhere(bus: Bus, user: str, subject: str) -> None:
    assert await bus.refuses_to_listen(user, subject)


@pytest.mark.parametrize("user", own_users(SERVICES), ids=lambda user: user.name)
async def test_a_user_may_do_everything_it_was_given(bus: Bus, user: object) -> None:
    for own in own_users(SERVICES):
        if own is user or own == user:
            async with bus.user(own.name) as (connection, refusals):
                for subject in (*own.subscribe, f"_I.{own.name}.>"):
                    await connection.subscribe(subject)
                assert not await told(connection, refusals)


async def answer_to_a_login(bus: Bus, login: Callable[[str], dict[str, str]]) -> str:
    """What the server says to a login, made from its nonce."""
    _, _, where = bus.server.url.rpartition("/")
    reader, writer = await asyncio.open_connection(*where.split(":"))
    nonce = json.loads((await reader.readline()).removeprefix(b"INFO "))["nonce"]
    writer.write(f"CONNECT {json.dumps({'verbose': True, **login(nonce)})}\r\n".encode())
    answer = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return answer.decode().strip()


def signed(bus: Bus, user: str) -> Callable[[str], dict[str, str]]:
    def login(nonce: str) -> dict[str, str]:
        pair = nkeys.from_seed(bytearray(bus.keys.seed(user).read_bytes()))
        signature = base64.b64encode(pair.sign(nonce.encode())).decode()
        return {"nkey": bus.keys.public(user), "sig": signature}

    return login


async def test_only_known_keys_come_in(bus: Bus) -> None:
    assert await answer_to_a_login(bus, signed(bus, "relay")) == "+OK"
    for login in (signed(bus, "nobody"), lambda _: {}, lambda _: {"user": "relay", "pass": "x"}):
        assert await answer_to_a_login(bus, login) == "-ERR 'Authorization Violation'"


async def test_a_fact_goes_from_the_relay_to_a_service(provisioned: Bus) -> None:
    part = partition(ALONE)
    async with (
        provisioned.user("relay") as (relay, relay_refusals),
        provisioned.user("review") as (review, refusals),
    ):
        await relay.jetstream().publish(of(ALONE, "review.review-opened.v1"), b"a fact")
        pulled = await review.jetstream().pull_subscribe_bind(
            stream.durable("review", part), "FACTS"
        )
        message = (await pulled.fetch(1, timeout=5))[0]
        await message.ack_sync()
        assert message.data == b"a fact"
        assert not await told(relay, relay_refusals)
        assert not await told(review, refusals)


async def test_a_service_pokes_the_relay(bus: Bus) -> None:
    async with bus.user("relay") as (relay, _), bus.user("review") as (review, _):
        pokes = await relay.subscribe("concord.poke.*")
        await relay.flush()
        await review.publish(f"concord.poke.{HERE}", b"")
        assert (await pokes.next_msg(5)).subject == f"concord.poke.{HERE}"


async def test_an_agency_sees_its_own_shared_facts_and_nothing_else(provisioned: Bus) -> None:
    async with provisioned.user(HERE) as (agency, _), provisioned.user("relay") as (relay, _):
        heard = [await agency.subscribe(subject) for subject in shared_subjects(HERE, SHARED)]
        await agency.flush()
        for subject in (
            of(THERE, "review.report-published.v1"),
            of(HERE, "review.theme-agreed.v1"),
            of(HERE, "review.report-published-early.v1"),
            of(HERE, "review.report-published.v1"),
            of(HERE, "scheduling.schedule-released.v2"),
        ):
            await relay.jetstream().publish(subject, b"")
        subjects = {(await one.next_msg(5)).subject for one in heard}
        assert subjects == {
            of(HERE, "review.report-published.v1"),
            of(HERE, "scheduling.schedule-released.v2"),
        }
        assert [one.pending_msgs for one in heard] == [0, 0]


async def test_an_agency_joins_without_disturbing_anyone(bus: Bus) -> None:
    async with bus.user("relay") as (relay, _), bus.user(HERE) as (here, _):
        heard = await here.subscribe(shared_subjects(HERE, SHARED)[0])
        await here.flush()
        await asyncio.to_thread(bus.server.reload, bus.conf(HERE, THERE, "nc-new"))
        async with bus.user("nc-new") as (new, _):
            heard_there = await new.subscribe(shared_subjects("nc-new", SHARED)[0])
            await new.flush()
            for agency in (HERE, "nc-new"):
                await relay.publish(of(agency, "review.report-published.v1"), b"")
            assert (await heard.next_msg(5)).subject == of(HERE, "review.report-published.v1")
            assert (await heard_there.next_msg(5)).subject.split(".")[2] == "nc-new"
        assert relay.is_connected
        assert here.is_connected


async def test_a_broken_configuration_leaves_the_old_one_in_force(bus: Bus) -> None:
    with pytest.raises(ServerFailedError, match="cannot read its configuration"):
        await asyncio.to_thread(bus.server.reload, "accounts {")
    async with bus.user(HERE) as (agency, refusals):
        assert not await told(agency, refusals)


def test_a_service_has_exactly_its_own_consumers() -> None:
    review = next(user for user in own_users(SERVICES) if user.name == "review")
    pulls = [subject for subject in review.publish if ".MSG.NEXT." in subject]
    assert pulls == [f"$JS.API.CONSUMER.MSG.NEXT.FACTS.review-{part}" for part in range(PARTITIONS)]


def test_the_configuration_holds_no_seed(tmp_path: Path) -> None:
    keys = BusKeys(tmp_path)
    text = render(SERVICES, (HERE,), SHARED, keys.public)
    seeds = [path.read_text() for path in tmp_path.glob("*.seed")]
    assert len(seeds) == len(own_users(SERVICES)) + 2
    assert not any(seed in text for seed in seeds)


def test_a_seed_is_ours_alone_and_stays(tmp_path: Path) -> None:
    keys = BusKeys(tmp_path / "keys")
    path = keys.seed("relay")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert BusKeys(tmp_path / "keys").public("relay") == keys.public("relay")
