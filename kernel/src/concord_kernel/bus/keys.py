"""The users' keys on the bus: an Ed25519 seed in a file each (nkeys); servers only see public keys.

Which user may do what is ``accounts``'s. Called where a deployment is set up; a process only gets
the path of its own seed.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

import nkeys  # type: ignore[import-untyped]  # it ships no types

if TYPE_CHECKING:
    from pathlib import Path


class BusKeys:
    """A directory of seeds, one for each user, made on first use."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def seed(self, user: str) -> Path:
        """The file with the user's seed, readable by us alone."""
        path = self._directory / f"{user}.seed"
        if not path.exists():
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_once(path, nkeys.encode_seed(secrets.token_bytes(32), nkeys.PREFIX_BYTE_USER))
        return path

    def public(self, user: str) -> str:
        """The user's public key, as a server's configuration has it."""
        pair = nkeys.from_seed(bytearray(self.seed(user).read_bytes().strip()))
        public: bytes = pair.public_key
        return public.decode()


def _write_once(path: Path, content: bytes) -> None:
    """Write a whole file or none; where two write at once, the first one's stays."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
