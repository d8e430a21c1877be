"""Our own commands as processes of their own, with the settings of a service of this process."""

from __future__ import annotations

import os
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- runs our own command
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from concord_kernel.servers.ports import free_port

from tests.support.checkout import ROOT

if TYPE_CHECKING:
    from collections.abc import Generator

    from concord_kernel.settings import Settings


@contextmanager
def running(
    command: Literal["serve", "read"], settings: Settings, service: str = "door", port: int = 0
) -> Generator[subprocess.Popen[bytes]]:
    """One process of a service, killed at the end.

    Args:
        command: ``serve`` or ``read``.
        settings: What it is told.
        service: Which service's.
        port: Where it answers; any, if none is named.
    """
    told = {
        "CONCORD_LEDGER": settings.ledger,
        "CONCORD_ROWS": settings.rows,
        "CONCORD_SESSIONS": settings.sessions,
        "CONCORD_VAULT": settings.vault,
        "CONCORD_VAULT_LEDGER": settings.vault_ledger,
        "CONCORD_BUS": ",".join(settings.bus),
        "CONCORD_KEYS": str(settings.keys),
        "CONCORD_SESSION_KEY": str(settings.session_key),
        "CONCORD_SECURE": "false",
        "CONCORD_WEBHOOKS_INSIDE": str(settings.webhooks_inside).lower(),
        "CONCORD_HTTP_PORT": str(port or free_port()),
    }
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CONCORD_")}
    with subprocess.Popen(  # ruff: ignore[subprocess-without-shell-equals-true] -- our own command
        [sys.executable, "-m", "concord_kernel", command, service],
        cwd=ROOT,
        env=ours | told,
        stdout=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
