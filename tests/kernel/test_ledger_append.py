from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from concord_kernel import clock
from concord_kernel.ledger import (
    AgencyKeys,
    CommandReusedError,
    Ledger,
    StaleStreamError,
    UnfitAppendError,
)

from tests.support.ledgers import foreign, signed, wish, withdrawn

if TYPE_CHECKING:
    from collections.abc import Callable

    from concord_contracts.facts.people import ConfidentialitySigned

    from tests.support.ledgers import Place

pytestmark = pytest.mark.anyio


async def test_positions_are_dense_from_one_in_each_agency(
    ledger: Ledger, new_agency: Callable[[], str]
) -> None:
    one, other = new_agency(), new_agency()

    for n in range(3):
        await ledger.append(wish(one, (f"reviewer-{n}", signed()), (f"team-{n}", signed())))
        await ledger.append(wish(other, (f"reviewer-{n}", signed())))

    assert [fact.position for fact in await ledger.after(one, 0)] == [1, 2, 3, 4, 5, 6]
    assert [fact.position for fact in await ledger.after(other, 0)] == [1, 2, 3]


async def test_a_stream_has_dense_versions_also_within_one_command(
    ledger: Ledger, agency: str
) -> None:
    await ledger.append(wish(agency, ("reviewer-1", signed()), ("reviewer-1", withdrawn())))
    await ledger.append(wish(agency, ("reviewer-1", signed()), expected={"reviewer-1": 2}))

    facts = await ledger.read(agency, ["reviewer-1"])

    assert [fact.version for fact in facts] == [1, 2, 3]
    assert [signed(), withdrawn(), signed()] == [fact.fact for fact in facts]


async def test_facts_that_nothing_was_decided_for_come_after_whatever_stands(
    ledger: Ledger, agency: str
) -> None:
    anywhere = {"reviewer-1": None}
    wishes = [wish(agency, ("reviewer-1", signed()), expected=anywhere) for _ in range(20)]

    await asyncio.gather(*map(ledger.append, wishes))

    facts = await ledger.read(agency, ["reviewer-1"])
    assert [fact.version for fact in facts] == list(range(1, 21))


async def test_an_envelope_says_who_when_and_why(
    place: Place, keys: AgencyKeys, agency: str
) -> None:
    noon = datetime(2010, 1, 29, 12, 0, 0, 123456, tzinfo=UTC)
    asked = wish(agency, ("reviewer-1", signed()))

    async with Ledger.open(place.dsn("review"), keys, clock=lambda: noon) as ledger:
        await ledger.append(asked)
        (fact,) = await ledger.read(agency, ["reviewer-1"])

    assert (agency, 1, "reviewer-1", 1, "review.confidentiality-signed.v1", noon) == fact[:6]
    assert ("person-ada", "command-1", "command-0", asked.command) == fact[6:10]
    assert signed().canonical() == fact.data


async def test_a_stream_that_moved_refuses_and_nothing_is_recorded(
    ledger: Ledger, agency: str
) -> None:
    await ledger.append(wish(agency, ("reviewer-1", signed())))

    with pytest.raises(StaleStreamError) as stale:
        await ledger.append(wish(agency, ("team-1", signed()), ("reviewer-1", withdrawn())))

    assert stale.value.streams == ("reviewer-1",)
    assert len(await ledger.after(agency, 0)) == 1


async def test_a_stream_that_was_only_read_refuses_when_it_moved(
    ledger: Ledger, agency: str
) -> None:
    await ledger.append(wish(agency, ("reviewer-1", signed())))
    await ledger.append(wish(agency, ("team-1", signed()), guards={"reviewer-1": 1}))
    await ledger.append(wish(agency, ("reviewer-1", withdrawn()), expected={"reviewer-1": 1}))

    with pytest.raises(StaleStreamError) as stale:
        await ledger.append(wish(agency, ("team-2", signed()), guards={"reviewer-1": 1}))

    assert stale.value.streams == ("reviewer-1",)
    assert await ledger.read(agency, ["team-2"]) == []


async def test_a_guard_also_holds_that_a_stream_is_still_new(ledger: Ledger, agency: str) -> None:
    await ledger.append(wish(agency, ("reviewer-1", signed())))

    with pytest.raises(StaleStreamError):
        await ledger.append(wish(agency, ("team-1", signed()), guards={"reviewer-1": 0}))


