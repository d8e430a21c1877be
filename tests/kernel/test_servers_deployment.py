"""Concord on one machine: everything starts, survives, scales, stops, and starts again."""

from __future__ import annotations

import asyncio
import json
import stat
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- a deployment to be killed
import sys
import textwrap
import time
from typing import TYPE_CHECKING

import httpx2
import psutil
import psycopg
import pytest
from concord_kernel.bus.address import Address, connected
from concord_kernel.people import NewAccount, People
from concord_kernel.servers import ServerFailedError
from concord_kernel.servers.deployment import Deployment, Wishes
from concord_kernel.servers.left_over import Lock
from concord_kernel.servers.process import running
from concord_kernel.settings import PREFIX, known_variables

from tests.support.servers import room

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

WISHES = Wishes(services=("door", "review"), with_text=frozenset({"review"}))
PASSWORD = "seven quiet herons wade"  # ruff: ignore[hardcoded-password-string] -- of an account of these tests
STEPS = [
    "secrets",
    "PostgreSQL",
    "databases",
    "NATS",
    "stream",
    "relay-1",
    "read-door-1",
    "read-review-1",
    "serve-door-1",
    "serve-review-1",
    "door",
]


@pytest.fixture(scope="module")
def told() -> list[tuple[str, int, int]]:
    return []


@pytest.fixture(scope="module")
def running_one(told: list[tuple[str, int, int]]) -> Generator[Deployment]:
    with room() as root:
        deployment = Deployment(root / "run", WISHES)
        deployment.start(lambda *step: told.append(step))
        try:
            yield deployment
        finally:
            deployment.processes["postgres"].kill(comes_back=False)
            deployment.stop()


