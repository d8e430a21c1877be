"""The checker finds what it is there for: histories made bad by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from tests.faults.checker import Attempt, Said, Seen, check_arrived, check_log, check_rows
from tests.faults.folds import FOLDS
from tests.faults.journal import Journal, attempts
from tests.support.facts import envelope

if TYPE_CHECKING:
    from pathlib import Path

    from concord_contracts.event import Envelope

AGENCY = "ca-alpine"


def fact(
    position: int, command: int, stream: str = "s-1", version: int = 0, by: int = 1
) -> Envelope:
    made = envelope(AGENCY, position, data=f'{{"by":{by},"counter":"counter-0"}}', stream=stream)
    return made._replace(version=version or position, command=UUID(int=command))


def attempt(command: int, *log: Envelope, outcome: str = "ok") -> Attempt:
    """What was told when these facts were recorded by this command."""
    own = [one for one in log if one.command == UUID(int=command)]
    ok = outcome == "ok"
    return Attempt(
        agency=AGENCY,
        command=str(UUID(int=command)),
        invoked=command,
        outcome="ok" if ok else "fail" if outcome == "fail" else "unknown",
        ended=command + 0.5 if ok else 0.0,
        receipts=((own[0].position, own[-1].position),) if ok else (),
        facts=tuple(Said(one.stream, one.version, one.name, one.data) for one in own),
    )


GOOD = [fact(1, 1), fact(2, 1), fact(3, 2), fact(4, 3, "s-2", 1)]
TOLD = [attempt(1, *GOOD), attempt(2, *GOOD), attempt(3, *GOOD)]


def test_a_good_history_passes() -> None:
    assert check_log(AGENCY, GOOD, TOLD) == []


@pytest.mark.parametrize(
    ("log", "finding"),
    [
        pytest.param(GOOD[:3], "acknowledged and is lost", id="the last is lost"),
        pytest.param(
            [GOOD[0], fact(2, 2, version=2), fact(3, 3, "s-2", 1)],
            "is lost in part",
            id="a part of a command is lost",
        ),
        pytest.param(
            [*GOOD, fact(5, 3, "s-2", 2)], "is recorded twice", id="a command is recorded twice"
        ),
        pytest.param([GOOD[1], GOOD[0], *GOOD[2:]], "position 2 where 1", id="reordered"),
        pytest.param([*GOOD[:2], GOOD[3]], "position 4 where 3", id="a gap in positions"),
        pytest.param(
            [*GOOD[:2], fact(3, 2, version=4), GOOD[3]], "version 4 of s-1", id="a gap in versions"
        ),
        pytest.param(
            [*GOOD[:2], fact(3, 2, version=2), GOOD[3]], "version 2 of s-1", id="a version twice"
        ),
        pytest.param(
            [*GOOD[:3], GOOD[3]._replace(agency="nc-durham")],
            "a fact of nc-durham",
            id="another agency's fact",
        ),
        pytest.param(
            [*GOOD, fact(5, 9, "s-3", 1)], "nobody sent it", id="a fact that nobody recorded"
        ),
        pytest.param(
            [*GOOD[:3], fact(4, 3, "s-2", 1, by=2)], "otherwise than it was sent", id="other data"
        ),
        pytest.param(
            [
                fact(1, 1),
                fact(2, 2, "s-9", 1),
                fact(3, 1, version=2),
                fact(4, 3, "s-2", 1),
            ],
            "is torn apart",
            id="a command is torn apart",
        ),
    ],
)
def test_a_bad_log_is_found(log: list[Envelope], finding: str) -> None:
    found = check_log(AGENCY, log, TOLD)

    assert any(finding in one for one in found), found


def test_a_receipt_that_names_another_place_is_found() -> None:
    moved = [*TOLD[:2], TOLD[2]._replace(receipts=((4, 4), (5, 5)))]

    assert "was told 5 to 5" in check_log(AGENCY, GOOD, moved)[0]


def test_a_later_command_before_an_earlier_one_is_found() -> None:
    late = [TOLD[0]._replace(invoked=9.0, ended=9.5), *TOLD[1:]]

    assert any("stands before what was known" in one for one in check_log(AGENCY, GOOD, late))


def test_what_was_refused_and_recorded_is_found() -> None:
    refused = [*TOLD[:2], attempt(3, *GOOD, outcome="fail")]

    assert "refused and recorded" in check_log(AGENCY, GOOD, refused)[0]


def test_an_unknown_outcome_may_be_recorded_once_or_not_at_all() -> None:
    unknown = [*TOLD[:2], attempt(3, *GOOD, outcome="unknown")]
    twice = [*GOOD, fact(5, 3, "s-2", 2)]

    assert check_log(AGENCY, GOOD, unknown) == []
    assert check_log(AGENCY, GOOD[:3], unknown) == []
    assert "is recorded twice" in check_log(AGENCY, twice, unknown)[0]


def test_a_command_of_another_agency_is_found() -> None:
    elsewhere = [*TOLD[:2], TOLD[2]._replace(agency="nc-durham")]

    assert "nobody sent it" in check_log(AGENCY, GOOD, elsewhere)[0]


def test_an_operators_command_is_let_pass() -> None:
    assert check_log(AGENCY, GOOD, TOLD[:2], others={str(UUID(int=3))}) == []


COUNT, CHAIN = FOLDS["tally-count"], FOLDS["tally-chain"]


@pytest.mark.parametrize(
    ("rows", "position"),
    [
        pytest.param({"counter-0": (5, 5)}, 4, id="counted twice"),
        pytest.param({"counter-0": (3, 3)}, 4, id="not counted"),
        pytest.param({}, 4, id="row missing"),
        pytest.param({"counter-0": (4, 4), "counter-1": (1, 1)}, 4, id="another's row"),
        pytest.param({"counter-0": (4, 4)}, 3, id="position behind the rows"),
        pytest.param({"counter-0": (4, 4)}, 5, id="position ahead of the log"),
    ],
)
def test_bad_rows_are_found(rows: dict[str, tuple[int, int]], position: int) -> None:
    assert len(check_rows(Seen("tally-count", AGENCY, position, rows), GOOD, COUNT)) == 1


def test_good_rows_pass() -> None:
    assert check_rows(Seen("tally-count", AGENCY, 4, {"counter-0": (4, 4)}), GOOD, COUNT) == []
    assert check_rows(Seen("tally-count", AGENCY, 2, {"counter-0": (2, 2)}), GOOD, COUNT) == []


def test_facts_that_were_applied_out_of_order_are_found() -> None:
    swapped = [GOOD[1], GOOD[0], *GOOD[2:]]

    assert len(check_rows(Seen("tally-chain", AGENCY, 4, CHAIN(swapped)), GOOD, CHAIN)) == 1


def test_a_reader_that_stays_behind_is_found() -> None:
    assert check_arrived(Seen("tally-count", AGENCY, 4, {}), GOOD) == []
    assert len(check_arrived(Seen("tally-count", AGENCY, 3, {}), GOOD)) == 1


def test_a_journal_is_read_back_also_where_its_writer_was_killed(tmp_path: Path) -> None:
    journal, said = Journal(tmp_path, "one"), Said("s-1", 1, "review.test-counted.v1", "{}")
    journal.invoke(AGENCY, 1, [said])
    journal.unknown(AGENCY, 1, "away")
    journal.invoke(AGENCY, 1, [said])
    journal.ok(AGENCY, 1, 7, 7)
    journal.invoke(AGENCY, 2)
    journal.invoke(AGENCY, 3, [said])
    journal.fail(AGENCY, 3, "StaleStreamError")
    with (tmp_path / "one.jsonl").open("a") as file:
        file.write('{"at": 3, "do": "ok", "agen')

    first, second, third = attempts(tmp_path)

    assert (first.outcome, first.receipts, first.facts) == ("ok", ((7, 7),), (said,))
    assert (second.outcome, second.facts) == ("unknown", None)
    assert third.outcome == "fail"
