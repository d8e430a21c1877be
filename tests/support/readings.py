"""A review that is opened under other readings of its guide than the ones that are in force."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from concord_kernel.handle import handle
from concord_review.planning.commands import OpenReview
from concord_review.planning.decide import PLANNING

from tests.support.reviews import edition
from tests.support.site import by_operator
from tests.support.story import Story

if TYPE_CHECKING:
    from concord_contracts.rules import Edition

    from tests.support.site import Site


def reading(**taken: str) -> Edition:
    """The edition with other readings in force; ``report_due="sixty-days"``."""
    found = edition()
    for choice, way in taken.items():
        found = found.taking(choice.replace("_", "-"), way)
    return found


async def opened_under(site: Site, **taken: str) -> Story:
    """A review that adopted such an edition; everything else goes over HTTP."""
    rules = reading(**taken)
    ledger = site.house.office("review").ledger
    digest = await ledger.keep_edition(rules.canonical())
    one = Story(site)
    wish = OpenReview(
        review="pqcr-read-otherwise",
        edition=rules.id,
        edition_digest=digest,
        synthetic=True,
    )
    await handle(ledger, PLANNING, wish, replace(by_operator(site.agency, wish), rules=rules))
    one.review = wish.review
    return one
