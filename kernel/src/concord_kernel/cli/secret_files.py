"""``concord secrets``: the files that production's processes read their secrets from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from concord_kernel import service as services

Directory = Annotated[Path, typer.Argument(help="Where the files are; ours alone.")]
Postgres = Annotated[str, typer.Option(help="Host and port of PostgreSQL.")]
Nats = Annotated[list[str], typer.Option(help="Host and port of each server's route.")]
Agency = Annotated[list[str], typer.Option(help="Agencies with accounts of their own on the bus.")]
ForContainers = Annotated[
    bool, typer.Option("--for-containers", help="Readable by the containers' users.")
]
ROUTES = ["nats-1:6222", "nats-2:6222", "nats-3:6222"]


def make(
    directory: Directory,
    postgres: Postgres = "postgres:5432",
    nats: Nats = ROUTES,
    agency: Agency = [],  # ruff: ignore[mutable-argument-default] -- typer copies it
    *,
    for_containers: ForContainers = False,
) -> None:
    """Make passwords, addresses, keys and accounts where they are missing; keep those there are."""
    from concord_kernel.servers.postgres import PostgresAddress  # ruff: ignore[import-outside-top-level] -- slow, and only here
    from concord_kernel.servers.preparation import shared_facts  # ruff: ignore[import-outside-top-level] -- slow, and only here
    from concord_kernel.servers.secret_files import SecretFiles  # ruff: ignore[import-outside-top-level] -- slow, and only here

    files = SecretFiles(directory, services.installed_names())
    files.make()
    host, _, port = postgres.rpartition(":")
    files.write_addresses(PostgresAddress(host, int(port), "").dsn)
    files.write_accounts(agency, shared_facts())
    files.write_routes(nats)
    if for_containers:
        files.open_to_containers()
