"""What an operation may answer besides what it is asked for, as its OpenAPI document says it.

Routes name ``SHOWN`` and ``PAGED`` among their responses; refusals are the same for all operations
of a kind, so ``openapi`` adds them. Nothing here answers anything.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, Field

MEDIA: Final = "application/problem+json"

SAFE: Final = frozenset({"get", "head"})
"""Methods that change nothing."""


class Place(BaseModel):
    """One place of a request that cannot be taken, and the rule that says why."""

    rule: str
    pointer: str | None = Field(None, description="JSON pointer into the request.")
    row: int | None = Field(None, description="Row of a file, from 1.")
    column: str | None = Field(None, description="Column of a file.")
    sentence: str | None = Field(None, description="The rule in words.")
    start: int | None = Field(None, description="Where in the text the words begin, in characters.")
    end: int | None = Field(None, description="Where they end.")


class Problem(BaseModel):
    """A refusal (RFC 9457): the rule and its sentence, never what was typed."""

    type: str = Field(examples=["about:blank#door.not-found"])
    title: str = Field(description="The rule's sentence, in the language asked for.")
    status: int
    rule: str = Field(description="The rule's name; it stays the same in every language.")
    overridable: bool | None = Field(
        None, description="Whether a named person may go on with a reason."
    )
    facts: dict[str, Any] | None = Field(None, description="What the rule was held against.")
    errors: list[Place] | None = Field(None, description="Places that cannot be taken.")
    total: int | None = Field(None, description="How many such places there are, named or not.")


Header = dict[str, Any]


def _header(said: str, kind: Literal["string", "integer"] = "string") -> Header:
    return {"description": said, "schema": {"type": kind}}


ETAG: Final = _header('Version of the thing shown, such as `"7-9c1e22a0b4d5f613"`; for `If-Match`.')
LINK: Final = _header('The next page, as `<address>; rel="next"`; absent on the last one.')
RETRY: Final = _header("Seconds to wait.", "integer")

SHOWN: Final[dict[int | str, dict[str, Any]]] = {
    200: {"headers": {"ETag": ETAG}},
    304: {"description": "It is as it was: nothing is sent.", "headers": {"ETag": ETAG}},
}
"""Of a route that shows one thing with its version."""

PAGED: Final[dict[int | str, dict[str, Any]]] = {200: {"headers": {"Link": LINK}}}
"""Of a route that lists page by page."""

SHOWN_AND_PAGED: Final[dict[int | str, dict[str, Any]]] = {
    **SHOWN,
    200: {"headers": {"ETag": ETAG, "Link": LINK}},
}
"""Of a route that shows one thing, with a list in it that has pages."""

SENTENCES: Final = {
    400: "A header or the body cannot be read.",
    401: "Nobody is signed in, or not any more.",
    403: "A browser says that this comes from another site, or the form's token is missing.",
    404: "There is nothing here for who asks.",
    409: "A rule of the field forbids it; nothing was recorded.",
    410: "The text was erased.",
    412: "The thing has moved since it was read; `ETag` says where it stands.",
    413: "That is more than is taken at once.",
    415: "This kind of content is not taken here.",
    422: "Some of what was sent is not valid; each place is named.",
    428: "The version that was read must be named in `If-Match`.",
    429: "Too much at once; `Retry-After` says how long to wait.",
    503: "The record is not reachable just now; the same key may be sent again.",
}
"""What each refusal means."""

OF_ALL: Final = (422, 429, 503)
SIGNED_IN: Final = (401, 404)
UNSAFE: Final = (403,)
COMMANDS: Final = (400, 409, 410, 412)
WITH_BODY: Final = (400, 413, 415)


def refusals(*, is_safe: bool, is_open: bool, is_command: bool, has_body: bool) -> set[int]:
    """The statuses with which an operation of this kind may refuse."""
    found = {*OF_ALL}
    found |= {*SIGNED_IN} if not is_open else set()
    found |= {*UNSAFE} if not is_safe else set()
    found |= {*COMMANDS} if is_command else set()
    found |= {*WITH_BODY} if has_body else set()
    return found


def refusal(status: int) -> dict[str, Any]:
    """One refusal as a response of an OpenAPI document."""
    headers = {412: {"ETag": ETAG}, 429: {"Retry-After": RETRY}}.get(status)
    said: dict[str, Any] = {
        "description": SENTENCES.get(status, "Refused."),
        "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    return said | {"headers": headers} if headers else said
