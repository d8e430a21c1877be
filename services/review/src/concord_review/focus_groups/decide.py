"""The rules of focus groups: how many, with whom, led by whom, and before the final day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, assert_never

from concord_contracts.facts.focus_group import (
    FocusGroupArranged,
    FocusGroupCancelled,
    FocusGroupHeld,
    FocusGroupNotesSaved,
    FocusGroupPlanned,
    FocusGroupStaffed,
    GroupStaff,
)
from concord_contracts.facts.planning import ReviewOpened, RuleOverridden
from concord_contracts.facts.schedule import EventWeekSet
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import keep_to, rules_of

from concord_review.focus_groups.commands import (
    ArrangeFocusGroup,
    CancelFocusGroup,
    GroupCommand,
    HoldFocusGroup,
    Holding,
    PlanFocusGroup,
    Planning,
    SaveGroupNotes,
    StaffFocusGroup,
)
from concord_review.listed import INVITING, codes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from concord_contracts.event import Event
    from concord_contracts.rules import Edition
    from concord_contracts.terms import TextRef
    from concord_kernel.context import Context

LEADING: Final = ("facilitator", "co-facilitator", "recorder")
"""Who of a group's staff writes its notes and records that it was held."""


@dataclass(frozen=True, slots=True)
class Group:
    """What the rules need to know of a group.

    Attributes:
        is_open: Whether the review is.
        last_day: The last on-site day, as far as it is set.
        plan: As the group is planned.
        staff: Who leads and attends it.
        arranged: What is arranged, or not needed.
        texts: Its notes.
        is_cancelled: Whether it will not be held.
        is_held: Whether it was.
    """

    is_open: bool = False
    last_day: date | None = None
    plan: FocusGroupPlanned | None = None
    staff: tuple[GroupStaff, ...] = ()
    arranged: Mapping[str, FocusGroupArranged] = field(default_factory=dict)
    texts: Mapping[str, TextRef] = field(default_factory=dict)
    is_cancelled: bool = False
    is_held: bool = False


def streams(command: GroupCommand) -> Streams:
    """The group's own, with the review and its event week."""
    review = command.review
    return Streams(f"focus-group-{command.group}", (f"review-{review}", f"schedule-{review}"))


def evolve(group: Group, fact: Event) -> Group:
    """Remember a fact."""
    match fact:
        case ReviewOpened():
            return replace(group, is_open=True)
        case EventWeekSet(last_day=last):
            return replace(group, last_day=last)
        case FocusGroupPlanned():
            return replace(group, plan=fact)
        case FocusGroupStaffed(staff=staff):
            return replace(group, staff=staff)
        case FocusGroupArranged(arrangement=what):
            return replace(group, arranged={**group.arranged, what: fact})
        case _:
            return _evolve_later(group, fact)


def _evolve_later(group: Group, fact: Event) -> Group:
    match fact:
        case FocusGroupNotesSaved(texts=texts, cleared=cleared):
            standing = {code: ref for code, ref in group.texts.items() if code not in cleared}
            return replace(group, texts=standing | {one.question: one.text for one in texts})
        case FocusGroupCancelled():
            return replace(group, is_cancelled=True)
        case FocusGroupHeld():
            return replace(group, is_held=True)
        case _:
            return group


