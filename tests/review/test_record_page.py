"""The form that records an interview: for its team, and what is left of it for a former one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import story
from tests.support.site import refused

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.anyio


async def test_only_the_interviews_team_gets_the_form_and_each_member_a_key_of_their_own(
    site: Site,
) -> None:
    one = await story.released(site)
    below = f"{one.where}/sessions/{one.sessions[0]}/record"
    stranger = await one.invite("Elm Peerless")
    unsigned = await one.invite("Fir Peerless", signs=False)

    pages = [await peer.page("review", f"{below}/form") for peer in one.peers[:2]]
    keys = [await peer.get("review", f"{below}/draft-key") for peer in one.peers[:2]]

    assert [page.status_code for page in pages] == [200, 200]
    assert "Anonymity was promised" in pages[0].text
    assert len({key.json()["key"] for key in keys}) == 2
    again = await one.peers[0].get("review", f"{below}/draft-key")
    assert again.json()["key"] == keys[0].json()["key"]
    for who in (stranger, unsigned):
        assert (await who.page("review", f"{below}/form")).status_code == 404
        refused(await who.get("review", f"{below}/draft-key"), 404, "door.not-found")


async def test_a_team_that_lost_an_interview_to_another_may_still_read_what_its_device_keeps(
    site: Site,
) -> None:
    one = await story.released(site)
    below = f"{one.where}/sessions/{one.sessions[0]}/record"
    others = [await one.invite(name) for name in ("Elm Peerless", "Fir Peerless")]
    roles = (["interviewer"], ["timekeeper", "recorder"])
    members = [
        {"reviewer": one.id_of(who), "roles": role} for who, role in zip(others, roles, strict=True)
    ]
    team = (await one.post("review", "/teams", {"members": members}))["id"]
    slot = {"team": team, "on": "2010-01-25", "starts": "13:00"}
    await one.post("scheduling", f"/interviews/{one.sessions[0]}/move", slot)
    await one.post("scheduling", "/releases", {"title": "Second"})

    former = (await one.peers[0].page("review", f"{below}/form")).text
    now = (await others[0].page("review", f"{below}/form")).text

    assert "This interview is not your team" in former
    assert "data-former" in former
    assert "data-former" not in now
    assert (await one.peers[0].get("review", f"{below}/draft-key")).status_code == 200
    body = {"team": one.team, "on": "2010-01-25", "minutes": 40, "notes": story.NOTES}
    recording = f"{one.where}/sessions/{one.sessions[0]}"
    refused(await one.peers[0].post("review", recording, body), 409, "interview.another-team")
