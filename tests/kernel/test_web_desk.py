"""What a request works at: who asks, the command's id, and waiting for one's own write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from concord_kernel import service as services
from concord_kernel.web import desk as desks

from tests.support import story
from tests.support.reviews import PQCR
from tests.support.site import refused

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.anyio


async def test_the_api_describes_itself_and_takes_text_without_giving_it_back(site: Site) -> None:
    for service in services.installed_names():
        answer = await site.visitor(None).ask("GET", f"/{service}/openapi.json")
        described = answer.json()
        assert (answer.status_code, described["openapi"][:3]) == (200, "3.1")
        operations = [one for path in described["paths"].values() for one in path.values()]
        assert all(one["summary"] and one["tags"] for one in operations)
        typed = [
            field
            for kind, model in described["components"]["schemas"].items()
            for name, field in model.get("properties", {}).items()
            if kind.endswith("In") and name in {"notes", "statement", "name", "reason"}
            if service != "door"
        ]
        assert all(is_taken_only(field) for field in typed), service


def is_taken_only(field: dict[str, Any]) -> bool:
    """Whether a field, which may be left out, is never given back."""
    kinds = [one for one in field.get("anyOf", [field]) if one.get("type") != "null"]
    return all(one.get("writeOnly") or field.get("writeOnly") for one in kinds)


async def test_a_token_may_be_any_string_of_bytes(site: Site) -> None:
    for token in ("é.ü", "\xff\xfe", ".", "..", "a.b.c"):
        headers = {"Authorization": b"Bearer " + token.encode("latin-1")}
        answer = await site.visitor(None).api("GET", "review", "", headers=headers)
        refused(answer, 401, "door.not-signed-in")


@pytest.mark.parametrize("key", ["1", "not-a-uuid", "é", "0" * 31])
async def test_a_command_has_a_uuid_for_its_id(site: Site, key: str) -> None:
    headers = {"Idempotency-Key": key.encode()}
    answer = await site.enter("coordinator-1", "coordinator").api(
        "POST", "review", "", json={"edition": PQCR}, headers=headers
    )

    refused(answer, 400, "request.not-a-command-id")
    assert key not in answer.text or key == "1"


async def test_a_cookie_lets_in_where_there_is_no_bearer(site: Site) -> None:
    who = site.enter("coordinator-1", "coordinator")

    assert (await who.page("review")).status_code == 200


async def test_a_page_waits_for_its_own_write(site: Site) -> None:
    one = await story.opened(site)
    await site.read()
    position = (await one.post("review", "/focus-area", FOCUS))["position"]

    await site.bring_up("review")
    answer = await one.coordinator.get("review", one.where, at=position)

    assert answer.json()["current"] is True
    assert answer.json()["review"]["focus_area"] == "reunification"


FOCUS = {"focus_area": "reunification", "reasons": story.REASONS, "criteria": story.CRITERIA}
SOON = "This page is being updated"


async def test_a_page_whose_rows_are_late_says_that_it_is_being_updated(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "PATIENCE", 0.05)
    one = await story.opened(site)
    await site.read()
    position = (await one.post("review", "/focus-area", FOCUS))["position"]

    answer = await one.coordinator.get("review", one.where, at=position)
    page = await one.coordinator.page("review", one.where, at=position)
    late = await one.coordinator.get("scheduling", f"{one.where}/schedule", at=position)

    assert (answer.json()["current"], answer.json()["review"]["focus_area"]) == (False, None)
    assert SOON in page.text
    assert late.json()["current"] is False
    await site.read()
    assert SOON not in (await one.coordinator.page("review", one.where, at=position)).text


async def test_a_position_that_is_no_number_is_refused(site: Site) -> None:
    who = site.enter("coordinator-1", "coordinator")

    said = refused(await who.get("review", at="soon"), 422, "request.not-valid")

    (error,) = said["errors"]
    assert (error["pointer"], error["rule"]) == ("/query/at", "int_parsing")
