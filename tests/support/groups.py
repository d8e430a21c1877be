"""Sends the tests of one group to one worker, so that what they share is started once.

What takes long begins first, so that no worker is left with it when the others have nothing more.

pytest-xdist's own grouping writes the group into a test's id, which pytest 9.2 does not take up any
more: groups are then silently ignored (pytest-xdist issue 1386). Ours reads the mark in the module.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest
from xdist.scheduler import LoadGroupScheduling  # type: ignore[import-untyped]  # it has no types

if TYPE_CHECKING:
    from pathlib import Path

    from xdist.remote import Producer  # type: ignore[import-untyped]  # it has no types
    from xdist.workermanage import WorkerController  # type: ignore[import-untyped]  # nor has this

GROUP: Final = re.compile(r"""^pytestmark = .*pytest\.mark\.xdist_group\("(\w+)"\)""", re.MULTILINE)
"""How a module says to which group its tests belong."""

SHARED: Final = re.compile(r"""^@pytest\.fixture\(.*scope="module\"""", re.MULTILINE)
"""How a module says that its tests have something in common that is made once."""


@cache
def group_of(module: Path) -> str:
    """The group that a module names; else its package or itself, where fixtures are shared."""
    text, package = module.read_text("utf-8"), module.parent
    if found := GROUP.search(text):
        return found[1]
    if (package / "__init__.py").exists():
        return package.name
    return module.stem if SHARED.search(text) else ""


class Grouped(LoadGroupScheduling):  # type: ignore[misc]  # it has no types
    """Gives each worker whole groups, and single tests that belong to none.

    A run comes to its end also where a worker does not: pytest-xdist gives the test that ended it
    to the next one, and lets that one wait where a single test is left.
    """

    def remove_node(self, node: WorkerController) -> str | None:
        """Give what a worker leaves to the others, but not the test that it ended with."""
        workload = self.assigned_work.pop(node)
        left = {scope: unit for scope, unit in workload.items() if not all(unit.values())}
        if not left:
            return None
        unit = next(iter(left.values()))
        ended_with: str = next(test for test, is_done in unit.items() if not is_done)
        unit[ended_with] = True
        self.workqueue |= {scope: unit for scope, unit in left.items() if not all(unit.values())}
        for other in self.nodes:
            self._reschedule(other)
        return ended_with

    def _reschedule(self, node: WorkerController) -> None:
        """A worker begins a test when it knows what comes after it, or that nothing does."""
        super()._reschedule(node)
        if not node.shutting_down and self._pending_of(self.assigned_work[node]) == 1:
            self._reschedule(node)

    def _split_scope(self, nodeid: str) -> str:
        return group_of(self.config.rootpath / nodeid.partition("::")[0]) or nodeid


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that say how long they may take come before those that need no more than usual."""
    items.sort(key=lambda item: item.get_closest_marker("timeout") is None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Grouped | None:
    """Ours in the place of ``--dist loadgroup``'s own."""
    return Grouped(config, log) if config.getvalue("dist") == "loadgroup" else None