def decide(command: GroupCommand, group: Group, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: a rule about focus groups forbids it.
    """
    if not group.is_open:
        raise Refused("review.unknown", review=command.review)
    if not isinstance(command, PlanFocusGroup):
        _must_stand(command, group)
    if isinstance(command, Holding):
        return _lead(command, group, context)
    if group.is_held:
        raise Refused("focus-group.already-held")
    return _plan(command, group, context)


def _must_stand(command: GroupCommand, group: Group) -> None:
    if group.plan is None or group.plan.review != command.review or group.is_cancelled:
        raise Refused("focus-group.unknown")


def _plan(command: Planning, group: Group, context: Context) -> Sequence[Event]:
    match command:
        case PlanFocusGroup():
            return _planned(command, group, context)
        case StaffFocusGroup():
            return _staffed(command, group, context)
        case ArrangeFocusGroup():
            return _arranged(command, group, context)
        case CancelFocusGroup():
            return [FocusGroupCancelled(review=command.review, group=command.group)]
        case unknown:
            assert_never(unknown)


def _planned(command: PlanFocusGroup, group: Group, context: Context) -> Sequence[Event]:
    if group.is_cancelled or (group.plan and group.plan.review != command.review):
        raise Refused("focus-group.unknown")
    keep_to(context, "focus-group.on-a-case", kept=command.case is None)
    known = rules_of(context).catalogue("focus-group.stakeholders").codes
    if set(command.stakeholders) - set(known):
        raise Refused("focus-group.unknown-stakeholders")
    _must_end_before_the_final_day(command.on, group)
    minutes = agenda_minutes(rules_of(context), command.question_minutes, command.reviews_themes)
    past = [*_people(context, command.people), *_minutes(context, minutes)]
    is_one = len(set(command.stakeholders)) == 1
    if keep_to(context, "focus-group.one-stakeholder-group", kept=is_one):
        past.append("focus-group.one-stakeholder-group")
    past += _question_minutes(context, command.question_minutes)
    if command.names and keep_to(context, "text.names", kept=False, words=command.names):
        past.append("text.names")
    said = command.model_dump(exclude={"case", "names"})
    return [*_overridden(command.review, past, context), FocusGroupPlanned(**said, minutes=minutes)]


def agenda_minutes(rules: Edition, questions: int, has_themes: bool) -> int:  # ruff: ignore[boolean-type-hint-positional-argument] -- two figures of one agenda
    """Minutes of the whole agenda, part by part."""
    parts = ["introductions", "issue", *(["themes"] if has_themes else []), "close"]
    return questions + sum(rules.number(f"focus-group.{one}-minutes") for one in parts)


def _must_end_before_the_final_day(on: date, group: Group) -> None:
    if group.last_day and on >= group.last_day:
        raise Refused("focus-groups.completed", last_day=group.last_day.isoformat())


def _people(context: Context, people: int) -> list[str]:
    rules = rules_of(context)
    least = rules.number("focus-group.people-least")
    most = rules.number("focus-group.people-most")
    said = {"people": people, "least": least, "most": most}
    sizes = {
        "focus-group.people-most": people <= most,
        "focus-group.people-least": people >= least,
    }
    return [rule for rule, kept in sizes.items() if keep_to(context, rule, kept=kept, **said)]


def _minutes(context: Context, minutes: int) -> list[str]:
    rules = rules_of(context)
    least = rules.number("focus-group.minutes-least")
    most = rules.number("focus-group.minutes-most")
    said = {"minutes": minutes, "least": least, "most": most}
    lengths = {
        "focus-group.minutes-least": minutes >= least,
        "focus-group.minutes-most": minutes <= most,
    }
    return [rule for rule, kept in lengths.items() if keep_to(context, rule, kept=kept, **said)]


def _question_minutes(context: Context, minutes: int) -> list[str]:
    rules = rules_of(context)
    least = rules.number("focus-group.questions-minutes-least")
    most = rules.number("focus-group.questions-minutes-most")
    said = {"minutes": minutes, "least": least, "most": most}
    lengths = {
        "focus-group.questions-minutes-least": minutes >= least,
        "focus-group.questions-minutes-most": minutes <= most,
    }
    return [rule for rule, kept in lengths.items() if keep_to(context, rule, kept=kept, **said)]


def _staffed(command: StaffFocusGroup, group: Group, context: Context) -> Sequence[Event]:
    rules = rules_of(context)
    roles = [one.role for one in command.staff]
    if set(roles) - set(rules.catalogue("focus-group.attendance").codes):
        raise Refused("focus-group.unknown-role")
    if len({one.person for one in command.staff}) < len(command.staff):
        raise Refused("focus-group.person-twice")
    missing = [one for one in rules.codes("focus-group.roles") if one not in roles]
    keep_to(context, "focus-group.roles", kept=not missing, roles=missing)
    ties = set(rules.codes("focus-group.not-neutral"))
    tied = [one.role for one in command.staff if ties & set(one.ties)]
    keep_to(context, "focus-group.not-neutral", kept=not tied, roles=tied)
    unpledged = [one.role for one in command.staff if one.of_host and not one.neutral]
    keep_to(context, "focus-group.host-staff-neutral", kept=not unpledged, roles=unpledged)
    if command.staff == group.staff:
        return []
    return [FocusGroupStaffed(**command.model_dump())]


def _arranged(command: ArrangeFocusGroup, group: Group, context: Context) -> Sequence[Event]:
    rules = rules_of(context)
    known = {*rules.catalogue("focus-group.arrangements").codes, *codes(rules, INVITING)}
    if command.arrangement not in known:
        raise Refused("focus-group.unknown-arrangement")
    fact = FocusGroupArranged(**command.model_dump())
    if group.arranged.get(command.arrangement) == fact:
        return []
    past = []
    if command.arrangement == "call" and command.needed:
        past = _called(command, group, context)
    return [*_overridden(command.review, past, context), fact]


def _called(command: ArrangeFocusGroup, group: Group, context: Context) -> list[str]:
    assert group.plan  # ruff: ignore[assert] -- it stands
    days = rules_of(context).number("focus-group.reminder-call-days")
    kept = (group.plan.on - command.on).days == days
    rule = "focus-group.reminder-call-days"
    return [rule] if keep_to(context, rule, kept=kept, days=days) else []


def _lead(command: Holding, group: Group, context: Context) -> Sequence[Event]:
    """Only who leads or records a group writes of it, and nobody of the host.

    Raises:
        Refused: it is somebody else, or was held already.
    """
    if group.is_held and isinstance(command, HoldFocusGroup):
        raise Refused("focus-group.already-held")
    leads = [one for one in group.staff if one.person == context.actor and one.role in LEADING]
    if not leads or any(one.of_host for one in leads):
        raise Refused("focus-group.not-its-staff")
    match command:
        case SaveGroupNotes():
            return _noted(command, group)
        case HoldFocusGroup():
            return _held(command, group, context)
        case unknown:
            assert_never(unknown)


def _noted(command: SaveGroupNotes, group: Group) -> Sequence[Event]:
    fact = FocusGroupNotesSaved(**command.model_dump())
    return [fact] if _evolve_later(group, fact) != group else []


def _held(command: HoldFocusGroup, group: Group, context: Context) -> Sequence[Event]:
    assert group.plan  # ruff: ignore[assert] -- it stands
    _must_end_before_the_final_day(command.on, group)
    past = [*_people(context, command.people), *_minutes(context, command.minutes)]
    for rule, kept, said in _advice(command, group, rules_of(context)):
        if keep_to(context, rule, kept=kept, **said):
            past.append(rule)
    voices = [context.new_id("voice", nth) for nth in range(command.people)]
    return [
        *_overridden(command.review, past, context),
        FocusGroupHeld(
            review=command.review,
            group=command.group,
            stakeholders=group.plan.stakeholders,
            on=command.on,
            minutes=command.minutes,
            participants=tuple(voices),
            addressed=command.addressed,
        ),
    ]


Advice = tuple[str, bool, Mapping[str, Any]]


def _advice(command: HoldFocusGroup, group: Group, rules: Edition) -> Sequence[Advice]:
    assert group.plan  # ruff: ignore[assert] -- it stands
    wanted = rules.catalogue("focus-group.arrangements").codes
    missing = [one for one in wanted if one not in group.arranged]
    unsaid = [one for one in rules.codes("focus-group.addressed") if one not in command.addressed]
    return (
        ("focus-group.structured-questions", group.plan.questions is not None, {}),
        ("focus-group.arranged", not missing, {"missing": len(missing)}),
        ("focus-group.addressed", not unsaid, {"unsaid": len(unsaid)}),
    )


def _overridden(review: str, rules: Sequence[str], context: Context) -> Sequence[Event]:
    return [
        RuleOverridden(review=review, rule=rule, reason=context.overrides[rule]) for rule in rules
    ]


GROUP: Final = Decider[GroupCommand, Group](Group(), streams, evolve, decide)
