"""Backups are made while everything runs, checked, and brought back on another server."""

from __future__ import annotations

import asyncio
import json
import shutil
from typing import TYPE_CHECKING

import psycopg
import pytest
from concord_kernel import clock
from concord_kernel.access.granting import STANDING, GiveRole
from concord_kernel.cli.backups import app
from concord_kernel.handle import handle
from concord_kernel.ledger import AgencyKeys, Ledger
from concord_kernel.provision import provision
from concord_kernel.servers import PostgresServer
from psycopg.conninfo import make_conninfo
from typer.testing import CliRunner

from tests.support.servers import Cluster, copied, room, service_names, thrown_away
from tests.support.site import by_operator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from typer.testing import Result

pytestmark = pytest.mark.xdist_group("backups")

AGENCY = "ca-backed-up"


def run(server: PostgresServer, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--admin", server.admin_dsn])


def provisioned(server: PostgresServer, home: Path) -> Cluster:
    cluster = Cluster(server, home / "keys")
    asyncio.run(provision(server.admin_dsn, cluster.passwords, service_names()))
    return cluster


async def record(cluster: Cluster, person: str) -> None:
    async with Ledger.open(cluster.ledger("operator"), AgencyKeys(cluster.keys)) as ledger:
        wish = GiveRole(person=person, role="manager")
        await handle(ledger, STANDING, wish, by_operator(AGENCY, wish))


async def people_in(cluster: Cluster) -> list[str]:
    async with Ledger.open(cluster.ledger("review"), AgencyKeys(cluster.keys)) as ledger:
        return [one.stream for one in await ledger.after(AGENCY, 0)]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with room() as path:
        yield path


@pytest.fixture(scope="module")
def server(home: Path, template: Path) -> Iterator[PostgresServer]:
    with thrown_away(PostgresServer(copied(template, home / "postgres"))) as server:
        yield server


@pytest.fixture(scope="module")
def backed_up(server: PostgresServer, home: Path) -> Path:
    cluster = provisioned(server, home)
    asyncio.run(record(cluster, "person-1"))
    made = run(server, "make", str(home / "backups"))
    assert made.exit_code == 0, made.output
    (backup,) = (home / "backups").iterdir()
    return backup


def test_a_backup_comes_back_on_another_server_with_every_right(
    backed_up: Path, home: Path, template: Path
) -> None:
    with thrown_away(PostgresServer(copied(template, home / "other"))) as other:
        cluster = provisioned(other, home)
        restored = run(other, "restore", str(backed_up))
        assert restored.exit_code == 0, restored.output

        assert asyncio.run(people_in(cluster)) == ["standing-person-1"]
        asyncio.run(record(cluster, "person-2"))
        assert len(asyncio.run(people_in(cluster))) == 2
        review = psycopg.connect(cluster.ledger("review"), autocommit=True)
        with review, pytest.raises(psycopg.errors.InsufficientPrivilege):
            review.execute("delete from ledger.fact")
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(make_conninfo(cluster.ledger("review"), dbname="concord_vault"))


def test_facts_that_are_there_are_not_lost_unless_it_is_said(
    server: PostgresServer, backed_up: Path, home: Path
) -> None:
    refused = run(server, "restore", str(backed_up))
    assert (refused.exit_code, "--replace" in refused.output) == (1, True)

    cluster = Cluster(server, home / "keys")
    asyncio.run(record(cluster, "person-3"))
    assert run(server, "restore", str(backed_up), "--replace").exit_code == 0
    assert asyncio.run(people_in(cluster)) == ["standing-person-1"]


def test_a_damaged_or_missing_file_is_named_and_nothing_is_restored(
    server: PostgresServer, backed_up: Path, home: Path
) -> None:
    assert run(server, "check", str(backed_up)).exit_code == 0
    copy = home / "damaged"
    shutil.copytree(backed_up, copy)
    damaged = copy / "concord_ledger.dump"
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))

    checked = run(server, "check", str(copy))
    assert (checked.exit_code, "not what was written" in checked.output) == (1, True)
    refused = run(server, "restore", str(copy), "--replace")
    assert (refused.exit_code, "concord_ledger" in refused.output) == (1, True)
    damaged.unlink()
    assert "missing" in run(server, "check", str(copy)).output


def test_rows_are_dumped_before_the_ledger_and_texts_after_it(backed_up: Path) -> None:
    said = json.loads((backed_up / "manifest.json").read_text("utf-8"))
    names = [one["name"] for one in said["databases"]]

    assert names[-3:] == ["concord_ledger", "concord_vault", "concord_people"]
    assert set(names[:-3]) == {f"concord_{name}" for name in service_names()}
    assert said["made_at"][:10] <= clock.now().isoformat()[:10]


def test_only_its_owner_reads_a_backup(backed_up: Path) -> None:
    assert backed_up.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in backed_up.glob("*.dump"))


def test_what_is_no_backup_is_refused_in_words(server: PostgresServer, tmp_path: Path) -> None:
    for words in (("check", str(tmp_path)), ("restore", str(tmp_path))):
        said = run(server, *words)
        assert (said.exit_code, "is no backup" in said.output) == (1, True)


def test_backups_are_listed_with_their_size(backed_up: Path) -> None:
    listed = CliRunner().invoke(app, ["list", str(backed_up.parent)])

    assert backed_up.name in listed.output
    assert "bytes" in listed.output
