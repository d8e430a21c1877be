"""A delivery over TLS goes only to who can prove the name it was addressed to."""

from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from concord_kernel import clock
from concord_kernel.door.webhooks.sender import Sender
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.support import story
from tests.support.receiver import receiving
from tests.support.site import made

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.site import House, Site

pytestmark = pytest.mark.anyio


@pytest.fixture
def house(all_services: House) -> Iterator[House]:
    """The door of one machine: addresses of it may be sent to."""
    app = all_services.apps["door"]
    before = app.state.office
    settings = before.settings.model_copy(update={"webhooks_inside": True})
    app.state.office = replace(before, settings=settings)
    yield all_services
    app.state.office = before


def certificate(room: Path, host: str) -> Path:
    """A certificate that its holder made, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = clock.now()
    made_one = (
        x509
        .CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = room / f"{host}.pem"
    file.write_bytes(made_one.public_bytes(Encoding.PEM) + plain)
    return file


@pytest.mark.parametrize(
    ("host", "belief", "answer"),
    [
        ("localhost", "believed", "200"),
        ("localhost", "unknown", "not-trusted"),
        ("another.example", "believed", "not-trusted"),
    ],
)
async def test_only_a_believed_certificate_of_the_addressed_name_is_sent_to(
    house: House, site: Site, server_room: Path, host: str, belief: str, answer: str
) -> None:
    file = certificate(server_room, host)
    trust = ssl.create_default_context(cafile=str(file) if belief == "believed" else None)
    who = site.enter("administrator-1", "administrator")
    path = f"/door/api/v1/{site.agency}/webhooks"
    with receiving(server_room, file) as program:
        url = f"https://localhost:{program.port}/200"
        body = {"url": url, "facts": ["review.opened"]}
        webhook = made(await who.ask("POST", path, json=body))["id"]
        await story.opened(site)
        await site.bring_up("door")
        await Sender(house.office("door"), trust).look()

    (delivery,) = (await who.ask("GET", f"{path}/{webhook}/deliveries")).json()["deliveries"]
    assert delivery["answer"] == answer
