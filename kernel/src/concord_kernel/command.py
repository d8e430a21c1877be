"""What may be asked: a frozen value, in the imperative, under one of the policies' actions."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Command(BaseModel):
    """A wish to change something, as a value; texts in it are references into the vault.

    A subclass declares under which action it is decided: ``class OpenReview(Command,
    action="open-review")``; without one it is never handled.

    Attributes:
        ACTION: The action that the policies have to allow.
        IS_HEAVY: Whether deciding it takes so long that it is done beside everything else.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    ACTION: ClassVar[str] = ""
    IS_HEAVY: ClassVar[bool] = False

    def __init_subclass__(cls, **_: Any) -> None:
        """Let a subclass be declared with the argument that the next method reads."""
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(  # ruff: ignore[bad-dunder-method-name] -- pydantic's hook
        cls, *, action: str = "", heavy: bool = False, **kwargs: Any
    ) -> None:
        """Note the action."""
        super().__pydantic_init_subclass__(**kwargs)
        cls.ACTION = action
        cls.IS_HEAVY = heavy

    def told(self) -> dict[str, Any]:
        """What tells this command from another one under the same id."""
        return self.model_dump(mode="json")
