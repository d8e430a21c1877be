"""The closed list of what can be asked for; each route and each command names one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be asked for.

    Attributes:
        means: What it is, in words.
        is_sensitive: Whether asking is recorded before anything is shown.
    """

    means: str
    is_sensitive: bool = False


ACTIONS: Final = {
    "see-reviews": Action("see which reviews there are"),
    "see-review": Action("see how far a review has come"),
    "open-review": Action("open a review"),
    "plan-review": Action("choose what a review is about"),
    "see-plan": Action("see who leads a review and what was agreed", is_sensitive=True),
    "agree-plan": Action("sign what those who lead a review agree on"),
    "handle-disagreements": Action("tell a difference of opinion, take it up and settle it"),
    "see-cases": Action("see case numbers and the sample", is_sensitive=True),
    "choose-cases": Action("import a frame and draw cases"),
    "replace-case": Action("let a back-up take a case's place"),
    "see-people": Action("see reviewers' names and teams", is_sensitive=True),
    "manage-people": Action("invite reviewers and form teams"),
    "sign-confidentiality": Action("sign the statement of confidentiality, or withdraw it"),
    "see-schedule": Action("see the event week"),
    "plan-schedule": Action("set, book and release the event week"),
    "share-calendar": Action("make a link to a person's own calendar"),
    "see-interviews": Action("see the interviews of one's own team"),
    "record-interview": Action("record an interview"),
    "read-notes": Action("read the notes of one's own team"),
    "lead-focus-group": Action("lead a focus group, write its notes, record that it was held"),
    "see-debriefs": Action("see debriefs and their board", is_sensitive=True),
    "write-debrief": Action("write debriefs, agree a day, hold the final debrief"),
    "see-themes": Action("see themes", is_sensitive=True),
    "propose-theme": Action("propose a theme"),
    "agree-theme": Action("agree a theme"),
    "code-theme": Action("say alone where a theme was heard"),
    "see-literature": Action("see what research a review rests on"),
    "keep-literature": Action("attach research, and say what it is used for"),
    "align-themes": Action("hold themes against research"),
    "see-report": Action("see the report's outline and the dates"),
    "record-document": Action("record what went in and when"),
    "see-draft": Action("see the report as it is being written", is_sensitive=True),
    "write-report": Action("write parts of the report and make versions of it"),
    "clear-report": Action("clear parts of the report to be shown and sent"),
    "clear-theme": Action("clear what a theme says for the agency that is reviewed"),
    "comment-on-report": Action("comment on a draft for the state, and return it"),
    "approve-report": Action("approve the report for submission"),
    "follow-recommendations": Action("follow recommendations up, share findings, reflect"),
    "open-report": Action("open a review's report"),
    "work-on-plan": Action("assign and finish tasks, record meetings and trainings"),
    "comment-on-tool": Action("see the draft of a tool and comment on it"),
    "publish-tool": Action("draft, try, approve and publish a tool of questions"),
    "answer-tool": Action("answer a tool's questions"),
    "replay": Action("replay a review fact by fact", is_sensitive=True),
    "see-access": Action("see who looked", is_sensitive=True),
    "see-standing": Action("see who may enter, and as what", is_sensitive=True),
    "manage-access": Action("give and end roles and grants"),
    "grant-review": Action("let people of other agencies into one review, and end that"),
    "follow-facts": Action("follow the facts of the log", is_sensitive=True),
    "manage-webhooks": Action("have facts sent to another program"),
    "manage-agencies": Action("let agencies join and leave"),
}
"""What can be asked for, by name; note-reading is recorded by the vault, with what it rests on."""

ROLES: Final = {
    "administrator": "gives roles and grants of the agency, and sees who looked",
    "coordinator": "runs the agency's reviews",
    "co-chair": "sees a review's cases, people, schedule and report, and no notes",
    "reviewer": "interviews, records, proposes and agrees themes in a review",
    "observer": "sees the schedule and how far a review has come",
    "site-lead": "leads a review at its site",
    "quality-assurance": "checks the quality of a review",
    "consultant": "advises for the state",
    "auditor": "replays a review and sees who looked",
    "manager": "sees how far reviews have come, their reports and dates",
}
"""What a person can be in an agency or in one review."""

REVIEW_ROLES: Final = (
    "reviewer",
    "observer",
    "co-chair",
    "consultant",
    "quality-assurance",
    "auditor",
)
"""What somebody of another agency can be in one review."""

PURPOSES: Final = ("peer-review", "state-consultation", "audit", "observation")
"""Why somebody of another agency may act in one."""
