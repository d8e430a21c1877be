"""The event week: a focus group, a debrief of each interview, days agreed, the final debrief."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from concord_demo.outcome import AGAINST_A_RULE, NOTHING_HERE, must_be_refused

if TYPE_CHECKING:
    from concord_demo.santa_cruz import Story

GROUP_DAY: Final = date(2010, 1, 27)
CALLED: Final = "2010-01-25"
INTERVIEW_DAYS: Final = tuple(date(2010, 1, 26) + timedelta(days=nth) for nth in range(3))
TEAM_SIZE: Final = 3
PEERS: Final = 3
"""Peer counties; the first reviewers are of one each."""
ARRANGED: Final = ("invitation", "reminder", "call", "place", "time", "transport", "recognition")
LEFT_OUT: Final = ("stipend", "child-care")
HEADINGS: Final = ("strengths-and-promising-practices", "documentation", "training-needs")
FINISHED, BEGUN = (1, 2), (4,)
"""Interviews whose forms were filled in; the others were written on paper."""
ANSWERS: Final = {"moved": "no", "support": 5, "relatives-asked": "yes"}
KINDS: Final = ("strength", "area-for-improvement", "recommendation")


def hold(story: Story) -> None:
    """A group of eight is heard, interviews are debriefed, three days are agreed and written."""
    _hear_a_group(story)
    for number in (*FINISHED, *BEGUN):
        _fill_in(story, number)
    for number, session in enumerate(story.sessions):
        _debrief(story, number, session)
    for nth, day in enumerate(INTERVIEW_DAYS):
        _agree(story, nth, day)
    _close(story)


def _hear_a_group(story: Story) -> None:
    where = f"/{story.review}/focus-groups"
    asked = {
        "stakeholders": ["parents"],
        "people": 8,
        "on": GROUP_DAY.isoformat(),
        "starts": "17:30",
        "question_minutes": 70,
        "place": "Synthetic Library, reading room",
        "questions": story.typed("group-questions", 0),
    }
    too_many = asked | {"people": 13}
    refused = must_be_refused(
        AGAINST_A_RULE, lambda: story.coordinator.post("review", where, too_many)
    )
    made = story.coordinator.post("review", where, asked)["id"]
    _call_off(story, where, asked | {"stakeholders": ["youth"], "starts": "15:00"})
    leads, records = story.reviewers[:2]
    staff = [
        {"name": story.typed("name", nth), "role": role, "person": one.account}
        for nth, (role, one) in enumerate((("facilitator", leads), ("recorder", records)))
    ]
    story.coordinator.post("review", f"{where}/{made}/staff", {"staff": staff})
    for what in (*ARRANGED, *LEFT_OUT):
        settled = {"on": CALLED, "needed": what in ARRANGED}
        story.coordinator.post("review", f"{where}/{made}/arrangements/{what}", settled)
    notes = f"{where}/{made}/notes"
    version = records.get("review", notes)["version"]
    texts = {"answers": {}, "texts": {"notes": story.typed("group-notes", 0)}}
    records.put("review", notes, texts, expects=version)
    said = ["confidentiality", "use-of-notes", "thanks"]
    held = {"on": GROUP_DAY.isoformat(), "minutes": 104, "people": 8, "addressed": said}
    leads.post("review", f"{where}/{made}/holding", held)
    story.tell(f"A focus group of 13 refused: {refused.said} One of eight held, nobody named")


def _call_off(story: Story, where: str, asked: dict[str, Any]) -> None:
    """Another group was planned, and is not held after all."""
    group = story.coordinator.post("review", where, asked)["id"]
    story.coordinator.post("review", f"{where}/{group}/cancellation")


def _fill_in(story: Story, number: int) -> None:
    """The team's recorder answers the published questions; some forms are not finished yet."""
    records = story.reviewers[number % 2 * TEAM_SIZE + 2]
    where = f"/{story.review}/sessions/{story.sessions[number]}/answers"
    said = {"answers": ANSWERS, "texts": {"strength": story.typed("notes", number)}}
    records.put("review", where, said, expects=0)
    if number in FINISHED:
        records.post("review", f"{where}/completion")


def _debrief(story: Story, number: int, session: str) -> None:
    writes = story.reviewers[number % 2 * TEAM_SIZE + 1]
    where = f"/{story.review}/sessions/{session}/debrief"
    texts = {HEADINGS[number % 2]: story.typed("debrief", number)}
    writes.put("review", where, {"answers": {}, "texts": texts}, expects=0)
    writes.post("review", f"{where}/completion")


def _agree(story: Story, nth: int, day: date) -> None:
    where = f"/{story.review}/debriefs"
    if nth == 0:
        name = {"name": story.typed("name", 3), "person": story.reviewers[3].account}
        story.coordinator.post("review", f"{where}/facilitator", name)
        problem = {"day": day.isoformat(), "text": story.typed("problem", 0)}
        story.reviewers[1].post("review", f"{where}/problems", problem)
    for number in range(nth + 1):
        point = {
            "day": day.isoformat(),
            "heading": HEADINGS[number],
            "kind": KINDS[number],
            "text": story.typed("point", number),
        }
        story.reviewers[number].post("review", f"{where}/points", point)
    parties = {"parties": ["interview-team", "planning-team"]}
    story.consultant.post("review", f"{where}/days/{day.isoformat()}/consensus", parties)
    written = {"summary": story.typed("day-summary", 0)}
    story.consultant.post("review", f"{where}/days/{day.isoformat()}/summary", written)


def _close(story: Story) -> None:
    final = f"/{story.review}/final-debrief"
    on = {"on": "2010-01-29"}
    story.coordinator.post("review", f"/{story.review}/executive-briefing", {"on": "2010-01-28"})
    story.consultant.post("review", final, on)
    point = {"heading": HEADINGS[0], "text": story.typed("point", 0)}
    story.reviewers[0].post("review", f"{final}/points", point | {"voice": "heard"})
    story.consultant.post("review", f"{final}/interpretation")
    own = {"heading": HEADINGS[2], "text": story.typed("point", 2), "voice": "own-view"}
    story.reviewers[4].post("review", f"{final}/points", own)
    for nth, shares in enumerate(story.reviewers[:PEERS]):
        practice = {"text": story.typed("practice", nth)}
        shares.post("review", f"/{story.review}/practices", practice)
    figures: dict[str, Any] = {"interviews": len(story.sessions), "focus_groups": 1}
    for who in (story.coordinator, story.consultant):
        who.post("review", f"/{story.review}/aggregate", figures)
    board = f"/{story.review}/debriefs/days/{INTERVIEW_DAYS[0].isoformat()}"
    must_be_refused(NOTHING_HERE, lambda: story.coordinator.get("review", board))
    story.tell("Three days debriefed and written down; the final debrief in two voices")
