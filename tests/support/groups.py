"""Sends the tests of one group to one worker, so that what they share is started once.

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
    """Gives each worker whole groups, and single tests that belong to none."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(self.config.rootpath / nodeid.partition("::")[0]) or nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Grouped | None:
    """Ours in the place of ``--dist loadgroup``'s own."""
    return Grouped(config, log) if config.getvalue("dist") == "loadgroup" else None
