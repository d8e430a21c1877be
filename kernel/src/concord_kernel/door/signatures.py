"""What browsers and devices say about passkeys: asked for, and checked (WebAuthn level 3).

The site's address binds every passkey: one made for it is good for nothing else, and a page
elsewhere gets no signature for it. Whoever touches the device must be recognised by it. Called by
``passkeys``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from concord_kernel.people.passkeys import Passkey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_kernel.people import Account

MALFORMED: Final = (WebAuthnException, ValueError, KeyError, TypeError, IndexError, AttributeError)
"""What the library raises for what nobody's browser sends."""

RECOGNISED: Final = UserVerificationRequirement.REQUIRED


class NotSignedByDeviceError(Exception):
    """What came back is no answer to what was asked, or cannot be believed."""


@dataclass(frozen=True, slots=True)
class Site:
    """The site as browsers know it.

    Attributes:
        origin: Scheme, name and port.
    """

    origin: str

    @property
    def id(self) -> str:
        """The name alone, to which passkeys are bound."""
        return urlsplit(self.origin).hostname or ""

    def asks_for_new(self, account: Account, others: Sequence[Passkey]) -> dict[str, Any]:
        """What a browser is told when somebody adds a passkey."""
        options = generate_registration_options(
            rp_id=self.id,
            rp_name="Concord",
            user_id=account.id.encode(),
            user_name=account.name,
            user_display_name=account.display,
            exclude_credentials=[_described(one) for one in others],
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=RECOGNISED
            ),
        )
        return options_to_json_dict(options)

    def asks_for_signature(self) -> dict[str, Any]:
        """What a browser is told when somebody signs in: nobody is named, the device knows."""
        return options_to_json_dict(
            generate_authentication_options(rp_id=self.id, user_verification=RECOGNISED)
        )

    def new(self, said: dict[str, Any], challenge: str, account: str, name: str) -> Passkey:
        """The passkey that a device made.

        Raises:
            NotSignedByDeviceError: it cannot be believed.
        """
        try:
            made = verify_registration_response(
                credential=said,
                expected_challenge=base64url_to_bytes(challenge),
                expected_rp_id=self.id,
                expected_origin=self.origin,
                require_user_verification=True,
            )
        except MALFORMED:
            raise NotSignedByDeviceError from None
        return Passkey(
            id=made.credential_id,
            account=account,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            name=name,
            transports=_transports(said),
        )

    def signed(self, said: dict[str, Any], challenge: str, passkey: Passkey) -> int:
        """How often the device has signed, this time included.

        Raises:
            NotSignedByDeviceError: it cannot be believed.
        """
        try:
            checked = verify_authentication_response(
                credential=said,
                expected_challenge=base64url_to_bytes(challenge),
                expected_rp_id=self.id,
                expected_origin=self.origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
            owner = base64url_to_bytes(said["response"]["userHandle"])
        except MALFORMED:
            raise NotSignedByDeviceError from None
        if owner != passkey.account.encode():
            raise NotSignedByDeviceError
        return checked.new_sign_count


def challenge_in(said: dict[str, Any]) -> str:
    """The challenge that an answer claims to answer.

    Raises:
        NotSignedByDeviceError: there is none.
    """
    try:
        found = json.loads(base64url_to_bytes(said["response"]["clientDataJSON"]))["challenge"]
    except MALFORMED:
        raise NotSignedByDeviceError from None
    if not isinstance(found, str):
        raise NotSignedByDeviceError
    return found


def named(said: dict[str, Any]) -> bytes:
    """The passkey that an answer names.

    Raises:
        NotSignedByDeviceError: it names none.
    """
    try:
        return base64url_to_bytes(said["rawId"])
    except MALFORMED:
        raise NotSignedByDeviceError from None


def shown(passkey: bytes) -> str:
    """A passkey's id as it stands in addresses."""
    return bytes_to_base64url(passkey)


def _described(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(
        id=passkey.id, transports=[AuthenticatorTransport(one) for one in passkey.transports]
    )


def _transports(said: dict[str, Any]) -> tuple[str, ...]:
    """How the browser says the device is reached; what nobody knows is left out."""
    known = {one.value for one in AuthenticatorTransport}
    given = said["response"].get("transports") or ()
    return tuple(sorted(known.intersection(one for one in given if isinstance(one, str))))
