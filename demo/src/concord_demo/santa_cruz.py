"""A Peer Quality Case Review of Santa Cruz County, with its real last on-site day.

The last on-site day was 29 January 2010, and the report went in on 7 April 2010, nine days after it
was due (Santa Cruz County, PQCR report 2010). Everything else here is made up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from concord_kernel import clock

from concord_demo import (
    closing,
    event_week,
    heard,
    leading,
    made_up,
    planning,
    players,
    reporting,
    theming,
    week_plan,
)
from concord_demo.client import Caller, RefusedError
from concord_demo.outcome import NOTHING_HERE, must, must_be_refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from concord_demo.cast import Cast

AGENCY = players.SANTA_CRUZ
EDITION = "california/pqcr@2009"
FIRST_DAY, LAST_DAY = date(2010, 1, 25), date(2010, 1, 29)
SUBMITTED = date(2010, 4, 7)
DAYS_LATE = 9
TEAMS, TEAM_SIZE = 2, 3
ROLES = ("interviewer", "timekeeper", "recorder")
STAND_FOR = (
    "peer-social-worker",
    "peer-cws-supervisor",
    "peer-probation-officer",
    "peer-probation-supervisor",
)
KNOW = (
    ("child-welfare-practice", "federal-requirements"),
    ("probation-practice", "state-regulations"),
    ("probation-practice",),
)
SCREENED = ("family_in_service", "worker_with_family", "family_takes_part")
Told = Callable[[str], None]


def silently(said: str) -> None:
    """Tell nobody."""


@dataclass
class Story:
    """What has happened so far.

    Attributes:
        cast: Lets people in.
        tell: Is told each step.
        typed: What people type, by kind and number; made up like everything else.
        troupe: Who plays it.
    """

    cast: Cast
    tell: Told = silently
    typed: Callable[[str, int], str] = made_up.typed
    troupe: players.Troupe = players.TROUPE
    review: str = ""
    frame: str = ""
    cases: list[str] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)
    reviewers: list[Caller] = field(default_factory=list)
    reviewer_ids: list[str] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    item: str = ""

    def __post_init__(self) -> None:
        self.administrator = self.cast.enter(self.troupe.administrator)
        self.coordinator = self.cast.enter(self.troupe.coordinator)
        self.manager = self.cast.enter(self.troupe.manager)
        self.consultant = self.cast.enter(self.troupe.consultant, self.troupe.agency)
        self.auditor = self.cast.enter(self.troupe.auditor, self.troupe.agency)

    @property
    def at(self) -> int:
        """The highest position that anybody in the story was answered."""
        return max(caller.seen for caller in (self.coordinator, *self.reviewers))


def steps(story: Story) -> Iterable[Callable[[], None]]:
    """The review, step by step."""
    held = (
        closing.sign_the_rest,
        closing.decide,
        closing.complete_teams,
        planning.ask_staff,
        record_interviews,
        event_week.hold,
        theming.agree,
        wait_for_the_report,
        reporting.write,
        heard.recommend,
        reporting.approve,
        follow_dates,
        heard.share,
        heard.answer,
        closing.close,
    )
    return (*preparation(story), *(partial(step, story) for step in held))


def preparation(story: Story) -> Iterable[Callable[[], None]]:
    """The steps up to the event week."""
    planned = (
        give_roles,
        open_review,
        let_the_state_in,
        leading.lead,
        choose_focus_area,
        leading.agree,
        import_frame,
        draw_sample,
        form_teams,
        planning.plan,
        planning.publish_tool,
        theming.attach,
        release_schedule,
        planning.prepare,
    )
    return [partial(step, story) for step in planned]


STEPS = 27


def give_roles(story: Story) -> None:
    """The county's administrator gives its own people their roles."""
    for caller, role in ((story.coordinator, "coordinator"), (story.manager, "manager")):
        story.administrator.post("door", "/roles", {"person": caller.account, "role": role})
    story.tell("Santa Cruz's administrator made a coordinator and a manager")


def open_review(story: Story) -> None:
    """The coordinator opens the review."""
    made = story.coordinator.post("review", "", {"edition": EDITION, "synthetic": True})
    story.review = made["id"]
    story.tell(f"Santa Cruz opened review {story.review} under {EDITION}")


