"""The people's database, as operators' commands have it for a moment. Called by such commands."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer
from stamina.instrumentation import set_on_retry_hooks

from concord_kernel.decider import Refused
from concord_kernel.people import People, PeopleUnavailableError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pydantic import ValidationError

T = TypeVar("T")

PeopleDsn = Annotated[
    str, typer.Option("--people", envvar="CONCORD_PEOPLE", help="The people's database.")
]


def in_people(dsn: str, work: Callable[[People], Awaitable[T]]) -> T:
    """Do something there, and leave.

    Raises:
        Refused: it is away.
    """

    async def run() -> T:
        async with People.open(dsn) as people:
            return await work(people)

    set_on_retry_hooks(())  # an operator is told the end of it, not every attempt
    try:
        return asyncio.run(run())
    except PeopleUnavailableError:
        raise Refused("people.away") from None


def stop(code: int, *why: str) -> NoReturn:
    """End the command with a sentence or two.

    Raises:
        Exit: with this code.
    """
    for line in why:
        typer.echo(line, err=True)
    raise typer.Exit(code)


def stop_at(error: ValidationError) -> NoReturn:
    """End the command and name each option that is unfit, without what was typed."""
    stop(2, *(f"{one['loc'][0]}: {one['msg']}" for one in error.errors(include_input=False)))
