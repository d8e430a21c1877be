"""A frame can be looked at before it is imported, as CSV and as lines of JSON."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from concord_review.sample.frame_file import LINES, MOST_FAULTS, Known, read_frame

from tests.support import story
from tests.support.site import facts, made, refused

if TYPE_CHECKING:
    import httpx2

    from tests.support.site import Site

pytestmark = pytest.mark.anyio

KNOWN = Known(frozenset({"child-welfare", "probation"}))


def as_lines(content: str) -> str:
    """A frame's CSV as one JSON object a line."""
    records = csv.DictReader(io.StringIO(content))
    return "".join(json.dumps(record) + "\n" for record in records)


async def look(
    one: story.Story, content: str, kind: str = "text/csv", **headers: str
) -> httpx2.Response:
    return await one.coordinator.api(
        "POST",
        "review",
        f"{one.where}/frame",
        params={"dry_run": "true"},
        content=content.encode(),
        headers={"Content-Type": kind, **headers},
    )


def as_it_is(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_good_file_is_counted_and_nothing_is_recorded(site: Site) -> None:
    one = await story.opened(site)
    before = facts(await site.history())

    for content, kind in ((story.FRAME, "text/csv"), (as_lines(story.FRAME), LINES)):
        assert as_it_is(await look(one, content, kind)) == {
            "taken": True,
            "rows": 18,
            "strata": {"child-welfare": 12, "probation": 6},
            "outcomes": {},
            "kinds": {},
            "answers": {},
            "left_out": 0,
            "workers": 18,
            "earliest": "2009-06-01",
            "latest": "2009-06-01",
            "total": 0,
            "errors": [],
        }
    assert facts(await site.history()) == before
    await site.read()
    assert (await one.coordinator.get("review", f"{one.where}/cases")).json()["frames"] == []


async def test_a_bad_file_is_told_place_by_place_and_never_what_stood_there(site: Site) -> None:
    one = await story.opened(site)
    bad = "SC-1,nowhere,Jane Doe,2009-06-01\nSC-2,probation,=cmd(),yesterday\n"

    found = as_it_is(await look(one, story.HEADER + story.rows(3) + bad))

    assert (found["taken"], found["rows"], found["total"]) == (False, 3, 3)
    assert [(one["row"], one["column"], one["rule"]) for one in found["errors"]] == [
        (5, "stratum", "frame.unknown-stratum"),
        (6, "worker", "frame.formula"),
        (6, "opened_on", "frame.not-a-date"),
    ]
    assert all(one["sentence"] for one in found["errors"])
    assert "Doe" not in json.dumps(found)


async def test_places_are_told_in_the_language_of_who_asks(site: Site) -> None:
    one = await story.opened(site)
    content = story.HEADER + "SC-1,probation,,2009-06-01\n"

    english = as_it_is(await look(one, content))["errors"][0]
    spanish = as_it_is(await look(one, content, **{"Accept-Language": "es"}))["errors"][0]

    assert english["rule"] == spanish["rule"]
    assert english["sentence"] != spanish["sentence"]


async def test_of_a_hopeless_file_the_first_places_are_named_and_all_are_counted(
    site: Site,
) -> None:
    one = await story.opened(site)

    found = as_it_is(await look(one, story.HEADER + "x,y,z,w\n" * (MOST_FAULTS + 50)))

    assert len(found["errors"]) == MOST_FAULTS
    assert found["total"] == 2 * (MOST_FAULTS + 50)


async def test_lines_of_json_are_imported_as_csv_is(site: Site) -> None:
    one, other = await story.opened(site), await story.opened(site)
    made(await one.send_frame(story.FRAME))
    lines = await other.coordinator.api(
        "POST",
        "review",
        f"{other.where}/frame",
        content=as_lines(story.FRAME).encode(),
        headers={"Content-Type": LINES},
    )
    made(lines)

    digests = [
        json.loads(fact.data)["digest"]
        for fact in await site.history()
        if fact.name == "review.frame-imported.v1"
    ]
    assert len(digests) == 2
    assert digests[0] == digests[1]


LINE = {"case_number": "SC-1", "stratum": "probation", "worker": "Alder", "opened_on": "2009-06-01"}


@pytest.mark.parametrize(
    "line",
    [
        "x",
        "[]",
        "null",
        json.dumps(LINE | {"more": "x"}),
        json.dumps({name: LINE[name] for name in ("case_number", "worker")}),
        json.dumps(LINE | {"worker": 7}),
        json.dumps(LINE | {"worker": None}),
        json.dumps(LINE)[:-1],
        "[" * 100_000,
    ],
    ids=["no-json", "list", "null", "more", "less", "number", "none", "cut", "deep"],
)
async def test_a_line_has_exactly_the_columns(site: Site, line: str) -> None:
    one = await story.opened(site)
    content = f"{json.dumps(LINE)}\n\n{line}\n"

    found = as_it_is(await look(one, content, LINES))

    assert [(each["row"], each["rule"]) for each in found["errors"]] == [(3, "frame.not-a-line")]
    assert found["rows"] == 1


def test_a_line_separator_inside_a_text_ends_no_line() -> None:
    content = json.dumps(LINE | {"worker": "A"}, ensure_ascii=False).encode()

    assert len(read_frame(content, KNOWN, LINES)) == 1


async def test_only_who_chooses_cases_looks(site: Site) -> None:
    one = await story.opened(site)
    one.coordinator = site.enter("auditor-1", "auditor")

    refused(await look(one, story.FRAME), 404, "door.not-found")
