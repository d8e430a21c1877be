"""The secrets of each agency's log: one key in a file, from which all others are derived.

With them an entry says who and what without telling it to those who hold only the entry. The
directory is kept outside every data directory and its backups, and is the same for all processes of
a deployment: what was sealed under a lost key cannot be opened or checked again. Called by the
ledger, by ``handle`` and by auditors' tools.
"""

from __future__ import annotations

import hmac
import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from concord_kernel.ledger.identifiers import check_agency

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

KEY_BYTES: Final = 32
PSEUDONYM_BYTES: Final = 16


class _Derived(NamedTuple):
    """An agency's keys for each purpose, ready to be copied."""

    pseudonym: HMAC
    commitment: HMAC
    fingerprint: HMAC


class AgencyKeys:
    """The keys in a directory, one file of 32 bytes per agency, made on first use."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._derived: dict[str, _Derived] = {}

    def pseudonym(self, agency: str, text: str) -> str:
        """What stands for a name in an entry: 128 bits in hexadecimal, the same every time."""
        return _mac(self._of(agency).pseudonym, text)[:PSEUDONYM_BYTES].hex()

    def commitment(self, agency: str, command: UUID | str, nth: int, data: str) -> str:
        """HMAC-SHA-256 of a fact's data under a key of that fact alone, in hexadecimal.

        Args:
            agency: Whose log.
            command: The command that recorded the fact.
            nth: Which of the command's facts, from 0.
            data: The fact's canonical JSON.
        """
        key = self.opening(agency, command, nth)
        return hmac.digest(key, data.encode(), "sha256").hex()

    def opening(self, agency: str, command: UUID | str, nth: int) -> bytes:
        """The key of one fact's commitment; it opens that one and no other."""
        return _mac(self._of(agency).commitment, f"{command}/{nth}")

    def fingerprint(self, agency: str, text: str) -> str:
        """What a command's body is known by: HMAC-SHA-256 in hexadecimal."""
        return _mac(self._of(agency).fingerprint, text).hex()

    def _of(self, agency: str) -> _Derived:
        if agency not in self._derived:
            key = self._key(check_agency(agency))
            purposes = ("concord/pseudonym/v1", "concord/commitment/v1", "concord/fingerprint/v1")
            under = HMAC(key, SHA256())
            self._derived[agency] = _Derived(*(HMAC(_mac(under, p), SHA256()) for p in purposes))
        return self._derived[agency]

    def _key(self, agency: str) -> bytes:
        path = self._directory / f"{agency}.key"
        with suppress(FileExistsError):
            if not path.exists():
                _make(path)
        key = path.read_bytes()
        if len(key) != KEY_BYTES:
            raise ValueError(f"{path} holds {len(key)} bytes and no key of {KEY_BYTES}")
        return key


def _mac(under: HMAC, text: str) -> bytes:
    mac = under.copy()
    mac.update(text.encode())
    return mac.finalize()


def _make(path: Path) -> None:
    """Write a new key beside and link it into place, so that nobody ever reads half of one.

    Raises:
        FileExistsError: another process was faster.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(beside, path)
    finally:
        beside.unlink()
    _settle(path.parent)


def _settle(directory: Path) -> None:
    """Let the directory itself survive a power cut."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
