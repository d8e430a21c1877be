"""The files for production: valid, telling the same things as the one machine does, and run here.

No container engine is needed: the compose file is checked by its schema, and what its containers
run is run as processes.
"""

from __future__ import annotations

import asyncio
import shutil
import stat
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- a schema checker
import sysconfig
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from concord_demo.stage import WITH_TEXT
from concord_kernel.bus.address import Address, connected
from concord_kernel.bus.stream import FACTS, provision, stream_config
from concord_kernel.cli.command import assembled
from concord_kernel.servers.nats import nats_server
from concord_kernel.servers.owner import server_owner
from concord_kernel.servers.ports import free_port
from concord_kernel.servers.postgres import SETTINGS, PostgresServer
from concord_kernel.servers.postgres_wheel import ENVIRONMENT, programs
from concord_kernel.servers.process import Circumstances, ServerProcess, run_to_end
from concord_kernel.servers.secret_files import SecretFiles
from concord_kernel.service import installed_names
from concord_kernel.settings import PREFIX, known_variables
from nats.errors import Error as NatsError
from nats.js.errors import APIError, NoStreamResponseError, ServiceUnavailableError
from psycopg.conninfo import conninfo_to_dict
from ruamel.yaml import YAML
from typer.main import get_command
from typer.testing import CliRunner

if TYPE_CHECKING:
    from collections.abc import Generator

