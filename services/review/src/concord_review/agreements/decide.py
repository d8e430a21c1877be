"""The rules of agreements: who signs what, by when, and in which order before the planning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.chain import FIRST_DAY, shifted
from concord_contracts.facts.leading import (
    AgreementDrafted,
    AgreementResolved,
    AgreementSigned,
    PlanDecided,
)
from concord_contracts.facts.planning import RuleOverridden
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import has_rule, keep_to, rules_of

from concord_review.agreements.commands import (
    AgreementCommand,
    DraftAgreement,
    RecordDecision,
    SignAgreement,
)
from concord_review.agreements.state import Plan, evolve
from concord_review.listed import INPUTS, YES_OR_NO, decision_lists

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from concord_contracts.event import Event
    from concord_contracts.rules import Edition
    from concord_kernel.context import Context

DECISIONS: Final = "pre-planning.decisions"
DETERMINATIONS: Final = "pre-planning.determinations"
ISSUES: Final = "executive-team.issues"
AGREEMENTS: Final = "agreements"
OF_HOST_STAFF: Final = "agreements.host-staff"
HOST_STAFF: Final = "host-staff"
PEER_COUNTIES: Final = "peer-counties"
PLANNING_TEAM: Final = "planning-team"
CENTRAL: Final = "decisions.central-location"
DUE: Final = "planning.agreements"
FIRST_INTERVIEW: Final = "interview.day"
SIGNED_BY: Final = {
    HOST_STAFF: "host-staff.agreed-by",
    "plan-of-action": "host-staff.plan-agreed-by",
}
"""Topics with signers of their own."""


def streams(command: AgreementCommand) -> Streams:
    """The agreements', with all that they rest on."""
    kinds = ("review", "leadership", "peers", "disagreement", "schedule", "grounds", "tasks")
    return Streams(
        f"agreement-{command.review}", tuple(f"{kind}-{command.review}" for kind in kinds)
    )


