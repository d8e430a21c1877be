"""What is decided of webhooks: which facts are sent, from when to when. Stream ``webhook-<id>``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.audience import SHARED
from concord_contracts.facts.webhook import WebhookEnded, WebhookSubscribed

from concord_kernel.command import Command
from concord_kernel.decider import Decider, Refused, Streams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Event

    from concord_kernel.context import Context


class SubscribeWebhook(Command, action="manage-webhooks"):
    """Have facts of these names sent from now on."""

    webhook: str
    facts: tuple[str, ...]


class EndWebhook(Command, action="manage-webhooks"):
    """Have nothing more sent."""

    webhook: str


WebhookCommand = SubscribeWebhook | EndWebhook


@dataclass(frozen=True, slots=True)
class Webhook:
    """What was recorded of a webhook.

    Attributes:
        facts: What is sent; none before it began.
        is_ended: Whether it ended.
    """

    facts: tuple[str, ...] = ()
    is_ended: bool = False


def _streams(command: WebhookCommand) -> Streams:
    return Streams(f"webhook-{command.webhook}")


def _decide(command: WebhookCommand, webhook: Webhook, _: Context) -> Sequence[Event]:
    match command:
        case SubscribeWebhook(facts=facts):
            if webhook.facts:
                raise Refused("webhook.already-there")
            if not facts or set(facts) - SHARED:
                raise Refused("webhook.unknown-fact", facts=sorted(SHARED))
            return [WebhookSubscribed(webhook=command.webhook, facts=tuple(sorted(set(facts))))]
        case EndWebhook():
            if not webhook.facts:
                raise Refused("webhook.unknown")
            return [] if webhook.is_ended else [WebhookEnded(webhook=command.webhook)]
        case unknown:
            assert_never(unknown)


def _evolve(webhook: Webhook, fact: Event) -> Webhook:
    match fact:
        case WebhookSubscribed(facts=facts):
            return Webhook(facts)
        case WebhookEnded():
            return Webhook(webhook.facts, is_ended=True)
        case _:
            return webhook


WEBHOOK: Final = Decider[WebhookCommand, Webhook](
    initial=Webhook(), streams=_streams, evolve=_evolve, decide=_decide
)
"""One webhook."""
