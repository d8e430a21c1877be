"""A team's form in a test: the story as far as a published tool, and what the team may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support import story
from tests.support.site import made
from tests.support.tools import SYNTHETIC

if TYPE_CHECKING:
    import httpx2

    from tests.support.site import Site, Visitor
    from tests.support.story import Story

TEXT = "Nobody answered the door in January, she said."


async def draft(
    one: Story, written: dict[str, Any] = SYNTHETIC, kind: str = "interview"
) -> dict[str, Any]:
    """Let the coordinator draft a tool."""
    path = f"{one.where}/tools?kind={kind}&literature=true"
    return made(await one.coordinator.post("review", path, written))


async def step(one: Story, step: str, body: Any = None, kind: str = "interview") -> None:
    """One more step of a tool's way, which is taken."""
    made(await one.coordinator.post("review", f"{one.where}/tools/{kind}/{step}", body))


async def publish(one: Story, written: dict[str, Any] = SYNTHETIC, kind: str = "interview") -> str:
    """Let the coordinator bring a tool the whole way: drafted, tried, approved, published."""
    found: str = (await draft(one, written, kind))["id"]
    await step(one, "comments-decision", {"allowed": False}, kind)
    tried = {"on": "2010-01-04", "learned": "Every question was clear."}
    await step(one, "trials", tried, kind)
    await step(one, "approval", kind=kind)
    await step(one, "publication", kind=kind)
    return found


async def with_a_form(site: Site) -> Story:
    """A released schedule, and a tool for its interviews."""
    one = await story.released(site)
    await publish(one)
    return one


def where(one: Story, session: str = "") -> str:
    """A session below the agency's reviews."""
    return f"{one.where}/sessions/{session or one.sessions[0]}"


async def save(
    one: Story,
    who: Visitor,
    answers: dict[str, Any],
    *,
    version: int | str | None = 0,
    key: str = "",
    session: str = "",
    **texts: str,
) -> httpx2.Response:
    """Save answers on a version; a text's question is written with ``_`` for ``-``."""
    headers = {"Idempotency-Key": key} if key else {}
    if version is not None:
        headers["If-Match"] = f'"{version}"' if isinstance(version, int) else version
    typed = {code.replace("_", "-"): text for code, text in texts.items()}
    body = {"answers": answers, "texts": typed}
    path = f"{where(one, session)}/answers"
    return await who.api("PUT", "review", path, json=body, headers=headers)


def saved(answer: httpx2.Response) -> dict[str, Any]:
    """What saving was answered, which was taken."""
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    assert answer.headers["etag"] == f'"{said["version"]}"'
    return said


async def sheet(one: Story, who: Visitor, session: str = "") -> httpx2.Response:
    """The answers as they stand."""
    return await who.get("review", f"{where(one, session)}/answers")


async def complete(one: Story, who: Visitor) -> httpx2.Response:
    """Finish the form."""
    return await who.post("review", f"{where(one)}/answers/completion")
