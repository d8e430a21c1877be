"""The three services in this process, behind one address, on real databases and without a bus.

Readers are brought up by the test (``Site.read``), so that it also sees what a page says before.
"""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

import httpx2
from concord_contracts.hooks import GROUP, Jurisdiction, impl
from concord_kernel import clock
from concord_kernel import service as services
from concord_kernel.context import Context
from concord_kernel.directory import AGENCY, DEPLOYMENT, LetJoin
from concord_kernel.handle import handle
from concord_kernel.identity import Person
from concord_kernel.jurisdictions import Jurisdictions
from concord_kernel.ledger import Ledger
from concord_kernel.readers.applying import Applying
from concord_kernel.readers.following import Following
from concord_kernel.readers.observer import Unobserved
from concord_kernel.readers.schema import prepare
from concord_kernel.settings import Settings
from concord_kernel.web.app import make_app

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Mapping, MutableMapping
    from datetime import datetime
    from pathlib import Path

    from concord_contracts.event import Envelope
    from concord_contracts.rules import Edition
    from concord_kernel.office import Office
    from concord_kernel.readers import Reader
    from fastapi import FastAPI

    from tests.support.servers import Cluster

NOWHERE = "nats://127.0.0.1:9"
"""No bus: the discard port."""

JURISDICTIONS = {"ca": "california", "nc": "northcarolina"}


class Wider:
    """An installed plugin that answers for a test's agencies too."""

    def __init__(self, name: str, agencies: set[str]) -> None:
        (point,) = entry_points(group=GROUP, name=name)
        self._plugin = point.load()
        self._agencies = agencies

    @impl
    def jurisdiction(self) -> Jurisdiction:
        found: Jurisdiction = self._plugin.jurisdiction()
        others = dict.fromkeys(self._agencies, "Test County")
        return found.model_copy(update={"agencies": {**found.agencies, **others}})

    @impl
    def edition(self, edition: str) -> Edition | None:
        found: Edition | None = self._plugin.edition(edition)
        return found


@dataclass
class House:
    """The services, and who is let in; one for a whole run.

    Attributes:
        apps: Each service's application.
        operator: The ledger, to let agencies join.
        agencies: Test agencies by jurisdiction.
    """

    apps: Mapping[str, FastAPI]
    operator: Ledger
    agencies: Mapping[str, set[str]]
    prepared: set[str] = field(default_factory=set)

    def office(self, service: str) -> Office:
        found: Office = self.apps[service].state.office
        return found

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        """What the door does: the first part of the path names the service."""
        service = scope["path"].split("/")[1]
        await self.apps.get(service, self.apps["review"])(scope, receive, send)

    async def join(self, agency: str) -> Site:
        """Let an agency be worked for."""
        jurisdiction = JURISDICTIONS[agency[:2]]
        self.agencies[jurisdiction].add(agency)
        command = clock.new_command_id()
        context = Context(
            agency=DEPLOYMENT,
            actor="operator-1",
            at=clock.now(),
            command=command,
            causation=str(command),
            correlation=str(command),
        )
        await handle(
            self.operator, AGENCY, LetJoin(agency=agency, jurisdiction=jurisdiction), context
        )
        return Site(self, agency)


@dataclass
class Site:
    """One agency's corner of the house."""

    house: House
    agency: str

    def enter(self, actor: str, *roles: str, home: str = "", agency: str = "") -> Visitor:
        """Somebody with a statement, who acts in this agency unless said otherwise."""
        person = Person(
            actor=actor,
            agency=agency or self.agency,
            home=home or agency or self.agency,
            roles=roles,
            until=clock.now() + timedelta(hours=1),
        )
        return self.visitor(self.house.office("review").signer.sign(person))

    def visitor(self, token: str | None) -> Visitor:
        """Somebody with this token, or none."""
        return Visitor(self.house, self.agency, token)

    def now(self) -> datetime:
        """The time."""
        return clock.now()

    async def read(self) -> None:
        """Bring every reader of every service to the head of the agency's log, policies too."""
        for service in ("review", "scheduling", "reporting"):
            await self.bring_up(service)
        await self.bring_up("reporting")

    async def bring_up(self, service: str) -> None:
        """Bring one service's readers to the head of the agency's log."""
        office = self.house.office(service)
        policies = [make(office).reader() for make in office.service.policies]
        following = Following(office.ledger, Applying(office.rows, Unobserved()), Unobserved())
        for reader in (*policies, *office.service.readers):
            await self._prepared(office, reader)
            await following.catch_up(reader, self.agency)

    async def _prepared(self, office: Office, reader: Reader) -> None:
        if reader.name not in self.house.prepared:
            await prepare(office.rows, reader)
            self.house.prepared.add(reader.name)

    async def history(self) -> list[Envelope]:
        """The agency's log."""
        return await self.house.office("review").ledger.after(self.agency, 0)


