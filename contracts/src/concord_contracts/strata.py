"""Which kinds of case an edition samples, and how many of each it asks of an agency.

A stratum may be drawn in parts: by how its outcome went, by case and referral. A part is named by
its marks with a full stop between them, such as ``child-welfare.outcome-achieved``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concord_contracts.rules import Edition
    from concord_contracts.sampling import Stream

AGENCIES = "sample.agencies"
"""The parameter that names the strata of a protocol without quotas."""

OUTCOMES = "sample.comparison"
"""The parameter that names the outcomes which a sample may compare."""

KINDS = "sample.case-kinds"
"""The parameter that names what may be selected, such as cases and referrals."""


def strata_of(edition: Edition) -> frozenset[str]:
    """Codes of the strata, from the edition's sampling designs or its parameter."""
    designed = {
        stratum.code
        for design in edition.quotas
        for stream in design.streams
        for stratum in stream.strata
    }
    if designed:
        return frozenset(designed)
    return frozenset(edition.codes(AGENCIES))


def stream_of(edition: Edition, agency: str) -> Stream | None:
    """The sampling stream that an agency's cases enter; none where the edition has no quotas."""
    found = (design.stream_of(agency) for design in edition.quotas)
    return next((stream for stream in found if stream), None)


def quotas_of(edition: Edition, agency: str) -> Mapping[str, int]:
    """Cases a year per stratum, as the agency's sampling stream asks; empty where none does.

    The quotas are the stream's: where it has several agencies, the edition does not say how they
    share them.
    """
    stream = stream_of(edition, agency)
    return {one.code: one.cases for one in stream.strata} if stream else {}


def outcomes_of(edition: Edition) -> tuple[str, ...]:
    """How outcomes went, where the edition advises to compare them; none elsewhere."""
    return _codes(edition, OUTCOMES)


def kinds_of(edition: Edition) -> tuple[str, ...]:
    """What may be selected, such as cases and referrals; none where the edition does not say."""
    return _codes(edition, KINDS)


def parts_of(edition: Edition) -> tuple[frozenset[str], ...]:
    """What a stratum and its parts are told by: strata, outcomes, kinds; each its own marks."""
    return (
        strata_of(edition),
        frozenset(outcomes_of(edition)),
        frozenset(kinds_of(edition)),
    )


def _codes(edition: Edition, parameter: str) -> tuple[str, ...]:
    found = next((one for one in edition.parameters if one.id == parameter), None)
    return edition.codes(parameter) if found else ()
