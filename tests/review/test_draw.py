"""A draw is reproducible: a function of frame and seed, whatever order the frame is in."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from itertools import starmap
from typing import TYPE_CHECKING, NamedTuple

from concord_review.sample.draw import digest, draw
from hypothesis import given
from hypothesis import strategies as st

from tests.support.reviews import candidate

if TYPE_CHECKING:
    from random import Random

    from concord_contracts.facts.sample import Candidate
    from concord_review.sample.draw import Drawn

STRATA = ("child-welfare", "in-home", "probation")

PINNED = ["case-002", "case-005", "case-003", "case-009", "case-006"]
"""Worked out with ``sha256sum`` and ``sort``: the hash of ``santa-cruz-2010|case-002`` is first."""


class Wish(NamedTuple):
    """What may be asked of a draw."""

    frame: list[Candidate]
    seed: str
    wanted: dict[str, int]
    backups: int

    def drawn(self) -> list[Drawn]:
        return draw(*self)


@st.composite
def wishes(draw_one: st.DrawFn) -> Wish:
    kinds = draw_one(st.lists(st.sampled_from(STRATA), max_size=40))
    return Wish(
        list(starmap(candidate, enumerate(kinds))),
        draw_one(st.sampled_from(["a", "seed-1", "Santa-Cruz-2010", "0"])),
        draw_one(st.dictionaries(st.sampled_from(STRATA), st.integers(0, 15))),
        draw_one(st.integers(0, 10)),
    )


@given(wishes(), st.randoms(use_true_random=False))
def test_the_order_of_the_frame_makes_no_difference(wish: Wish, chance: Random) -> None:
    shuffled = wish.frame.copy()
    chance.shuffle(shuffled)

    assert wish.drawn() == wish._replace(frame=shuffled).drawn()


@given(wishes())
def test_the_same_seed_draws_the_same_cases(wish: Wish) -> None:
    assert wish.drawn() == wish.drawn()


@given(wishes())
def test_as_many_are_drawn_as_are_wanted_or_all_there_are(wish: Wish) -> None:
    there = Counter(one.stratum for one in wish.frame)

    for one in wish.drawn():
        assert there[one.stratum] == one.in_frame
        assert min(one.wanted, one.in_frame) == len(one.selected)
        assert min(wish.backups, one.in_frame - len(one.selected)) == len(one.backups)


@given(wishes())
def test_each_stratum_is_drawn_from_its_own_cases(wish: Wish) -> None:
    drawn = wish.drawn()

    assert sorted(wish.wanted) == [one.stratum for one in drawn]
    for one in drawn:
        assert wish.wanted[one.stratum] == one.wanted
        assert {one.stratum} >= {case.stratum for case in (*one.selected, *one.backups)}


@given(wishes())
def test_no_case_is_drawn_twice_and_none_is_both_selected_and_back_up(wish: Wish) -> None:
    cases = [case for one in wish.drawn() for case in (*one.selected, *one.backups)]

    assert len(cases) == len({case.case for case in cases})
    assert {case.case for case in cases} <= {case.case for case in wish.frame}


@given(wishes(), st.integers(1, 5))
def test_more_back_ups_change_no_selected_case(wish: Wish, more: int) -> None:
    widened = wish._replace(backups=wish.backups + more)

    for one, wider in zip(wish.drawn(), widened.drawn(), strict=True):
        assert one.selected == wider.selected
        assert one.backups == wider.backups[: len(one.backups)]


def test_another_seed_draws_others() -> None:
    frame = [candidate(number) for number in range(200)]

    one, other = (draw(frame, seed, {"child-welfare": 10}, 0) for seed in ("seed-1", "seed-2"))

    assert one != other


def test_anybody_can_repeat_a_draw_by_hand() -> None:
    frame = [candidate(number) for number in range(30)]
    by_hand = sorted(
        (one.case for one in frame), key=lambda case: sha256(f"seed-1|{case}".encode()).hexdigest()
    )

    (drawn,) = draw(frame, "seed-1", {"child-welfare": 4}, 2)

    assert by_hand[:4] == [one.case for one in drawn.selected]
    assert by_hand[4:6] == [one.case for one in drawn.backups]


def test_a_draw_of_the_year_2010_comes_out_the_same_for_ever() -> None:
    frame = [candidate(number) for number in range(10)]

    (drawn,) = draw(frame, "santa-cruz-2010", {"child-welfare": 3}, 2)

    assert [one.case for one in drawn.selected] == PINNED[:3]
    assert [one.case for one in drawn.backups] == PINNED[3:]


def test_the_digest_of_a_frame_follows_its_order_and_its_content() -> None:
    frame = [candidate(number) for number in range(3)]

    assert digest(frame) == digest(list(frame))
    assert len({digest(frame), digest(frame[::-1]), digest(frame[:2])}) == 3
