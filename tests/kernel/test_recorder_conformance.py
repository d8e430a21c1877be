"""The eventsourcing library's own test cases for recorders, run on the ledger, whole.

Source: ``eventsourcing.tests.persistence`` of release 9.5.6 (BSD-3-Clause). The ledger asks that a
stream's name begins with a letter, so originators are called so; a role that may record facts of
any name plays the service, since the cases choose topics freely.
"""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING

import psycopg
import pytest
from concord_kernel import clock
from concord_kernel.ledger.application import ledger_in_a_thread
from concord_kernel.ledger.recorder import LedgerRecorder
from eventsourcing.tests.persistence import (
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
)

from tests.support.ledgers import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from concord_kernel.ledger import AgencyKeys

    from tests.support.servers import Cluster

ANY_NAME = f"concord_any_{token_hex(4)}"


@pytest.fixture(scope="module")
def any_name(cluster: Cluster) -> Generator[Callable[[str], str]]:
    """The address, by database, of a role for facts of any name; only tests have one."""
    policy = (
        f"create policy {ANY_NAME} on ledger.fact for insert to {ANY_NAME}"
        " with check (agency = current_setting('concord.agency', true))"
    )
    place = Place(cluster, "concord_ledger")
    with psycopg.connect(place.admin(), autocommit=True) as admin:
        admin.execute(f"create role {ANY_NAME} login password 'any' in role concord_review")
        admin.execute(policy)
        yield lambda database: cluster.postgres.dsn(database, ANY_NAME, "any")
        admin.execute(f"drop policy {ANY_NAME} on ledger.fact")
        admin.execute(f"drop role {ANY_NAME}")


class OnTheLedger:
    """How the library's cases get a recorder: a fresh agency for each."""

    new_agency: Callable[[], str]
    made: Callable[[str], LedgerRecorder]

    @pytest.fixture(autouse=True)  # ruff: ignore[pytest-fixture-autouse] -- cases take no fixtures
    def _where(
        self,
        any_name: Callable[[str], str],
        keys: AgencyKeys,
        new_agency: Callable[[], str],
    ) -> Generator[None]:
        with ledger_in_a_thread(any_name("concord_ledger"), keys) as (ledger, loop):
            self.new_agency = new_agency
            self.made = lambda agency: LedgerRecorder(ledger, agency, loop)
            yield

    def new_originator_id(self) -> str:
        return f"originator-{clock.new_command_id()}"

    def create_recorder(self) -> LedgerRecorder:
        return self.made(self.new_agency())


class TestApplicationRecorder(OnTheLedger, ApplicationRecorderTestCase[LedgerRecorder]):
    def test_insert_subscribe(self) -> None:
        """The library leaves this case to those who can subscribe; we can."""
        self.optional_test_insert_subscribe()


class TestNonInterleaving(OnTheLedger, NonInterleavingNotificationIDsBaseCase):
    pass