async def test_a_stream_expected_to_be_further_than_it_is_refuses(
    ledger: Ledger, agency: str
) -> None:
    with pytest.raises(StaleStreamError):
        await ledger.append(wish(agency, ("team-1", signed()), expected={"team-1": 1}))


async def test_the_same_command_gets_the_same_answer_and_records_once(
    ledger: Ledger, agency: str
) -> None:
    asked = wish(agency, ("reviewer-1", signed()), answer={"reviewer": "person-1", "n": [1, 2]})

    first = await ledger.append(asked)
    again = await ledger.append(asked)

    assert replace(first, repeated=True) == again
    assert (first.answer, first.first, first.last) == ({"reviewer": "person-1", "n": [1, 2]}, 1, 1)
    assert len(await ledger.after(agency, 0)) == 1


async def test_a_repeat_gets_its_answer_whatever_happened_since(
    ledger: Ledger, agency: str
) -> None:
    asked = wish(agency, ("reviewer-1", signed()))
    first = await ledger.append(asked)
    await ledger.append(wish(agency, ("reviewer-1", withdrawn()), expected={"reviewer-1": 1}))

    assert replace(first, repeated=True) == await ledger.append(asked)


async def test_another_body_under_the_same_id_is_refused(ledger: Ledger, agency: str) -> None:
    asked = wish(agency, ("reviewer-1", signed()))
    await ledger.append(asked)

    with pytest.raises(CommandReusedError):
        await ledger.append(replace(asked, fingerprint="0" * 64))


async def test_the_same_id_in_another_agency_is_another_command(
    ledger: Ledger, new_agency: Callable[[], str]
) -> None:
    asked = wish(new_agency(), ("reviewer-1", signed()))
    await ledger.append(asked)

    assert not (await ledger.append(replace(asked, agency=new_agency()))).repeated


async def test_a_refusal_is_not_kept(ledger: Ledger, agency: str) -> None:
    asked = wish(agency, ("reviewer-1", signed()), guards={"team-1": 1})

    with pytest.raises(StaleStreamError):
        await ledger.append(asked)
    assert await ledger.receipt(agency, asked.command) is None

    await ledger.append(wish(agency, ("team-1", signed())))
    assert not (await ledger.append(asked)).repeated


async def test_a_command_that_changes_nothing_is_answered_and_kept(
    ledger: Ledger, agency: str
) -> None:
    await ledger.append(wish(agency, ("reviewer-1", signed())))
    nothing = wish(agency, guards={"reviewer-1": 1}, answer={"known": True})

    first = await ledger.append(nothing)

    assert (first.first, first.last, first.answer) == (2, 1, {"known": True})
    assert replace(first, repeated=True) == await ledger.append(nothing)
    assert len(await ledger.after(agency, 0)) == 1


async def test_a_command_that_changes_nothing_in_an_empty_log(ledger: Ledger, agency: str) -> None:
    receipt = await ledger.append(wish(agency))

    assert (receipt.first, receipt.last) == (1, 0)


async def test_the_deployments_own_log_is_one(place: Place, keys: AgencyKeys) -> None:
    async with Ledger.open(place.dsn("operator"), keys) as ledger:
        receipt = await ledger.append(wish("concord", answer={"n": 1}))

    assert receipt.agency == "concord"


async def test_whoever_listens_is_told_of_a_commit_with_facts(
    place: Place, keys: AgencyKeys, agency: str
) -> None:
    told: list[str] = []
    async with Ledger.open(place.dsn("review"), keys, on_commit=told.append) as ledger:
        await ledger.append(wish(agency))
        assert told == []
        await ledger.append(wish(agency, ("reviewer-1", signed())))

    assert [agency] == told


async def test_a_listener_that_fails_harms_no_append(
    place: Place, keys: AgencyKeys, agency: str, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: str) -> None:
        raise RuntimeError("the bus is away")

    async with Ledger.open(place.dsn("review"), keys, on_commit=fail) as ledger:
        assert (await ledger.append(wish(agency, ("reviewer-1", signed())))).last == 1
    assert "poke" in caplog.text


