"""What is typed of a theme is looked through before it is kept; its words stay with the writer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.theme import ThemeProposed, ThemeRuleOverridden

from tests.support import story
from tests.support.site import facts, made, refused

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.anyio


async def places(one: story.Story, statement: str, rule: str) -> list[tuple[str, str]]:
    """What a statement is refused for: the words and what they look like."""
    asked = one.theme(statement=statement)
    answer = await one.peers[0].post("review", f"{one.where}/themes", asked)
    said = refused(answer, 409, rule)
    assert statement not in answer.text
    return [(statement[each["start"] : each["end"]], each["rule"]) for each in said["errors"]]


@pytest.mark.proves("PQCR-87")
async def test_names_of_reviewers_and_workers_are_found_before_anything_is_kept(site: Site) -> None:
    one = await story.recorded(site)
    await site.read()
    before = facts(await site.history())

    found = await places(one, "Alder Peerless asks relatives.", "text.names")
    assert found == [("Alder Peerless", "wording.name")]
    assert await places(one, "In SC-000001 nobody called.", "text.identifiers") == [
        ("SC-000001", "wording.case-number")
    ]
    assert await places(one, "Call 831-555-0100.", "text.identifiers") == [
        ("831-555-0100", "wording.phone")
    ]
    assert await places(one, "<script>alert(1)</script>", "text.markup") == [
        ("<script>", "wording.markup"),
        ("</script>", "wording.markup"),
    ]
    assert facts(await site.history()) == before


async def test_a_word_that_only_looks_like_a_name_is_kept_with_a_reason(site: Site) -> None:
    one = await story.recorded(site)
    await site.read()
    path, statement = f"{one.where}/themes", "Birch groves calm children."

    said = refused(
        await one.peers[0].post("review", path, one.theme(statement=statement)), 409, "text.names"
    )
    assert said["overridable"] is True
    assert said["title"] == (
        "1 places of the text look like a name or a date of birth. Change them, or go on with a"
        " reason."
    )
    over = [{"rule": "text.names", "reason": "The tree is meant."}]
    made(await one.peers[0].post("review", path, one.theme(statement=statement, overrides=over)))

    assert facts(await site.history())[-2:] == [ThemeRuleOverridden.NAME, ThemeProposed.NAME]
    identifies = one.theme(
        statement="Case SC-000001.", overrides=[{"rule": "text.identifiers", "reason": "So."}]
    )
    refused(await one.peers[0].post("review", path, identifies), 409, "text.identifiers")


async def test_every_text_of_a_theme_is_looked_through(site: Site) -> None:
    one = await (await story.recorded(site)).agree()
    path = f"{one.where}/themes/{one.themes[0]}"
    named = "Cedar Peerless said so."
    bodies: dict[str, dict[str, Any]] = {
        "dissent": {"text": named},
        "reopening": {"reason": "So.", "statement": named},
    }

    for where, body in bodies.items():
        answer = await one.peers[1].post("review", f"{path}/{where}", body)
        said = refused(answer, 409, "text.names")
        assert [each["pointer"] for each in said["errors"]] == [f"/body/{list(body)[-1]}"]


async def test_ten_megabytes_of_text_are_refused_in_words(site: Site) -> None:
    one = await story.recorded(site)
    path = f"{one.where}/themes"

    long = await one.peers[0].post("review", path, one.theme(statement="relatives " * 2_001))
    (error,) = refused(long, 422, "request.not-valid")["errors"]
    assert (error["pointer"], error["sentence"]) == ("/body/statement", "This is too long.")
    huge = await one.peers[0].post("review", path, one.theme(statement="relatives " * 1_000_000))
    said = refused(huge, 413, "request.body-too-large")
    assert said["title"] == "That is more than this page takes at once."