@dataclass(frozen=True)
class Visitor:
    """Somebody at the site's address.

    Attributes:
        house: What answers.
        agency: Whose pages are asked for.
        token: The statement that is shown, or none.
    """

    house: House
    agency: str
    token: str | None

    async def ask(self, method: str, path: str, **more: Any) -> httpx2.Response:
        """One request with the statement as a bearer."""
        headers = dict(more.pop("headers", {}))
        if self.token is not None:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        transport = httpx2.ASGITransport(app=self.house, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://concord.test") as http:
            return await http.request(method, path, headers=headers, timeout=60, **more)

    async def api(self, method: str, service: str, path: str, **more: Any) -> httpx2.Response:
        """One request to a service's API, below the agency's reviews."""
        where = f"/{service}/api/v1/{self.agency}/reviews{path}"
        return await self.ask(method, where, **more)

    async def post(
        self, service: str, path: str, body: Any = None, *, key: str = "", **more: Any
    ) -> httpx2.Response:
        """One command."""
        headers = {"Idempotency-Key": key} if key else {}
        return await self.api("POST", service, path, json=body or {}, headers=headers, **more)

    async def get(self, service: str, path: str = "", **params: Any) -> httpx2.Response:
        """One query."""
        return await self.api("GET", service, path, params=params)

    async def page(self, service: str, path: str = "", **params: Any) -> httpx2.Response:
        """One page, as a browser asks for it: with the statement in the cookie."""
        where = f"/{service}/{self.agency}/reviews{path}"
        headers = {"Accept": "text/html", "Authorization": ""}
        if self.token is not None:
            headers["Cookie"] = f"concord={self.token}"
        return await self.ask("GET", where, params=params, headers=headers)


@asynccontextmanager
async def open_house(cluster: Cluster, home: Path) -> AsyncGenerator[House]:
    """Open the three services' doors.

    Args:
        cluster: A provisioned cluster.
        home: A directory for keys.
    """
    (home / "session.key").write_text("5e" * 32, encoding="utf-8")
    names = ("review", "scheduling", "reporting")
    apps = {
        name: make_app(services.installed(name), _settings(cluster, home, name)) for name in names
    }
    agencies: dict[str, set[str]] = {name: set() for name in JURISDICTIONS.values()}
    plugins = Jurisdictions([(name, Wider(name, agencies[name])) for name in agencies])
    async with AsyncExitStack() as stack:
        for app in apps.values():
            await stack.enter_async_context(app.router.lifespan_context(app))
            app.state.office = replace(app.state.office, jurisdictions=plugins)
        keys = apps["review"].state.office.ledger.keys
        operator = await stack.enter_async_context(Ledger.open(cluster.ledger("operator"), keys))
        yield House(apps, operator, agencies)


def _settings(cluster: Cluster, home: Path, service: str) -> Settings:
    return Settings(
        ledger=cluster.ledger(service),
        rows=cluster.rows(service),
        vault=cluster.vault(),
        vault_ledger=cluster.ledger("vault"),
        bus=(NOWHERE,),
        keys=home,
        session_key=home / "session.key",
        demo=home / "doors.json",
    )


def made(answer: httpx2.Response) -> dict[str, Any]:
    """What a command was answered, which was taken."""
    assert answer.status_code == 201, answer.text
    said: dict[str, Any] = answer.json()
    return said


def refused(answer: httpx2.Response, status: int, rule: str) -> dict[str, Any]:
    """What a command or query was answered, which was refused."""
    said: dict[str, Any] = answer.json()
    assert (answer.status_code, said["rule"]) == (status, rule), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return said


def facts(history: Iterable[Envelope]) -> list[str]:
    """What was recorded, by name."""
    return [envelope.name for envelope in history]
