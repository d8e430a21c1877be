"""The rules of themes: coded alone, revealed together, agreed by enough distinct voices."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.theme import (
    Coded,
    GroupSupport,
    ThemeDissented,
    ThemeMerged,
    ThemeReopened,
    ThemeRuleOverridden,
    ThemeWithdrawn,
)
from concord_contracts.rules import UnknownRuleError
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_review.themes.commands import (
    AgreeTheme,
    CodeTheme,
    DissentFromTheme,
    MergeTheme,
    ProposeTheme,
    ReopenTheme,
    RevealCodes,
    WithdrawTheme,
)
from concord_review.themes.decide import THEME
from hypothesis import given
from hypothesis import strategies as st

from tests.support.anyfacts import any_history
from tests.support.reviews import (
    OTHER_REVIEW,
    REASON,
    REVIEW,
    agreed,
    coded,
    context,
    durham,
    edition,
    held,
    proposed,
    recorded,
    revealed,
    signed,
    text,
    withdrawn,
)

if TYPE_CHECKING:
    from concord_contracts.event import Event

theme = Given(THEME, context(actor="reviewer-1"))

WHERE = {"review": REVIEW, "theme": "theme-1"}
THREE = ("session-1", "session-2", "session-3")
HEARD = tuple(recorded(number) for number in (1, 2, 3))
SEEN = (proposed(*THREE), coded(2, *THREE), revealed())
AGREED = agreed(3, workers=3, round=1, statement=text("text-theme"), sessions=THREE)


def propose(*sessions: str, **changes: Any) -> ProposeTheme:
    asked: dict[str, Any] = {
        **WHERE,
        "heading": "training-needs",
        "scope": "focus-area",
        "statement": text("text-theme"),
        "sessions": sessions,
    }
    return ProposeTheme(**(asked | changes))


def code(*codes: Coded, reviewer: int = 2) -> CodeTheme:
    return CodeTheme(**WHERE, reviewer=f"reviewer-{reviewer}", codes=codes)


def reveal(*coders: int) -> RevealCodes:
    return RevealCodes(**WHERE, coders=tuple(f"reviewer-{one}" for one in coders), sessions=THREE)


def agree(*sessions: str, groups: tuple[GroupSupport, ...] = (), **changes: Any) -> AgreeTheme:
    return AgreeTheme(**(WHERE | changes), sessions=sessions, groups=groups)


def past(rule: str) -> ThemeRuleOverridden:
    return ThemeRuleOverridden(**WHERE, rule=rule, reason=REASON)


def test_a_theme_is_proposed_with_the_sessions_it_was_heard_in() -> None:
    theme(*HEARD).when(propose(*THREE)).then(proposed(*THREE))


def test_a_reviewer_proposes_a_theme_while_the_signature_stands() -> None:
    asked = propose(*THREE, reviewer="reviewer-1")

    theme(*HEARD, signed(1)).when(asked).then(proposed(*THREE, by="reviewer-1"))
    theme(*HEARD).when(asked).then_refused("theme.not-signed")
    theme(*HEARD, signed(1), withdrawn(1)).when(asked).then_refused("theme.not-signed")


@pytest.mark.proves("PQCR-80")
def test_a_theme_may_be_drafted_at_the_end_of_one_focus_group() -> None:
    three_people = (GroupSupport(group="group-1", people=3),)
    drafted = {"groups": three_people, "drafted_in": "group-1"}

    theme(held()).when(propose("group-1", **drafted)).then(proposed("group-1", **drafted))
    theme(held(2)).when(propose("group-1", **drafted)).then_refused(
        "theme.more-people-than-there", there=2
    )
    theme(held()).when(propose("group-1")).then_refused("theme.how-many-people")
    theme(*HEARD).when(propose(*THREE, drafted_in="group-1")).then_refused(
        "theme.drafted-elsewhere"
    )


@pytest.mark.proves("PQCR-148")
def test_a_promising_practice_is_a_strength_marked_emerging_or_needing_more_information() -> None:
    marked = {"side": "strength", "practice": "emerging"}

    theme(*HEARD).when(propose(*THREE, **marked)).then(proposed(*THREE, **marked))
    theme(*HEARD).when(propose(*THREE, side="improvement", practice="emerging")).then_refused(
        "theme.practice-is-a-strength"
    )


def test_a_statement_with_somebodys_name_is_kept_only_with_a_reason() -> None:
    with_reason = theme.under(overrides={"text.names": REASON})

    theme(*HEARD).when(propose(*THREE, names=1)).then_refused("text.names", overridable=True)
    with_reason(*HEARD).when(propose(*THREE, names=1)).then(past("text.names"), proposed(*THREE))


@pytest.mark.parametrize("heading", edition().catalogue("report.headings").codes)
def test_every_heading_of_the_report_takes_themes_and_no_other_does(heading: str) -> None:
    theme(*HEARD).when(propose(*THREE, heading=heading)).then(proposed(*THREE, heading=heading))
    theme(*HEARD).when(propose(*THREE, heading="gossip")).then_refused("theme.unknown-heading")


def test_a_theme_is_proposed_once_and_rests_on_sessions_of_its_review() -> None:
    elsewhere = recorded(3, review=OTHER_REVIEW)

    theme(*HEARD, proposed(*THREE)).when(propose(*THREE)).then_refused("theme.already-proposed")
    theme(*HEARD[:2], elsewhere).when(propose(*THREE)).then_refused(
        "theme.session-not-recorded", sessions=1
    )


def test_a_reviewer_who_signed_codes_alone_and_may_change_it_until_it_is_revealed() -> None:
    said = tuple(Coded(session=one, said="heard") for one in THREE)
    begun = theme(*HEARD, signed(2), proposed(*THREE))

    begun.when(code(*said)).then(coded(2, *THREE))
    theme(*HEARD, signed(2), proposed(*THREE), coded(2, *THREE)).when(code(*said)).then_nothing()
    theme(*HEARD, signed(2), proposed(*THREE), coded(2, *THREE)).when(code(*said[:2])).then(
        coded(2, *THREE[:2])
    )
    theme(*HEARD, signed(2), *SEEN).when(code(*said)).then_refused("theme.already-revealed")
    theme(*HEARD, proposed(*THREE)).when(code(*said)).then_refused("theme.not-signed")
    begun.when(code(said[0], said[0])).then_refused("theme.coded-twice")


def test_of_a_focus_group_one_says_how_many_people_said_so() -> None:
    group = Coded(session="group-1", said="heard")
    begun = theme(held(), HEARD[0], signed(2), proposed("session-1"))

    begun.when(code(group)).then_refused("theme.how-many-people")
    begun.when(code(group.model_copy(update={"people": 9}))).then_refused(
        "theme.more-people-than-there", there=8
    )
    begun.when(code(Coded(session="session-1", said="heard", people=2))).then_refused(
        "theme.people-of-a-group"
    )


def test_codes_are_revealed_when_all_have_coded_or_earlier_with_a_reason() -> None:
    two = (signed(1), signed(2), proposed(*THREE, by="reviewer-1"))
    early = theme.under(overrides={"theme.codes-complete": REASON})

    theme(*two, coded(2, *THREE)).when(reveal(1, 2)).then(revealed(coders=2))
    theme(*two).when(reveal(1, 2)).then_refused(
        "theme.codes-complete", overridable=True, missing=1, coders=2
    )
    early(*two).when(reveal(1, 2)).then(past("theme.codes-complete"), revealed(coders=2, missing=1))
    theme(*two, withdrawn(2)).when(reveal(1, 2)).then(revealed(coders=1))
    theme(proposed(*THREE)).when(reveal(1)).then_refused("theme.nothing-coded")
    theme(*SEEN).when(reveal(1)).then_nothing()


def test_a_theme_is_agreed_after_its_codes_are_revealed_and_once() -> None:
    theme(*HEARD, *SEEN).when(agree(*THREE)).then(AGREED)
    theme(*HEARD, *SEEN, AGREED).when(agree(*THREE)).then_nothing()
    theme(*HEARD, *SEEN[:2]).when(agree(*THREE)).then_refused("theme.coded-first")


def test_a_jurisdiction_may_agree_themes_without_coding() -> None:
    rules = edition()
    without = [
        one.model_copy(update={"value": False}) if one.id == "theme.coded-first" else one
        for one in rules.parameters
    ]
    otherwise = theme.under(rules=rules.model_copy(update={"parameters": tuple(without)}))

    otherwise(*HEARD, proposed(*THREE)).when(agree(*THREE)).then(AGREED)


@pytest.mark.proves("PQCR-79")
@pytest.mark.parametrize("voices", [1, 2])
def test_one_voice_is_never_a_theme_nor_are_two_and_no_reason_makes_them_one(voices: int) -> None:
    sessions = THREE[:voices]
    with_reason = theme.under(overrides={"theme.voices": REASON})
    seen = (*HEARD[:voices], proposed(*sessions), coded(2, *sessions), revealed())

    for given_so in (theme(*seen), with_reason(*seen)):
        given_so.when(agree(*sessions)).then_refused("theme.voices", voices=voices, enough=3)


@pytest.mark.proves("PQCR-79")
def test_people_of_one_focus_group_are_enough_and_one_of_them_is_not() -> None:
    def of(people: int) -> AgreeTheme:
        return agree(groups=(GroupSupport(group="group-1", people=people),))

    said = (Coded(session="group-1", said="heard", people=4),)
    first = {"groups": (GroupSupport(group="group-1", people=3),)}
    seen = theme(held(), proposed("group-1", **first), coded(2, codes=said), revealed())

    seen.when(of(3)).then(
        agreed(3, workers=0, round=1, statement=text("text-theme"), groups=of(3).groups)
    )
    seen.when(of(1)).then_refused("theme.voices", voices=1, enough=3)
    seen.when(of(5)).then_refused("theme.more-people-than-there", there=4)


def test_a_theme_rests_only_on_sessions_in_which_somebody_heard_it() -> None:
    theme(*HEARD, proposed(*THREE), coded(2, *THREE[:2]), revealed()).when(
        agree(*THREE)
    ).then_refused("theme.not-heard-there", sessions=1)
    theme(*HEARD, *SEEN).when(agree(*("session-1",) * 3)).then_refused(
        "theme.not-heard-there", sessions=0
    )


@pytest.mark.proves("PQCR-07")
def test_who_sees_it_otherwise_is_kept_and_the_theme_is_agreed_only_with_a_reason() -> None:
    says = DissentFromTheme(**WHERE, reviewer="reviewer-2", text=text("text-dissent"))
    said = ThemeDissented(**WHERE, reviewer="reviewer-2", round=1, text=text("text-dissent"))
    with_reason = theme.under(overrides={"theme.consensus": REASON})

    theme(*HEARD, signed(2), *SEEN).when(says).then(said)
    theme(*HEARD, signed(2), *SEEN[:2]).when(says).then_refused("theme.not-revealed")
    theme(*HEARD, *SEEN, said).when(agree(*THREE)).then_refused(
        "theme.consensus", overridable=True, dissents=1
    )
    with_reason(*HEARD, *SEEN, said).when(agree(*THREE)).then(
        past("theme.consensus"), AGREED.model_copy(update={"dissents": 1})
    )


def test_a_theme_goes_into_a_further_round_and_nobodys_codes_count_there() -> None:
    reopen = ReopenTheme(**WHERE, reason=REASON, statement=text("text-anew"))
    anew = ThemeReopened(**WHERE, round=2, reason=REASON, statement=text("text-anew"))
    again = (coded(2, *THREE, round=2), revealed(round=2))

    theme(*HEARD, *SEEN, AGREED).when(reopen).then(anew)
    theme(*HEARD, *SEEN, AGREED, anew).when(agree(*THREE)).then_refused("theme.coded-first")
    theme(*HEARD, *SEEN, anew, *again).when(agree(*THREE)).then(
        AGREED.model_copy(update={"round": 2, "statement": text("text-anew")})
    )
    theme(*HEARD, *SEEN, anew, coded(2, *THREE)).when(reveal(2)).then_refused("theme.nothing-coded")


def test_a_theme_is_withdrawn_or_merged_and_comes_back_by_being_reopened() -> None:
    gone = ThemeWithdrawn(**WHERE, reason=REASON)
    into = MergeTheme(**WHERE, into="theme-2", reason=REASON)
    other = proposed(*THREE, theme="theme-2")

    theme(*SEEN).when(WithdrawTheme(**WHERE, reason=REASON)).then(gone)
    theme(*SEEN, gone).when(WithdrawTheme(**WHERE, reason=REASON)).then_nothing()
    theme(*SEEN, gone).when(agree(*THREE)).then_refused("theme.closed")
    theme(*SEEN, other).when(into).then(ThemeMerged(**WHERE, into="theme-2", reason=REASON))
    theme(*SEEN).when(into).then_refused("theme.no-other")
    theme(*SEEN, gone, other).when(into).then_refused("theme.closed")
    theme(*SEEN, gone).when(ReopenTheme(**WHERE, reason=REASON)).then(
        ThemeReopened(**WHERE, round=2, reason=REASON)
    )


@pytest.mark.parametrize("history", [(), (proposed(*THREE, review=OTHER_REVIEW),)])
def test_only_a_theme_of_this_review_is_agreed(history: tuple[Event, ...]) -> None:
    theme(*HEARD, *history).when(agree(*THREE)).then_refused("theme.unknown")


def test_a_protocol_without_report_headings_has_no_themes() -> None:
    north_carolina = Given(THEME, durham())(*HEARD)

    with pytest.raises(UnknownRuleError):
        north_carolina.when(propose(*THREE)).then_nothing()


def test_a_theme_is_decided_on_its_codes_and_every_session_it_rests_on() -> None:
    streams = THEME.streams(agree("session-1", "session-2"))

    assert streams.writes == "theme-theme-1"
    assert streams.reads == ("coding-theme-1", "session-session-1", "session-session-2")


@pytest.mark.proves("PQCR-79")
@given(st.lists(st.integers(1, 5), min_size=1, max_size=8))
def test_voices_are_the_different_people_who_spoke(people: list[int]) -> None:
    heard = [recorded(nth, interviewee=f"worker-{who}") for nth, who in enumerate(people)]
    sessions = [one.session for one in heard]
    seen = theme(*heard, proposed(*sessions), coded(2, *sessions), revealed())
    count = len(set(people))

    if count >= 3:
        counted = {"voices": count, "workers": count, "sessions": tuple(sessions)}
        seen.when(agree(*sessions)).then(AGREED.model_copy(update=counted))
    else:
        seen.when(agree(*sessions)).then_refused("theme.voices", voices=count, enough=3)


@given(any_history())
def test_whatever_was_recorded_a_command_is_answered(facts: list[Event]) -> None:
    state = THEME.fold(facts)

    for command in (propose(*THREE), agree(*THREE), reveal(1)):
        with suppress(Refused):
            THEME.decide(command, state, context())
