"""The rules of themes: coded alone, revealed together, agreed by enough distinct voices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.theme import (
    ThemeAgreed,
    ThemeCoded,
    ThemeCodesRevealed,
    ThemeDissented,
    ThemeMerged,
    ThemeProposed,
    ThemeReopened,
    ThemeRuleOverridden,
    ThemeWithdrawn,
)
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import keep_to, rules_of

from concord_review.themes.commands import (
    AgreeTheme,
    CodeTheme,
    DissentFromTheme,
    MergeTheme,
    ProposeTheme,
    ReopenTheme,
    RevealCodes,
    ThemeCommand,
    WithdrawTheme,
)
from concord_review.themes.standing import Standing, Themes, evolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context


def streams(command: ThemeCommand) -> Streams:
    """The theme's own or its codes, with the sessions and the reviewers that count."""
    if isinstance(command, CodeTheme):
        return Streams(f"coding-{command.theme}", (f"theme-{command.theme}", *_reads(command)))
    return Streams(f"theme-{command.theme}", _reads(command))


def _reads(command: ThemeCommand) -> tuple[str, ...]:
    """Sessions, reviewers and other themes that a command is decided on."""
    read: tuple[str, ...] = ()
    match command:
        case ProposeTheme(sessions=sessions, reviewer=reviewer):
            read = (*_heard_in(sessions), *_reviewers([reviewer]))
        case CodeTheme(codes=said, reviewer=reviewer):
            read = (*_heard_in(one.session for one in said), *_reviewers([reviewer]))
        case RevealCodes(coders=coders):
            read = (f"coding-{command.theme}", *_reviewers(coders))
        case AgreeTheme(sessions=sessions, groups=groups):
            held = (f"focus-group-{one.group}" for one in groups)
            read = (f"coding-{command.theme}", *_heard_in(sessions), *held)
        case DissentFromTheme(reviewer=reviewer):
            read = _reviewers([reviewer])
        case MergeTheme(into=into):
            read = (f"theme-{into}",)
        case _:
            pass
    return read


def _heard_in(sessions: Iterable[str]) -> tuple[str, ...]:
    """Where it is recorded that a session took place: an interview, or a focus group."""
    named = [
        (f"session-{one}",)
        if one.startswith("session-")
        else (f"session-{one}", f"focus-group-{one}")
        for one in sessions
    ]
    return tuple(stream for some in named for stream in some)


