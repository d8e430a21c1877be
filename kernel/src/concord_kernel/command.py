"""What may be asked: a frozen value, named in the imperative."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Command(BaseModel):
    """A wish to change something, as a value; texts in it are references into the vault."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
