"""What passes, what stays, and what is said about it."""

from __future__ import annotations

import nats.errors
import psycopg
import pytest
from concord_contracts.event import UnknownFactError
from concord_kernel.decider import Refused
from concord_kernel.ledger import LedgerUnavailableError, StaleStreamError
from concord_kernel.readers import RowsChangedError, RowsNotReadyError
from concord_kernel.readers.trouble import passes, reason
from psycopg import errors
from pydantic import ValidationError

from tests.support.reading import Counted

TOLD = "Marisol Vega said"


@pytest.mark.parametrize(
    "error",
    [
        psycopg.OperationalError(),
        errors.DiskFull(),
        errors.InternalError_(),  # what PostgreSQL says when a file may not grow
        errors.DeadlockDetected(),
        errors.SerializationFailure(),
        errors.AdminShutdown(),
        errors.IoError(),
        psycopg.InterfaceError(),
        LedgerUnavailableError(),
        StaleStreamError(["a"]),
        nats.errors.TimeoutError(),
        TimeoutError(),
        ConnectionResetError(),
        RowsChangedError("a"),
        RowsNotReadyError("a"),
    ],
)
def test_what_servers_do_passes(error: Exception) -> None:
    assert passes(error)


@pytest.mark.parametrize(
    "error",
    [
        ValueError(TOLD),
        KeyError(TOLD),
        AssertionError(),
        UnknownFactError("review.x.v1"),
        Refused("some.rule"),
        errors.UniqueViolation(),
        errors.NumericValueOutOfRange(),
        errors.UndefinedColumn(),
        errors.InsufficientPrivilege(),
        errors.ProgramLimitExceeded(),
    ],
)
def test_what_facts_and_readers_do_stays(error: Exception) -> None:
    assert not passes(error)


def test_a_reason_names_the_error_and_its_place() -> None:
    with pytest.raises(ValueError, match=TOLD) as caught:
        raise ValueError(TOLD)
    assert reason(caught.value).startswith(f"ValueError at {__name__}:")


def test_a_reason_names_fields_and_never_values() -> None:
    with pytest.raises(ValidationError) as caught:
        Counted.of(f'{{"by":"{TOLD}","counter":"{TOLD}"}}')
    said = reason(caught.value)
    assert said.startswith("ValidationError by:int_parsing, counter:string_pattern_mismatch at ")
    assert TOLD not in said


def test_a_reason_names_the_constraint_and_never_the_key(cluster_error: psycopg.Error) -> None:
    said = reason(cluster_error)
    assert "UniqueViolation 23505 secret secret_pkey" in said
    assert TOLD not in said


@pytest.fixture
def cluster_error(postgres: object) -> psycopg.Error:
    with psycopg.connect(postgres.admin_dsn) as db:  # type: ignore[attr-defined]  # the fixture's protocol has it
        db.execute("create temporary table secret (said text primary key)")
        db.execute("insert into secret values (%s)", (TOLD,))
        with pytest.raises(errors.UniqueViolation) as caught:
            db.execute("insert into secret values (%s)", (TOLD,))
        db.rollback()
        return caught.value