def decide(command: AgreementCommand, plan: Plan, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: a rule about decisions or agreements forbids it.
    """
    if not plan.is_open:
        raise Refused("review.unknown", review=command.review)
    match command:
        case RecordDecision():
            return _record(command, plan, context)
        case DraftAgreement():
            return _draft(command, plan, context)
        case SignAgreement():
            return _sign(command, plan, context)
        case unknown:
            assert_never(unknown)


def signers(topic: str, rules: Edition) -> tuple[str, ...]:
    """Whose agreement a topic needs; the make-up of the teams needs the planning team's too."""
    if topic in SIGNED_BY:
        return rules.codes(SIGNED_BY[topic])
    chairs = rules.codes("agreements.signed-by")
    if topic != "interview-teams":
        return chairs
    return (*chairs, *(one for one in rules.codes("team.agreed-by") if one == PLANNING_TEAM))


def due(topic: str, plan: Plan, rules: Edition) -> date | None:
    """The day by which a topic is to be agreed; none before the day it is counted from is set."""
    rule = rules.date_rule(DUE)
    day = {FIRST_DAY: plan.first_day, FIRST_INTERVIEW: plan.first_interview}.get(rule.start)
    if day is None or topic not in rules.catalogue(AGREEMENTS).codes:
        return None
    return shifted(day, rule.steps)


def _record(command: RecordDecision, plan: Plan, context: Context) -> Sequence[Event]:
    lists = {one.id: one.codes for one in rules_of(context).lists}
    of_planning = decision_lists(rules_of(context))
    if command.among not in {DECISIONS, DETERMINATIONS, ISSUES, *of_planning}:
        raise Refused("decision.unknown")
    if command.decision not in lists.get(command.among, ()):
        raise Refused("decision.unknown")
    if command.answer is not None and not _asks_whether(command.decision, context):
        raise Refused("decision.not-yes-or-no")
    gone_past = _gone_past(command, plan, context)
    return [*_overridden(gone_past, command.review, context), PlanDecided(**command.model_dump())]


def _gone_past(command: RecordDecision, plan: Plan, context: Context) -> list[str]:
    """The advice that a decision goes past."""
    match command.among, command.decision:
        case "pre-planning.determinations", "focus-area":
            return [*_without_talks(plan, context), *_without_inputs(plan, context)]
        case "executive-team.issues", _:
            return _without_the_usual("executive-team.usual", "executive-team", plan, context)
        case "pre-planning.decisions", decision:
            return _before_planning(decision, plan, context)
        case _, "central-location":
            return _at_one_place(command, context)
        case _:
            return []


def _before_planning(decision: str, plan: Plan, context: Context) -> list[str]:
    rules = rules_of(context)
    if decision == "co-chairs":
        empty = [seat for seat in rules.codes("review.co-chairs") if not plan.in_seat(seat)]
        keep_to(context, "review.co-chairs", kept=not empty, seats=empty)
    if decision == HOST_STAFF:
        keep_to(context, "host-staff.agreed-by", kept=HOST_STAFF in plan.resolved)
    if decision == PLANNING_TEAM:
        return _without_the_usual("planning-team.usual", PLANNING_TEAM, plan, context)
    named = {PEER_COUNTIES: plan.peers, "coordinator": plan.kinds("coordinator")}
    past = keep_to(context, "pre-planning.determined", kept=bool(named.get(decision, True)))
    return ["pre-planning.determined"] if past else []


def _without_the_usual(rule: str, part: str, plan: Plan, context: Context) -> list[str]:
    missing = [one for one in rules_of(context).codes(rule) if one not in plan.kinds(part)]
    return [rule] if keep_to(context, rule, kept=not missing, missing=missing) else []


def _without_talks(plan: Plan, context: Context) -> list[str]:
    rule = "focus-area.early-talks"
    silent = [one for one in rules_of(context).codes(rule) if one not in plan.talked]
    return [rule] if keep_to(context, rule, kept=not silent, silent=silent) else []


def _without_inputs(plan: Plan, context: Context) -> list[str]:
    if not has_rule(context, INPUTS):
        return []
    there = {*plan.documents.values(), *plan.closed}
    left = [one for one in rules_of(context).codes(INPUTS) if one not in there]
    return [INPUTS] if keep_to(context, INPUTS, kept=not left, missing=len(left)) else []


def _at_one_place(command: RecordDecision, context: Context) -> list[str]:
    if not has_rule(context, CENTRAL):
        return []
    return [CENTRAL] if keep_to(context, CENTRAL, kept=command.answer != "no") else []


def _asks_whether(decision: str, context: Context) -> bool:
    return has_rule(context, YES_OR_NO) and decision in rules_of(context).codes(YES_OR_NO)


def _draft(command: DraftAgreement, plan: Plan, context: Context) -> Sequence[Event]:
    rules = rules_of(context)
    if command.topic not in {
        *rules.catalogue(AGREEMENTS).codes,
        *rules.catalogue(OF_HOST_STAFF).codes,
    }:
        raise Refused("agreement.unknown")
    if (command.topic == HOST_STAFF) is not (command.answer is not None):
        raise Refused("agreement.yes-or-no")
    if command.topic == PEER_COUNTIES and not plan.peers:
        raise Refused("agreement.no-peer-county")
    if command.topic == HOST_STAFF:
        before = rules.codes("host-staff.agreed-after")
        after = [one for among, one in plan.decided if among == DECISIONS and one not in before]
        keep_to(context, "host-staff.agreed-after", kept=not after, decided=sorted(after))
    return [AgreementDrafted(**command.model_dump())]


def _sign(command: SignAgreement, plan: Plan, context: Context) -> Sequence[Event]:
    rules = rules_of(context)
    draft = plan.drafts.get(command.topic)
    if draft is None:
        raise Refused("agreement.not-drafted")
    asked = signers(command.topic, rules)
    if command.seat not in asked:
        raise Refused("agreement.not-asked", asked=list(asked))
    person = _signing(command, plan)
    if command.seat in plan.signed[command.topic]:
        return []
    signed = AgreementSigned(
        review=command.review,
        topic=command.topic,
        seat=command.seat,
        person=person or None,
        on=command.on,
        on_paper=command.signer != person,
    )
    if not set(asked) <= plan.signed[command.topic] | {command.seat}:
        return [signed]
    by = due(command.topic, plan, rules)
    resolved = AgreementResolved(
        review=command.review, topic=command.topic, on=command.on, due=by, answer=draft.answer
    )
    return [*_late_or_disputed(resolved, plan, context), signed, resolved]


def _signing(command: SignAgreement, plan: Plan) -> str:
    """Who has the seat; a body is nobody, and the coordinator records its word.

    Raises:
        Refused: the seat is empty, or somebody else signs.
    """
    is_body = command.seat == PLANNING_TEAM
    person = "" if is_body else plan.in_seat(command.seat)
    if not is_body and not person:
        raise Refused("agreement.seat-empty", seat=command.seat)
    if not command.for_others and command.signer != person:
        raise Refused("agreement.another-seat")
    return person


def _late_or_disputed(resolved: AgreementResolved, plan: Plan, context: Context) -> Sequence[Event]:
    in_time = resolved.due is None or resolved.on <= resolved.due
    open_ones = [topic for topic in plan.disputed.values() if topic == resolved.topic]
    late = keep_to(
        context,
        "agreements.in-time",
        kept=in_time,
        due=resolved.due.isoformat() if resolved.due else "",
    )
    disputed = keep_to(
        context, "agreements.issues-resolved", kept=not open_ones, disputed=len(open_ones)
    )
    rules = [("agreements.in-time", late), ("agreements.issues-resolved", disputed)]
    return _overridden([rule for rule, past in rules if past], resolved.review, context)


def _overridden(rules: Sequence[str], review: str, context: Context) -> Sequence[Event]:
    return [
        RuleOverridden(review=review, rule=rule, reason=context.overrides[rule]) for rule in rules
    ]


AGREEMENT: Final = Decider[AgreementCommand, Plan](Plan(), streams, evolve, decide)
