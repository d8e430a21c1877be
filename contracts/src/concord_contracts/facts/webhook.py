"""Facts that are sent to other programs: stream ``webhook-<id>``.

Ids and codes: the address and the secret are in the door's own database.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from concord_contracts.event import Event
from concord_contracts.terms import Code, Identifier


class WebhookSubscribed(Event, name="door.webhook-subscribed.v1"):
    """From here on facts of these names are sent to an address of the agency.

    Attributes:
        webhook: Which one.
        facts: Stored names without their versions.
    """

    webhook: Identifier
    facts: Annotated[tuple[Code, ...], Field(min_length=1, max_length=50)]


class WebhookEnded(Event, name="door.webhook-ended.v1"):
    """Nothing more is sent there."""

    webhook: Identifier
