"""What a jurisdiction's plugin answers: one spec a question; an answer is data, never an effect.

The entry-point group carries the major version. A new argument is a compatible change, because an
implementation may take fewer than the spec offers; a removed or re-typed one is another group.
Questions are strings and answers survive JSON, so a plugin can live in a process of its own.
A plugin must not read a clock, the network or anything outside its own package.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Final, Self

import pluggy
from pydantic import StringConstraints, model_validator

from concord_contracts.quoted import Frozen, Words, must_be_unique
from concord_contracts.terms import AgencyCode, EditionCode

if TYPE_CHECKING:
    from concord_contracts.rules import Edition

GROUP: Final = "concord.jurisdiction.v1"
"""The entry-point group in which a plugin announces itself, under its jurisdiction's code."""

spec = pluggy.HookspecMarker("concord")
impl = pluggy.HookimplMarker("concord")


class Jurisdiction(Frozen):
    """Whose rules bind whom.

    Attributes:
        code: The jurisdiction: ``california``.
        name: Its name, for people.
        agencies: The agencies that it answers for, code to name.
        editions: The editions that it can give.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[a-z]+$", max_length=40)]
    name: Words
    agencies: Mapping[AgencyCode, Words]
    editions: tuple[EditionCode, ...]

    @model_validator(mode="after")
    def _editions_are_its_own(self) -> Self:
        must_be_unique("the edition", self.editions)
        for edition in self.editions:
            if not edition.startswith(f"{self.code}/"):
                raise ValueError(f"{edition} is not an edition of {self.code}")
        return self


@spec(firstresult=True)
def jurisdiction() -> Jurisdiction:
    """Who this plugin is, which agencies it answers for, and which editions it can give.

    Called when the installed plugins are listed and when an agency's plugin is looked for.

    .. versionadded:: 1.0
    """
    raise NotImplementedError


@spec(firstresult=True)
def edition(edition: str) -> Edition | None:
    """The rules of one edition, or none if the plugin has no such edition.

    Called when a review opens under it, never on replay: an adopted edition is kept by its content.

    .. versionadded:: 1.0
    """
    raise NotImplementedError