ROOT = Path(__file__).parents[2]
SERVICES = installed_names()
RUN_SECRETS = "/run/secrets/"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = YAML(typ="safe").load(ROOT / "compose.yaml")
    return read


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``concord secrets`` makes."""
    directory = tmp_path_factory.mktemp("made") / "secrets"
    words = ["secrets", str(directory), "--agency", "ca-here", "--for-containers"]
    done = CliRunner().invoke(assembled(), words)
    assert done.exit_code == 0, done.output
    return directory


def processes(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: one for name, one in compose["services"].items() if one["image"] == "concord"}


def test_the_compose_file_is_one() -> None:
    checker = f"{sysconfig.get_path('scripts')}/check-jsonschema"
    command = [checker, "--builtin-schema", "vendor.compose-spec", str(ROOT / "compose.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # ruff: ignore[subprocess-without-shell-equals-true] -- a fixed command
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_command_is_one_of_ours(compose: dict[str, Any]) -> None:
    concord: Any = get_command(assembled())
    for one in processes(compose).values():
        name, *rest = one["command"]
        with concord.commands[name].make_context(name, list(rest)) as context:
            assert not context.args


def test_production_runs_what_the_one_machine_runs(compose: dict[str, Any]) -> None:
    commands = {tuple(one["command"]) for one in processes(compose).values()}
    per_service = {(command, service) for command in ("serve", "read") for service in SERVICES}
    assert commands == {("provision",), ("relay",), *per_service}


def test_a_serving_process_has_the_name_that_the_door_looks_up(compose: dict[str, Any]) -> None:
    for name, one in processes(compose).items():
        if one["command"][0] == "serve":
            assert one["command"][1] == name


def test_every_setting_is_known(compose: dict[str, Any]) -> None:
    for one in processes(compose).values():
        told = {name for name in one["environment"] if name.startswith(PREFIX)}
        assert told <= known_variables()
        assert "CONCORD_DEMO" not in told


def test_the_same_services_know_the_way_to_text_as_in_the_demonstration(
    compose: dict[str, Any],
) -> None:
    knowing = {
        name
        for name, one in processes(compose).items()
        if "CONCORD_VAULT_FILE" in one["environment"]
    }
    holding = {
        name
        for name, one in processes(compose).items()
        if "vault-keys:/keys/vault" in one.get("volumes", ())
    }
    assert knowing == holding == WITH_TEXT


def test_only_the_door_writes_who_may_enter_and_every_service_asks(
    compose: dict[str, Any],
) -> None:
    told = {name: one["environment"] for name, one in processes(compose).items()}
    assert [name for name in told if "CONCORD_PEOPLE_FILE" in told[name]] == ["door"]
    asking = {name for name in told if "CONCORD_SESSIONS_FILE" in told[name]}
    assert asking == set(SERVICES)


def test_where_a_request_comes_from_is_the_proxys_word(compose: dict[str, Any]) -> None:
    (inside,) = compose["networks"]["inside"]["ipam"]["config"]
    for name in SERVICES:
        told = compose["services"][name]["environment"]
        assert told["CONCORD_PROXIES"] == inside["subnet"]
        assert "CONCORD_SECURE" not in told


def test_every_secret_is_made_and_given_to_those_who_name_it(
    compose: dict[str, Any], made: Path
) -> None:
    for secret in compose["secrets"].values():
        assert (made.parent / secret["file"]).is_file()
    for one in processes(compose).values():
        named = {
            value.removeprefix(RUN_SECRETS)
            for value in one["environment"].values()
            if str(value).startswith(RUN_SECRETS)
        }
        assert named == set(one["secrets"])


def test_no_secret_is_readable_on_the_way(made: Path) -> None:
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    kept = {path: path.read_text() for path in (made / "bus").iterdir()}
    again = CliRunner().invoke(assembled(), ["secrets", str(made), "--for-containers"])
    assert again.exit_code == 0
    assert kept == {path: path.read_text() for path in (made / "bus").iterdir()}


def test_addresses_lead_to_the_server_by_its_name(made: Path) -> None:
    address = conninfo_to_dict((made / "addresses" / "review-rows").read_text())
    assert (address["host"], address["dbname"]) == ("postgres", "concord_review")


def test_postgresql_runs_with_our_file(own_postgres: PostgresServer, server_room: Path) -> None:
    own_postgres.stop()
    file = server_room / "postgresql.conf"
    shutil.copy(ROOT / "ops" / "postgres" / "postgresql.conf", file)
    file.chmod(0o644)
    command = [str(programs(server_owner()) / "postgres"), "-D", str(own_postgres.data_directory)]
    how = Circumstances(environment=ENVIRONMENT, owner=server_owner(), directory=Path("/"))
    for name, value in SETTINGS.items():
        by_file = run_to_end([*command, "-c", f"config_file={file}", "-C", name], how)
        by_word = run_to_end([*command, "-c", f"{name}={value}", "-C", name], how)
        assert (by_file.stdout, by_file.stderr) == (by_word.stdout, "")


@contextmanager
def cluster(home: Path, made: Path) -> Generator[list[str]]:
    """Three servers with the production file, on ports of this machine."""
    ports, routes = [free_port() for _ in range(3)], [free_port() for _ in range(3)]
    files = SecretFiles(made, SERVICES)
    files.write_routes(f"127.0.0.1:{port}" for port in routes)
    text = (ROOT / "ops" / "nats" / "nats.conf").read_text()
    with ExitStack() as stack:
        for number, (port, route) in enumerate(zip(ports, routes, strict=True), start=1):
            place = home / f"nats-{number}"
            place.mkdir()
            (place / "secrets").symlink_to(made / "nats")
            own = text.replace("0.0.0.0:4222", f"127.0.0.1:{port}")
            own = own.replace("0.0.0.0:6222", f"127.0.0.1:{route}").replace(
                ':8222"', f':{free_port()}"'
            )
            (place / "nats.conf").write_text(own.replace('"/data"', f'"{place}"'))
            command = [nats_server(), "--config", str(place / "nats.conf")]
            how = Circumstances(environment={"NATS_NAME": f"nats-{number}"})
            server = ServerProcess(f"nats-{number}", command, place / "log", how)
            server.start()
            stack.callback(server.kill)
        yield [f"nats://127.0.0.1:{port}" for port in ports]


async def provision_when_there_is_a_leader(urls: list[str], made: Path) -> list[str]:
    seed = SecretFiles(made, SERVICES).bus.seed("provisioner")
    address = Address(servers=tuple(urls), user="provisioner", seed=seed)
    async with asyncio.timeout(60), connected(address) as connection:
        bus = connection.jetstream(timeout=2)
        while True:
            try:
                return await provision(bus, SERVICES[:1], stream_config(replicas=3))
            except (
                ServiceUnavailableError,
                NoStreamResponseError,
                APIError,
                NatsError,
                TimeoutError,
            ):
                await asyncio.sleep(0.1)


async def replicas(urls: list[str], made: Path) -> tuple[int, int]:
    seed = SecretFiles(made, SERVICES).bus.seed("relay")
    async with connected(Address(servers=tuple(urls), user="relay", seed=seed)) as connection:
        bus = connection.jetstream()
        await bus.publish("concord.0.ca-here.review.review-opened.v1", b"{}")
        info = await bus.stream_info(FACTS)
        assert info.cluster is not None
        return info.config.num_replicas or 0, len(info.cluster.replicas or ())


def test_three_nats_servers_run_with_our_files(server_room: Path, made: Path) -> None:
    with cluster(server_room, made) as urls:
        changed = asyncio.run(provision_when_there_is_a_leader(urls, made))
        assert FACTS in changed or not changed
        assert asyncio.run(replicas(urls[::-1], made)) == (3, 2)


def test_roles_are_provisioned_by_the_command(
    own_postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = SecretFiles(tmp_path / "secrets", SERVICES)
    files.make()
    monkeypatch.setenv("CONCORD_ADMIN", own_postgres.admin_dsn)
    monkeypatch.setenv("CONCORD_PASSWORDS", str(files.passwords_file))
    for _ in range(2):
        done = CliRunner().invoke(assembled(), ["provision"])
        assert done.exit_code == 0, done.output
    files.write_addresses(own_postgres.dsn)
    for name in (
        "review-ledger",
        "review-rows",
        "vault",
        "vault-ledger",
        "relay-ledger",
        "people",
        "sessions",
    ):
        psycopg.connect(files.address(name).read_text()).close()
