"""What a service is, to the kernel: a name, what it reads, how it reacts, what it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine

    from concord_contracts.event import Event
    from fastapi import APIRouter

    from concord_kernel.readers import Policy, Reader

GROUP = "concord.service.v1"
"""Entry points by which a deployment knows its services."""


DOOR = "door"
"""The service that signs people in."""


class UnknownServiceError(LookupError):
    """No installed package offers a service of that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service of a deployment.

    Attributes:
        name: The first word of its facts, its path and its roles.
        title: What people call it.
        package: The import name that holds its templates, and in ``routes`` its API and pages.
        readers: What it keeps rows of.
        drafts: Facts of a form that somebody fills in: where some follow one another in a stream,
            pages show of the later ones no more than of the first.
        policies: Its reactions, each made with the office it works in.
        errands: What goes on beside its readers, until told to stop.
    """

    name: str
    title: str
    package: str
    readers: tuple[Reader, ...] = ()
    drafts: tuple[type[Event], ...] = ()
    policies: tuple[Callable[[Any], Policy[Any]], ...] = field(default_factory=tuple)
    errands: tuple[Callable[[Any, asyncio.Event], Coroutine[Any, Any, None]], ...] = ()

    @property
    def routers(self) -> tuple[APIRouter, ...]:
        """Its API and pages, loaded by whoever serves them and not by whoever only reads."""
        routers: tuple[APIRouter, ...] = import_module(f"{self.package}.routes").ROUTERS
        return routers


def installed_names() -> tuple[str, ...]:
    """Every installed service, in alphabetical order, without importing it."""
    return tuple(sorted(entry.name for entry in entry_points(group=GROUP)))


def installed(name: str) -> Service:
    """Load one installed service.

    Raises:
        UnknownServiceError: there is none of that name.
    """
    for entry in entry_points(group=GROUP, name=name):
        service = entry.load()
        if isinstance(service, Service):
            return service
    raise UnknownServiceError(name)
