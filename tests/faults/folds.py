"""Pure folds from facts to the rows that readers should hold; written apart from the readers."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from tests.support.reading import folded_chain, folded_counts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from concord_contracts.event import Envelope

Rows = dict[tuple[str, ...], tuple[Any, ...]]


def team_list(log: Sequence[Envelope]) -> Rows:
    """Reviewers by review and id, with the day of the signature; members with their roles."""
    rows: Rows = {}
    for envelope in log:
        said = json.loads(envelope.data)
        if envelope.name == "review.team-formed.v1":
            for one in said["members"]:
                member = (said["review"], said["team"], one["reviewer"])
                rows["member", *member] = (tuple(one["roles"]),)
        elif envelope.name in SIGNS:
            signed = said["on"] if envelope.name == SIGNED else None
            rows["reviewer", said["review"], said["reviewer"]] = (signed,)
    return rows


SIGNED: Final = "review.confidentiality-signed.v1"
SIGNS: Final = frozenset({
    SIGNED,
    "review.confidentiality-withdrawn.v1",
    "review.reviewer-invited.v1",
})


def overview(log: Sequence[Envelope]) -> Rows:
    """Reviews with their edition and how many teams they have."""
    said = [(envelope.name, json.loads(envelope.data)) for envelope in log]
    teams = Counter(data["review"] for name, data in said if name == "review.team-formed.v1")
    return {
        (data["review"],): (data["edition"], teams[data["review"]])
        for name, data in said
        if name == "review.opened.v1"
    }


FOLDS: Final[Mapping[str, Callable[[Sequence[Envelope]], Any]]] = {
    "team-list": team_list,
    "review-overview": overview,
    "tally-count": folded_counts,
    "tally-chain": folded_chain,
}
"""By reader."""
