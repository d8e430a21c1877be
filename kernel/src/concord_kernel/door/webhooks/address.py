"""Where a webhook may go: over TLS to a public address, and nowhere into our own network.

The name is looked up once for each delivery, every address it has must be public, and the
connection goes to the address that was looked at: what the name says a moment later counts for
nothing. Where a deployment says so, addresses of its own network and plain HTTP are allowed.
"""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

LONGEST: Final = 500
"""Characters of an address."""

THROUGH: Final = tuple(
    ip_network(one) for one in ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "fec0::/10")
)
"""Addresses that stand for others, which may be of our own network, or for a site alone."""


class AddressRefusedError(Exception):
    """Nothing may be sent to this address."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a delivery goes.

    Attributes:
        url: The address with the host's number in place of its name.
        host: The host's name, for the request and its certificate.
        port: As the address names it; none: the scheme's own.
    """

    url: str
    host: str
    port: int | None

    @property
    def header(self) -> str:
        """The host as the request names it."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"{name}:{self.port}" if self.port else name


def parsed(url: str, *, inside: bool) -> SplitResult:
    """An address that may be kept.

    Args:
        url: As it was typed.
        inside: Whether the deployment allows plain HTTP and addresses of its own network.

    Raises:
        AddressRefusedError: it is none that anything may be sent to.
    """
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise AddressRefusedError from None
    is_plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST
    schemes = {"https", "http"} if inside else {"https"}
    if not is_plain or not has_host or parts.scheme not in schemes:
        raise AddressRefusedError
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefusedError
    if not inside and (number := _number(parts.hostname or "")) and not is_public(number):
        raise AddressRefusedError
    return parts


async def target(url: str, *, inside: bool) -> Target:
    """Look an address up.

    Raises:
        AddressRefusedError: it leads, or may lead, into a network where nothing may be sent.
        OSError: the name has no address.
    """
    parts = parsed(url, inside=inside)
    host, port = parts.hostname or "", parts.port
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    numbers = [ip_address(str(address[0]).partition("%")[0]) for *_, address in found]
    if not numbers or not (inside or all(map(is_public, numbers))):
        raise AddressRefusedError
    number = numbers[0]
    place = f"[{number}]" if isinstance(number, IPv6Address) else str(number)
    netloc = f"{place}:{port}" if port else place
    return Target(parts._replace(netloc=netloc).geturl(), host, port)


def is_public(number: IPv4Address | IPv6Address) -> bool:
    """Whether it is of the public network, and stands for no other address."""
    stands_for_others = isinstance(number, IPv6Address) and (
        number.ipv4_mapped is not None or any(number in network for network in THROUGH)
    )
    return number.is_global and not number.is_multicast and not stands_for_others


def _number(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
