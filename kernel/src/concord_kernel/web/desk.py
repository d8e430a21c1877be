"""What a route works at: who is asking, in which agency, and the office's equipment.

A desk is only had from ``may``, which decides first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from uuid import UUID

from concord_contracts.terms import Code
from fastapi import Header, HTTPException, Request
from pydantic import BaseModel

from concord_kernel import clock
from concord_kernel.context import Context
from concord_kernel.handle import handle
from concord_kernel.jurisdictions import NoJurisdictionError, PluginFailedError
from concord_kernel.office import Office
from concord_kernel.readers import RowsNotReadyError
from concord_kernel.vault import About, TextIn, TypedForm
from concord_kernel.web.versions import SAFE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from concord_contracts.hooks import Jurisdiction
    from concord_contracts.rules import Edition
    from concord_contracts.terms import TextRef

    from concord_kernel.access import Verdict
    from concord_kernel.command import Command
    from concord_kernel.decider import Decider
    from concord_kernel.identity import Person
    from concord_kernel.readers.questions import Question
    from concord_kernel.vault import DirectoryText, Text, Vault
    from concord_kernel.web.asker import Asker

C = TypeVar("C", bound="Command")
S = TypeVar("S")

PATIENCE = 3.0
"""Seconds a page waits for its own write before it says that it is being updated."""


class OverrideIn(TypedForm):
    """A rule that is gone past, and why."""

    rule: Code
    reason: TextIn


class Done(BaseModel):
    """The answer to a command: where the log stands now, and whether this was a repeat."""

    position: int
    repeated: bool = False
    id: str = ""


async def office(request: Request) -> Office:
    """The office of this process."""
    found = request.app.state.office
    assert isinstance(found, Office)  # ruff: ignore[assert] -- set when the application starts
    return found


async def command_id(
    request: Request,
    idempotency_key: Annotated[
        str | None, Header(description="A UUID: the same command again is recorded once.")
    ] = None,
) -> UUID:
    """The command's id: the Idempotency-Key, or a new one.

    Raises:
        HTTPException: 400, the key is no UUID.
    """
    if idempotency_key is None or request.method in SAFE:
        return clock.new_command_id()
    try:
        return UUID(idempotency_key)
    except ValueError:
        raise HTTPException(400, "request.not-a-command-id") from None


@dataclass(frozen=True, slots=True)
class Desk:
    """One request's place: who acts in which agency, what was allowed, and a command's id.

    Attributes:
        office: The equipment of this process.
        asker: Who asks, and what they may do here; it decided on this request.
        action: What the policies allowed.
        command: The command's id.
        expects: The version at which the command expects what it changes.
        asks_itself: Whether an open page asks by itself for what has changed.
    """

    office: Office
    asker: Asker
    action: str
    command: UUID
    expects: int | None = None
    asks_itself: bool = False

    @property
    def agency(self) -> str:
        """In whose log this is."""
        return self.asker.agency

    @property
    def person(self) -> Person:
        """Who asks, with the roles that hold here."""
        return self.asker.person

    def can(self, action: str, review: str | None = None) -> bool:
        """Whether this person may do something else here: what a page offers, nothing more."""
        return self.asker.allows(action, review).is_allowed

    async def shows(self, action: str, review: str | None = None) -> bool:
        """Whether this person may also see what another action shows; that it is shown is recorded.

        For a page that shows something sensitive beside what its own action is about.
        """
        verdict = self.asker.allows(action, review)
        if verdict.is_allowed:
            await self.note_shown(action, verdict, review)
        return verdict.is_allowed

    async def note_shown(self, action: str, verdict: Verdict, review: str | None = None) -> None:
        """Record that something sensitive is about to be shown; a page that stays open is one look.

        Raises:
            LedgerUnavailableError: it cannot be recorded; nothing may be shown.
        """
        looks, ledger, home = self.office.looks, self.office.ledger, self.asker.session.home
        asked = self.asker.asked(action, review)
        await looks.note(ledger, asked, home, verdict, goes_on=self.asks_itself)

    def sees_inside(self, last_day: date | None) -> bool:
        """Whether this person may see how far interviews and themes have come, if only as a count.

        People of the reviewed agency may when the event week is over: what grows meanwhile tells
        when somebody was heard, and in what order (docs/decisions/0024).

        Args:
            last_day: The review's last on-site day, as it was released; none before that.
        """
        is_over = last_day is not None and clock.is_over(last_day)
        return is_over or self.person.home != self.agency

    def context(
        self, rules: Edition | None = None, overrides: Mapping[str, TextRef] | None = None
    ) -> Context:
        """The circumstances of this request's command."""
        return Context(
            agency=self.agency,
            actor=self.person.actor,
            at=clock.now(),
            command=self.command,
            causation=str(self.command),
            correlation=str(self.command),
            rules=rules,
            overrides=overrides or {},
            allowed=self.action,
            expects=self.expects,
        )

    async def do(
        self, decider: Decider[C, S], command: C, context: Context, *, made: str = ""
    ) -> Done:
        """Handle one command and say where the log stands."""
        receipt = await handle(self.office.ledger, decider, command, context)
        return Done(position=receipt.last, repeated=receipt.repeated, id=made)

    async def save(self, decider: Decider[C, S], command: C, context: Context) -> tuple[Done, int]:
        """Handle a command that saves a form, and say where the form's stream stood after it.

        The same command again, even much later, is answered the same.
        """
        receipt = await handle(self.office.ledger, decider, command, context)
        done = Done(position=receipt.last, repeated=receipt.repeated)
        if self.expects is not None and not receipt.repeated:
            return done, self.expects + receipt.last - receipt.first + 1
        history = await self.office.ledger.read(self.agency, [decider.streams(command).writes])
        own = [one.version for one in history if one.command == self.command]
        unmoved = len(history) if self.expects is None else self.expects
        return done, max(own, default=unmoved)

    async def keep(self, field: str, text: Text, *, about: str, custodian: str = "") -> TextRef:
        """Keep a typed text in the vault, before the fact that refers to it.

        Args:
            field: What the text is, such as ``reason``; with the command it names the text.
            text: What was typed.
            about: The object it belongs to, with which it is erased.
            custodian: In whose custody; the agency's own, if none is named.
        """
        belongs = About(object=about, subject=about, custodian=custodian or self.agency)
        return await self.vault.keep(self.agency, self.command, field, text, belongs)

    async def overrides(self, given: Sequence[OverrideIn], *, about: str) -> dict[str, TextRef]:
        """Rules that this person goes past, each with its reason kept in the vault."""
        return {
            one.rule: await self.keep(f"override-{nth}", one.reason, about=about)
            for nth, one in enumerate(given)
        }

    async def directory(self, objects: Sequence[str], field: str) -> dict[str, DirectoryText]:
        """Names or case numbers by the id they belong to."""
        return await self.vault.directory_about(self.agency, objects, field)

    async def narratives(self, refs: Sequence[TextRef]) -> list[str]:
        """What narratives say, in the order asked."""
        said = await self.vault.read_narratives(self.agency, refs)
        return [said[ref.id].show() for ref in refs]

    @property
    def vault(self) -> Vault:
        """The vault of a service that has business with text."""
        assert self.office.vault is not None  # ruff: ignore[assert] -- routes with text run where there is one
        return self.office.vault

    @property
    def seen(self) -> dict[str, Any]:
        """What every page says about where it is."""
        asked = self.jurisdiction
        name = asked.agencies.get(self.agency, self.agency) if asked else self.agency
        return {"desk": self, "agency_name": name}

    @property
    def jurisdiction(self) -> Jurisdiction | None:
        """What the agency's plugin says of itself; none while it fails, and pages go on."""
        try:
            return self.office.jurisdictions.of(self.agency)
        except (NoJurisdictionError, PluginFailedError):
            return None

    async def caught_up(self, reader: str, at: int) -> bool:
        """Whether rows hold everything up to a position, after waiting for them a little."""
        return not at or await self.office.rows.wait(reader, self.agency, at, PATIENCE)

    async def rows(self, reader: str, query: str, *values: Any) -> list[dict[str, Any]]:
        """Rows of one reader of this agency; none before the reader has run for the first time."""
        try:
            return await self.office.rows.read(self.agency, reader, query, values)
        except RowsNotReadyError:
            return []

    async def several(self, *asked: Question) -> list[list[dict[str, Any]]]:
        """Rows of this agency, by question: what a page asks together costs one round trip."""
        try:
            return await self.office.rows.several(self.agency, asked)
        except RowsNotReadyError:
            return [await self.rows(reader, query, *values) for reader, query, values in asked]
