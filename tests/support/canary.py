"""Canaries: sentences planted as notes, and the hunt for them wherever they must not be.

All sentences of one flock share a call, a word of chance letters that begins the sentence and
stands at every second place of it. So any two words in a row that leak, or the first few letters of
an excerpt, are found by looking for one word, in every form that a system may have turned it into:
cases, escapes, encodings, compression. Not found are encryption, and compression that is neither
DEFLATE nor PostgreSQL's own nor leaves a word's first occurrence as it was (LZ4 and S2 leave it;
Brotli and Zstandard need not).
"""

from __future__ import annotations

import base64
import hashlib
import mmap
import re
import secrets
import zlib
from collections import Counter
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING, Final, NamedTuple

import psycopg
from ahocorasick_rs import BytesAhoCorasick
from psycopg.sql import SQL, Identifier

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
    from pathlib import Path

    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js import JetStreamContext

LETTERS: Final = ("bdfgjklmnprstvxz", "aeiouy")
LONGEST_STREAM: Final = 64_000_000
"""Bytes that a compressed stream is unfolded to at most."""

PIECE: Final = 32
"""Bytes unfolded at a time, so that what precedes a fault in a stream is not lost with it."""

DEEPEST: Final = 3
"""Compression within compression, at most."""

NEAR: Final = 64

Data = bytes | mmap.mmap


ESCAPES: Final = (
    *("%%%02x", "%%%02X", "=%02X", "\\x%02x", "\\x%02X", "\\u%04x", "\\u%04X", "\\%03o"),
    *("&#%d;", "&#x%02x;", "&#x%02X;", "%d,", "%d, ", "%d "),
)
"""How a byte is written where letters are not: in URLs, mail, source texts, HTML, lists."""


