"""Where a webhook may go: to public addresses over TLS, and never into our own network."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from concord_kernel.door.webhooks.address import AddressRefusedError, is_public, parsed, target

pytestmark = pytest.mark.anyio

INSIDE = (
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # ruff: ignore[hardcoded-bind-all-interfaces] -- nothing is bound
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "2002:7f00:1::1",
    "::127.0.0.1",
    "::10.0.0.1",
    "fec0::1",
)


@pytest.mark.parametrize("number", INSIDE)
def test_addresses_of_no_public_network_are_refused(number: str) -> None:
    assert not is_public(ip_address(number))


@pytest.mark.parametrize("number", ["8.8.8.8", "93.184.215.14", "2606:4700::1111"])
def test_addresses_of_the_public_network_are_taken(number: str) -> None:
    assert is_public(ip_address(number))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/in",
        "ftp://example.org/in",
        "file:///etc/passwd",
        "https://",
        "https:///in",
        "https://example.org:0/in",
        "https://example.org:99999/in",
        "https://somebody:secret@example.org/in",
        "https://example.org/in#part",
        "https://127.0.0.1/in",
        "https://[::1]/in",
        "https://169.254.169.254/latest/meta-data",
        "https://example.org/in\r\nHost: other",
        "https://exa mple.org/",
        "https://[::1/in",
        "https://example.org/" + "a" * 500,
        "//example.org/in",
        "javascript:alert(1)",
    ],
)
def test_what_nothing_can_be_sent_to_is_refused(url: str) -> None:
    with pytest.raises(AddressRefusedError):
        parsed(url, inside=False)


def test_a_public_address_over_tls_is_kept() -> None:
    assert parsed("https://example.org:8443/in?key=1", inside=False).hostname == "example.org"


async def test_a_name_that_leads_into_our_network_is_refused_when_it_is_sent_to() -> None:
    with pytest.raises(AddressRefusedError):
        await target("https://localhost/in", inside=False)


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.1", "0177.0.0.1"])
async def test_other_ways_to_write_an_address_are_seen_through(host: str) -> None:
    with pytest.raises((AddressRefusedError, OSError)):
        await target(f"https://{host}/in", inside=False)


async def test_the_connection_goes_to_the_address_that_was_looked_at() -> None:
    found = await target("http://localhost:8123/in?key=1", inside=True)

    assert found.url in {"http://127.0.0.1:8123/in?key=1", "http://[::1]:8123/in?key=1"}
    assert (found.host, found.header) == ("localhost", "localhost:8123")
