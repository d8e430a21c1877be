"""``concord pass``: a signed statement that lets somebody in for a while."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from concord_kernel import clock
from concord_kernel.identity import LONGEST, Person, Signer

MOST_HOURS = int(LONGEST.total_seconds() // 3600)


def issue(
    agency: Annotated[str, typer.Option(help="The agency in whose log the person acts.")],
    actor: Annotated[str, typer.Option(help="The person's pseudonymous id.")],
    role: Annotated[list[str], typer.Option(help="A role; give it several times for several.")],
    session_key: Annotated[
        Path, typer.Option(envvar="CONCORD_SESSION_KEY", help="File with the key that signs.")
    ],
    home: Annotated[str, typer.Option(help="The agency the person belongs to.")] = "",
    hours: Annotated[int, typer.Option(min=1, max=MOST_HOURS, help="How long it lets in.")] = 12,
) -> None:
    """Print a token for the Authorization header or the cookie."""
    person = Person(
        actor=actor,
        agency=agency,
        home=home or agency,
        roles=tuple(role),
        until=clock.now() + timedelta(hours=hours),
    )
    typer.echo(Signer.from_file(session_key).sign(person))