def _reviewers(who: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(f"reviewer-{one}" for one in who if one)


def decide(command: ThemeCommand, themes: Themes, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: a rule about themes forbids it.
    """
    match command:
        case ProposeTheme():
            return _propose(command, themes, context)
        case CodeTheme():
            return _code(command, themes)
        case RevealCodes():
            return _reveal(command, themes, context)
        case AgreeTheme():
            return _agree(command, themes, context)
        case DissentFromTheme():
            return _dissent(command, themes, context)
        case ReopenTheme() | WithdrawTheme() | MergeTheme():
            return _move(command, themes, context)
        case unknown:
            assert_never(unknown)


def _propose(command: ProposeTheme, themes: Themes, context: Context) -> Sequence[Event]:
    if command.theme in themes.standing:
        raise Refused("theme.already-proposed")
    rules = rules_of(context)
    if command.heading not in rules.catalogue("report.headings").codes:
        raise Refused("theme.unknown-heading")
    if command.reviewer and (command.review, command.reviewer) not in themes.signed:
        raise Refused("theme.not-signed")
    if command.practice and command.side == "improvement":
        raise Refused("theme.practice-is-a-strength")
    if command.drafted_in and command.drafted_in not in command.sessions:
        raise Refused("theme.drafted-elsewhere")
    if not command.sessions:
        raise Refused("theme.heard-nowhere")
    _must_have_been_held(command.review, command.sessions, themes)
    people = {one.group: one.people for one in command.groups}
    for session in {*command.sessions, *people}:
        _must_count_people(
            command.review, session, people.get(session), is_heard=True, themes=themes
        )
    told = command.model_dump(exclude={"reviewer", "names"})
    over = _past(command.review, command.theme, {"text.names": not command.names}, context)
    return [*over, ThemeProposed(**told, by=command.reviewer)]


def _code(command: CodeTheme, themes: Themes) -> Sequence[Event]:
    standing = _standing(command.review, command.theme, themes)
    if standing.state != "coding":
        raise Refused("theme.already-revealed")
    if (command.review, command.reviewer) not in themes.signed:
        raise Refused("theme.not-signed")
    sessions = [one.session for one in command.codes]
    if len(set(sessions)) < len(sessions):
        raise Refused("theme.coded-twice")
    _must_have_been_held(command.review, sessions, themes)
    for one in command.codes:
        is_heard = one.said == "heard"
        _must_count_people(
            command.review, one.session, one.people, is_heard=is_heard, themes=themes
        )
    own = {one.session: one for one in command.codes}
    if standing.codes.get(command.reviewer) == own and not _is_first(command, standing):
        return []
    return [
        ThemeCoded(
            review=command.review,
            theme=command.theme,
            round=standing.round,
            reviewer=command.reviewer,
            codes=command.codes,
        )
    ]


def _is_first(command: CodeTheme, standing: Standing) -> bool:
    """Whether a proposer says for the first time what follows from the proposal already."""
    return standing.round == 1 and standing.proposed.by == command.reviewer


def _must_count_people(
    review: str, session: str, people: int | None, *, is_heard: bool, themes: Themes
) -> None:
    there = themes.people(review, session)
    if not there and people is not None:
        raise Refused("theme.people-of-a-group")
    if there and is_heard and people is None:
        raise Refused("theme.how-many-people")
    if people is not None and people > there:
        raise Refused("theme.more-people-than-there", there=there)


def _reveal(command: RevealCodes, themes: Themes, context: Context) -> Sequence[Event]:
    standing = _standing(command.review, command.theme, themes)
    if standing.state in {"revealed", "agreed"}:
        return []
    if not standing.codes:
        raise Refused("theme.nothing-coded")
    coders = [one for one in command.coders if (command.review, one) in themes.signed]
    missing = standing.blanks(coders, command.sessions)
    facts = {"missing": missing, "coders": len(coders)}
    over = _past(
        command.review, command.theme, {"theme.codes-complete": not missing}, context, **facts
    )
    return [
        *over,
        ThemeCodesRevealed(
            review=command.review,
            theme=command.theme,
            round=standing.round,
            coders=len(coders),
            missing=missing,
        ),
    ]


def _agree(command: AgreeTheme, themes: Themes, context: Context) -> Sequence[Event]:
    standing = _standing(command.review, command.theme, themes)
    if standing.state == "agreed":
        return []
    is_coded = rules_of(context).flag("theme.coded-first")
    if is_coded:
        keep_to(context, "theme.coded-first", kept=standing.state == "revealed")
    _must_have_been_heard(command, standing, themes, is_coded=is_coded)
    workers = len(themes.interviewees(command.review, command.sessions))
    voices = workers + sum(one.people for one in command.groups)
    enough = rules_of(context).number("theme.voices")
    keep_to(context, "theme.voices", kept=voices >= enough, voices=voices, enough=enough)
    dissents = len(standing.dissents)
    over = _past(
        command.review, command.theme, {"theme.consensus": not dissents}, context, dissents=dissents
    )
    proposed = standing.proposed
    return [
        *over,
        ThemeAgreed(
            review=command.review,
            theme=command.theme,
            heading=proposed.heading,
            scope=proposed.scope,
            voices=voices,
            workers=workers,
            round=standing.round,
            dissents=dissents,
            statement=standing.statement,
            side=proposed.side,
            practice=proposed.practice,
            sessions=command.sessions,
            groups=command.groups,
        ),
    ]


def _must_have_been_heard(
    command: AgreeTheme, standing: Standing, themes: Themes, *, is_coded: bool
) -> None:
    """A session supports a theme only where somebody heard it, a group with so many people.

    Raises:
        Refused: it was not heard there, or not by so many.
    """
    heard = standing.heard()
    known = heard.keys() if is_coded else {*standing.proposed.sessions}
    named = [*command.sessions, *(one.group for one in command.groups)]
    missing = [one for one in named if one not in known]
    missing += [one for one in command.sessions if one not in themes.recorded]
    if missing or len(set(named)) < len(named):
        raise Refused("theme.not-heard-there", sessions=len(set(missing)))
    for one in command.groups:
        coded = [said.people or 0 for said in heard.get(one.group, ())]
        most = min(themes.people(command.review, one.group), max(coded, default=one.people))
        if one.people > most:
            raise Refused("theme.more-people-than-there", there=most)


def _dissent(command: DissentFromTheme, themes: Themes, context: Context) -> Sequence[Event]:
    standing = _standing(command.review, command.theme, themes)
    if (command.review, command.reviewer) not in themes.signed:
        raise Refused("theme.not-signed")
    if standing.state == "coding":
        raise Refused("theme.not-revealed")
    over = _past(command.review, command.theme, {"text.names": not command.names}, context)
    return [*over, ThemeDissented(round=standing.round, **command.model_dump(exclude={"names"}))]


def _move(
    command: ReopenTheme | WithdrawTheme | MergeTheme, themes: Themes, context: Context
) -> Sequence[Event]:
    standing = themes.standing.get(command.theme)
    if standing is None or standing.proposed.review != command.review:
        raise Refused("theme.unknown")
    told = command.model_dump(exclude={"names"})
    match command:
        case ReopenTheme():
            kept = {"text.names": not command.names}
            over = _past(command.review, command.theme, kept, context)
            return [*over, ThemeReopened(round=standing.round + 1, **told)]
        case WithdrawTheme():
            return [] if standing.state == "withdrawn" else [ThemeWithdrawn(**told)]
        case MergeTheme():
            _must_take_another(command, standing, themes)
            return [ThemeMerged(**told)]
        case unknown:
            assert_never(unknown)


def _must_take_another(command: MergeTheme, standing: Standing, themes: Themes) -> None:
    other = themes.standing.get(command.into)
    if other is None or other.proposed.review != command.review or command.into == command.theme:
        raise Refused("theme.no-other")
    if standing.is_closed or other.is_closed:
        raise Refused("theme.closed")


def _standing(review: str, theme: str, themes: Themes) -> Standing:
    """A theme of the review that goes on.

    Raises:
        Refused: there is none, or it was taken back or merged.
    """
    found = themes.standing.get(theme)
    if found is None or found.proposed.review != review:
        raise Refused("theme.unknown")
    if found.is_closed:
        raise Refused("theme.closed")
    return found


def _must_have_been_held(review: str, sessions: Iterable[str], themes: Themes) -> None:
    missing = [one for one in sessions if not themes.is_held(review, one)]
    if missing:
        raise Refused("theme.session-not-recorded", sessions=len(missing))


def _past(
    review: str, theme: str, kept: dict[str, bool], context: Context, **facts: int
) -> list[Event]:
    """Rules that are gone past, each as a fact of the theme, which the host does not follow."""
    return [
        ThemeRuleOverridden(review=review, theme=theme, rule=rule, reason=context.overrides[rule])
        for rule, holds in kept.items()
        if keep_to(context, rule, kept=holds, **facts)
    ]


THEME: Final = Decider[ThemeCommand, Themes](Themes(), streams, evolve, decide)
