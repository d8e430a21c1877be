"""Which steps wait for whom: pure, from one look at the rows and what somebody may do.

A step stands here only for who may open the page to which it leads. People of the agency that is
reviewed get none that tells of interviews, debriefs or themes, but those of their own team.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from concord_kernel.web import next_steps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from concord_contracts.rules import Edition
    from concord_kernel.web.next_steps import NextStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking(next_steps.Asking):
    """Somebody who asks what is next in a review.

    Attributes:
        edition: The rules of the review.
        is_inside: Whether the person is of the review's own people and of another agency.
        agreements_by: The day by which the co-chairs agree.
        late_dates: How many dates of the plan are late, and since when.
    """

    edition: Edition
    is_inside: bool
    agreements_by: date | None = None
    late_dates: tuple[int, date | None] = (0, None)

    @property
    def is_ahead(self) -> bool:
        """Whether the event week is not over: what was to be ready for it can still be made so."""
        last: date | None = self.row["last_day"]
        return last is None or last >= self.today

    def knows(self, name: str) -> bool:
        """Whether the edition has such a list or parameter."""
        known = [one.id for one in self.edition.lists]
        return name in {*known, *(one.id for one in self.edition.parameters)}


def every_step(of: Asking) -> Iterator[NextStep]:
    """Everything that waits for somebody in the review, in the order of the guide."""
    if not of.row:
        return
    yield from _of_a_team(of)
    yield from _disputed(of)
    if of.is_ahead:
        for some in (_leading, _planning, _choosing, _preparing):
            yield from some(of)
    yield from _findings(of)
    yield from _timely(of)


def _of_a_team(of: Asking) -> Iterator[NextStep]:
    """What a reviewer has to do: sign, record, finish forms and debriefs."""
    row = of.row
    if of.can("sign-confidentiality") and row["i_have_not_signed"]:
        yield from of.step("sign-statement", "/teams")
    if of.can("see-interviews"):
        yield from of.step("record-today", "/today", row["todays"], of.today)
        since = row["unrecorded_since"]
        day = f"/today?day={since}"
        yield from of.step("record-missed", day, row["unrecorded"], since)
    if of.can("answer-tool") and of.is_inside:
        since = row["unfinished_since"]
        yield from of.step("finish-forms", f"/today?day={since}", row["unfinished"], since)
    if of.can("write-debrief") and of.is_inside:
        since = row["undebriefed_since"]
        yield from of.step("write-debriefs", f"/today?day={since}", row["undebriefed"], since)
    if of.can("lead-focus-group") and of.is_inside:
        group, on_day = row["my_group"], row["my_group_on"]
        yield from of.step("lead-group", f"/focus-groups/{group}", row["my_groups"], on_day)
    if of.can("see-interviews") and row["next_interviews_on"]:
        day = row["next_interviews_on"]
        yield from of.step("interviews-ahead", f"/today?day={day}", 1, day)


def _disputed(of: Asking) -> Iterator[NextStep]:
    """Differences of opinion that are not settled."""
    if of.knows("agreements") and of.can("see-plan") and of.can("handle-disagreements"):
        yield from of.step("settle-disputes", "/agreements#disagreements", of.row["disputes"])


def _leading(of: Asking) -> Iterator[NextStep]:
    """Who leads, and what they agree on."""
    row = of.row
    if not of.knows("review.co-chairs") or not of.can("see-plan"):
        return
    chairs = of.edition.codes("review.co-chairs")
    topics = [one.code for one in of.edition.catalogue("agreements").entries]
    if of.can("plan-review"):
        missing = len(set(chairs) - set(row["co_chairs"]))
        yield from of.step("name-co-chairs", "/leaders", missing)
        yield from of.step("choose-peers", "/leaders#peers", not row["peers"])
        undrafted = len(set(topics) - set(row["drafted"]))
        yield from of.step("draft-agreements", "/agreements", undrafted, of.agreements_by)
    if of.can("agree-plan"):
        yield from of.step("sign-agreements", "/agreements", _unsigned(of), of.agreements_by)


def _unsigned(of: Asking) -> int:
    """Drafts that wait for the signature of whoever asks, as the co-chair of one seat or more."""
    row = of.row
    open_ones = set(row["drafted"]) - set(row["resolved"])
    seats = set(row["my_seats"]) & set(of.edition.codes("agreements.signed-by"))
    signed = set(row["signed"])
    return sum(any(f"{one}/{seat}" not in signed for seat in seats) for one in open_ones)


def _planning(of: Asking) -> Iterator[NextStep]:
    """Focus area, literature, questions, focus groups."""
    row = of.row
    plans = of.can("plan-review")
    if plans and of.knows("focus-area.count"):
        yield from of.step("choose-focus-area", "#focus-area", not row["focus_area"])
    if of.can("keep-literature") and of.knows("literature.kinds"):
        yield from of.step("attach-literature", "/literature#attach", not row["literature"])
    if of.can("publish-tool") and of.knows("tool.kinds"):
        yield from of.step("publish-questions", "/tools", not row["tools"])
    if plans and of.can("see-schedule") and of.knows("focus-group.parts"):
        yield from of.step("staff-groups", "/focus-groups", row["unstaffed_groups"])


def _choosing(of: Asking) -> Iterator[NextStep]:
    """Frame, sample, summaries."""
    row = of.row
    if not of.can("choose-cases") or not of.can("see-cases"):
        return
    if not row["candidates"]:
        yield from of.step("import-frame", "/cases/import")
    elif not row["cases"]:
        yield from of.step("draw-cases", "/cases#draw")
    elif of.knows("sample.summary-before-interviews"):
        yield from of.step(
            "complete-summaries", "/cases#summaries", row["unsummarised"], row["first_day"]
        )


def _preparing(of: Asking) -> Iterator[NextStep]:
    """Reviewers, teams, whoever is interviewed."""
    row = of.row
    if of.can("manage-people") and of.knows("team.roles"):
        if not row["signatories"] and not row["unsigned"]:
            yield from of.step("invite-reviewers", "/teams#invite")
        elif not row["teams"]:
            yield from of.step("form-teams", "/teams")
        yield from of.step("await-statements", "/teams", row["unsigned"], row["first_day"])
    if of.can("choose-cases") and of.can("see-cases") and of.knows("interview.roles"):
        yield from of.step("prepare-staff", "/staff", row["unprepared"], row["first_day"])
    if of.can("plan-schedule") and of.knows("interview.anonymity") and row["tools"]:
        yield from of.step("give-copies", "/preparation", row["uncopied"], row["uncopied_on"])


def _findings(of: Asking) -> Iterator[NextStep]:
    """Debriefs and themes: for the review's own people alone."""
    row = of.row
    if not of.is_inside:
        return
    if of.can("see-debriefs") and of.can("write-debrief"):
        since = row["unagreed_since"]
        day = f"/debriefs?day={since}"
        yield from of.step("agree-days", day, row["unagreed_days"], since)
    if of.can("see-themes"):
        if of.can("code-theme") and row["i_signed"]:
            yield from of.step("code-themes", "/themes", row["uncoded"])
        if of.can("agree-theme"):
            yield from of.step("agree-themes", "/themes", row["revealed"])
    if of.can("align-themes") and of.can("see-literature") and row["literature"]:
        yield from of.step("align-themes", "/literature", row["unaligned"])


def _timely(of: Asking) -> Iterator[NextStep]:
    """Tasks, requests for help, dates of the plan."""
    row = of.row
    if not of.can("work-on-plan"):
        return
    yield from of.step("late-tasks", "/tasks", row["late_tasks"], row["late_tasks_since"])
    yield from of.step("due-tasks", "/tasks", row["due_tasks"], row["due_tasks_on"])
    yield from of.step("answer-requests", "/meetings", row["requests"])
    many, since = of.late_dates
    yield from of.step("late-dates", "/timeline", many, since)
