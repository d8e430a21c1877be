"""What is kept of a provider: one agency, and a secret that only this deployment opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from concord_kernel.people.providers import Provider, ProviderTakenError
from concord_kernel.people.sealing import SealedWithAnotherKeyError, Sealing
from pydantic import ValidationError

from tests.support.provider import strict_provider
from tests.support.trips import SECRET, added

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.provider import Strict
    from tests.support.site import House

pytestmark = pytest.mark.anyio


@pytest.fixture
def strict() -> Iterator[Strict]:
    with strict_provider() as provider:
        yield provider


async def test_an_issuer_answers_for_one_agency_alone(
    all_services: House, agency: str, new_agency: Any, strict: Strict
) -> None:
    await added(all_services, strict.issuer, agency)

    with pytest.raises(ProviderTakenError):
        await added(all_services, strict.issuer, new_agency())


async def test_a_provider_is_changed_by_adding_it_again(
    all_services: House, agency: str, strict: Strict
) -> None:
    slug = await added(all_services, strict.issuer, agency)
    other = Provider(
        issuer=strict.issuer, slug=slug, home=agency, title="Renamed", client_id="another"
    )

    await all_services.people.providers.add(other)

    assert await all_services.people.providers.of(slug) == (other, None)


async def test_a_secret_is_kept_sealed_and_opens_for_its_issuer_alone(
    all_services: House, agency: str, strict: Strict
) -> None:
    _, sealed = await all_services.people.providers.of(
        await added(all_services, strict.issuer, agency)
    )
    sealing = Sealing.from_file(all_services.office("door").settings.session_key)

    assert sealed is not None
    assert SECRET.encode() not in sealed
    assert sealing.open(sealed, strict.issuer) == SECRET
    for wrong in (sealing, Sealing(bytes(32))):
        with pytest.raises(SealedWithAnotherKeyError):
            wrong.open(sealed, "https://elsewhere.example")


@pytest.mark.parametrize("issuer", ["http://elsewhere.example", "ftp://x.example", "https://", "x"])
def test_an_issuer_whose_words_others_can_read_is_none(issuer: str) -> None:
    with pytest.raises(ValidationError):
        Provider(issuer=issuer, slug="x", home="ca-here", title="x", client_id="x")
