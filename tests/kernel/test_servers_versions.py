"""A directory that another version of Concord left: brought up, or refused in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import psycopg
import pytest
from concord_kernel.servers import OtherVersionError
from concord_kernel.servers.deployment import Deployment, Wishes
from psycopg.conninfo import make_conninfo

if TYPE_CHECKING:
    from pathlib import Path

ONE = Wishes(services=("reporting",))
MADE_BY = "select obj_description('report_page'::regnamespace, 'pg_namespace')"


def as_superuser(deployment: Deployment, database: str, statement: str) -> list[tuple[str, ...]]:
    dsn = make_conninfo(deployment.postgres.admin_dsn, dbname=database)
    with psycopg.connect(dsn, autocommit=True) as admin:
        done = admin.execute(statement.encode())
        return done.fetchall() if done.description else []


def rows_by_another_version(deployment: Deployment, root: Path) -> list[tuple[str, ...]]:
    """What the rows were made by, before they are said to be of other tables."""
    made_by = as_superuser(deployment, "concord_reporting", MADE_BY)
    as_superuser(deployment, "concord_reporting", "comment on schema report_page is 'other tables'")
    (root / "version").write_text("another")
    return made_by


def test_what_another_version_left_is_brought_up_or_refused_and_nothing_stays_half_started(
    server_room: Path,
) -> None:
    root = server_room / "run"
    with Deployment(root, ONE) as first:
        made_by = rows_by_another_version(first, root)
    with Deployment(root, ONE) as brought_up:
        assert httpx2.get(f"{brought_up.url}/reporting/openapi.json").is_success
        assert as_superuser(brought_up, "concord_reporting", MADE_BY) == made_by
        assert (root / "version").read_text() != "another"
        as_superuser(brought_up, "concord_ledger", "update ledger.migration set sha256 = 'other'")
    (root / "version").unlink()

    refused = Deployment(root, ONE)
    with pytest.raises(OtherVersionError, match="left by another version of Concord") as said:
        refused.start()

    assert "\n" not in str(said.value)
    assert not refused.processes
    assert not refused.postgres.alive
