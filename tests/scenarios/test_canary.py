"""Raw notes are never exposed: sentences are planted as notes, and hunted everywhere else.

Also where things fail, since failures are where such texts leak: bodies that cannot be read, notes
that are too long, sessions nobody booked, people who are not let in, a database that dies.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from concord_contracts.facts.vault import TextRead
from concord_demo import made_up, players, santa_cruz
from concord_demo.cast import Cast
from concord_demo.check import ALL_PAGES
from concord_kernel import clock
from concord_kernel.bus.address import Address, connected
from concord_kernel.service import installed_names
from psycopg.conninfo import make_conninfo

from tests.support.canary import Flock, Hunt
from tests.support.logs import history
from tests.support.tools import SYNTHETIC

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2
    from concord_demo.client import Caller
    from concord_demo.stage import Stage
    from concord_kernel.servers import PostgresServer

pytestmark = pytest.mark.xdist_group("scenarios")

TOO_LONG = 100_001


@dataclass
class Planted:
    """What was planted, and every answer that the site gave meanwhile.

    Attributes:
        notes: Canaries in raw notes.
        told: Canaries in names, reasons and statements, which some pages may show.
        answers: Bodies and headers of answers that must not sing.
        story: The review.
        read: What the note's own team was answered.
    """

    notes: Flock = field(default_factory=Flock)
    told: Flock = field(default_factory=Flock)
    answers: list[str] = field(default_factory=list)
    story: santa_cruz.Story | None = None
    read: str = ""

    def typed(self, kind: str, number: int) -> str:
        """What people type in the story."""
        said = self.notes if kind == "notes" else self.told
        return f"{made_up.typed(kind, number)} {said.sing()}"

    def heard(self, answer: httpx2.Response) -> None:
        """Remember an answer."""
        self.answers.append(f"{answer.status_code} {answer.headers} {answer.text}")


@pytest.fixture(scope="module")
def planted(stage: Stage) -> Planted:
    """A review was played whose notes are canaries, and much was tried that fails."""
    planted = Planted()
    with stage.visit() as http:
        story = santa_cruz.Story(
            Cast(http, stage.passwords, str(clock.new_command_id())), typed=planted.typed
        )
        planted.story = story
        for step in santa_cruz.steps(story):
            step()
        for failing in failures(story, planted):
            planted.heard(failing)
        for answered in filled_in(story, planted):
            planted.heard(answered)
        for page in pages(story):
            planted.heard(page)
        planted.read = own_note(story).text
        planted.heard(with_the_database_dying(stage, story, planted))
    return planted


def failures(story: santa_cruz.Story, planted: Planted) -> Iterator[httpx2.Response]:
    """Requests that carry a canary and cannot succeed."""
    sing = planted.notes.sing
    reviewer, path = story.reviewers[2], f"/{story.review}/sessions/{story.sessions[0]}"
    good = {"team": story.teams[0], "on": "2010-01-26", "minutes": 45}
    yield send(reviewer, path, content=sing().encode(), kind="text/plain")
    yield send(reviewer, path, content=f'{{"notes": "{sing()}'.encode())
    yield send(reviewer, path, json=good | {"notes": sing() * (TOO_LONG // 100)})
    yield send(reviewer, path, json=good | {"notes": sing() + "\0"})
    yield send(reviewer, path, json=good | {"notes": [sing()]})
    yield send(reviewer, path, json=good | {"notes": sing(), sing(): sing()})
    yield send(reviewer, path, json=good | {"notes": "fine", "team": sing()})
    yield send(reviewer, path, json=good | {"notes": sing()})
    yield send(reviewer, f"/{story.review}/sessions/session-nobody", json=good | {"notes": sing()})
    yield send(story.coordinator, path, json=good | {"notes": sing()})
    yield send(reviewer, path, json=good | {"notes": sing()}, bearer="forged")
    yield send(reviewer, path, json=good | {"notes": sing()}, key=sing().encode().hex())
    yield send(reviewer, f"/{story.review}/no-such-thing", json={"notes": sing()})
    yield send(
        story.coordinator,
        f"/{story.review}/frame",
        content=f"case_number,stratum,worker,opened_on\n{sing()},{sing()},{sing()},x".encode(),
        kind="text/csv",
    )


def send(
    caller: Caller, path: str, *, kind: str = "application/json", **more: Any
) -> httpx2.Response:
    """One command, as raw as one likes."""
    bearer, key = more.pop("bearer", caller.token), more.pop("key", str(clock.new_command_id()))
    headers = {"Authorization": f"Bearer {bearer}", "Idempotency-Key": key}
    if "content" in more:
        headers["Content-Type"] = kind
    url = f"/review/api/v1/{caller.agency}/reviews{path}"
    answer = caller.http.post(url, headers=headers, **more)
    assert answer.is_error, f"{path} had to fail"
    return answer


def filled_in(story: santa_cruz.Story, planted: Planted) -> Iterator[httpx2.Response]:
    """A form whose typed answers are canaries: one save that is taken, and some that cannot be."""
    sing, http = planted.notes.sing, story.coordinator.http
    review = f"/review/api/v1/{santa_cruz.AGENCY}/reviews/{story.review}"
    publisher = {"Authorization": f"Bearer {story.coordinator.token}"}
    tried = {"on": "2010-01-04", "learned": "Every question was clear."}
    for path, body in (
        ("?literature=true", SYNTHETIC),
        ("/interview/trials", tried),
        ("/interview/approval", {}),
        ("/interview/publication", {}),
    ):
        http.post(f"{review}/tools{path}", json=body, headers=publisher).raise_for_status()
    answers = f"{review}/sessions/{story.sessions[0]}/answers"
    reviewer = {"Authorization": f"Bearer {story.reviewers[2].token}", "If-Match": '"0"'}
    good = {"answers": {"seen": "no"}, "texts": {"why-not": sing(), "notes": sing()}}
    yield http.put(answers, json=good, headers=reviewer).raise_for_status()
    for body in (
        good,
        {"texts": {sing(): sing()}},
        {"texts": {"seen": sing()}},
        {"texts": {"notes": [sing()]}},
        {"answers": {"seen": sing()[:60], "notes": sing()[:60]}},
        {"answers": {sing()[:30]: sing()}},
        {sing(): sing()},
    ):
        refused = http.put(answers, json=body, headers=reviewer)
        assert refused.is_error
        yield refused


def pages(story: santa_cruz.Story) -> Iterator[httpx2.Response]:
    """Every page and every answer that people other than the note's own team may ask for."""
    nosy = story.cast.enter(players.OF_DURHAM)
    own = story.reviewers[3]  # of the other team
    paths = [page.format(santa_cruz.AGENCY, story.review) for page in ALL_PAGES]
    reviews = f"/review/api/v1/{santa_cruz.AGENCY}/reviews"
    paths += [reviews, *(f"{reviews}/{story.review}{part}" for part in ("", "/cases", "/teams"))]
    session = f"{story.review}/sessions/{story.sessions[0]}"
    paths += [f"{reviews}/{session}/notes", f"{reviews}/{session}/answers"]
    paths += [f"/review/{santa_cruz.AGENCY}/reviews/{session}/form"]
    paths += [f"/{service}/openapi.json" for service in installed_names()]
    for who in (story.coordinator, nosy, own, story.consultant, story.auditor, story.manager):
        for path in paths:
            headers = {"Authorization": f"Bearer {who.token}", "Accept": "text/html"}
            yield story.coordinator.http.get(path, headers=headers)


