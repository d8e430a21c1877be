"""Rows of webhooks: which there are, and a row for each fact that has to be sent to one.

The rows move with the reader's position, so each fact is queued once. Sending moves them on; they
are more than a copy, so this reader is not built anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from concord_contracts.audience import SHARED
from concord_contracts.catalog import FACTS
from concord_contracts.facts.webhook import WebhookEnded, WebhookSubscribed

from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope

    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE endpoint (
    agency text, webhook text, url text NOT NULL, secret bytea NOT NULL,
    told_at timestamptz, PRIMARY KEY (agency, webhook)
);
CREATE TABLE subscription (
    agency text, webhook text, facts text[] NOT NULL, since timestamptz NOT NULL,
    ended_at timestamptz, PRIMARY KEY (agency, webhook)
);
CREATE TABLE delivery (
    agency text, webhook text, position bigint, name text NOT NULL, state text NOT NULL,
    attempts int NOT NULL DEFAULT 0, since timestamptz NOT NULL DEFAULT now(),
    due_at timestamptz NOT NULL DEFAULT now(), tried_at timestamptz, answer text,
    PRIMARY KEY (agency, webhook, position)
);
CREATE INDEX delivery_due ON delivery (agency, due_at) WHERE state = 'due';
"""
"""``endpoint`` holds what is in no fact: the address, and the sealed secret."""

SUBSCRIBE = "INSERT INTO subscription VALUES (%s, %s, %s, %s, NULL)"
END = "UPDATE subscription SET ended_at = %s WHERE agency = %s AND webhook = %s"
DROP = "UPDATE delivery SET state = 'ended' WHERE agency = %s AND webhook = %s AND state = 'due'"
QUEUE = """
INSERT INTO delivery (agency, webhook, position, name, state)
SELECT agency, webhook, %s::bigint, %s, 'due' FROM subscription
WHERE agency = %s AND ended_at IS NULL AND %s = ANY(facts)
"""


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Queue what has to be sent."""
    for envelope in envelopes:
        await _apply(db, envelope)


async def _apply(db: Connection, envelope: Envelope) -> None:
    agency, name = envelope.agency, envelope.name
    if name == WebhookSubscribed.NAME:
        fact = WebhookSubscribed.of(envelope.data)
        await db.execute(SUBSCRIBE, (agency, fact.webhook, list(fact.facts), envelope.at))
    elif name == WebhookEnded.NAME:
        webhook = WebhookEnded.of(envelope.data).webhook
        await db.execute(END, (envelope.at, agency, webhook))
        await db.execute(DROP, (agency, webhook))
    else:
        await db.execute(QUEUE, (envelope.position, name, agency, name.rpartition(".")[0]))


WEBHOOKS: Final = Reader(
    name="webhooks",
    tables=TABLES,
    facts=(
        WebhookSubscribed,
        WebhookEnded,
        *(fact for name, fact in FACTS.items() if name.rpartition(".")[0] in SHARED),
    ),
    apply=apply,
    rebuildable=False,
)
