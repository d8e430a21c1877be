"""Fixtures: one whole deployment for scenarios and browsers, every process behind the one door."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from concord_demo import durham, players, santa_cruz
from concord_demo.play import play
from concord_demo.stage import Stage
from rich.console import Console

from tests.support.apart import apart
from tests.support.servers import room

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """Everything runs, and two agencies have joined."""
    with room() as root:
        stage = Stage(root)
        try:
            apart(stage.start)
            for agency in (santa_cruz.AGENCY, durham.AGENCY):
                stage.let_join(agency)
            stage.enrol(players.ALL, players.FIRST)
            yield stage
        finally:
            stage.deployment.stop()


@pytest.fixture(scope="session")
def told(stage: Stage) -> tuple[santa_cruz.Story, durham.Story]:
    """Both reviews were played."""
    return play(stage, Console(file=io.StringIO()))