class Flock:
    """The canaries of one run.

    Attributes:
        call: Twelve letters that nobody else sings (some 38 bits).
    """

    def __init__(self, seed: str = "") -> None:
        self._seed = seed or secrets.token_hex(16)
        self._sung = 0
        self.call = self._word(6)
        self.sentences: list[str] = []

    def sing(self, words: int = 16) -> str:
        """A sentence to plant; quotes, an accent, an ampersand and a line's end are in it."""
        said = [self._word(4) for _ in range(words // 2)]
        said[1:4] = [f'"{said[1]}"', f"{said[2]}é", f"& {said[3]}'s\n"]
        sentence = " ".join(f"{self.call} {word}" for word in said)
        self.sentences.append(sentence)
        return sentence

    def _word(self, syllables: int) -> str:
        self._sung += 1
        chance = hashlib.shake_128(f"{self._seed}/{self._sung}".encode()).digest(2 * syllables)
        kinds = [LETTERS[nth % 2] for nth in range(2 * syllables)]
        return "".join(kind[one % len(kind)] for kind, one in zip(kinds, chance, strict=True))


class Sighting(NamedTuple):
    """Where a canary was heard, in which form, and what stands around it."""

    where: str
    form: str
    around: bytes


def forms_of(call: str) -> dict[str, list[bytes]]:
    """Every form of a word that is looked for, by the form's name."""
    cases = [case.encode() for case in (call, call.upper(), call.capitalize())]
    return {
        "plain": cases,
        "UTF-16": [_spaced(case, 1) for case in cases],
        "UTF-32": [_spaced(case, 3) for case in cases],
        "hexadecimal": [part for case in cases for part in _hexes(case)],
        "hexadecimal of UTF-16": [part for case in cases for part in _hexes(_spaced(case, 1))],
        "base64": [part for case in cases for part in _base64(case)],
        "base64 of UTF-16": [part for case in cases for part in _base64(_spaced(case, 1))],
        "base32": [part for case in cases for part in _base32(case)],
        "escapes": [_each(case, escape) for case in cases for escape in ESCAPES],
    }


def _spaced(text: bytes, zeros: int) -> bytes:
    return (b"\0" * zeros).join(bytes([letter]) for letter in text)


def _hex(text: bytes) -> bytes:
    return text.hex().encode()


def _hexes(text: bytes) -> tuple[bytes, bytes]:
    return _hex(text), _hex(text).upper()


def _each(letters: bytes, form: str) -> bytes:
    """Every letter so written; what separates them is not looked for after the last."""
    return "".join(form % letter for letter in letters).encode().rstrip(b", ")


def _base64(text: bytes) -> Iterator[bytes]:
    """What a text becomes inside a longer one at three offsets, without its neighbours' bits."""
    for offset in range(3):
        coded = base64.b64encode(bytes(offset) + text)
        whole = (offset + len(text)) * 8 // 6
        yield coded[-(-offset * 8 // 6) : whole]


def _base32(text: bytes) -> Iterator[bytes]:
    for offset in range(5):
        coded = base64.b32encode(bytes(offset) + text)
        whole = (offset + len(text)) * 8 // 5
        yield coded[-(-offset * 8 // 5) : whole]


def digests_of(sentence: str) -> dict[str, list[bytes]]:
    """Bare digests, by which a short note can be guessed, as they may be written."""
    said = sentence.encode()
    made = {name: hashlib.new(name, said).digest() for name in ("md5", "sha1", "sha256", "sha512")}
    return {
        name: [digest, *_hexes(digest), base64.b64encode(digest).rstrip(b"=")]
        for name, digest in made.items()
    }


class Hunt:
    """Looks for a flock's canaries and remembers what it heard and where it has looked.

    Attributes:
        sightings: What was found.
        searched: Bytes looked through, by the kind of place.
    """

    def __init__(self, flock: Flock) -> None:
        self._forms = [(form, one) for form, of in forms_of(flock.call).items() for one in of]
        self._needles = BytesAhoCorasick([needle for _, needle in self._forms])
        gap = b"(?s:.)?".join(bytes([letter]) for letter in flock.call.encode())
        self._gapped = re.compile(gap, re.IGNORECASE)
        self._digests = [digests_of(sentence) for sentence in flock.sentences]
        self.sightings: list[Sighting] = []
        self.searched: Counter[str] = Counter()

    def assert_silent(self, *places: str) -> None:
        """Fail when a canary was heard, or when a kind of place was not searched at all."""
        unsearched = [place for place in places or ("",) if not self._looked_through(place)]
        assert not unsearched, f"nothing was searched: {unsearched}"
        heard = "\n".join(f"{s.where} · {s.form} · {s.around!r}" for s in self.sightings[:20])
        assert not self.sightings, f"{len(self.sightings)} sightings:\n{heard}"

    def _looked_through(self, place: str) -> int:
        return self.searched[place] if place else self.searched.total()

    def blob(self, data: Data, where: str, kind: str = "bytes") -> None:
        """Search bytes, what is compressed in them, and bare digests of the sentences."""
        self._search(data, where, kind)
        for digests in self._digests:
            for name, written in digests.items():
                self._look(data, where, f"bare {name}", written)

    def text(self, *texts: str, where: str, kind: str = "bytes") -> None:
        """Search strings."""
        for one in texts:
            self.blob(one.encode("utf-8", "surrogatepass"), where, kind)

    def directory(self, root: Path, kind: str = "files") -> None:
        """Search every file under a directory, and their names."""
        assert root.is_dir(), f"{root} is no directory"
        for path in sorted(root.rglob("*")):
            self.text(str(path), where=f"the name {path}", kind=kind)
            if path.is_file() and not path.is_symlink():
                with suppress(FileNotFoundError):
                    self.file(path, kind)

    def file(self, path: Path, kind: str = "files") -> None:
        """Search one file, which may be large: not for digests."""
        with _mapped(path) as data:
            self._search(data, str(path), kind)

    async def database(self, dsn: str, kind: str = "rows") -> None:
        """Search every row of every table, and what the server remembers of values and queries."""
        async with await psycopg.AsyncConnection.connect(dsn) as db:
            tables = await (await db.execute(_TABLES)).fetchall()
            for schema, table in tables:
                where = f"{db.info.dbname}.{schema}.{table}"
                query = SQL("copy (select * from {}) to stdout").format(Identifier(schema, table))
                async with db.cursor() as cursor, cursor.copy(query) as rows:
                    self.blob(b"".join([bytes(row) async for row in rows]), where, kind)
            self.searched[kind] += 1

    async def stream(self, js: JetStreamContext, name: str, kind: str = "messages") -> None:
        """Search every message that a stream holds."""
        state = (await js.stream_info(name)).state
        for sequence in range(state.first_seq, state.last_seq + 1):
            message = await js.get_msg(name, seq=sequence)
            told = f"{message.subject} {message.headers}".encode()
            self.blob(told + b"\n" + (message.data or b""), f"{name} {sequence}", kind)

    @asynccontextmanager
    async def listening(
        self, client: Client, subject: str = ">", kind: str = "wire"
    ) -> AsyncGenerator[None]:
        """Search every message that passes while the block lasts."""

        async def heard(message: Msg) -> None:
            told = f"{message.subject} {message.reply} {message.headers}".encode()
            self.blob(told + b"\n" + message.data, f"message {message.subject}", kind)

        subscription = await client.subscribe(subject, cb=heard)
        await client.flush()
        try:
            yield
        finally:
            await client.flush()
            await subscription.unsubscribe()

    def _search(self, data: Data, where: str, kind: str, depth: int = 0) -> None:
        self.searched[kind] += len(data)
        heard: dict[int, int] = {}
        for nth, at, _ in self._needles.find_matches_as_indexes(data, overlapping=True):
            heard.setdefault(nth, at)
        for nth, at in heard.items():
            self._heard(data, where, self._forms[nth][0], at)
        if found := self._gapped.search(data):
            self._heard(data, where, "a word with bytes between its letters", found.start())
        if depth < DEEPEST:
            for at, unfolded in _unfolded(data):
                self._search(unfolded, f"{where} · unfolded at {at}", kind, depth + 1)

    def _look(self, data: Data, where: str, form: str, needles: Sequence[bytes]) -> None:
        for needle in needles:
            if (at := data.find(needle)) >= 0:
                self._heard(data, where, form, at)

    def _heard(self, data: Data, where: str, form: str, at: int) -> None:
        around = bytes(data[max(0, at - NEAR) : at + NEAR])
        self.sightings.append(Sighting(where, form, around))


_TABLES: Final = """
select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'm') and n.nspname not in ('information_schema', 'pg_toast')
  and (n.nspname <> 'pg_catalog'
       or c.relname in ('pg_largeobject', 'pg_description', 'pg_proc', 'pg_db_role_setting'))
union all
select 'pg_catalog', name from unnest(array['pg_stats', 'pg_stat_activity', 'pg_settings']) as name
order by 1, 2"""

_STREAMS: Final = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]|PK\x03\x04")


def _from_hex(code: bytes) -> bytes:
    return bytes.fromhex(code[: len(code) // 2 * 2].decode())


def _from_base64(code: bytes) -> bytes:
    return base64.b64decode(code[: len(code) // 4 * 4].translate(_STANDARD))


_STANDARD: Final = bytes.maketrans(b"-_", b"+/")
_CODES: Final = (
    (re.compile(rb"[0-9a-fA-F]{100,}"), _from_hex, 2),
    (re.compile(rb"[A-Za-z0-9+/_-]{80,}"), _from_base64, 4),
)
"""Codes too long for a digest, in which something may be compressed; they may begin in between."""

_ZIP_HEADER: Final = 30
_GZIP, _ZLIB, _RAW = 31, 15, -15


def _unfolded(data: Data) -> Iterator[tuple[int, bytes]]:
    """What streams and long codes in the data unfold to, each with where it begins."""
    with memoryview(data) as view:
        for found in _STREAMS.finditer(data):
            start, window = _start(data, found)
            if unfolded := _inflated(view[start:], window):
                yield found.start(), unfolded
    for code, decoded, alignments in _CODES:
        for found in code.finditer(data):
            for start in range(alignments):
                yield found.start(), decoded(found[0][start:])


def _inflated(stream: memoryview, window: int) -> bytes:
    """What a stream unfolds to, as far as it is whole."""
    parts, length, inflater = [], 0, zlib.decompressobj(window)
    with suppress(zlib.error):
        for start in range(0, len(stream), PIECE):
            parts.append(inflater.decompress(stream[start : start + PIECE]))
            length += len(parts[-1])
            if inflater.eof or length > LONGEST_STREAM:
                break
    return b"".join(parts)


def _start(data: Data, found: re.Match[bytes]) -> tuple[int, int]:
    at, magic = found.start(), found[0]
    if magic != b"PK\x03\x04":
        return at, _GZIP if magic[0] == 0x1F else _ZLIB
    lengths = data[at + 26 : at + _ZIP_HEADER]
    names = int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    return at + _ZIP_HEADER + names, _RAW


@contextmanager
def _mapped(path: Path) -> Generator[Data]:
    with path.open("rb") as file:
        if not path.stat().st_size:
            yield b""
        else:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                yield data
