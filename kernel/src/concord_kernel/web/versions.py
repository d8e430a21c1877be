"""The version of what is shown, as an entity tag (RFC 9110), and what a command expects of it.

A tag is the version of the thing's stream and a digest of what was shown, for a page gathers more
than one stream: ``"7-9c1e22a0b4d5f613"``. A reader that has it is answered 304; a command that
names it is taken only while the stream stands at that version.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import Header, HTTPException, Request, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing, and so are no commands."""

TAG: Final = re.compile(r'"([0-9]{1,9})(?:-[0-9a-f]{16})?"')


def tag(version: int, shown: bytes = b"") -> str:
    """The tag of a version, and of what was shown of it."""
    return f'"{version}-{sha256(shown).hexdigest()[:16]}"' if shown else f'"{version}"'


async def expected(
    request: Request,
    if_match: Annotated[
        str | None,
        Header(description="The `ETag` that was read: refused if the thing has moved since."),
    ] = None,
) -> int | None:
    """The version at which a command expects its stream; none if it expects nothing.

    Raises:
        HTTPException: 400, this is no tag of ours.
    """
    if if_match is None or request.method in SAFE:
        return None
    if found := TAG.fullmatch(if_match.strip()):
        return int(found[1])
    raise HTTPException(400, "request.not-an-etag")


def shown(
    request: Request, answer: BaseModel, version: int, headers: Mapping[str, str] | None = None
) -> Response:
    """One thing with its version, or 304 where whoever asks has it as it is."""
    body = answer.model_dump_json().encode()
    own = tag(version, body)
    if own in _had(request):
        return Response(status_code=304, headers={"ETag": own})
    more = {"ETag": own, **(headers or {})}
    return Response(body, media_type="application/json", headers=more)


def _had(request: Request) -> set[str]:
    said = request.headers.get("if-none-match", "")
    return {one.strip().removeprefix("W/") for one in said.split(",")}
