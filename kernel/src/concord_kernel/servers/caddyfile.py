"""The door's configuration as text: one address, services by path, several copies of each.

The one-machine deployment and production render the same routes; they differ in where the copies
are and in who speaks TLS. Called by ``caddy``, and by the test that keeps ``ops/Caddyfile`` true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

BODY_LIMIT: Final = "25MB"
"""More than any service takes, so that a service can answer in words what it does not take."""

REVISION_PATH: Final = "/.door"
"""Answers with the number of the configuration in force; on one machine only."""

AWAY: Final = "Concord is starting, or this part of it is away. Try again in a moment."

_LISTED: Final = "health_uri /readyz\nhealth_interval 1s\nhealth_timeout 2s"
_DROPPED_FROM_LOGS: Final = "request>headers delete\nrequest>uri regexp [?].* ?\nwrap json"
_SLOW: Final = "timeouts {\nread_header 10s\nread_body 5m\nidle 5m\n}"
_COMPRESSED: Final = "text/css* text/javascript* application/javascript* image/svg+xml*"


def one_machine(
    port: int, routes: Mapping[str, Sequence[str]], root: str, revision: int = 1
) -> str:
    """Plain HTTP for this machine alone.

    Args:
        port: Where the door is.
        routes: From a path's prefix to the addresses of its copies; there may be none at present.
        root: The path to which ``/`` leads.
        revision: What ``REVISION_PATH`` answers.
    """
    copies = {
        prefix: f"to {' '.join(addresses)}\n{_LISTED}" if addresses else ""
        for prefix, addresses in routes.items()
    }
    names = f"http://127.0.0.1:{port}, http://localhost:{port}"
    first = ("bind 127.0.0.1", f'handle {REVISION_PATH} {{\nrespond "{revision}"\n}}')
    return _file(names, first, _site(copies, root), "auto_https off")


def production(services: Iterable[str], root: str, port: int = 8000) -> str:
    """TLS, with certificates that Caddy obtains, for the address in ``CONCORD_SITE``.

    Args:
        services: Each answers under its name, on every address that the name resolves to.
        root: The path to which ``/`` leads.
        port: Where each copy answers.
    """
    copies = {
        f"/{name}": f"dynamic a {{\nname {name}\nport {port}\nrefresh 2s\n}}" for name in services
    }
    first = ('header Strict-Transport-Security "max-age=31536000; includeSubDomains"',)
    return _file("{$CONCORD_SITE}", first, _site(copies, root), "")


def _file(names: str, first: Iterable[str], site: Iterable[str], more: str) -> str:
    return _indented("\n".join([*_general(more), "", f"{names} {{", *first, *site, "}"]))


def _general(more: str) -> list[str]:
    """No admin port, no copy of the configuration on disk, no query and no header in a log."""
    form = f"format filter {{\n{_DROPPED_FROM_LOGS}\n}}"
    log = f"log {{\noutput stderr\nlevel WARN\n{form}\n}}"
    servers = f"servers {{\n{_SLOW}\n}}"
    head = ["{", "admin off", "persist_config off", *([more] if more else [])]
    return [*head, "grace_period 5s", servers, log, "}"]


def _site(routes: Mapping[str, str], root: str) -> list[str]:
    handles = [f"handle {prefix}/* {{\n{_proxy(copies)}\n}}" for prefix, copies in routes.items()]
    return [
        f"request_body {{\nmax_size {BODY_LIMIT}\n}}",
        f"encode {{\nmatch {{\nheader Content-Type {_COMPRESSED}\n}}\n}}",
        f"redir / {root} 303",
        *(f"redir {prefix} {prefix}/ 308" for prefix in routes),
        *handles,
        'handle {\nrespond "There is nothing here." 404\n}',
        f'handle_errors 502 503 504 {{\nheader Retry-After 5\nrespond "{AWAY}"\n}}',
    ]


def _proxy(copies: str) -> str:
    """Requests go round the copies, and to another if one is away.

    Not to the one with the fewest connections: pages that stay open count as such, so a copy that
    has none, being new, would get everything until it had as many.

    Nothing is done twice: a request that a copy has begun to take is not given to another.
    """
    if not copies:
        return "error 503"
    policy = ("lb_policy round_robin", "lb_try_duration 5s", "lb_try_interval 100ms")
    return "\n".join([
        "reverse_proxy {",
        copies,
        *policy,
        "fail_duration 2s",
        "flush_interval -1",
        "}",
    ])


def _indented(text: str) -> str:
    """Tabs for depth, as ``caddy fmt`` has it."""
    lines: list[str] = []
    depth = 0
    for line in text.splitlines():
        depth -= line == "}"
        lines.append("\t" * depth + line if line else "")
        depth += line.endswith("{")
    return "\n".join([*lines, ""])
