"""The three services in this process, behind one address, on real databases and without a bus.

Readers are brought up by the test (``Site.read``), so that it also sees what a page says before.
"""

from __future__ import annotations

import re
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

import httpx2
from concord_contracts.hooks import GROUP, Jurisdiction, impl
from concord_kernel import clock
from concord_kernel import service as services
from concord_kernel.access.granting import STANDING, GiveGrant, GiveRole
from concord_kernel.context import Context
from concord_kernel.directory import AGENCY, DEPLOYMENT, LetJoin, LetLeave
from concord_kernel.handle import handle
from concord_kernel.jurisdictions import Jurisdictions
from concord_kernel.ledger import Ledger
from concord_kernel.people import NameTakenError, NewAccount, People
from concord_kernel.readers.applying import Applying
from concord_kernel.readers.following import PAGE, Following
from concord_kernel.readers.observer import Unobserved
from concord_kernel.readers.schema import prepare
from concord_kernel.settings import Settings
from concord_kernel.web.app import make_app

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, MutableMapping
    from datetime import datetime
    from pathlib import Path

    from concord_contracts.event import Envelope
    from concord_contracts.rules import Edition
    from concord_kernel.command import Command
    from concord_kernel.office import Office
    from concord_kernel.readers import Reader
    from fastapi import FastAPI

    from tests.support.servers import Cluster

NOWHERE = "nats://127.0.0.1:9"
"""No bus: the discard port."""

MINTED = re.compile(r"[a-z]+-[a-z2-7]{16}")
"""An id that a command minted."""

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
        people: Who may enter.
        agencies: Test agencies by jurisdiction.
    """

    apps: Mapping[str, FastAPI]
    operator: Ledger
    people: People
    agencies: Mapping[str, set[str]]
    prepared: set[str] = field(default_factory=set)
    admitted: dict[Guest, str] = field(default_factory=dict)

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
        wish = LetJoin(agency=agency, jurisdiction=jurisdiction)
        await handle(self.operator, AGENCY, wish, by_operator(DEPLOYMENT, wish))
        return Site(self, agency)

    async def leave(self, agency: str) -> None:
        """Let an agency be worked for no more."""
        wish = LetLeave(agency=agency)
        await handle(self.operator, AGENCY, wish, by_operator(DEPLOYMENT, wish))

    async def admit(self, guest: Guest) -> str:
        """Let somebody in, who is known from now on and stands where they should; the token."""
        if guest in self.admitted:
            return self.admitted[guest]
        known = {"name": guest.account, "actor": guest.account, "display": "Made Up"}
        with suppress(NameTakenError):
            await self.people.accounts.create(NewAccount(**known, home=guest.home))
        for wish in guest.wishes():
            await handle(self.operator, STANDING, wish, by_operator(guest.agency, wish))
        started = await self.people.signed_in.start(guest.account)
        self.admitted[guest] = started.token
        return started.token


def by_operator(agency: str, command: Command) -> Context:
    """The circumstances of an operator's command."""
    made = clock.new_command_id()
    return Context(
        agency=agency,
        actor="operator-1",
        at=clock.now(),
        command=made,
        causation=str(made),
        correlation=str(made),
        allowed=command.ACTION,
    )


@dataclass(frozen=True)
class Guest:
    """Somebody who is to be let in.

    Attributes:
        account: The account's id.
        agency: Where they act.
        home: Where they come from.
        roles: What they may do there.
    """

    account: str
    agency: str
    home: str
    roles: tuple[str, ...]

    def wishes(self) -> Iterator[GiveRole | GiveGrant]:
        """What has to be recorded for that: roles at home, a grant elsewhere."""
        if self.home == self.agency:
            yield from (GiveRole(person=self.account, role=role) for role in self.roles)
        elif self.roles:
            yield GiveGrant(
                grant=f"grant-{clock.new_command_id().hex[:16]}",
                person=self.account,
                home=self.home,
                roles=self.roles,
                purpose="peer-review",
                until=clock.now() + timedelta(days=1),
            )