def let_the_state_in(story: Story) -> None:
    """The coordinator grants this one review to the state's consultant, the administrator all."""
    _grant(story, story.consultant, "consultant", "state-consultation")
    story.administrator.post("door", "/grants", _until_a_day(story.auditor, "auditor", "audit"))
    story.tell("A state consultant may enter this review, an auditor the agency, until a day")


def choose_focus_area(story: Story) -> None:
    """One focus area, with a reason from each agency."""
    story.coordinator.post(
        "review",
        f"/{story.review}/focus-area",
        {
            "focus_area": "placement-stability",
            "reasons": {
                "child-welfare": story.typed("reason", 0),
                "probation": story.typed("reason", 1),
            },
            "criteria": {
                "data-analysis": story.typed("criterion", 0),
                "shared-priority": story.typed("criterion", 1),
                "not-correctable": story.typed("criterion", 2),
                "on-practice": story.typed("criterion", 3),
            },
        },
    )
    story.tell("Focus area: placement stability, with a reason from child welfare and probation")


def import_frame(story: Story) -> None:
    """A frame of sixty made-up cases."""
    strata = {"child-welfare": 40, "probation": 20}
    content = made_up.frame(strata, 45, FIRST_DAY, seed=2010, screened=SCREENED)
    made = story.coordinator.post_csv("review", f"/{story.review}/frame", content)
    story.frame = made["id"]
    story.tell("Frame imported: 60 cases; their numbers and workers went to the vault")


def draw_sample(story: Story) -> None:
    """Twelve cases and four back-ups, from a seed, of which one is not reviewed after all."""
    where = f"/{story.review}"
    factors = {"teams": TEAMS, "cases_a_day": 4, "days": 3, "staff": 45}
    story.coordinator.post("review", f"{where}/capacity", factors)
    said = {"purpose": story.typed("purpose", 0), "depth": story.typed("purpose", 1)}
    story.coordinator.post("review", f"{where}/selection", said)
    wanted = {
        "frame": story.frame,
        "seed": "santa-cruz-2010",
        "wanted": {"child-welfare": 8, "probation": 4},
        "backups": 2,
    }
    made = _with_a_reason(story, "review", f"/{story.review}/sample", wanted)
    listed = story.coordinator.get("review", f"/{story.review}/cases", at=made["position"])
    story.cases = [one["case_id"] for one in listed["cases"] if one["standing"] == "selected"]
    last, why = listed["cases"][-1]["case_id"], {"reason": story.typed("eliminated", 0)}
    story.coordinator.post("review", f"{where}/cases/{last}/elimination", why)
    workers = sorted({one["worker"] for one in listed["cases"] if one["standing"] == "selected"})
    briefed = {"workers": workers[:8], "on": "2010-01-12"}
    story.coordinator.post("review", f"{where}/staff/preparations", briefed)
    story.tell(f"Sample drawn: {len(story.cases)} cases and 4 back-ups, from a seed")


def form_teams(story: Story) -> None:
    """Six peers sign the confidentiality statement and form two teams."""
    people = [_peer(story, number) for number in range(TEAMS * TEAM_SIZE)]
    for team in range(TEAMS):
        members = [
            {"reviewer": reviewer, "roles": [role]}
            for reviewer, role in zip(people[team * 3 : team * 3 + 3], ROLES, strict=True)
        ]
        made = story.coordinator.post("review", f"/{story.review}/teams", {"members": members})
        story.teams.append(made["id"])
    story.tell(f"{TEAMS} teams formed of {len(people)} peers who signed confidentiality")