def eventually(happened: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def answers(deployment: Deployment, path: str = "/review/openapi.json") -> bool:
    return bool(httpx2.get(f"{deployment.url}{path}", timeout=20).is_success)


def lets_log_in(deployment: Deployment) -> bool:
    try:
        psycopg.connect(deployment.postgres.admin_dsn).close()
    except psycopg.OperationalError:
        return False
    return True


def is_whole(deployment: Deployment) -> bool:
    services = all(answers(deployment, path) for path in ("/review/openapi.json", "/door/"))
    return services and lets_log_in(deployment)


def ids(deployment: Deployment) -> dict[str, int]:
    return {name: process.pid for name, process in deployment.processes.items()}


def test_every_step_is_told(running_one: Deployment, told: list[tuple[str, int, int]]) -> None:
    assert all(process.alive for process in running_one.processes.values())
    assert told == [(step, number, len(STEPS)) for number, step in enumerate(STEPS)]


def test_the_door_leads_in(running_one: Deployment) -> None:
    assert httpx2.get(f"{running_one.url}/").headers["Location"] == "/door/"
    assert answers(running_one)
    assert answers(running_one, "/door/")
    assert httpx2.get(f"{running_one.url}/metrics").status_code == 404


def test_no_process_is_told_a_password_or_anything_unknown(running_one: Deployment) -> None:
    secrets = set(running_one.secrets.passwords().values())
    for name in ("relay-1", "read-review-1", "serve-review-1", "serve-door-1"):
        process = psutil.Process(running_one.processes[name].pid)
        told = process.environ()
        assert not any(secret in text for secret in secrets for text in told.values())
        assert not any(secret in word for secret in secrets for word in process.cmdline())
        assert {word for word in told if word.startswith(PREFIX)} <= known_variables()


def behind(deployment: Deployment) -> set[str]:
    return {
        name for name, one in deployment.processes.items() if psutil.Process(one.pid).nice() > 0
    }


def test_what_answers_people_goes_first(running_one: Deployment) -> None:
    patient = {name for name in running_one.processes if name.startswith(("read-", "relay-"))}
    assert {"read-review-1", "relay-1"} <= patient
    assert eventually(lambda: behind(running_one) == patient)  # one may just have come back


def test_only_what_serves_text_knows_the_way_to_it(running_one: Deployment) -> None:
    def variables(name: str) -> set[str]:
        return set(psutil.Process(running_one.processes[name].pid).environ())

    assert "CONCORD_VAULT_FILE" in variables("serve-review-1")
    assert "CONCORD_VAULT_FILE" not in variables("serve-door-1")
    assert "CONCORD_VAULT_FILE" not in variables("read-review-1")
    assert "CONCORD_KEYS" not in variables("relay-1")
    assert "CONCORD_BUS_PROVISIONER_SEED" not in variables("serve-review-1")


def test_only_the_door_writes_who_may_enter_and_only_what_serves_asks(
    running_one: Deployment,
) -> None:
    told = {
        name: set(psutil.Process(running_one.processes[name].pid).environ())
        for name in running_one.processes
        if name.startswith(("serve-", "read-", "relay-"))
    }
    assert {name for name in told if "CONCORD_PEOPLE_FILE" in told[name]} == {"serve-door-1"}
    asking = {name for name in told if "CONCORD_SESSIONS_FILE" in told[name]}
    assert asking == {"serve-door-1", "serve-review-1"}


def test_secrets_are_ours_alone_and_never_logged(running_one: Deployment) -> None:
    directory = running_one.secrets.passwords_file.parent
    for path in directory.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    secrets = [
        *running_one.secrets.passwords().values(),
        running_one.secrets.session_key.read_text(),
    ]
    logs = "".join(path.read_text() for path in running_one.logs.iterdir())
    assert not any(secret in logs for secret in secrets)


def test_roles_log_in_with_their_passwords_only(running_one: Deployment) -> None:
    good = running_one.secrets.address("review-ledger").read_text()
    psycopg.connect(good).close()
    wrong = running_one.postgres.dsn("concord_ledger", "concord_review", "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


@pytest.mark.parametrize("name", ["serve-review-1", "read-review-1", "relay-1", "nats", "postgres"])
def test_what_is_killed_comes_back_and_nothing_else_moves(
    name: str, running_one: Deployment
) -> None:
    before = ids(running_one)
    running_one.processes[name].kill()
    assert eventually(lambda: running_one.processes[name].alive)
    assert eventually(lambda: is_whole(running_one))
    after = ids(running_one)
    assert {one for one in before if before[one] != after[one]} == {name}


async def make_account(deployment: Deployment, name: str) -> None:
    dsn = deployment.secrets.address("people").read_text()
    async with People.open(dsn) as people:
        new = NewAccount(name=name, display="Robin", home="ca-new")
        await people.accounts.create(new, PASSWORD)


def test_who_signed_in_at_the_door_is_known_everywhere_and_after_a_restart(
    running_one: Deployment,
) -> None:
    asyncio.run(make_account(running_one, "robin"))
    with httpx2.Client(base_url=running_one.url, timeout=20) as browser:
        body = {"name": "robin", "password": PASSWORD}
        signed_in = browser.post("/door/api/v1/sign-in", json=body)
        assert signed_in.status_code == 200
        running_one.processes["serve-door-1"].kill()
        elsewhere = browser.get("/review/api/v1/ca-nowhere/reviews")
        assert elsewhere.json()["rule"] == "door.not-found"
        assert eventually(lambda: browser.get("/door/api/v1/session").is_success)
        nobody = httpx2.get(f"{running_one.url}/review/api/v1/ca-nowhere/reviews")
        assert nobody.json()["rule"] == "door.not-signed-in"
    assert eventually(lambda: is_whole(running_one))


def test_while_the_database_is_away_nobody_is_let_in_and_it_is_said_in_words(
    running_one: Deployment,
) -> None:
    asyncio.run(make_account(running_one, "wren"))
    body = {"name": "wren", "password": PASSWORD}
    running_one.processes["postgres"].kill(comes_back=False)
    try:
        refused = httpx2.post(f"{running_one.url}/door/api/v1/sign-in", json=body, timeout=60)
    finally:
        running_one.processes["postgres"].start()
    assert refused.status_code == 503
    assert "set-cookie" not in refused.headers
    assert PASSWORD not in refused.text
    assert any(said in refused.text for said in ("is away", "not possible just now"))

    def lets_in() -> bool:
        again = httpx2.post(f"{running_one.url}/door/api/v1/sign-in", json=body, timeout=60)
        return again.status_code == 200

    assert eventually(lets_in)
    assert eventually(lambda: is_whole(running_one))


def test_what_is_stopped_stays_stopped(running_one: Deployment) -> None:
    relay = running_one.processes["relay-1"]
    relay.stop()
    assert not eventually(lambda: relay.alive, seconds=0.5)
    relay.start()
    assert relay.alive


def test_copies_come_and_go(running_one: Deployment) -> None:
    name = running_one.add("serve", "review")
    assert name == "serve-review-2"
    running_one.processes["serve-review-1"].kill(comes_back=False)
    assert answers(running_one)
    running_one.processes["serve-review-1"].start()
    running_one.remove(name)
    assert name not in running_one.processes
    assert eventually(lambda: answers(running_one))


def test_an_agency_gets_its_account_while_everything_runs(running_one: Deployment) -> None:
    async def comes_in(agency: str) -> bool:
        seed = running_one.secrets.bus.seed(agency)
        address = Address(servers=(running_one.nats.url,), user=agency, seed=seed)
        async with asyncio.timeout(5), connected(address) as connection:
            return connection.is_connected

    before = ids(running_one)
    running_one.let_in(["ca-new"])
    assert asyncio.run(comes_in("ca-new"))
    assert ids(running_one) == before


def test_a_directory_in_use_is_said(running_one: Deployment) -> None:
    with pytest.raises(ServerFailedError, match="is in use by process"):
        Deployment(running_one.logs.parent, WISHES).start()
    assert answers(running_one)


KILLED = """
    import json, sys, time
    from pathlib import Path
    from concord_kernel.servers.deployment import Deployment, Wishes

    deployment = Deployment(Path(sys.argv[1]), Wishes(services=("review",)))
    deployment.start()
    print(json.dumps({name: one.pid for name, one in deployment.processes.items()}), flush=True)
    time.sleep(100)
"""


def test_a_killed_deployment_leaves_nothing_and_starts_again(server_room: Path) -> None:
    root = server_room / "run"
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:  # ruff: ignore[subprocess-without-shell-equals-true] -- ourselves
        assert first.stdout is not None
        left = [psutil.Process(pid) for pid in json.loads(first.stdout.readline()).values()]
        first.kill()
    with Deployment(root, Wishes(services=("review",))) as second:
        assert not any(running(process) for process in left)
        assert answers(second)
    assert not any(process.alive for process in second.processes.values())


def test_a_taken_port_is_said_before_anything_starts(
    running_one: Deployment, server_room: Path
) -> None:
    port = int(running_one.url.rpartition(":")[2])
    rival = Deployment(server_room / "run", Wishes(port=port))
    with pytest.raises(ServerFailedError, match=f"The door cannot listen on .*:{port}"):
        rival.start()
    assert not rival.processes


def test_a_start_that_fails_says_why_and_leaves_nothing_running(server_room: Path) -> None:
    deployment = Deployment(server_room / "run", Wishes(services=("review",), log_level="loud"))
    with pytest.raises(ServerFailedError, match=r"(?s)relay-1 ended with status 2.*LOG_LEVEL"):
        deployment.start()
    assert not deployment.postgres.alive
    assert not deployment.nats.alive
    Lock(server_room / "run" / "lock").take()