@dataclass
class Site:
    """One agency's corner of the house.

    Attributes:
        house: The services.
        agency: Whose corner.
        reached: How far each service's readers were brought up here.
    """

    house: House
    agency: str
    reached: dict[str, int] = field(default_factory=dict)

    def enter(self, actor: str, *roles: str, home: str = "", agency: str = "") -> Visitor:
        """Somebody who is let in at the first request, and acts in this agency or another."""
        where = agency or self.agency
        account = self.actor(actor, home or where)
        return Visitor(self.house, self.agency, guest=Guest(account, where, home or where, roles))

    def actor(self, name: str, home: str = "") -> str:
        """Whom facts name: a person of an agency, or an id that a command minted."""
        return name if MINTED.fullmatch(name) else f"{name}-of-{home or self.agency}"

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
        """Bring one service's readers to the head of the agency's log, as facts from a bus do."""
        office = self.house.office(service)
        policies = [make(office).reader() for make in office.service.policies]
        readers = (*policies, *office.service.readers)
        for reader in readers:
            await self._prepared(office, reader)
        following = Following(office.ledger, Applying(office.rows, Unobserved()), Unobserved())
        reached = self.reached.get(service, 0)
        while facts := await office.ledger.after(self.agency, reached, PAGE):
            passed = await following.pass_over(readers, self.agency, facts)
            for reader in readers:
                if reader not in passed:
                    await following.offer(reader, self.agency, facts)
            self.reached[service] = reached = facts[-1].position

    async def _prepared(self, office: Office, reader: Reader) -> None:
        if reader.name not in self.house.prepared:
            await prepare(office.rows, reader)
            self.house.prepared.add(reader.name)

    async def history(self) -> list[Envelope]:
        """What the agency's log says of its reviews; not who may enter, nor who looked."""
        log = await self.house.office("review").ledger.after(self.agency, 0)
        return [one for one in log if not one.name.startswith(("access.", "door."))]


@dataclass(frozen=True)
class Visitor:
    """Somebody at the site's address.

    Attributes:
        house: What answers.
        agency: Whose pages are asked for.
        token: A token to show, or none.
        guest: Who is let in first, to get a token.
    """

    house: House
    agency: str
    token: str | None = None
    guest: Guest | None = None

    @property
    def actor(self) -> str:
        """Whom facts name."""
        assert self.guest
        return self.guest.account

    async def ask(self, method: str, path: str, **more: Any) -> httpx2.Response:
        """One request with the token as a bearer."""
        headers = dict(more.pop("headers", {}))
        if (token := await self.shown()) is not None:
            headers.setdefault("Authorization", f"Bearer {token}")
        transport = httpx2.ASGITransport(app=self.house, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://concord.test") as http:
            return await http.request(method, path, headers=headers, timeout=60, **more)

    async def shown(self) -> str | None:
        """The token, of somebody who is let in if need be."""
        return await self.house.admit(self.guest) if self.guest else self.token

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
        """One page, as a browser asks for it: with the token in the cookie."""
        where = f"/{service}/{self.agency}/reviews{path}"
        headers = {"Accept": "text/html", "Authorization": ""}
        if (token := await self.shown()) is not None:
            headers["Cookie"] = f"concord={token}"
        return await self.ask("GET", where, params=params, headers=headers)


@asynccontextmanager
async def open_house(cluster: Cluster, home: Path) -> AsyncGenerator[House]:
    """Open the three services' doors.

    Args:
        cluster: A provisioned cluster.
        home: A directory for keys.
    """
    (home / "session.key").write_text("5e" * 32, encoding="utf-8")
    names = services.installed_names()
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
        people = await stack.enter_async_context(People.open(cluster.people()))
        yield House(apps, operator, people, agencies)


def _settings(cluster: Cluster, home: Path, service: str) -> Settings:
    return Settings(
        ledger=cluster.ledger(service),
        rows=cluster.rows(service),
        vault=cluster.vault(),
        vault_ledger=cluster.ledger("vault"),
        sessions=cluster.sessions(),
        secure=False,
        people=cluster.people() if service == "door" else "",
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
