"""The eventsourcing library's interfaces over our history, both ways."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING

import pytest
from concord_contracts import upcasts
from concord_contracts.event import UnknownFactError
from concord_kernel import clock
from concord_kernel.ledger import AgencyKeys, Ledger
from concord_kernel.ledger.application import History
from concord_kernel.ledger.mapper import FactMapper, Recorded
from concord_kernel.ledger.verify import Verdict, verify
from eventsourcing.application import AggregateNotFoundError
from eventsourcing.persistence import (
    DataError,
    IntegrityError,
    JSONTranscoder,
    OperationalError,
    StoredEvent,
)

from tests.support.ledgers import Place, foreign, signed, wish, withdrawn

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from tests.support.servers import Cluster

OLD = "review.confidentiality-signed.v0"


@pytest.fixture
def place(cluster: Cluster) -> Place:
    return Place(cluster, "concord_ledger")


@pytest.fixture
def history(place: Place, keys: AgencyKeys, agency: str) -> Generator[History]:
    with History.open(place.dsn("review"), keys, agency) as history:
        yield history


@pytest.fixture
def recorded(place: Place, keys: AgencyKeys, agency: str) -> None:
    """What Concord itself records: two reviewers, one of whom withdraws."""

    async def record() -> None:
        async with Ledger.open(place.dsn("review"), keys) as ledger:
            facts = [("reviewer-1", signed(1)), ("reviewer-2", signed(2))]
            await ledger.append(wish(agency, *facts))
            stands = {"reviewer-1": 1}
            await ledger.append(wish(agency, ("reviewer-1", withdrawn(1)), expected=stands))

    asyncio.run(record())


@dataclass(frozen=True)
class Folded:
    """A stream as the library folds it."""

    id: str
    version: int
    names: tuple[str, ...] = ()


def fold(before: Folded | None, events: Iterable[Recorded]) -> Folded | None:
    for event in events:
        names = before.names if before else ()
        said = (*names, event.fact.NAME)
        before = Folded(event.originator_id, event.originator_version, said)
    return before


@pytest.mark.usefixtures("recorded")
def test_the_repository_folds_our_streams_as_they_stood_at_a_version(history: History) -> None:
    folded = history.repository.get("reviewer-1", projector_func=fold)
    earlier = history.repository.get("reviewer-1", version=1, projector_func=fold)

    assert folded == Folded("reviewer-1", 2, (signed().NAME, withdrawn().NAME))
    assert earlier == Folded("reviewer-1", 1, (signed().NAME,))
    with pytest.raises(AggregateNotFoundError):
        history.repository.get("reviewer-9", projector_func=fold)


@pytest.mark.usefixtures("recorded")
def test_the_event_store_gives_our_facts_back(history: History) -> None:
    assert [
        Recorded("reviewer-1", 1, signed(1)),
        Recorded("reviewer-1", 2, withdrawn(1)),
    ] == list(history.events.get("reviewer-1"))


@pytest.mark.usefixtures("recorded")
def test_the_notification_log_follows_ours(history: History) -> None:
    section = history.notification_log["1,10"]

    assert [item.id for item in section.items] == [1, 2, 3]
    facts = [history.mapper.to_domain_event(item) for item in section.items]
    assert [signed(1), signed(2), withdrawn(1)] == [event.fact for event in facts]  # type: ignore[attr-defined]  # the mapper's own class
    assert [
        item.id for item in history.notification_log.select(2, 9, topics=[withdrawn().NAME])
    ] == [3]


@pytest.mark.usefixtures("recorded")
def test_what_the_library_saves_is_a_fact_like_any_other(
    history: History, place: Place, keys: AgencyKeys, agency: str
) -> None:
    saved = history.save(Recorded("reviewer-2", 2, withdrawn(2)), Recorded("team-1", 1, signed()))

    assert [one.notification.id for one in saved] == [4, 5]
    assert Verdict(agency, 5) == asyncio.run(verify(place.dsn("auditor"), keys, agency))


@pytest.mark.usefixtures("recorded")
def test_a_conflict_is_the_librarys_integrity_error(history: History) -> None:
    for stale in (1, 2, 4):
        with pytest.raises(IntegrityError):
            history.save(Recorded("reviewer-1", stale, signed()))
    with pytest.raises(IntegrityError):
        history.save(Recorded("team-1", 1, signed()), Recorded("team-1", 3, signed()))
    with pytest.raises(IntegrityError):
        history.save(Recorded("team-1", 1, signed()), unchanged={"reviewer-1": 1})

    history.save(Recorded("team-1", 1, signed()), unchanged={"reviewer-1": 2})
    assert history.recorder.max_notification_id() == 4


def test_a_command_saved_twice_is_recorded_once(history: History) -> None:
    command = clock.new_command_id()
    told = {"command": command, "actor": "person-ada", "edition": "california/pqcr@2009"}

    first = history.save(Recorded("reviewer-1", 1, signed()), **told)
    again = history.save(Recorded("reviewer-1", 1, signed()), **told)

    assert [1] == [one.notification.id for one in first] == [one.notification.id for one in again]
    assert history.recorder.max_notification_id() == 1
    with pytest.raises(IntegrityError):
        history.save(Recorded("team-1", 1, signed()), fingerprint="another", **told)


def test_what_can_never_be_recorded_is_the_librarys_data_error(history: History) -> None:
    unfit = [
        StoredEvent("Reviewer 1", 1, signed().NAME, b"{}"),
        StoredEvent(clock.new_command_id(), 1, signed().NAME, b"{}"),
        StoredEvent("reviewer-1", 1, foreign().NAME, b"{}"),
        StoredEvent("reviewer-1", 1, signed().NAME, b"\xff"),
        StoredEvent("reviewer-1", 1, signed().NAME, b"\0"),
    ]
    for event in unfit:
        with pytest.raises(DataError):
            history.recorder.insert_events([event])
    assert history.recorder.insert_events([]) == []
    assert history.recorder.max_notification_id() is None


def test_a_database_that_is_away_is_the_librarys_operational_error(
    keys: AgencyKeys, agency: str
) -> None:
    nowhere = "host=/nowhere dbname=x user=x"

    with (
        History.open(nowhere, keys, agency, patience=0.2) as history,
        pytest.raises(OperationalError),
    ):
        history.recorder.max_notification_id()


def test_a_stream_may_begin_at_zero_as_the_library_allows(
    history: History, place: Place, keys: AgencyKeys, agency: str
) -> None:
    history.save(Recorded("reviewer-1", 0, signed()), Recorded("reviewer-1", 1, withdrawn()))
    history.save(Recorded("reviewer-2", 0, signed()))

    with pytest.raises(IntegrityError):
        history.save(Recorded("reviewer-2", 0, signed()))
    history.save(Recorded("reviewer-2", 1, withdrawn()))

    assert [event.originator_version for event in history.events.get("reviewer-2")] == [0, 1]
    assert Verdict(agency, 4) == asyncio.run(verify(place.dsn("auditor"), keys, agency))


def test_a_fact_of_an_older_version_comes_back_in_the_latest(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        upcasts.UPCASTS,
        OLD,
        (signed().NAME, lambda old: {"reviewer": old["who"], **old}),
    )
    old = StoredEvent(
        "reviewer-1", 1, OLD, b'{"on":"2010-01-25","review":"review-1","who":"person-1"}'
    )

    history.recorder.insert_events([old])

    assert [Recorded("reviewer-1", 1, signed(1))] == list(history.events.get("reviewer-1"))


def test_the_mapper_reads_and_writes_facts_only() -> None:
    mapper = FactMapper(JSONTranscoder())
    event = Recorded("reviewer-1", 7, signed())

    assert event == mapper.to_domain_event(mapper.to_stored_event(event))
    with pytest.raises(UnknownFactError):
        mapper.to_domain_event(StoredEvent("reviewer-1", 1, "review.unheard-of.v1", b"{}"))
    with pytest.raises(TypeError):
        mapper.to_stored_event(signed())  # type: ignore[arg-type]  # no place in a stream


def test_a_subscription_waits_for_what_comes_and_ends_when_told(history: History) -> None:
    history.save(Recorded("reviewer-1", 1, signed()))
    late = Timer(0.2, lambda: history.save(Recorded("reviewer-1", 2, withdrawn())))
    seen = []

    with history.recorder.subscribe() as subscription:
        late.start()
        for notification in subscription:
            seen.append(notification.id)
            if len(seen) == 2:
                Timer(0.2, subscription.stop).start()
    late.join()

    assert seen == [1, 2]


def test_nothing_is_taken_from_the_environment(
    place: Place, keys: AgencyKeys, agency: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MAPPER_TOPIC", "PERSISTENCE_MODULE", "IS_SNAPSHOTTING_ENABLED", "CIPHER_TOPIC"):
        monkeypatch.setenv(name, "nowhere:Nothing")

    with History.open(place.dsn("review"), keys, agency) as history:
        history.save(Recorded("reviewer-1", 1, signed()))
        assert [Recorded("reviewer-1", 1, signed())] == list(history.events.get("reviewer-1"))


def test_there_is_no_room_for_snapshots_and_positions(history: History) -> None:
    for asked in (
        history.factory.aggregate_recorder,
        history.factory.tracking_recorder,
        history.factory.process_recorder,
    ):
        with pytest.raises(NotImplementedError):
            asked()
