"""What happened, in words: each fact's name as people would say it.

Called by the replay of a review and by the door's webhooks.
"""

from __future__ import annotations

from typing import Final

from concord_kernel.web.language import to_say

NAMES: Final = {
    "review.opened": to_say("The review was opened"),
    "review.rule-overridden": to_say("Advice was gone past, with a reason"),
    "review.focus-area-chosen": to_say("The focus area was chosen"),
    "review.frame-part-recorded": to_say("A part of the frame was recorded"),
    "review.frame-imported": to_say("The frame is whole"),
    "review.sample-drawn": to_say("The sample was drawn"),
    "review.case-selected": to_say("A case was drawn"),
    "review.reviewer-invited": to_say("A reviewer was invited"),
    "review.confidentiality-signed": to_say("A statement of confidentiality was signed"),
    "review.confidentiality-withdrawn": to_say("A statement of confidentiality was withdrawn"),
    "review.team-formed": to_say("A team was formed"),
    "review.interview-recorded": to_say("An interview was recorded"),
    "review.theme-proposed": to_say("A theme was proposed"),
    "review.theme-agreed": to_say("A theme was agreed"),
    "scheduling.event-week-set": to_say("The event week was set"),
    "scheduling.interview-booked": to_say("An interview was booked"),
    "scheduling.rule-overridden": to_say("Advice on the schedule was gone past, with a reason"),
    "scheduling.schedule-released": to_say("The schedule was released"),
    "reporting.report-opened": to_say("The report was opened"),
    "reporting.draft-received": to_say("The state received a draft"),
    "reporting.document-submitted": to_say("A document went in"),
    "review.tool-published": to_say("A tool of questions was published"),
    "review.answers-saved": to_say("Answers of an interview's tool were saved"),
    "review.answers-completed": to_say("An interview's tool was completed"),
    "directory.agency-joined": to_say("An agency joined"),
    "directory.agency-left": to_say("An agency left"),
    "vault.text-read": to_say("Somebody was given a note to read"),
    "vault.text-erased": to_say("A text was erased"),
}
"""What happened, in words, by the fact's name without its version."""


def in_words(name: str) -> str:
    """What happened, by a fact's stored name; a fact that is new here says its name."""
    unversioned = name.rpartition(".")[0]
    return NAMES.get(unversioned, unversioned.partition(".")[2].replace("-", " ").capitalize())
