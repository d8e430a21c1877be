"""Who leads a made-up review in tests: facts of its co-chairs, and the same told over HTTP."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from concord_contracts.facts.leading import (
    AgreementDrafted,
    AgreementResolved,
    AgreementSigned,
    LeaderAdded,
    PartTaken,
)

from tests.support.reviews import COUNTY, REVIEW, text
from tests.support.site import made

if TYPE_CHECKING:
    from concord_contracts.event import Event

    from tests.support.story import Story

STATE = "ca-cdss"
HOMES = {"child-welfare": COUNTY, "probation": COUNTY, "state": STATE}
SEATS = tuple(HOMES)
DECEMBER = date(2009, 12, 1)


def added(person: str, home: str = COUNTY) -> LeaderAdded:
    return LeaderAdded(
        review=REVIEW, person=person, name=text(f"text-{person}", "directory"), home=home
    )


def taken(person: str, part: str, kind: str, *duties: str) -> PartTaken:
    return PartTaken(review=REVIEW, person=person, part=part, kind=kind, duties=duties)


def co_chairs() -> list[Event]:
    """Three people, one in each seat: ``chair-state`` sits in the state's."""
    return [
        fact
        for seat, home in HOMES.items()
        for fact in (added(f"chair-{seat}", home), taken(f"chair-{seat}", "co-chair", seat))
    ]


def agreement(topic: str, answer: Any = None) -> AgreementDrafted:
    return AgreementDrafted(review=REVIEW, topic=topic, text=text(f"text-{topic}"), answer=answer)


def seat_signed(topic: str, seat: str, on: date = DECEMBER) -> AgreementSigned:
    return AgreementSigned(review=REVIEW, topic=topic, seat=seat, person=f"chair-{seat}", on=on)


def resolved(topic: str, answer: Any = None, on: date = DECEMBER) -> AgreementResolved:
    return AgreementResolved(review=REVIEW, topic=topic, on=on, answer=answer)


async def name_chairs(one: Story) -> dict[str, str]:
    """Name the three co-chairs over HTTP: seat to person."""
    homes = {"child-welfare": one.site.agency, "probation": one.site.agency, "state": STATE}
    return {
        seat: (
            await one.post(
                "review",
                "/leaders",
                {"name": f"Chair of {seat}", "home": home, "part": "co-chair", "kind": seat},
            )
        )["id"]
        for seat, home in homes.items()
    }


async def agree(one: Story, topic: str, *seats: str, on: str = "2009-12-01", **more: Any) -> None:
    """Write down an agreement and have the coordinator record the signatures."""
    await one.post("review", f"/agreements/{topic}", {"text": f"About {topic}."} | more)
    for seat in seats or SEATS:
        path = f"{one.where}/agreements/{topic}/signatures"
        made(await one.coordinator.post("review", path, {"seat": seat, "on": on}))


async def prepare_host_staff(one: Story, reviewer: str) -> None:
    """Train somebody of the host and tell the co-chairs."""
    path = f"/reviewers/{reviewer}/training"
    await one.post("review", path, {"by": "training-academy", "on": "2009-12-10"})
    await one.post("review", f"{path}/report", {"on": "2009-12-11"})


async def let_host_staff_sit(one: Story, reviewer: str) -> None:
    """The co-chairs agree that somebody of the host sits in a team, and on the plan of action."""
    await name_chairs(one)
    await agree(one, "host-staff", answer="yes")
    await agree(one, "plan-of-action")
    await prepare_host_staff(one, reviewer)