@pytest.mark.parametrize(
    "stream", ["", "Reviewer-1", "reviewer 1", "reviewer-1,x", "a}", '"', "a-1\n", "x" * 81, "ä-1"]
)
async def test_a_streams_name_is_checked_before_it_travels(
    ledger: Ledger, agency: str, stream: str
) -> None:
    with pytest.raises(UnfitAppendError):
        await ledger.append(wish(agency, (stream, signed())))
    with pytest.raises(UnfitAppendError):
        await ledger.append(wish(agency, guards={stream: 0}))
    with pytest.raises(UnfitAppendError):
        await ledger.read(agency, [stream])


@pytest.mark.parametrize("agency", ["", "concord2", "../ca-x", "CA-x", "ca", "ca-x'", "ca-x\n"])
async def test_an_agencys_code_is_checked_before_it_travels(ledger: Ledger, agency: str) -> None:
    with pytest.raises(UnfitAppendError):
        await ledger.append(wish(agency, ("reviewer-1", signed())))
    with pytest.raises(UnfitAppendError):
        await ledger.after(agency, 0)


async def test_a_written_stream_needs_an_expected_version(ledger: Ledger, agency: str) -> None:
    with pytest.raises(UnfitAppendError, match="reviewer-1"):
        await ledger.append(wish(agency, ("reviewer-1", signed()), expected={}))


async def test_no_version_is_below_zero(ledger: Ledger, agency: str) -> None:
    with pytest.raises(UnfitAppendError):
        await ledger.append(wish(agency, ("team-1", signed()), expected={"team-1": -1}))
    with pytest.raises(UnfitAppendError):
        await ledger.append(wish(agency, guards={"team-1": -1}))


def _saying(text: str) -> ConfidentialitySigned:
    return signed().model_copy(update={"reviewer": text})


@pytest.mark.parametrize("text", ["\0", "a\0b", "\\\0", "\ud800"])
async def test_a_fact_with_what_is_no_character_is_refused(
    ledger: Ledger, agency: str, text: str
) -> None:
    with pytest.raises(UnfitAppendError):
        await ledger.append(wish(agency, ("reviewer-1", _saying(text))))


@pytest.mark.parametrize("text", ["\\u0000", "\\\\u0000", "ä 🙂 \u2028", "'\";--", "\x01\x1f\x7f"])
async def test_any_other_text_comes_back_as_it_was(ledger: Ledger, agency: str, text: str) -> None:
    await ledger.append(wish(agency, ("reviewer-1", fact := _saying(text))))

    (back,) = await ledger.read(agency, ["reviewer-1"])

    assert fact.canonical() == back.data


async def test_a_fact_of_a_megabyte_is_recorded_and_a_larger_one_refused(
    ledger: Ledger, agency: str
) -> None:
    rest = len(_saying("").canonical())
    await ledger.append(wish(agency, ("reviewer-1", _saying("x" * (1_000_000 - rest)))))

    with pytest.raises(UnfitAppendError, match=r"1,000,000 bytes"):
        await ledger.append(wish(agency, ("reviewer-2", _saying("x" * (1_000_001 - rest)))))
    with pytest.raises(UnfitAppendError, match=r"1,000,000 bytes"):
        await ledger.append(wish(agency, ("reviewer-2", _saying("ä" * (500_001)))))


async def test_a_command_of_more_than_it_may_record_is_refused(ledger: Ledger, agency: str) -> None:
    huge = _saying("x" * 900_000)

    with pytest.raises(UnfitAppendError, match="one command"):
        await ledger.append(wish(agency, *[("reviewer-1", huge)] * 40))


async def test_a_fact_of_another_service_is_refused_by_the_database(
    ledger: Ledger, agency: str
) -> None:
    with pytest.raises(UnfitAppendError, match="may not record"):
        await ledger.append(wish(agency, ("schedule-1", foreign())))

    assert {one: head for one, head in (await ledger.heads()).items() if one == agency} == {}


async def test_a_closed_ledger_takes_nothing_more(
    place: Place, keys: AgencyKeys, agency: str
) -> None:
    async with Ledger.open(place.dsn("review"), keys) as ledger:
        pass

    with pytest.raises(Exception, match="closing its ledger"):
        await ledger.append(wish(agency, ("reviewer-1", signed())))


def test_the_clock_is_in_utc() -> None:
    assert clock.now().tzinfo == UTC
    assert clock.new_command_id() != clock.new_command_id()
