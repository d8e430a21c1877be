"""Where interviews are held, who is away, and a second release because one of them moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from concord_demo.made_up import typed

if TYPE_CHECKING:
    from datetime import date

    from concord_demo.santa_cruz import Story

DUTIES: Final = ("site-host", "on-site-coordinator", "greeter")


def decide(story: Story, week: dict[str, str]) -> None:
    """An interview for each case between nine and four; a day of training, one of debrief."""
    each = {"interviews": len(story.cases), "interview_minutes": 45, "debrief_minutes": 15}
    hours = {"begins": "09:00", "ends": "16:00"}
    story.coordinator.post("scheduling", f"/{story.review}/time-frames", each | hours)
    training = {"training_on": week["first_day"], "training_minutes": 300}
    debrief = {"debrief_on": week["last_day"], "debrief_minutes": 180, "verbal_report": True}
    story.coordinator.post("scheduling", f"/{story.review}/days", training | debrief)


def furnish(story: Story, last_day: date) -> list[str]:
    """A neutral site with a room for each team, three people who are there, and a day off."""
    where = f"/{story.review}"
    place = story.coordinator.post("scheduling", f"{where}/places", {"name": typed("site", 0)})
    inside = f"{where}/places/{place['id']}"
    rooms = [
        story.coordinator.post("scheduling", f"{inside}/rooms", {"name": typed("room", nth)})["id"]
        for nth in range(len(story.teams))
    ]
    for nth, duty in enumerate(DUTIES):
        host = {"duty": duty, "name": typed("host", nth)}
        story.coordinator.post("scheduling", f"{inside}/duties", host)
    day = last_day.isoformat()
    away = {"kind": "team", "whom": story.teams[-1], "first_day": day, "last_day": day}
    story.coordinator.post("scheduling", f"{where}/away", away | {"starts": "13:00"})
    return rooms


def release_again(story: Story, moved: str, slot: dict[str, str]) -> None:
    """One interview is an hour later; the release says so, and who is to be told is approved."""
    where = f"/{story.review}"
    place = {name: value for name, value in slot.items() if name != "case"}
    story.coordinator.post("scheduling", f"{where}/interviews/{moved}/move", place)
    title = {"title": typed("release", 0)}
    made = story.coordinator.post("scheduling", f"{where}/releases", title)
    found = story.coordinator.get("scheduling", f"{where}/releases", at=made["position"])
    people = [one["person"] for one in found["waiting"]]
    told = {"people": people[: len(people) // 2]}
    story.coordinator.post("scheduling", f"{where}/releases/2/notices", told)
    story.tell(f"Released again: one interview moved, {len(told['people'])} notices approved")
