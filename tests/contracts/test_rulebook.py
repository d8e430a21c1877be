"""How an edition is kept and written: its digest, its JSON, its book; who may offer it."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from concord_contracts.hooks import Jurisdiction
from concord_contracts.quoted import Source
from concord_contracts.rulebook import read_rulebook
from concord_contracts.rules import Edition
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.support.rules import parameter, small_edition


def test_the_digest_is_of_the_canonical_json() -> None:
    edition = small_edition()

    assert edition.digest() == hashlib.sha256(edition.canonical().encode()).hexdigest()
    assert edition.digest() != small_edition(title="Other").digest()


codes = st.from_regex(r"\A[a-z0-9]{1,8}([.-][a-z0-9]{1,8}){0,3}\Z")
values = (
    st.booleans()
    | st.integers(1 - 2**53, 2**53 - 1)
    | st.text()
    | st.lists(codes, unique=True).map(tuple)
)


@given(value=values, sentence=st.text(min_size=1), note=st.text(), since=st.dates())
def test_an_edition_survives_json_byte_for_byte(
    value: object, sentence: str, note: str, since: date
) -> None:
    unit = "units" if type(value) is int else ""
    fields = parameter(value=value, unit=unit, sentence=sentence, note=note, since=since)
    edition = small_edition(parameters=[fields])

    read = Edition.model_validate_json(edition.canonical())

    assert read == edition
    assert read.canonical() == edition.canonical()
    assert Edition.model_validate_json(edition.model_dump_json()).digest() == edition.digest()


BOOK = """
id = "utopia/visit@2009"
jurisdiction = "utopia"
protocol = "visit"
title = "Visits"
document = "guide"
since = 2009-01-01

[documents]
guide = "A guide"

[[parameters]]
id = "interview.minutes"
value = 45
unit = "minutes"
level = "warn"
sentence = "It is said so."

[[parameters]]
id = "visit.letter"
value = true
level = "info"
sentence = "Write first."
document = "A letter"
section = "2"
since = 2010-01-01
"""


def test_a_book_says_its_document_and_its_first_day_once() -> None:
    edition = read_rulebook(BOOK)
    first, second = edition.parameters

    assert (first.source, first.since) == (Source(document="A guide"), date(2009, 1, 1))
    assert (second.source, second.since) == (
        Source(document="A letter", section="2"),
        date(2010, 1, 1),
    )
    assert edition.source == Source(document="A guide")


def test_a_jurisdiction_offers_only_its_own_editions() -> None:
    fields = {"code": "utopia", "name": "Utopia", "agencies": {"ut-amaurot": "Amaurot"}}

    with pytest.raises(ValidationError, match="erewhon/visit@2009 is not an edition of utopia"):
        Jurisdiction.model_validate({**fields, "editions": ["erewhon/visit@2009"]})
    with pytest.raises(ValidationError, match="stands twice"):
        Jurisdiction.model_validate({**fields, "editions": ["utopia/visit@2009"] * 2})
    with pytest.raises(ValidationError, match="agencies"):
        Jurisdiction.model_validate({**fields, "agencies": {"Amaurot": "x"}, "editions": []})
