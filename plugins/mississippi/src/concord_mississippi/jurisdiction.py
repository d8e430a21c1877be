"""What Mississippi answers: which agencies it speaks for, and its editions.

The rules are in the TOML files beside it, each with its sentence; nothing is decided here.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

from concord_contracts.hooks import impl
from concord_contracts.rulebook import Bookshelf

if TYPE_CHECKING:
    from concord_contracts.hooks import Jurisdiction
    from concord_contracts.rules import Edition


def _text(name: str) -> str:
    return files("concord_mississippi").joinpath(name).read_text(encoding="utf-8")


SHELF: Final = Bookshelf(_text, {"mississippi/cqi@2009": "cqi_2009.toml"})


@impl
def jurisdiction() -> Jurisdiction:
    """Mississippi, its state division and the seven regions that a source names."""
    return SHELF.jurisdiction


@impl
def edition(edition: str) -> Edition | None:
    """One of Mississippi's editions, or none."""
    return SHELF.edition(edition)
