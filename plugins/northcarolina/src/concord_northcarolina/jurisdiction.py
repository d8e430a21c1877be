"""What North Carolina answers: which agencies it speaks for, and its editions, from this package.

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

BOOKS: Final = {"northcarolina/osri@2014": "osri_2014.toml"}
"""Which file holds which edition."""


@impl
def jurisdiction() -> Jurisdiction:
    """North Carolina, its state division and its 100 counties."""
    return _north_carolina()


@impl
def edition(edition: str) -> Edition | None:
    """One of North Carolina's editions, or none."""
    return _read(BOOKS[edition]) if edition in BOOKS else None


@cache
def _north_carolina() -> Jurisdiction:
    return Jurisdiction.model_validate(tomllib.loads(_text("jurisdiction.toml")))


@cache
def _read(book: str) -> Edition:
    return read_rulebook(_text(book))


def _text(name: str) -> str:
    return files("concord_northcarolina").joinpath(name).read_text(encoding="utf-8")
