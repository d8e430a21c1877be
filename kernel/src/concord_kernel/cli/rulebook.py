"""An edition in tables: parameters, dates, lists, quotas, activities, each with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.chain import counted

from concord_kernel.cli.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from concord_contracts.choices import Choice
    from concord_contracts.closed_lists import Catalogue
    from concord_contracts.daterules import DateRule
    from concord_contracts.plans import Goal, Phase, Plan
    from concord_contracts.quoted import Quoted, Source
    from concord_contracts.rules import Edition, Parameter
    from concord_contracts.sampling import Design

EVIDENCE = ("certainty", "in force", "source", "sentence", "note")
"""The headings of the cells that every rule ends with."""


def laid_out(edition: Edition) -> Iterator[Sheet]:
    """The tables of an edition, in the order in which people read them."""
    yield _head(edition)
    yield Sheet(
        "Parameters", ("id", "value", "level", *EVIDENCE), [*map(_parameter, edition.parameters)]
    )
    yield Sheet(
        "Dates that somebody tells",
        ("id", "what", "not before"),
        [(each.id, each.label, each.not_before or "") for each in edition.anchors],
    )
    yield Sheet(
        "Dates that follow",
        ("id", "what", "counted", "level", *EVIDENCE),
        [row for rule in edition.dates for row in _date_rows(rule)],
    )
    yield Sheet(
        "Phases", ("id", "what", "months", "level", *EVIDENCE), [*map(_phase, edition.phases)]
    )
    yield Sheet(
        "Choices where the source contradicts itself or is silent",
        ("choice", "reading", "stands", "decides about", *EVIDENCE, "why"),
        [row for choice in edition.choices for row in _choice_rows(choice)],
    )
    yield from map(_list, edition.lists)
    yield from map(_design, edition.quotas)
    if edition.plan is not None:
        yield _plan(edition.plan)


def evidence(rule: Quoted) -> tuple[str, ...]:
    """The cells under ``EVIDENCE``."""
    return (rule.certainty.value, _span(rule), where(rule.source), rule.sentence, rule.note)


def where(source: Source) -> str:
    """The document and the section, for people."""
    return f"{source.document}, {source.section}" if source.section else source.document


def _head(edition: Edition) -> Sheet:
    until = f" until {edition.until}" if edition.until else ""
    rows = [
        ("title", edition.title),
        ("source", edition.source.document),
        ("in force", f"since {edition.since}{until}"),
        ("content", edition.digest()),
        ("note", edition.note),
    ]
    return Sheet(edition.id, ("edition", edition.id), rows)


def _span(rule: Quoted) -> str:
    return f"since {rule.since}" + (f" until {rule.until}" if rule.until else "")


def _parameter(parameter: Parameter) -> tuple[str, ...]:
    return (parameter.id, _value(parameter), parameter.level.value, *evidence(parameter))


def _value(parameter: Parameter) -> str:
    match parameter.value:
        case bool(yes):
            return "yes" if yes else "no"
        case tuple(codes):
            return ", ".join(codes) or "(none set)"
        case str(words):
            return words
        case number:
            floor = "" if parameter.floor is None else f" (never below {parameter.floor})"
            return f"{number} {parameter.unit}{floor}"


def _date_rows(rule: DateRule) -> Iterator[tuple[str, ...]]:
    takes = f" ({rule.takes} of its readings)" if rule.readings else ""
    count = counted(rule.start, rule.steps)
    yield (rule.id, rule.label, f"{count}{takes}", rule.level.value, *evidence(rule))
    for reading in rule.readings:
        count = counted(reading.start, reading.steps)
        name = f"{rule.id}: {reading.id}"
        yield (name, reading.label, count, reading.standing.value, *evidence(reading))


def _choice_rows(choice: Choice) -> Iterator[tuple[str, ...]]:
    for way in choice.ways:
        in_force = way.id == choice.taken
        stands = ("in force" if in_force else "another reading", ", ".join(choice.carried_by))
        why = choice.why if in_force else ""
        yield (
            f"{choice.id}: {choice.question}",
            f"{way.id}: {way.label}",
            *stands,
            *evidence(way),
            why,
        )


def _phase(phase: Phase) -> tuple[str, ...]:
    months = [str(each) for each in dict.fromkeys((phase.least, phase.most)) if each is not None]
    return (phase.id, phase.label, " to ".join(months), phase.level.value, *evidence(phase))


def _list(found: Catalogue) -> Sheet:
    rows = [
        (each.code, each.label, each.under or "", each.detail, each.certainty.value, each.note)
        for each in found.entries
    ]
    title = f"List {found.id}: {found.title} ({', '.join(filter(None, evidence(found)))})"
    return Sheet(title, ("code", "wording", "under", "detail", "certainty", "note"), rows)


def _design(design: Design) -> Sheet:
    rows = [
        (
            stream.id,
            stratum.label,
            str(stratum.cases),
            _taken_from(stream.members, stream.agencies),
            stream.reviewers,
            stream.oversight or "",
            *evidence(stream),
        )
        for stream in design.streams
        for stratum in stream.strata
    ]
    title = (
        f"Quotas {design.id}: {design.title}, {design.total} in all, quarters {design.begin} to "
        f"{design.end} ({', '.join(filter(None, evidence(design)))})"
    )
    return Sheet(
        title, ("stream", "cases", "a year", "from", "reviewed by", "overseen by", *EVIDENCE), rows
    )


def _taken_from(members: tuple[str, ...], agencies: int) -> str:
    return ", ".join(members) if members else f"all {agencies} others"


def _plan(plan: Plan) -> Sheet:
    rows = [row for goal in plan.goals for row in _goal_rows(goal)]
    title = f"Plan {plan.id}: {plan.title} ({', '.join(filter(None, evidence(plan)))})"
    return Sheet(title, ("id", "wording", "quarters", "links", "certainty", "note"), rows)


def _goal_rows(goal: Goal) -> Iterator[tuple[str, ...]]:
    yield (goal.id, goal.text, "", ", ".join(goal.links), "", "")
    for strategy in goal.strategies:
        yield (strategy.id, strategy.text, "", ", ".join(strategy.links), "", "")
        for each in strategy.activities:
            quarters = f"Q{each.begin} to Q{each.end}"
            printed = f"printed as {each.printed} " if each.printed else ""
            note = f"{printed}{each.note}".strip()
            yield (each.id, each.text, quarters, "", each.certainty.value, note)
