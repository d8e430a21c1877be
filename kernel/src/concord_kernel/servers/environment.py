"""What each of Concord's processes is told on one machine: paths of its own secrets, and no more.

The names are ``settings``'. Called by ``deployment``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from concord_kernel.bus.accounts import PROVISIONER, RELAY
from concord_kernel.service import DOOR

if TYPE_CHECKING:
    from pathlib import Path

    from concord_kernel.servers.secret_files import SecretFiles

_INHERITED = ("PATH", "HOME", "TMPDIR", "LANG")


@dataclass(frozen=True, slots=True, kw_only=True)
class Environments:
    """The environments of one deployment's processes.

    Attributes:
        secrets: Where passwords, addresses and seeds are.
        keys: Where the agencies' and the vault's keys are.
        bus: The bus's address.
        with_text: Services that serve text from the vault; the others get no way to it.
        demo: File that lists as whom anybody may enter, or none.
        log_level: What is logged at least.
    """

    secrets: SecretFiles
    keys: Path
    bus: str
    with_text: frozenset[str] = frozenset()
    demo: Path | None = None
    log_level: str = "info"

    def of(self, command: str, service: str = "") -> dict[str, str]:
        """For ``serve`` or ``read`` of a service, or for ``relay``."""
        user = service or RELAY
        told = {
            **{name: os.environ[name] for name in _INHERITED if name in os.environ},
            "PYTHONUNBUFFERED": "1",
            "CONCORD_LEDGER_FILE": self._address(f"{user}-ledger"),
            "CONCORD_BUS": self.bus,
            "CONCORD_BUS_SEED": str(self.secrets.bus.seed(user)),
            "CONCORD_LOG_LEVEL": self.log_level,
        }
        return told | (self._of_service(command, service) if service else self._of_relay())

    def _of_relay(self) -> dict[str, str]:
        return {"CONCORD_BUS_PROVISIONER_SEED": str(self.secrets.bus.seed(PROVISIONER))}

    def _of_service(self, command: str, service: str) -> dict[str, str]:
        told = {
            "CONCORD_ROWS_FILE": self._address(f"{service}-rows"),
            "CONCORD_KEYS": str(self.keys),
            "CONCORD_SESSION_KEY": str(self.secrets.session_key),
        }
        if service == DOOR:
            told["CONCORD_WEBHOOKS_INSIDE"] = "true"  # programs that are tried out on this machine
        if command == "serve" and service in self.with_text:
            told["CONCORD_VAULT_FILE"] = self._address("vault")
            told["CONCORD_VAULT_LEDGER_FILE"] = self._address("vault-ledger")
        return told | self._of_people(service) if command == "serve" else told

    def _of_people(self, service: str) -> dict[str, str]:
        """Whoever serves asks whose a token is; the door alone writes who may enter."""
        told = {"CONCORD_SESSIONS_FILE": self._address("sessions"), "CONCORD_SECURE": "false"}
        if service == DOOR:
            told["CONCORD_PEOPLE_FILE"] = self._address("people")
        if service == DOOR and self.demo is not None:
            told["CONCORD_DEMO"] = str(self.demo)
        return told

    def _address(self, name: str) -> str:
        return str(self.secrets.address(name))
