"""The servers that Concord stands on, run from their wheels on one machine."""

from concord_kernel.servers.caddy import CaddyServer
from concord_kernel.servers.nats import NatsServer
from concord_kernel.servers.postgres import PostgresAddress, PostgresServer
from concord_kernel.servers.process import ServerFailedError
from concord_kernel.servers.versions import OtherVersionError

__all__ = [
    "CaddyServer",
    "NatsServer",
    "OtherVersionError",
    "PostgresAddress",
    "PostgresServer",
    "ServerFailedError",
]
