"""A deployment's secrets as files: passwords, addresses that hold them, the session key, seeds.

Made once and readable by us alone. Each process is told the paths of its own, on one machine and in
production alike; what a server needs to know of them is public keys and verifiers. The agencies'
and the vault's keys are not here: their owners make them. Called by ``deployment`` and ``concord
secrets``.
"""

from __future__ import annotations

import json
import os
import secrets
from typing import TYPE_CHECKING, Final

from concord_kernel.bus import accounts
from concord_kernel.bus.keys import BusKeys
from concord_kernel.provision import (
    LEDGER,
    OWNER,
    PEOPLE,
    PEOPLE_ROLES,
    READERS,
    RECORDERS,
    VAULT,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

SUPERUSER: Final = "postgres"


class SecretFiles:
    """The files below a directory that is ours alone."""

    def __init__(self, directory: Path, services: Sequence[str]) -> None:
        self._directory = directory
        self._services = tuple(services)

    @property
    def passwords_file(self) -> Path:
        """JSON: role to password, the superuser's among them."""
        return self._directory / "passwords.json"

    @property
    def superuser_password(self) -> Path:
        """The superuser's password alone, for the server's first start."""
        return self._directory / "superuser-password"

    @property
    def session_key(self) -> Path:
        """32 bytes in hexadecimal."""
        return self._directory / "session-key"

    @property
    def bus(self) -> BusKeys:
        """Every user's seed."""
        return BusKeys(self._directory / "bus")

    @property
    def accounts(self) -> Path:
        """The accounts' part of the NATS servers' configuration; it holds nothing secret."""
        return self._directory / "nats" / "accounts.conf"

    @property
    def routes(self) -> Path:
        """What the NATS servers of a cluster include in their configuration."""
        return self._directory / "nats" / "routes.conf"

    @property
    def _route_key(self) -> Path:
        return self._directory / "route-key"

    def make(self) -> None:
        """Make what is not there yet; what is there stays."""
        for directory in (self._directory, self.address("any").parent, self.accounts.parent):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in (self.session_key, self._route_key):
            if not path.exists():
                _write(path, secrets.token_hex(32))
        known = self.passwords() if self.passwords_file.exists() else {}
        missing = {role: secrets.token_urlsafe(24) for role in self._roles() if role not in known}
        if missing:
            _write(self.passwords_file, json.dumps({**known, **missing}, indent=1, sort_keys=True))
        _write(self.superuser_password, self.passwords()[SUPERUSER])
        for user in self._users():
            self.bus.seed(user)

    def passwords(self) -> dict[str, str]:
        """Role to password."""
        read: dict[str, str] = json.loads(self.passwords_file.read_text(encoding="utf-8"))
        return read

    def address(self, name: str) -> Path:
        """The file with an address: ``review-ledger``, ``review-rows``, ``vault``…."""
        return self._directory / "addresses" / name

    def write_addresses(self, dsn: Callable[[str, str, str], str]) -> None:
        """Write every address anew, as ``dsn(database, role, password)`` has it."""
        passwords = self.passwords()
        for name, (database, role) in self._addresses().items():
            _write(self.address(name), dsn(database, role, passwords[role]))

    def write_accounts(self, agencies: Iterable[str], shared: Sequence[tuple[str, str]]) -> str:
        """Write the bus's accounts anew, and give the text back."""
        text = accounts.render(self._services, agencies, shared, self.bus.public)
        _write(self.accounts, text)
        return text

    def write_routes(self, servers: Iterable[str]) -> None:
        """Write how a cluster's servers find and know each other, given ``host:port`` of each."""
        password = self._route_key.read_text(encoding="utf-8")
        routes = "\n".join(f'  "nats-route://concord:{password}@{one}"' for one in servers)
        login = f'authorization {{ user: concord, password: "{password}" }}'
        _write(self.routes, f"{login}\nroutes: [\n{routes}\n]\n")

    def open_to_containers(self) -> None:
        """Let any user read the files; the directory that they are in stays closed to others."""
        for path in self._directory.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o444)

    def _roles(self) -> tuple[str, ...]:
        return (
            SUPERUSER,
            OWNER,
            *RECORDERS,
            *READERS,
            *PEOPLE_ROLES,
            *(f"concord_{name}" for name in self._services),
        )

    def _users(self) -> tuple[str, ...]:
        return accounts.SYSTEM, *(user.name for user in accounts.own_users(self._services))

    def _addresses(self) -> dict[str, tuple[str, str]]:
        """Name of a file to database and role."""
        ledger = {role: f"{role.removeprefix('concord_')}-ledger" for role in self._ledger_roles()}
        rows = {f"{name}-rows": (f"concord_{name}",) * 2 for name in self._services}
        other = {"vault": (VAULT, "concord_vault"), "admin": (SUPERUSER, SUPERUSER)}
        people = {role.removeprefix("concord_"): (PEOPLE, role) for role in PEOPLE_ROLES}
        return {name: (LEDGER, role) for role, name in ledger.items()} | rows | people | other

    def _ledger_roles(self) -> tuple[str, ...]:
        return *RECORDERS, *READERS, *(f"concord_{name}" for name in self._services)


def _write(path: Path, content: str) -> None:
    """Replace a file at once; nobody else can read it at any time."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
