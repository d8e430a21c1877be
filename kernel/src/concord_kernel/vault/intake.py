"""How typed text comes in: types for request models whose errors never say what was typed.

A validation error carries its input, and a web framework answers with it. Here the input is wrapped
before anything can fail, and ``TypedForm`` strips the errors of the fields around it. ``problems``
renders what is left. Nothing here knows a web framework.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError, core_schema

from concord_kernel.vault.texts import (
    DirectoryText,
    NarrativeText,
    RawNote,
    Withheld,
    WithheldError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ModelWrapValidatorHandler
    from pydantic.json_schema import JsonSchemaValue

LONGEST_NOTE: Final = 100_000
"""Characters of a raw note: an hour of fast typing, three times over."""

LONGEST_NARRATIVE: Final = 20_000
"""Characters of a narrative: a chapter of a report."""

LONGEST_NAME: Final = 1_000
"""Characters of a directory text: a name with its contact."""

_UNFIT: Final = re.compile(r"[\x00\ud800-\udfff]")


class _Given:
    """Whatever was sent, before anybody looked: it prints as nothing."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "<withheld>"


@dataclass(frozen=True, slots=True)
class Typed:
    """The mark on a field that takes typed text.

    Attributes:
        longest: Characters it may have.
    """

    longest: int

    def __get_pydantic_core_schema__(  # ruff: ignore[bad-dunder-method-name] -- pydantic's protocol
        self, source: type[Withheld], _: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        def fit(given: _Given) -> Withheld:
            return (
                given.value if type(given.value) is source else source(self._fitting(given.value))
            )

        return core_schema.chain_schema(
            [
                core_schema.no_info_plain_validator_function(_Given),
                core_schema.no_info_plain_validator_function(fit),
            ],
            serialization=core_schema.plain_serializer_function_ser_schema(_refuse),
        )

    def __get_pydantic_json_schema__(  # ruff: ignore[bad-dunder-method-name] -- pydantic's protocol
        self, _: core_schema.CoreSchema, __: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "minLength": 1, "maxLength": self.longest, "writeOnly": True}

    def _fitting(self, value: object) -> str:
        if not isinstance(value, str):
            raise PydanticCustomError("text.not-text", "this is not text")
        if len(value) > self.longest:
            raise PydanticCustomError("text.too-long", "this text is too long")
        if not value.strip():
            raise PydanticCustomError("text.empty", "this text is empty")
        if _UNFIT.search(value):
            raise PydanticCustomError("text.not-characters", "this text holds what is no character")
        return value


def _refuse(_: object) -> NoReturn:
    raise WithheldError


NoteIn = Annotated[RawNote, Typed(LONGEST_NOTE)]
"""A raw note in a request."""

TextIn = Annotated[NarrativeText, Typed(LONGEST_NARRATIVE)]
"""A narrative in a request."""

NameIn = Annotated[DirectoryText, Typed(LONGEST_NAME)]
"""A directory text in a request."""


class TypedForm(BaseModel):
    """A request that brings typed text; its validation errors hold no input, of any field."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @model_validator(mode="wrap")
    @classmethod
    def _withhold_input(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return handler(value)
        except ValidationError as error:
            lines = [_without_input(line) for line in _lines(error)]
        raise ValidationError.from_exception_data(cls.__name__, lines, hide_input=True)


def _lines(error: ValidationError) -> list[Any]:
    return error.errors(include_url=False, include_input=False, include_context=False)


def _without_input(line: Mapping[str, Any]) -> InitErrorDetails:
    place = (*line["loc"][:-1], "*") if line["type"] == "extra_forbidden" else line["loc"]
    rule = PydanticCustomError(line["type"], "this cannot be read")
    return InitErrorDetails(type=rule, loc=place, input="<withheld>")
