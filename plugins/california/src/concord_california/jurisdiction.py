"""What California answers: which agencies it speaks for, and its editions, read from this package.

The rules are in the TOML files beside it, each with its sentence; nothing is decided here.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from concord_contracts.hooks import Jurisdiction, impl
from concord_contracts.rulebook import read_rulebook

if TYPE_CHECKING:
    from concord_contracts.rules import Edition

BOOKS: Final = {"california/pqcr@2009": "pqcr_2009.toml"}
"""Which file holds which edition."""


@impl
def jurisdiction() -> Jurisdiction:
    """California, its state department and its 58 counties."""
    return _california()


@impl
def edition(edition: str) -> Edition | None:
    """One of California's editions, or none."""
    return _read(BOOKS[edition]) if edition in BOOKS else None


@cache
def _california() -> Jurisdiction:
    return Jurisdiction.model_validate(tomllib.loads(_text("jurisdiction.toml")))


@cache
def _read(book: str) -> Edition:
    return read_rulebook(_text(book))


def _text(name: str) -> str:
    return files("concord_california").joinpath(name).read_text(encoding="utf-8")
