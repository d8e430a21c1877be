"""How the review was planned: tasks, weekly meetings with one missed, the tool's way, trainings."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from concord_demo import made_up

if TYPE_CHECKING:
    from concord_demo.santa_cruz import Story

CO_CHAIRS: Final = ("co-chair-child-welfare", "co-chair-probation", "co-chair-state")
MONDAYS: Final = tuple(date(2009, 11, 30) + timedelta(weeks=nth) for nth in range(8))
MISSED: Final = date(2009, 12, 21)
GOALS: Final = tuple(f"training-goal-{nth}" for nth in range(1, 9))
TASKS: Final = (
    ("iv.d.1", "co-chair-child-welfare", "2009-09-15", "2009-09-10"),
    ("iv.d.4", "co-chair-state", "2009-12-01", "2009-12-04"),
    ("iv.d.6", "coordinator", "2010-01-11", "2010-01-11"),
    ("iv.d.9", "training-academy", "2010-01-22", ""),
    ("iv.g.1.f", "co-chair-probation", "2010-01-15", ""),
    ("v.l.2", "coordinator", "2009-12-11", "2009-12-09"),
)

TOLD_OF = ("ca-marin", "ca-napa")
"""Counties of whose reviews something was heard; a county hears nothing new of its own."""

PAPERS: Final = (
    ("v.c.data-reports", "2009-04-01", "2009-06-30"),
    ("v.c.previous-review", "2006-11-15", ""),
    ("v.c.csa", "2008-06-30", ""),
    ("v.c.sip", "2008-09-30", ""),
)
"""Documents behind the focus area; the update of the plan is still missing."""


def plan(story: Story) -> None:
    """Tasks are given and done, meetings are held weekly; one week was missed."""
    _lay_grounds(story)
    for task, to, due, on in TASKS:
        _post(story, f"/tasks/{task}/assignment", {"to": to, "due": due})
        if on:
            _post(story, f"/tasks/{task}/completion", {"on": on})
    rules = {"on": "2009-12-14", "text": made_up.TYPED["ground-rules"][0]}
    _post(story, "/tasks/iv.d.13/completion", rules)
    for day in MONDAYS:
        if day != MISSED:
            _meet(story, "planning", day, [*CO_CHAIRS, "coordinator"], [])
    _meet(story, "executive-consultation", date(2009, 12, 10), ["executive-team"], [])
    _meet(story, "pre-site-call", date(2010, 1, 11), [*CO_CHAIRS, "reviewers"], ["schedule"])
    everybody = ["community-partners", "reviewers", "host-staff"]
    _meet(story, "orientation", date(2010, 1, 13), everybody, ["focus-area", "process"])
    story.tell("Planned: seven tasks given out, weekly meetings held but for one week")


def _lay_grounds(story: Story) -> None:
    """Documents behind the focus area but for one, the scope, an experience, and what it costs."""
    said, told = made_up.TYPED["ground"], made_up.TYPED["ground-told"]
    for nth, (kind, first, last) in enumerate(PAPERS):
        when = {"first": first, "last": last} if last else {"first": first}
        paper = {"kind": kind, "what": said[2 * nth], "where": said[2 * nth + 1]}
        _post(story, "/grounds/documents", paper | when)
    scope = {"included": False, "on": "2009-09-12", "reason": told[0]}
    _post(story, "/grounds/scope/systemic-factors", scope)
    told_of = next(one for one in TOLD_OF if one != story.coordinator.agency)
    heard = {"county": told_of, "year": 2008, "told_by": "training-academy"}
    _post(story, "/grounds/experiences", heard | {"on": "2009-09-14", "text": told[1]})
    _post(story, "/grounds/allocation", {"amount": 4000, "source": told[2]})
    for kind, times, amount, text in (("hotel", 3, 119.5, told[3]), ("travel", 2, 61.25, told[4])):
        cost = {"kind": kind, "people": 6, "times": times, "amount": amount, "text": text}
        _post(story, "/grounds/costs", cost)


def publish_tool(story: Story) -> None:
    """The tool with which the teams will interview: drafted, tried, approved, published."""
    tool = made_up.tool()
    _post(story, "/tools?literature=true", tool)
    _post(story, "/tools/interview/comments-decision", {"allowed": False})
    tried = {"on": "2009-12-18", "learned": made_up.TYPED["learned"][0]}
    _post(story, "/tools/interview/trials", tried)
    _post(story, "/tools/interview/approval", {})
    _post(story, "/tools/interview/publication", {})
    questions = sum(len(section["questions"]) for section in tool["sections"])
    story.tell(f"A tool of {questions} questions tried out and published, in two languages")


def ask_staff(story: Story) -> None:
    """The questions for focus groups are still a draft, on which staff and peers comment."""
    _post(story, "/tools?kind=focus-group", made_up.short_tool())
    _post(story, "/tools/focus-group/comments-decision", {"allowed": True})
    _post(story, "/tools/focus-group/comment-window", {})
    comments = f"/{story.review}/tools/focus-group/comments"
    for nth, who in enumerate((story.manager, story.reviewers[0])):
        who.post("review", comments, {"text": story.typed("tool-comment", nth)})
    story.tell("The questions for focus groups are open for comments, for 48 hours")


def prepare(story: Story) -> None:
    """Whoever is interviewed has the tool in time and was promised anonymity; peers are trained."""
    asked = {"sessions": story.sessions, "on": "2010-01-11"}
    _post(story, "/preparation/copies", asked)
    _post(story, "/preparation/promises", asked | {"on": "2010-01-13"})
    topics = [*GOALS, "literature", "schedule", "roles-and-tasks", "local-area", "tools"]
    first, later = story.reviewer_ids[:-1], story.reviewer_ids[-1:]
    _train(story, first, topics)
    _train(story, later, topics[:5])
    story.tell("Copies of the tool given two weeks ahead; peers trained on the first day")


def _train(story: Story, reviewers: list[str], topics: list[str]) -> None:
    _meet(story, "reviewer-training", date(2010, 1, 25), ["reviewers"], topics, reviewers)


def _meet(
    story: Story,
    kind: str,
    day: date,
    parties: list[str],
    topics: list[str],
    reviewers: list[str] | None = None,
) -> None:
    held = {"kind": kind, "on": day.isoformat(), "parties": parties, "topics": topics}
    _post(story, "/meetings", held | {"reviewers": reviewers or []})


def _post(story: Story, path: str, body: dict[str, Any]) -> None:
    story.coordinator.post("review", f"/{story.review}{path}", body)
