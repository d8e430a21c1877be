"""Which steps wait for whom in the report and after it: pure, from one look at the rows.

Before the event week is over nobody is asked to write: the report tells what was found in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from concord_kernel.web import next_steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from concord_contracts.rules import Edition
    from concord_kernel.web.next_steps import NextStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking(next_steps.Asking):
    """Somebody who asks what is next in a report.

    Attributes:
        edition: The rules of the review.
        due: Due dates by their rule.
    """

    edition: Edition
    due: Mapping[str, date] = field(default_factory=dict)

    def codes(self, name: str) -> frozenset[str]:
        """A parameter's codes; none where the edition has none."""
        found = next((one.value for one in self.edition.parameters if one.id == name), ())
        return frozenset(found) if isinstance(found, tuple) else frozenset()

    def knows(self, name: str) -> bool:
        """Whether the edition has such a list."""
        return any(one.id == name for one in self.edition.lists)


def every_step(of: Asking) -> Iterator[NextStep]:
    """Everything that waits for somebody in the report, in the order of the guide."""
    if not of.row or not of.knows("report.sections"):
        return
    last = of.row["last_day"]
    if last is not None and last < of.today:
        if of.can("see-draft"):
            for some in (_writing, _clearing, _commenting, _approving):
                yield from some(of)
        yield from _handing_in(of)
    yield from _following(of)


def _writing(of: Asking) -> Iterator[NextStep]:
    row = of.row
    if not of.can("write-report") or row["approved_at"]:
        return
    missing = len(_to_write(of) - set(row["written"]))
    yield from of.step("write-parts", "/draft", missing, of.due.get("report.draft"))
    yield from of.step("answer-comments", "/draft#versions", row["comments"])
    is_ready = not (missing or row["uncleared"] or row["version"])
    yield from of.step("make-version", "/draft#versions", is_ready, of.due.get("report.draft"))
    yield from of.step("name-director", "/draft#approval", not row["has_director"])


def _to_write(of: Asking) -> set[str]:
    """Parts that somebody has to write: not told from facts, in no optional section."""
    if not of.knows("report.parts"):
        return set()
    told, optional = of.codes("report.parts-from-facts"), of.codes("report.optional-sections")
    parts = of.edition.catalogue("report.parts").entries
    needed = {one.code for one in parts if one.code not in told and one.under not in optional}
    return needed | set(of.row["chosen"])


def _clearing(of: Asking) -> Iterator[NextStep]:
    row = of.row
    if of.can("clear-report"):
        yield from of.step("clear-parts", "/draft", row["uncleared"], of.due.get("report.draft"))
    if of.can("clear-theme"):
        until = of.due.get("report.draft")
        yield from of.step("clear-themes", "/draft", row["uncleared_themes"], until)


def _commenting(of: Asking) -> Iterator[NextStep]:
    row = of.row
    waits = row["version"] and not row["returned"] and not row["approved_at"]
    if of.can("comment-on-report") and waits:
        until = of.due.get("report.feedback") if row["draft_received"] else None
        yield from of.step("comment-draft", "/draft#versions", 1, until)


def _approving(of: Asking) -> Iterator[NextStep]:
    row = of.row
    if of.can("approve-report") and row["is_director"] and row["version"]:
        waits = not row["is_approved"]
        yield from of.step("approve-version", "/draft#approval", waits, of.due.get("report.due"))


def _handing_in(of: Asking) -> Iterator[NextStep]:
    """What went in is recorded: that the state has the draft, and the report itself."""
    if not of.can("record-document") or not of.can("see-report"):
        return
    if "report.due" in of.row["handed_in"]:
        return
    if not of.row["draft_received"]:
        yield from of.step("record-draft", "#dates", 1, of.due.get("report.draft"))
    elif of.row["approved_at"]:
        yield from of.step("record-report", "#dates", 1, of.due.get("report.due"))


def _following(of: Asking) -> Iterator[NextStep]:
    """Recommendations until they are answered; findings shared, looked back on."""
    row, there = of.row, "/recommendations"
    if not of.can("see-report"):
        return
    if of.can("clear-report"):
        yield from of.step("clear-recommendations", there, row["uncleared_advice"])
    if not of.can("follow-recommendations"):
        return
    since, by = row["unanswered_since"], row["to_answer_by"]
    yield from of.step("answer-late", there, row["unanswered"], since)
    yield from of.step("answer-next", there, row["to_answer"], by)
    yield from of.step("name-owners", there, row["unowned"])
    if row["approved_at"]:
        yield from of.step("share-findings", f"{there}#sharing", not row["sharings"])
        until = of.due.get("reflections.session")
        yield from of.step("reflect", f"{there}#reflections", not row["reflections"], until)
