"""Free ports on this machine, and a clear word when a wanted one is taken."""

from __future__ import annotations

import random
import socket

from concord_kernel.servers.process import ServerFailedError

LOOPBACK = "127.0.0.1"
_CHOICE = range(20_000, 32_000)
"""Below the ports of outgoing connections, so that a server finds its own again."""


def free_port() -> int:
    """A port on the loopback address that nobody listens on now; somebody may be faster than you.

    Raises:
        ServerFailedError: none was found.
    """
    for port in random.SystemRandom().sample(_CHOICE, 100):
        if not _complaint(port, LOOPBACK):
            return port
    raise ServerFailedError("no free port was found")


def must_be_free(name: str, port: int, host: str = LOOPBACK) -> None:
    """Say so before a server tries.

    Raises:
        ServerFailedError: somebody listens on the port.
    """
    if complaint := _complaint(port, host):
        raise ServerFailedError(f"{name} cannot listen on {host}:{port}: {complaint}")


def _complaint(port: int, host: str) -> str:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror or type(error).__name__
    return ""
