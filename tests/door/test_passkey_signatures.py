"""What a device is said to have signed: all but the true answer is refused, whatever its shape."""

from __future__ import annotations

from typing import Any

import pytest
from concord_kernel.door.signatures import NotSignedByDeviceError, Site
from hypothesis import given, settings
from hypothesis import strategies as st
from webauthn.helpers import bytes_to_base64url

from tests.support.authenticator import Authenticator
from tests.support.keyring import ORIGIN


def _changed(signed: dict[str, Any], part: str, text: str) -> dict[str, Any]:
    if part in signed:
        return signed | {part: text}
    return signed | {"response": signed["response"] | {part: text}}


PARTS = ("id", "rawId", "type", "clientDataJSON", "authenticatorData", "signature", "userHandle")


@settings(max_examples=200)
@given(part=st.sampled_from(PARTS), text=st.text(max_size=80))
def test_whatever_is_sent_in_place_of_a_part_is_refused_and_breaks_nothing(
    part: str, text: str
) -> None:
    site, device = Site(ORIGIN), Authenticator(ORIGIN)
    options = {"rp": {"id": site.id}, "user": {"id": bytes_to_base64url(b"person-1")}}
    challenge = bytes_to_base64url(bytes(32))
    new = site.new(device.create(options | {"challenge": challenge}), challenge, "person-1", "x")
    signed = device.get({"challenge": challenge})

    with pytest.raises(NotSignedByDeviceError):
        site.signed(_changed(signed, part, text), challenge, new)


@settings(max_examples=200)
@given(
    told_by_nobody=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(PARTS), inner, max_size=5)
        ),
        max_leaves=12,
    )
)
def test_a_credential_that_no_browser_makes_is_refused_and_breaks_nothing(
    told_by_nobody: Any,
) -> None:
    said = {"id": "eA", "rawId": "eA", "type": "public-key", "response": told_by_nobody}

    with pytest.raises(NotSignedByDeviceError):
        Site(ORIGIN).new(said, "eA", "person-1", "x")