def own_note(story: santa_cruz.Story) -> httpx2.Response:
    """A note, asked for by the team that took it."""
    url = f"/review/api/v1/{santa_cruz.AGENCY}/reviews/{story.review}"
    headers = {"Authorization": f"Bearer {story.reviewers[2].token}"}
    return story.coordinator.http.get(f"{url}/sessions/{story.sessions[0]}/notes", headers=headers)


def with_the_database_dying(
    stage: Stage, story: santa_cruz.Story, planted: Planted
) -> httpx2.Response:
    """A note that is typed in the moment in which PostgreSQL is killed."""
    stage.deployment.processes["postgres"].kill()
    path = f"/{story.review}/sessions/session-nobody"
    body = {
        "team": story.teams[0],
        "on": "2010-01-26",
        "minutes": 45,
        "notes": planted.notes.sing(),
    }
    answer = send(story.reviewers[2], path, json=body)
    wait_until_ready(stage)
    return answer


def lets_log_in(stage: Stage) -> bool:
    """Whether PostgreSQL is past its recovery."""
    try:
        psycopg.connect(stage.deployment.postgres.admin_dsn).close()
    except psycopg.OperationalError:
        return False
    return True


def wait_until_ready(stage: Stage) -> None:
    """Until the site answers again."""

    deadline = monotonic() + 60
    with stage.visit() as http:
        while not (lets_log_in(stage) and http.get("/door/").is_success):
            assert monotonic() < deadline
            sleep(0.2)


def test_a_note_is_nowhere_but_in_the_vault(stage: Stage, planted: Planted) -> None:
    hunt = Hunt(planted.notes)
    deployment = stage.deployment
    hunt.text(*planted.answers, where="an answer", kind="answers")
    hunt.directory(deployment.logs, "logs")
    hunt.directory(stage.root / "postgres", "database files")
    hunt.directory(stage.root / "nats", "stream files")
    asyncio.run(search_databases(deployment.postgres, hunt))
    asyncio.run(search_bus(stage, hunt))

    hunt.assert_silent("answers", "logs", "database files", "stream files", "rows", "messages")


def test_no_typed_text_at_all_is_in_ledger_rows_bus_or_logs(stage: Stage, planted: Planted) -> None:
    hunt = Hunt(planted.told)
    hunt.directory(stage.deployment.logs, "logs")
    hunt.directory(stage.root / "postgres", "database files")
    hunt.directory(stage.root / "nats", "stream files")

    hunt.assert_silent("logs", "database files", "stream files")


def test_the_team_reads_its_own_note_and_the_reading_is_on_record(
    stage: Stage, planted: Planted
) -> None:
    story = planted.story
    assert story
    read = [one.fact for one in history(stage, santa_cruz.AGENCY) if one.name == TextRead.NAME]

    assert planted.notes.sentences[0] in planted.read
    assert (story.sessions[0], story.reviewer_ids[2]) in {
        (one.about, one.reader) for one in read if isinstance(one, TextRead)
    }


async def search_databases(server: PostgresServer, hunt: Hunt) -> None:
    """Every row of every database, as a superuser sees it."""
    names = (
        "concord_ledger",
        "concord_vault",
        "concord_people",
        *(f"concord_{one}" for one in installed_names()),
    )
    for name in names:
        await hunt.database(make_conninfo(server.admin_dsn, dbname=name))


async def search_bus(stage: Stage, hunt: Hunt) -> None:
    """Every message of the stream."""
    seed = stage.deployment.secrets.bus.seed("relay")
    address = Address(servers=(stage.deployment.nats.url,), user="relay", seed=seed)
    async with connected(address) as bus:
        await hunt.stream(bus.jetstream(), "FACTS")
