"""The values that facts are made of: codes, ids, references. None has room for free text."""

from __future__ import annotations

from datetime import time
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, WithJsonSchema

AgencyCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z0-9]+)+$", max_length=60)]
"""An agency, state first: ``ca-santa-cruz``."""

Identifier = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=80)
]
"""An id or a stream: kind first, lower case, hyphens: ``case-7q2f``."""

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", max_length=60)]
"""A code from an edition's closed list: ``foster-care``, ``interview.minutes``."""

EditionCode = Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z]+@[0-9]{4}$", max_length=60)]
"""An edition: ``california/pqcr@2009``."""

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 or HMAC-SHA-256, in hexadecimal."""

Seed = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=64)]
"""What a draw is reproduced from."""


def _is_wall_time(at: time) -> time:
    if at.tzinfo is not None or at.second or at.microsecond:
        raise ValueError("a time of day at the site has hours and minutes, and no time zone")
    return at


WallTime = Annotated[
    time,
    AfterValidator(_is_wall_time),
    WithJsonSchema({"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:00)?$"}),
]
"""A time of day at the site: ``09:30:00``; JSON Schema's own ``time`` asks for a time zone."""


class TextRef(BaseModel):
    """A text in the vault: which one, of which class, and a keyed commitment to what it says.

    Attributes:
        id: The text's id in the vault.
        kind: ``directory``, ``raw`` or ``narrative``.
        commitment: HMAC-SHA-256 of the text under a secret that is destroyed with the text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Identifier
    kind: Annotated[str, StringConstraints(pattern=r"^(directory|raw|narrative)$")]
    commitment: Digest
