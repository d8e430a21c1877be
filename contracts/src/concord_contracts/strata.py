"""Which kinds of case an edition samples, and how many of each it asks of an agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concord_contracts.rules import Edition

AGENCIES = "sample.agencies"
"""The parameter that names the strata of a protocol without quotas."""


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


def quotas_of(edition: Edition, agency: str) -> Mapping[str, int]:
    """Cases a year per stratum, as the agency's sampling stream asks; empty where none does."""
    for design in edition.quotas:
        if stream := design.stream_of(agency):
            return {stratum.code: stratum.cases for stratum in stream.strata}
    return {}
