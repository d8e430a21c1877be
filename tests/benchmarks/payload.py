"""What is appended: a fact of about 300 bytes, the same size for everybody that is compared."""

from __future__ import annotations

from typing import Final

from concord_contracts.facts.people import ReviewerInvited
from concord_contracts.facts.planning import ReviewOpened
from concord_contracts.terms import TextRef
from concord_kernel import clock
from concord_kernel.ledger import Append

REVIEW: Final = "review-santa-cruz-2010"
"""The stream that every append only reads, and that must not have moved."""

EDITION: Final = "california/pqcr@2009"

INVITED: Final = ReviewerInvited(
    review=REVIEW,
    reviewer="person-2c26b46b68ffc68ff99b453c1d304134",
    name=TextRef(
        id="text-fcde2b2edba56bf408601fb721fe9b5c338d10ee",
        kind="directory",
        commitment="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ),
    home="ca-santa-cruz",
)
DATA: Final = INVITED.canonical().encode()
"""The same as bytes, for stores that take bytes."""

OPENED: Final = ReviewOpened(
    review=REVIEW, edition=EDITION, edition_digest="0" * 64, synthetic=True
)
FINGERPRINT: Final = "f" * 64


def invitation(agency: str) -> Append:
    """A fact in a stream of its own, guarded by the review's stream."""
    command = clock.new_command_id()
    stream = f"reviewer-{command.hex}"
    return Append(
        agency=agency,
        command=command,
        fingerprint=FINGERPRINT,
        actor="person-ada",
        causation=f"command-{command.hex}",
        correlation="command-0",
        facts=((stream, INVITED),),
        expected={stream: 0},
        guards={REVIEW: 1},
        edition=EDITION,
    )


def opening(agency: str) -> Append:
    """The first fact of an agency: the review whose stream the others read."""
    return Append(
        agency=agency,
        command=clock.new_command_id(),
        fingerprint=FINGERPRINT,
        actor="person-ada",
        causation="command-0",
        correlation="command-0",
        facts=((REVIEW, OPENED),),
        expected={REVIEW: 0},
        edition=EDITION,
    )
