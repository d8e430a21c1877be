"""What every installed plugin has to keep to, whichever it is."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import rfc8785
from concord_contracts.chain import due_dates
from concord_contracts.quoted import Certainty, Level, Quoted
from concord_contracts.rules import Edition
from concord_kernel.jurisdictions import Jurisdictions, NoEditionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from concord_contracts.hooks import Jurisdiction

INSTALLED = Jurisdictions.installed()
STATES = INSTALLED.all()
ANSWERING = [state.jurisdiction for state in STATES if state.jurisdiction]
EDITIONS = [INSTALLED.read(edition) for each in ANSWERING for edition in each.editions]
PLUGINS = Path(__file__).parents[2] / "plugins"

ADVICE = re.compile(
    r"\b(usually|typically|recommended?|suggested|where practical|if possible)\b", re.IGNORECASE
)
"""Words by which a source advises; what they say warns at most."""

every_jurisdiction = pytest.mark.parametrize("jurisdiction", ANSWERING, ids=lambda each: each.code)
every_edition = pytest.mark.parametrize("edition", EDITIONS, ids=lambda each: each.id)


def rules_of(edition: Edition) -> Iterator[tuple[str, Quoted]]:
    for family in (
        edition.parameters,
        edition.dates,
        edition.lists,
        edition.quotas,
        edition.phases,
    ):
        yield from ((each.id, each) for each in family)
    for rule in edition.dates:
        yield from ((f"{rule.id}: {each.id}", each) for each in rule.readings)
    for choice in edition.choices:
        yield from ((f"{choice.id}: {each.id}", each) for each in choice.ways)
    for design in edition.quotas:
        yield from ((f"{design.id}: {each.id}", each) for each in design.streams)
    if edition.plan:
        yield edition.plan.id, edition.plan


def test_every_installed_plugin_answers() -> None:
    assert {state.name: "" for state in STATES} == {state.name: state.problem for state in STATES}
    assert {"california", "mississippi", "northcarolina"} <= {state.name for state in STATES}


def test_no_agency_is_claimed_twice() -> None:
    claims = Counter(agency for each in ANSWERING for agency in each.agencies)

    assert [agency for agency, count in claims.items() if count > 1] == []


@every_jurisdiction
def test_its_agencies_share_one_state_s_prefix(jurisdiction: Jurisdiction) -> None:
    assert len({agency.partition("-")[0] for agency in jurisdiction.agencies}) == 1
    assert len(set(jurisdiction.agencies.values())) == len(jurisdiction.agencies)


@every_jurisdiction
def test_each_of_its_agencies_gets_each_of_its_editions(jurisdiction: Jurisdiction) -> None:
    first, *_, last = jurisdiction.agencies
    for agency in (first, last):
        assert INSTALLED.of(agency) == jurisdiction
        for edition in jurisdiction.editions:
            assert INSTALLED.edition(agency, edition).jurisdiction == jurisdiction.code


@every_jurisdiction
def test_an_edition_it_does_not_offer_is_refused(jurisdiction: Jurisdiction) -> None:
    with pytest.raises(NoEditionError, match="there is no edition"):
        INSTALLED.read(f"{jurisdiction.code}/nothing@1900")


@every_jurisdiction
def test_its_readme_names_its_editions_and_their_documents(jurisdiction: Jurisdiction) -> None:
    readme = (PLUGINS / jurisdiction.code / "README.md").read_text(encoding="utf-8")

    for edition in (INSTALLED.read(each) for each in jurisdiction.editions):
        assert edition.id in readme
        assert edition.source.document in readme


@every_edition
def test_an_edition_survives_json_byte_for_byte(edition: Edition) -> None:
    read = Edition.model_validate_json(edition.canonical())

    assert (read, read.canonical(), read.digest()) == (
        edition,
        edition.canonical(),
        edition.digest(),
    )


@every_edition
def test_its_canonical_json_is_that_of_rfc_8785(edition: Edition) -> None:
    assert rfc8785.dumps(json.loads(edition.canonical())) == edition.canonical().encode()


@every_edition
def test_the_same_edition_is_given_again(edition: Edition) -> None:
    assert Jurisdictions.installed().read(edition.id).digest() == edition.digest()


@every_edition
def test_every_rule_quotes_its_sentence_or_says_what_is_missing(edition: Edition) -> None:
    for name, rule in rules_of(edition):
        assert rule.sentence or rule.certainty is Certainty.UNCONFIRMED, name
        assert rule.note or rule.certainty is Certainty.CERTAIN, name
        assert rule.source.section or not rule.sentence, name


@every_edition
def test_what_a_source_advises_never_blocks(edition: Edition) -> None:
    hard = {Level.BLOCK, Level.BLOCK_RELEASE}
    graded = [
        *((each.id, each.level, each.sentence) for each in edition.parameters),
        *((each.id, each.level, each.sentence) for each in edition.dates),
        *((each.id, each.level, each.sentence) for each in edition.phases),
    ]

    assert [name for name, level, said in graded if level in hard and ADVICE.search(said)] == []


@every_edition
def test_each_reading_can_be_taken_and_keeps_to_what_holds_for_every_edition(
    edition: Edition,
) -> None:
    for choice in edition.choices:
        for way in choice.ways:
            read = edition.taking(choice.id, way.id)
            assert read.choice(choice.id).taken == way.id
            assert (read == edition) is (way.id == choice.taken), (choice.id, way.id)
            assert all(one.sentence or one.note for _, one in rules_of(read))


@every_edition
def test_rules_are_in_force_within_the_edition(edition: Edition) -> None:
    for name, rule in rules_of(edition):
        assert rule.since >= edition.since, name
        assert edition.until is None or (rule.until or edition.until) <= edition.until, name
    assert edition.at(edition.since) == edition.parameters


@every_edition
def test_every_date_can_be_derived_once_all_are_told(edition: Edition) -> None:
    told = {anchor.id: edition.since for anchor in edition.anchors}

    assert [rule.id for rule in edition.dates] == [due.id for due in due_dates(edition, told)]


@every_edition
def test_quotas_name_agencies_that_exist_and_count_the_others_right(edition: Edition) -> None:
    agencies = _agencies(edition)
    for design in edition.quotas:
        placed = {agency for stream in design.streams for agency in stream.members}
        assert placed | set(design.outside) <= agencies
        left = agencies - placed - set(design.outside)
        assert {len(left)} >= {stream.agencies for stream in design.streams if stream.others}


def _agencies(edition: Edition) -> set[str]:
    return next(set(each.agencies) for each in ANSWERING if each.code == edition.jurisdiction)
