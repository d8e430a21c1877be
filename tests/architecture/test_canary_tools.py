"""A canary that cannot sing is a defect: each form that is hunted is planted here and found."""

from __future__ import annotations

import asyncio
import base64
import bz2
import gzip
import hashlib
import io
import json
import os
import quopri
import random
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import nats
import orjson
import psycopg
import pytest
from concord_kernel.servers import PostgresServer
from nats.js.api import StorageType
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from tests.support.canary import Flock, Hunt
from tests.support.servers import room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from concord_kernel.servers import NatsServer

FLOCK = Flock("a fixed seed")
SENTENCE = FLOCK.sing()
WORDS = SENTENCE.split(" ")
SHINGLES = [" ".join(WORDS[start : start + 8]) for start in range(len(WORDS) - 7)]

NOISE = bytes(range(32, 127)) * 3 + os.urandom(1500)


def zipped(said: str | bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", said)
    return made.getvalue()


def tarred(said: str) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        info = tarfile.TarInfo("notes.txt")
        info.size = len(said.encode())
        archive.addfile(info, io.BytesIO(said.encode()))
    return made.getvalue()


def at_offset(offset: int, coded: Callable[[bytes], bytes]) -> Callable[[str], bytes]:
    return lambda said: coded(b"-" * offset + said.encode())


def squeezed(level: int) -> Callable[[str], bytes]:
    return lambda said: zlib.compress(said.encode(), level)


def each(form: str, between: str = "") -> Callable[[str], bytes]:
    return lambda said: between.join(form % letter for letter in said.encode()).encode()


FORMS: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "upper case": lambda said: said.upper().encode(),
    "title case": lambda said: said.title().encode(),
    "mixed case": lambda said: said.swapcase().encode().replace(b"E", b"e"),
    "latin-1": lambda said: said.encode("latin-1"),
    "JSON": lambda said: json.dumps({"note": said}).encode(),
    "JSON without escapes": lambda said: orjson.dumps({"note": said}),
    "JSON in JSON": lambda said: json.dumps(json.dumps({"note": said})).encode(),
    "repr": lambda said: repr(said.encode()).encode(),
    "UTF-16": lambda said: said.encode("utf-16"),
    "UTF-16 big-endian": lambda said: said.encode("utf-16-be"),
    "UTF-32": lambda said: said.encode("utf-32"),
    "hexadecimal": lambda said: said.encode().hex().encode(),
    "hexadecimal, upper case": lambda said: said.encode().hex().upper().encode(),
    "base64 at 0": at_offset(0, base64.b64encode),
    "base64 at 1": at_offset(1, base64.b64encode),
    "base64 at 2": at_offset(2, base64.b64encode),
    "base64 of upper case": lambda said: base64.b64encode(said.upper().encode()),
    "base64 for URLs": at_offset(1, base64.urlsafe_b64encode),
    "base64 of UTF-16": lambda said: base64.b64encode(said.encode("utf-16")),
    "base64 of JSON": lambda said: base64.b64encode(json.dumps([said]).encode()),
    **{f"base32 at {n}": at_offset(n, base64.b32encode) for n in range(5)},
    "URL": lambda said: quote(said).encode(),
    "form": lambda said: quote_plus(said).encode(),
    "URL, every letter": each("%%%02x"),
    "URL, every letter, upper case": each("%%%02X"),
    "quoted-printable": lambda said: quopri.encodestring(said.encode()),
    "quoted-printable, every letter": each("=%02X"),
    "unicode escapes": each("\\u%04x"),
    "hexadecimal escapes": each("\\x%02x"),
    "octal escapes": each("\\%03o"),
    "HTML entities": each("&#%d;"),
    "HTML entities, hexadecimal": each("&#x%02x;"),
    "a list of bytes": lambda said: str(list(said.encode())).encode(),
    "bytes in JSON": lambda said: json.dumps(list(said.encode()), separators=(",", ":")).encode(),
    "a byte between letters": lambda said: b"\x07".join(bytes([b]) for b in said.encode()),
    "gzip": lambda said: gzip.compress(said.encode()),
    "gzip, stored": lambda said: gzip.compress(said.encode(), 0),
    **{f"zlib level {level}": squeezed(level) for level in (0, 1, 6, 9)},
    "a gzip that was cut off": lambda said: gzip.compress(said.encode() + NOISE)[:-600],
    "zip": zipped,
    "tar.gz": tarred,
    "gzip in zip": lambda said: zipped(gzip.compress(said.encode())),
    "gzip in gzip": lambda said: gzip.compress(gzip.compress(said.encode())),
    "base64 in gzip": lambda said: gzip.compress(base64.b64encode(said.encode())),
    "gzip in hexadecimal": lambda said: gzip.compress(said.encode()).hex().encode(),
    "gzip in base64": lambda said: base64.b64encode(gzip.compress(said.encode())),
    "gzip in base64 for URLs": lambda said: base64.urlsafe_b64encode(gzip.compress(said.encode())),
    "hexadecimal of UTF-16": lambda said: said.encode("utf-16").hex().encode(),
    "hexadecimal in zlib": lambda said: zlib.compress(said.encode().hex().encode()),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_every_shingle_is_found_in_a_file(tmp_path: Path, form: str) -> None:
    (tmp_path / "deep").mkdir()
    planted = {tmp_path / "deep" / f"{n}.bin": one for n, one in enumerate([SENTENCE, *SHINGLES])}
    for path, said in planted.items():
        path.write_bytes(os.urandom(997) + FORMS[form](said) + os.urandom(1003))

    hunt = Hunt(FLOCK)
    hunt.directory(tmp_path)

    found = {one.where.split(" · ")[0] for one in hunt.sightings}
    assert found == {str(path) for path in planted}


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256", "sha512"])
def test_a_bare_digest_is_found(name: str) -> None:
    digest = hashlib.new(name, SENTENCE.encode())
    for written in (
        digest.digest(),
        digest.hexdigest().encode(),
        digest.hexdigest().upper().encode(),
        base64.b64encode(digest.digest()),
    ):
        hunt = Hunt(FLOCK)
        hunt.blob(b"commitment: " + written + b";", "a fact")
        assert [one.form for one in hunt.sightings] == [f"bare {name}"]


def test_a_files_name_is_searched(tmp_path: Path) -> None:
    (tmp_path / f"{WORDS[0]}.txt").touch()

    hunt = Hunt(FLOCK)
    hunt.directory(tmp_path)

    assert "the name" in hunt.sightings[0].where


def test_an_excerpt_of_a_few_letters_is_found() -> None:
    hunt = Hunt(FLOCK)
    hunt.text(SENTENCE[:12] + "…", where="a list")

    assert hunt.sightings


def test_what_nobody_sang_is_not_heard() -> None:
    chance = random.Random(7)  # ruff: ignore[suspicious-non-cryptographic-random-usage] -- noise
    noise = chance.randbytes(1_000_000)
    hunt = Hunt(FLOCK)
    for data in (noise, base64.b64encode(noise), noise.hex().encode(), gzip.compress(noise)):
        hunt.blob(data, "noise")
    hunt.text(*(Flock(str(seed)).sing() for seed in range(50)), where="other flocks")

    hunt.assert_silent("bytes")


def test_a_hunt_that_searched_nothing_is_no_proof(tmp_path: Path) -> None:
    hunt = Hunt(FLOCK)
    hunt.text("something", where="here")
    hunt.assert_silent("bytes")

    with pytest.raises(AssertionError, match="nothing was searched"):
        hunt.assert_silent("files")
    with pytest.raises(AssertionError, match="nothing was searched"):
        Hunt(FLOCK).assert_silent()
    with pytest.raises(AssertionError, match="is no directory"):
        hunt.directory(tmp_path / "misspelt")


def test_a_sighting_says_where_and_in_which_form() -> None:
    hunt = Hunt(FLOCK)
    hunt.text(f"note={quote(SENTENCE)}", where="GET /log")

    with pytest.raises(AssertionError, match="GET /log · plain · b'note="):
        hunt.assert_silent()


def test_flocks_differ_and_a_seed_gives_the_same() -> None:
    assert len({Flock().call for _ in range(50)}) == 50
    assert Flock("one").sing() == Flock("one").sing()
    assert all(FLOCK.call in shingle for shingle in SHINGLES)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with room() as home, PostgresServer(home) as server:
        yield server


async def planted_in(dsn: str, *statements: tuple[str, object]) -> None:
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as db:
        for statement, value in statements:
            await db.execute(statement.encode(), (value,) if value else None)


def fresh_database(server: PostgresServer, name: str) -> tuple[str, Path]:
    """A database's address and the directory of its files."""
    dsn = make_conninfo(server.admin_dsn, dbname=name)
    with psycopg.connect(server.admin_dsn, autocommit=True) as admin:
        admin.execute(SQL("create database {}").format(Identifier(name)))
        oid = admin.execute("select oid from pg_database where datname = %s", (name,)).fetchone()
    assert oid is not None
    return dsn, server.data_directory / "base" / str(oid[0])


LONG = "The worker told us that visits had been cancelled without notice and why. " * 90
PLANTED: dict[str, tuple[str, object]] = {
    "text": ("insert into planted (t) values (%s)", SENTENCE),
    "bytea": ("insert into planted (b) values (%s)", SENTENCE.encode()),
    "jsonb": ("insert into planted (j) values (%s)", json.dumps({"deep": [SENTENCE]})),
    "UTF-16 bytea": ("insert into planted (b) values (%s)", SENTENCE.encode("utf-16")),
    "a compressed value": ("insert into planted (t) values (%s)", LONG + SENTENCE + LONG),
    "a compressed value's start": ("insert into planted (t) values (%s)", SENTENCE + LONG),
    "gzip in a bytea": ("insert into planted (b) values (%s)", gzip.compress(SENTENCE.encode())),
    "a large object": ("select lo_from_bytea(0, %s)", SENTENCE.encode()),
    "a comment": (f"comment on table planted is '{FLOCK.call}'", None),
}


TABLE = ("create table planted (t text, b bytea, j jsonb)", None)


@pytest.mark.parametrize("form", PLANTED)
def test_what_a_database_holds_is_found_in_its_rows_and_its_files(
    server: PostgresServer, form: str
) -> None:
    dsn, directory = fresh_database(server, form)
    asyncio.run(planted_in(dsn, TABLE, PLANTED[form], ("checkpoint", None)))

    rows, files = Hunt(FLOCK), Hunt(FLOCK)
    asyncio.run(rows.database(dsn))
    files.directory(directory)

    assert rows.sightings
    assert files.sightings


def test_what_the_statistics_remember_of_a_value_is_found(server: PostgresServer) -> None:
    dsn, _ = fresh_database(server, "statistics")
    many = ("insert into planted (t) select %s from generate_series(1, 500)", SENTENCE)
    asyncio.run(planted_in(dsn, TABLE, many, ("analyze planted", None), ("truncate planted", None)))

    hunt = Hunt(FLOCK)
    asyncio.run(hunt.database(dsn))

    assert {one.where for one in hunt.sightings} == {"statistics.pg_catalog.pg_stats"}


def test_a_row_that_was_rolled_back_is_found_in_the_write_ahead_log(
    own_postgres: PostgresServer,
) -> None:
    async def regret() -> None:
        await planted_in(own_postgres.admin_dsn, TABLE)
        async with await psycopg.AsyncConnection.connect(own_postgres.admin_dsn) as db:
            await db.execute("insert into planted (t) values (%s)", (SENTENCE,))
            await db.rollback()

    asyncio.run(regret())
    rows, log = Hunt(FLOCK), Hunt(FLOCK)
    asyncio.run(rows.database(own_postgres.admin_dsn))
    own_postgres.stop()
    log.directory(own_postgres.data_directory / "pg_wal")

    rows.assert_silent("rows")
    assert log.sightings


def test_a_message_is_found_on_the_wire_in_the_stream_and_in_its_files(
    own_nats: NatsServer, server_room: Path
) -> None:
    messages, wire, files = Hunt(FLOCK), Hunt(FLOCK), Hunt(FLOCK)

    async def publish() -> None:
        client = await nats.connect(own_nats.url)
        js = client.jetstream()
        await js.add_stream(name="FACTS", subjects=["concord.>"], storage=StorageType.FILE)
        async with wire.listening(client):
            await js.publish("concord.one", b"{}", headers={"Note": FLOCK.call})
            await js.publish("concord.two", json.dumps({"note": SENTENCE}).encode())
        await messages.stream(js, "FACTS")
        await client.close()

    asyncio.run(publish())
    files.directory(server_room / "nats")

    assert {one.where for one in messages.sightings} == {"FACTS 1", "FACTS 2"}
    assert {"message concord.one", "message concord.two"} <= {one.where for one in wire.sightings}
    assert any(one.where.endswith(".blk") for one in files.sightings)


def test_a_compression_nobody_unfolds_is_known_not_to_be_found() -> None:
    hunt = Hunt(FLOCK)
    hunt.blob(bz2.compress(SENTENCE.encode() * 20), "bzip2")

    hunt.assert_silent()
