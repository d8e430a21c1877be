"""Who may do what on the bus, as configuration text for the NATS server.

One account holds Concord's own processes, each with the least it needs. Each agency has an account
of its own that sees its shared facts, and nothing else; no subject of another agency exists in it.
The text holds public keys only. Rendered anew, and loaded by the running server, when an agency
joins.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from concord_kernel.bus.stream import FACTS, durable
from concord_kernel.bus.subjects import (
    EVERY_POKE,
    PARTITIONS,
    STREAM_SUBJECTS,
    of_partition,
    partition,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

SYSTEM: Final = "system"
PROVISIONER: Final = "provisioner"
RELAY: Final = "relay"
POKERS: Final = ("operator", "vault")
"""They record facts and follow none."""

_API: Final = "$JS.API"
_AGENCY_CONNECTIONS: Final = 16


@dataclass(frozen=True, slots=True)
class User:
    """A process's rights.

    Attributes:
        name: Its inbox is ``_I.<name>``, its key ``<name>.seed``.
        publish: The only subjects it may publish to.
        subscribe: The only subjects, its inbox apart, that it may listen to.
    """

    name: str
    publish: tuple[str, ...] = ()
    subscribe: tuple[str, ...] = ()


def own_users(services: Iterable[str]) -> tuple[User, ...]:
    """Concord's own processes."""
    pokers = (User(name, (EVERY_POKE,)) for name in POKERS)
    return (_provisioner(), _relay(), *pokers, *(_service(name) for name in services))


def _provisioner() -> User:
    """Makes and mends the stream and its consumers; reads no message and deletes nothing."""
    stream = (f"{_API}.STREAM.{what}.{FACTS}" for what in ("CREATE", "UPDATE", "INFO"))
    consumers = (
        f"{_API}.CONSUMER.LIST.{FACTS}",
        f"{_API}.CONSUMER.INFO.{FACTS}.*",
        f"{_API}.CONSUMER.CREATE.{FACTS}.>",
        f"{_API}.CONSUMER.DURABLE.CREATE.{FACTS}.*",
    )
    return User(PROVISIONER, (*stream, *consumers))


def _relay() -> User:
    """Publishes facts, nobody else does; reads back what the stream has last."""
    reading = (
        f"{_API}.STREAM.INFO.{FACTS}",
        f"{_API}.STREAM.MSG.GET.{FACTS}",
        f"{_API}.DIRECT.GET.{FACTS}",
        f"{_API}.DIRECT.GET.{FACTS}.>",
    )
    return User(RELAY, (*STREAM_SUBJECTS, *reading), (EVERY_POKE,))


def _service(name: str) -> User:
    """Pulls from its own consumers, which the provisioner made, and pokes the relay."""
    pulling: list[str] = []
    for part in range(PARTITIONS):
        consumer = f"{FACTS}.{durable(name, part)}"
        pulling += (
            f"{_API}.CONSUMER.INFO.{consumer}",
            f"{_API}.CONSUMER.MSG.NEXT.{consumer}",
            f"$JS.ACK.{consumer}.>",
        )
    return User(name, (EVERY_POKE, *pulling))


def shared_subjects(agency: str, shared: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """What an agency's account imports, every version of each ``(service, fact)``.

    >>> shared_subjects("ca-x", [("review", "report-published")])
    ('concord.4.ca-x.review.report-published.>',)
    """
    of_agency = of_partition(partition(agency)).removesuffix(">") + agency
    return tuple(f"{of_agency}.{service}.{fact}.>" for service, fact in sorted(set(shared)))


def agency_user(agency: str, shared: Iterable[tuple[str, str]]) -> User:
    """An agency's own user: it listens to its shared facts and says nothing."""
    return User(agency, (), shared_subjects(agency, shared))


def render(
    services: Sequence[str],
    agencies: Iterable[str],
    shared: Sequence[tuple[str, str]],
    public: Callable[[str], str],
) -> str:
    """The accounts' part of the server's configuration.

    Args:
        services: Names of services.
        agencies: Codes of agencies; each gets an account.
        shared: ``(service, fact)`` of the facts that an agency's account may follow.
        public: From a user's name to its public key.
    """
    joined = sorted(set(agencies))
    lines = ["accounts {", f"  SYS {{ users: [ {{ nkey: {public(SYSTEM)} }} ] }}"]
    lines += _own_account(own_users(services), joined, shared, public)
    for agency in joined:
        lines += _agency_account(agency_user(agency, shared), public)
    return "\n".join([*lines, "}", "system_account: SYS", ""])


def _own_account(
    users: Iterable[User],
    agencies: Iterable[str],
    shared: Sequence[tuple[str, str]],
    public: Callable[[str], str],
) -> list[str]:
    exports = [
        f"      {{ stream: {_quoted(subject)}, accounts: [ {_quoted(agency)} ] }}"
        for agency in agencies
        for subject in shared_subjects(agency, shared)
    ]
    rights = [f"      {_rights(user, public)}" for user in users]
    head = ["  CONCORD {", "    jetstream: enabled"]
    return [*head, "    users: [", *rights, "    ]", "    exports: [", *exports, "    ]", "  }"]


def _agency_account(user: User, public: Callable[[str], str]) -> list[str]:
    imports = [
        f"      {{ stream: {{ account: CONCORD, subject: {_quoted(subject)} }} }}"
        for subject in user.subscribe
    ]
    head = [
        f"  {_quoted(user.name)} {{",
        f"    limits: {{ max_conn: {_AGENCY_CONNECTIONS}, max_subs: 500 }}",
        f"    users: [ {_rights(user, public)} ]",
    ]
    return [*head, "    imports: [", *imports, "    ]", "  }"]


def _rights(user: User, public: Callable[[str], str]) -> str:
    publish = f"allow: {_listed(user.publish)}" if user.publish else 'deny: ">"'
    subscribe = f"allow: {_listed((f'_I.{user.name}.>', *user.subscribe))}"
    rights = f"publish: {{ {publish} }}, subscribe: {{ {subscribe} }}"
    return f"{{ nkey: {public(user.name)}, permissions: {{ {rights} }} }}"


def _listed(subjects: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, subjects))}]"


def _quoted(text: str) -> str:
    return json.dumps(text)