def release_schedule(story: Story) -> None:
    """Two interviews a team on three days, and the schedule goes out."""
    week = {"first_day": FIRST_DAY.isoformat(), "last_day": LAST_DAY.isoformat()}
    story.coordinator.post("scheduling", f"/{story.review}/event-week", week)
    week_plan.decide(story, week)
    rooms = week_plan.furnish(story, LAST_DAY)
    booking: dict[str, str] = {}
    for number, case in enumerate(story.cases):
        day = FIRST_DAY + timedelta(days=1 + number // 4)
        booking = {
            "case": case,
            "team": story.teams[number % TEAMS],
            "on": day.isoformat(),
            "starts": ("09:00", "10:15")[number % 4 // 2],
            "room": rooms[number % TEAMS],
        }
        made = story.coordinator.post("scheduling", f"/{story.review}/interviews", booking)
        story.sessions.append(made["id"])
    ready = {"cases": story.cases, "on": "2010-01-15", "contents": ["pre-populated"]}
    story.coordinator.post("review", f"/{story.review}/cases/summaries", ready)
    story.coordinator.post("scheduling", f"/{story.review}/releases")
    story.tell(f"Schedule released: {len(story.sessions)} interviews in the week to {LAST_DAY}")
    week_plan.release_again(story, story.sessions[-1], booking | {"starts": "11:15"})


def record_interviews(story: Story) -> None:
    """Each team's recorder records its interviews; the host cannot read what was said."""
    for number, session in enumerate(story.sessions):
        recorder = story.reviewers[number % TEAMS * TEAM_SIZE + 2]
        recorder.post(
            "review",
            f"/{story.review}/sessions/{session}",
            {
                "team": story.teams[number % TEAMS],
                "on": (FIRST_DAY + timedelta(days=1 + number // 4)).isoformat(),
                "minutes": 45,
                "notes": story.typed("notes", number),
            },
        )
    must_be_refused(
        NOTHING_HERE,
        lambda: story.coordinator.get(
            "review", f"/{story.review}/sessions/{story.sessions[0]}/notes"
        ),
    )
    story.tell(f"{len(story.sessions)} interviews recorded; their notes never leave the vault")


def follow_dates(story: Story) -> None:
    """The approved report went in nine days late, and the page says so."""
    reporting.hand_in(story, SUBMITTED.isoformat())
    found = story.coordinator.get("reporting", f"/{story.review}/dates", at=story.at)
    report = next(one for one in found["dates"] if one["id"] == "report.due")
    must("the report was due on 29 March", hold=report["on"] == "2010-03-29")
    must("it went in nine days late", hold=report["days_late"] == DAYS_LATE)
    story.tell(
        f"{len(found['dates'])} due dates; the report went in {report['days_late']} days late"
    )


def _grant(story: Story, whom: Caller, role: str, purpose: str) -> None:
    story.coordinator.post("door", f"/{story.review}/grants", _until_a_day(whom, role, purpose))


def _until_a_day(whom: Caller, role: str, purpose: str) -> dict[str, Any]:
    until = (clock.now() + timedelta(days=14)).date()
    return {
        "person": whom.account,
        "home": whom.home,
        "roles": [role],
        "purpose": purpose,
        "until": until.isoformat(),
    }


def _peer(story: Story, number: int) -> str:
    caller = story.cast.enter(story.troupe.peers[number], story.troupe.agency)
    _grant(story, caller, "reviewer", "peer-review")
    path = f"/{story.review}/reviewers"
    asked = {
        "name": story.typed("name", number),
        "home": caller.home,
        "person": caller.account,
        "represents": STAND_FOR[number % len(STAND_FOR)],
        "knowledge": KNOW[number % len(KNOW)],
    }
    reviewer = str(story.coordinator.post("review", path, asked)["id"])
    caller.post("review", f"{path}/{reviewer}/confidentiality", {"on": "2010-01-11"})
    story.reviewers.append(caller)
    story.reviewer_ids.append(reviewer)
    return reviewer


def _with_a_reason(story: Story, service: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Send a command; where advice speaks against it, send it again with a reason.

    Raises:
        RefusedError: a rule speaks against it that nobody may go past.
    """
    try:
        return story.coordinator.post(service, path, body)
    except RefusedError as refused:
        if not refused.overridable:
            raise
        story.tell(f"Advised otherwise: {refused.said} The coordinator goes on, with a reason")
        reason = {"rule": refused.rule, "reason": story.typed("override", 0)}
        return story.coordinator.post(service, path, body | {"overrides": [reason]})


def wait_for_the_report(story: Story) -> None:
    """The report opened by itself when the schedule went out."""
    for _ in range(100):
        found = story.coordinator.get("reporting", f"/{story.review}/dates", at=story.at)
        if found["dates"]:
            return
    must("the report opened when the schedule was released", hold=False)
