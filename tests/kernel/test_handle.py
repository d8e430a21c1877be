"""The one path from a command to recorded facts, on a real ledger."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date
from threading import get_ident
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.people import ConfidentialitySigned
from concord_kernel import clock
from concord_kernel.command import Command
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.handle import ATTEMPTS, MovedError, NotAllowedError, handle
from concord_kernel.ledger import (
    AgencyKeys,
    CommandReusedError,
    Ledger,
    LedgerUnavailableError,
    StaleStreamError,
)
from concord_review.people.commands import (
    FormTeam,
    InviteReviewer,
    SignConfidentiality,
    WithdrawConfidentiality,
)
from concord_review.people.decide import PEOPLE
from concord_review.planning.commands import ChooseFocusArea, OpenReview
from concord_review.planning.decide import PLANNING

from tests.support.reviews import (
    MET,
    PEER,
    PQCR,
    REVIEW,
    THREE,
    context,
    edition,
    statements,
    text,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence
    from uuid import UUID

    from concord_contracts.event import Envelope, Event
    from concord_kernel.context import Context
    from concord_kernel.ledger import Receipt

    from tests.support.servers import Cluster

pytestmark = pytest.mark.anyio

OPEN = OpenReview(review=REVIEW, edition=PQCR, edition_digest=edition().digest(), synthetic=True)
CHOOSE = ChooseFocusArea(
    review=REVIEW,
    focus_area="reunification",
    statements=statements("child-welfare", "probation"),
    met=MET,
)
FORM = FormTeam(review=REVIEW, team="team-1", members=THREE)


@dataclass
class Desk:
    """Commands of one agency, handled on its ledger."""

    ledger: Ledger
    agency: str

    def context(self, command: Command, key: UUID | None = None, **changes: Any) -> Context:
        """The circumstances of a command whose action the policies allowed."""
        asked = {"agency": self.agency, "allowed": command.ACTION} | changes
        return context(command=key or clock.new_command_id(), **asked)

    async def plan(self, command: Any, key: UUID | None = None) -> Receipt:
        return await handle(self.ledger, PLANNING, command, self.context(command, key))

    async def people(self, command: Any, key: UUID | None = None) -> Receipt:
        return await handle(self.ledger, PEOPLE, command, self.context(command, key))

    async def names(self) -> list[str]:
        return [one.name for one in await self.ledger.after(self.agency, 0)]

    async def with_reviewers(self) -> None:
        """Three reviewers who signed."""
        await self.plan(OPEN)
        for number in (1, 2, 3):
            reviewer = f"reviewer-{number}"
            name = text(f"text-{number}", "directory")
            await self.people(
                InviteReviewer(review=REVIEW, reviewer=reviewer, name=name, home=PEER)
            )
            await self.people(
                SignConfidentiality(review=REVIEW, reviewer=reviewer, on=date(2010, 1, 11))
            )


@pytest.fixture
async def desk(cluster: Cluster, agency: str) -> AsyncGenerator[Desk]:
    async with Ledger.open(cluster.ledger("review"), AgencyKeys(cluster.keys)) as ledger:
        yield Desk(ledger, agency)


async def test_a_command_becomes_facts_with_their_circumstances(desk: Desk) -> None:
    who = desk.context(OPEN, actor="coordinator-7", causation="cause-1", correlation="story-1")

    receipt = await handle(desk.ledger, PLANNING, OPEN, who)

    (opened,) = await desk.ledger.after(desk.agency, 0)
    assert (receipt.first, receipt.last, receipt.repeated) == (1, 1, False)
    assert (opened.stream, opened.version) == (f"review-{REVIEW}", 1)
    assert (opened.actor, opened.causation, opened.correlation, opened.command) == (
        "coordinator-7",
        "cause-1",
        "story-1",
        who.command,
    )


async def test_the_same_command_again_gets_the_same_receipt(desk: Desk) -> None:
    await desk.plan(OPEN)
    key = clock.new_command_id()
    first = await desk.plan(CHOOSE, key)

    again = await desk.plan(CHOOSE, key)

    assert again == replace(first, repeated=True)
    assert await desk.names() == ["review.opened.v1", "review.focus-area-chosen.v2"]


async def test_a_repeat_is_answered_though_it_would_be_refused_now(desk: Desk) -> None:
    key = clock.new_command_id()
    first = await desk.plan(OPEN, key)
    await desk.plan(CHOOSE)

    again = await desk.plan(OPEN, key)

    assert (again.first, again.last, again.repeated) == (first.first, first.last, True)


async def test_a_command_that_changed_nothing_is_answered_the_same_for_ever(desk: Desk) -> None:
    await desk.with_reviewers()
    sign = SignConfidentiality(review=REVIEW, reviewer="reviewer-1", on=date(2010, 1, 12))
    withdraw = WithdrawConfidentiality(review=REVIEW, reviewer="reviewer-1", on=date(2010, 1, 13))
    key = clock.new_command_id()
    nothing = await desk.people(sign, key)
    await desk.people(withdraw)

    again = await desk.people(sign, key)

    assert nothing.first == nothing.last + 1
    assert again == replace(nothing, repeated=True)
    assert (await desk.names())[-1] == "review.confidentiality-withdrawn.v1"


OTHERS: dict[str, Command] = {
    "another body": CHOOSE.model_copy(update={"focus_area": "placement-stability"}),
    "another command": OPEN.model_copy(update={"review": "pqcr-9"}),
    "a body that would be refused": CHOOSE.model_copy(
        update={"statements": statements("probation")}
    ),
}


@pytest.mark.parametrize("kind", OTHERS)
async def test_an_id_is_used_for_one_command(desk: Desk, kind: str) -> None:
    await desk.plan(OPEN)
    key = clock.new_command_id()
    await desk.plan(CHOOSE, key)
    before = await desk.names()

    with pytest.raises(CommandReusedError):
        await desk.plan(OTHERS[kind], key)

    assert await desk.names() == before


async def test_one_id_may_be_used_in_two_agencies(desk: Desk, new_agency: Any) -> None:
    key = clock.new_command_id()
    other = Desk(desk.ledger, new_agency())

    first = await desk.plan(OPEN, key)
    second = await other.plan(OPEN, key)

    assert (first.repeated, second.repeated) == (False, False)
    assert await other.names() == ["review.opened.v1"]


async def test_a_refused_command_stores_nothing_and_may_be_sent_again(desk: Desk) -> None:
    key = clock.new_command_id()
    with pytest.raises(Refused, match=r"review\.unknown"):
        await desk.plan(CHOOSE, key)
    assert await desk.ledger.receipt(desk.agency, key) is None
    assert await desk.names() == []

    await desk.plan(OPEN)
    receipt = await desk.plan(CHOOSE, key)

    assert (receipt.last, receipt.repeated) == (2, False)


async def test_the_same_command_at_the_same_moment_records_once(desk: Desk) -> None:
    key = clock.new_command_id()

    receipts = await asyncio.gather(*(desk.plan(OPEN, key) for _ in range(12)))

    assert {(one.first, one.last) for one in receipts} == {(1, 1)}
    assert sum(not one.repeated for one in receipts) == 1
    assert await desk.names() == ["review.opened.v1"]


async def test_of_two_who_choose_at_once_one_is_refused_by_the_rule(desk: Desk) -> None:
    await desk.plan(OPEN)
    other = CHOOSE.model_copy(update={"focus_area": "placement-stability"})

    outcomes = await asyncio.gather(desk.plan(CHOOSE), desk.plan(other), return_exceptions=True)

    refusals = [one for one in outcomes if isinstance(one, Refused)]
    assert [one.rule for one in refusals] == ["focus-area.count"]
    assert await desk.names() == ["review.opened.v1", "review.focus-area-chosen.v2"]


@dataclass
class Between:
    """A ledger on which something happens between each reading and each append."""

    ledger: Ledger
    happens: Any
    readings: int = 0
    streams: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def keys(self) -> AgencyKeys:
        return self.ledger.keys

    async def read(self, agency: str, streams: Sequence[str]) -> list[Envelope]:
        history = await self.ledger.read(agency, streams)
        self.readings += 1
        self.streams.append(tuple(streams))
        await self.happens(self.readings)
        return history

    async def append(self, wish: Any) -> Receipt:
        return await self.ledger.append(wish)

    async def receipt(self, agency: str, command: UUID) -> Receipt | None:
        return await self.ledger.receipt(agency, command)


async def test_a_signature_withdrawn_while_a_team_is_formed_is_noticed(desk: Desk) -> None:
    await desk.with_reviewers()

    async def withdraw(reading: int) -> None:
        if reading == 1:
            await desk.people(
                WithdrawConfidentiality(review=REVIEW, reviewer="reviewer-2", on=date(2010, 1, 20))
            )

    between: Any = Between(desk.ledger, withdraw)
    with pytest.raises(Refused) as refused:
        await handle(between, PEOPLE, FORM, desk.context(FORM))

    assert refused.value.rule == "team.confidentiality-statement"
    assert refused.value.facts == {"unsigned": ["reviewer-2"]}
    assert between.readings == 2
    assert "review.team-formed.v1" not in await desk.names()


async def test_a_command_is_handled_under_the_action_that_was_allowed(desk: Desk) -> None:
    for allowed in ("", "plan-review", "see-reviews"):
        with pytest.raises(NotAllowedError):
            await handle(desk.ledger, PLANNING, OPEN, desk.context(OPEN, allowed=allowed))

    assert await desk.names() == []


async def test_a_command_is_decided_at_the_version_it_expects_or_not_at_all(desk: Desk) -> None:
    await desk.plan(OPEN)
    for expects in (0, 2):
        with pytest.raises(MovedError) as moved:
            await handle(desk.ledger, PLANNING, CHOOSE, desk.context(CHOOSE, expects=expects))
        assert moved.value.version == 1
    assert len(await desk.names()) == 1

    key = clock.new_command_id()
    expecting = desk.context(CHOOSE, key, expects=1)
    first = await handle(desk.ledger, PLANNING, CHOOSE, expecting)
    again = await handle(desk.ledger, PLANNING, CHOOSE, expecting)

    assert (first.repeated, again.repeated) == (False, True)
    assert first.last == again.last == 2


async def test_a_heavy_command_is_decided_beside_the_loop(desk: Desk) -> None:
    class Count(Command, action="plan-review", heavy=True):
        """Notes in which thread it was decided."""

    threads: list[int] = []

    def decide(*_: object) -> list[Event]:
        threads.append(get_ident())
        return []

    counting = Decider[Count, int](0, lambda _: Streams("count-1"), lambda n, _: n, decide)
    await handle(desk.ledger, counting, Count(), desk.context(Count()))

    assert threads
    assert get_ident() not in threads


async def test_what_is_not_read_may_move_meanwhile(desk: Desk) -> None:
    await desk.with_reviewers()

    async def elsewhere(_: int) -> None:
        await desk.plan(OPEN.model_copy(update={"review": f"pqcr-{clock.new_command_id()}"}))

    between: Any = Between(desk.ledger, elsewhere)
    await handle(between, PEOPLE, FORM, desk.context(FORM))

    assert between.readings == 1
    assert between.streams == [PEOPLE.streams(FORM).all]


async def test_a_stream_that_moves_at_every_attempt_is_given_up(desk: Desk) -> None:
    await desk.with_reviewers()
    days = (date(2010, 1, day) for day in range(1, 29))

    async def moves(_: int) -> None:
        on = next(days)
        reviewer = {"review": REVIEW, "reviewer": "reviewer-2", "on": on}
        await desk.people(WithdrawConfidentiality(**reviewer))
        await desk.people(SignConfidentiality(**reviewer))

    between: Any = Between(desk.ledger, moves)
    with pytest.raises(StaleStreamError) as stale:
        await handle(between, PEOPLE, FORM, desk.context(FORM))

    assert between.readings == ATTEMPTS
    assert stale.value.streams == ("reviewer-reviewer-2",)
    assert "review.team-formed.v1" not in await desk.names()


async def test_many_who_write_one_stream_at_once_are_all_recorded(desk: Desk) -> None:
    counting = Decider[SignConfidentiality, int](
        initial=0,
        streams=lambda command: Streams(f"counter-{command.review}"),
        evolve=lambda count, _: count + 1,
        decide=lambda command, count, _: [
            ConfidentialitySigned(review=command.review, reviewer=f"nth-{count}", on=command.on)
        ],
    )
    command = SignConfidentiality(review="r", reviewer="x", on=date(2010, 1, 11))

    await asyncio.gather(
        *(handle(desk.ledger, counting, command, desk.context(command)) for _ in range(20))
    )

    history = await desk.ledger.read(desk.agency, ["counter-r"])
    assert [one.version for one in history] == list(range(1, 21))
    said: list[Event] = [one.fact for one in history]
    assert said == [
        ConfidentialitySigned(review="r", reviewer=f"nth-{nth}", on=command.on) for nth in range(20)
    ]


async def test_without_a_ledger_nothing_is_said_to_be_recorded(desk: Desk) -> None:
    dsn = "postgresql://concord_review:x@127.0.0.1:9/concord_ledger?connect_timeout=1"

    async with Ledger.open(dsn, desk.ledger.keys, patience=0.3) as away:
        with pytest.raises(LedgerUnavailableError):
            await handle(away, PLANNING, OPEN, desk.context(OPEN))
