"""Makes up people and cases. Nobody here exists; every name and number says so."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from importlib.resources import files
from itertools import cycle
from random import Random
from typing import Any

FIRST = ("Alder", "Birch", "Cedar", "Dahlia", "Elm", "Fern", "Ginkgo", "Hazel", "Iris", "Juniper")
LAST = ("Invented", "Madeup", "Sample", "Placeholder", "Example")


def person(number: int) -> str:
    """A made-up name, such as Cedar Example 12."""
    return f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]} {number}"


def frame(
    strata: dict[str, int],
    workers: int,
    opened_before: date,
    seed: int,
    screened: tuple[str, ...] = (),
) -> str:
    """A frame as a county would export it.

    Args:
        strata: Cases of each stratum.
        workers: How many workers share the cases.
        opened_before: Every case was opened before this day.
        seed: The same seed makes the same frame.
        screened: Questions of eligibility, to which every case says yes.
    """
    yes = ("yes",) * len(screened)
    chance = Random(seed)  # ruff: ignore[suspicious-non-cryptographic-random-usage] -- made-up data
    names = cycle([person(number) for number in range(100, 100 + workers)])
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(("case_number", "stratum", "worker", "opened_on", *screened))
    number = 0
    for stratum, cases in strata.items():
        for _ in range(cases):
            number += 1
            opened = opened_before - timedelta(days=chance.randrange(90, 900))
            rows.writerow((f"SYN-{number:05}", stratum, next(names), opened.isoformat(), *yes))
    return file.getvalue()


TYPED = {
    "ground-rules": ("Synthetic: what is heard in an interview stays in its team.",),
    "ground": (
        "Synthetic: quarterly outcome data of the county",
        "https://data.example.org/outcomes/2009-q2",
        "Synthetic: report of the review of 2006",
        "Synthetic: binder 4, second shelf, county office",
        "Synthetic: County Self-Assessment of 2008",
        "https://files.example.org/csa-2008.pdf",
        "Synthetic: System Improvement Plan of 2008",
        "https://files.example.org/sip-2008.pdf",
    ),
    "ground-told": (
        "Synthetic: the focus area is about practice; the courts were heard last time.",
        "Synthetic: rooms stood too far apart, and lunch took an hour. Book one building.",
        "Synthetic: letter on the allocation, July 2009.",
        "Synthetic: three nights for six peers",
        "Synthetic: the way of six peers, there and back",
    ),
    "help": (
        "Synthetic: how to draw probation's cases, which stand in another system?",
        "Synthetic: from a list of all youth in placement, by the same seed.",
    ),
    "tool-comment": (
        "Synthetic: ask first what went well.",
        "Synthetic: say support of the family, not of the home.",
    ),
    "learned": ("Synthetic: two questions were reworded, and it took forty minutes.",),
    "reason": (
        "Synthetic: children move more often than a year ago.",
        "Synthetic: youth change group homes within weeks.",
    ),
    "statement": (
        "Synthetic: relatives are asked early, and placements hold longer.",
        "Synthetic: one person's opinion.",
        "Synthetic: plans of care stand in three places, and none is whole.",
        "Synthetic: new staff learn to ask relatives only by doing it.",
    ),
    "citation": (
        "Synthetic: a made-up review of forty studies on placements. Invented Press.",
        "Synthetic: a made-up survey of one county. Invented Press.",
    ),
    "summary": (
        "Synthetic: placements with relatives hold longer where relatives are asked in week one.",
        "Synthetic: training of new staff shortens the search for relatives.",
    ),
    "dissent": ("Synthetic: in two of these interviews it was said of one unit only.",),
    "early": ("Synthetic: the others have left for their counties.",),
    "criterion": (
        "Synthetic: the quarterly data, cleaned in spring, still show it.",
        "Synthetic: community and agencies named it in their meetings.",
        "Synthetic: no change of a system would mend it.",
        "Synthetic: it is about practice, and there are cases enough.",
    ),
    "peer": ("Synthetic: its children moved less often for three years.",),
    "agreement": (
        "Synthetic: as discussed with all three in October.",
        "Synthetic: probation and the state looked at its data together.",
        "Synthetic: three people were asked and said yes.",
    ),
    "decision": (
        "Synthetic: at a community college, with two rooms in each district office.",
        "Synthetic: one central place, which neither agency runs.",
        "Synthetic: one clerk for copies and lunch, one for data entry.",
        "Synthetic: the unit that carries the case; the coordinator looks it through.",
        "Synthetic: one for each case that is drawn.",
        "Synthetic: as the guide has them.",
        "Synthetic: on the first day, before the first interview.",
        "Synthetic: yes, for an hour, after the final debrief.",
        "Synthetic: the parents' council helps choose the hour, and invites by telephone.",
        "Synthetic: three counties, four nights; rooms are held until the middle of December.",
        "Synthetic: travel and rooms stay within it; the county pays for lunch.",
        "Synthetic: coordinators of two earlier reviews come to the December meeting.",
    ),
    "disagreement": (
        "Synthetic: who opens the final debrief.",
        "Synthetic: the planning team talked about it twice.",
        "Synthetic: the three open it together.",
    ),
    "purpose": (
        "Synthetic: to see when relatives are asked, in cases that went well and in others.",
        "Synthetic: a page of dates and placements, filled in from the case management system.",
    ),
    "eliminated": ("Synthetic: the family moved to another state.",),
    "override": ("Synthetic: a small county has few workers.",),
    "group-questions": ("Synthetic: what helps a child to stay? What would you change first?",),
    "group-notes": ("Synthetic notes. Person 1 and person 4 said nobody had asked them.",),
    "debrief": (
        "Synthetic: relatives were looked for in the first week, and found.",
        "Synthetic: the form for relatives is filled in twice.",
    ),
    "point": (
        "Synthetic: where relatives are asked in the first week, children move less.",
        "Synthetic: the form for relatives is filled in twice, in two systems.",
        "Synthetic: new staff learn to ask only by doing it.",
    ),
    "problem": ("Synthetic: the second room was locked until half past nine.",),
    "site": ("Synthetic: County Library, 12 Elm Street",),
    "room": ("Synthetic: reading room", "Synthetic: story room"),
    "host": (
        "Synthetic: Maple Madeup, front desk",
        "Synthetic: Oak Madeup, 555-0101",
        "Synthetic: Pine Madeup",
    ),
    "release": ("Synthetic: after the call with the teams",),
    "day-summary": ("Synthetic: the teams heard of early searches, and of forms filled in twice.",),
    "practice": (
        "Synthetic: one person calls every relative on the first working day.",
        "Synthetic: siblings are placed by one worker, who sees all homes at once.",
        "Synthetic: probation and child welfare share one list of homes.",
    ),
    "part": (
        (
            "Synthetic: the review asks how practice works, with the eyes of peers.\n\n"
            "It is one of three pieces: the county looks at itself, peers look at its practice, "
            "and a plan for improvement follows."
        ),
        "Synthetic: children in care moved more often than in the three years before.",
        "Synthetic: youth changed group homes within weeks of coming to one.",
        (
            "Synthetic: the share of children with two placements or fewer went down for two "
            "years.\n\nResearch says that children who live with relatives move less often."
        ),
        "Synthetic: a flood closed one office for a month; its workers shared rooms.",
        (
            "Synthetic: where relatives are asked in the first week, placements hold. "
            "Plans of care stand in several places, and new staff learn by doing."
        ),
        (
            "Synthetic: relatives who are asked early make the difference. "
            "Writing things down once, in one place, would give time back to families."
        ),
        (
            "Synthetic: the share of children with two placements or fewer went down for two "
            "years, from four in five to three in four.\n\n"
            "Research says that children who live with relatives move less often."
        ),
    ),
    "draft-comment": (
        "Synthetic: please say how large the change is.",
        "Synthetic: clear and well in order; the strengths come first.",
    ),
    "draft-answer": ("Synthetic: both shares are named now.",),
    "recommendation": (
        "Synthetic: let one person in each unit ask relatives in the first week.",
        "Synthetic: keep the plan of care in one place, and let the other two show it.",
        "Synthetic: look next year at how new staff learn to ask relatives.",
    ),
    "owner": ("Synthetic: manager of the intake units", "Synthetic: chief of probation services"),
    "heard": (
        "Synthetic: two units began in May; the others follow when a post is filled.",
        "Synthetic: the vendor of the case system was asked what it would take.",
    ),
    "stands-in": ("Synthetic: strategy 2, page 14",),
    "shared": (
        "Synthetic: told in the monthly meeting; what to begin with was asked.",
        "Synthetic: on one page, with the strengths first.",
        "Synthetic: everybody who was interviewed was invited for an hour.",
    ),
    "reflection": (
        "Synthetic: the teams were on time, and the hosts knew the answer to everything.",
        "Synthetic: give the teams a room without a telephone.",
        "Synthetic: the planning team meets once more before the plan is written.",
    ),
    "notes": (
        "Synthetic notes. The worker said visits went better once relatives were asked early.",
        "Synthetic notes. The worker said the plan was written before the family was met.",
        "Synthetic notes. The worker said there was too little time to look near the school.",
    ),
}


def typed(kind: str, number: int) -> str:
    """What somebody might have typed: a reason, a statement, a note, a name."""
    if kind == "name":
        return person(number)
    return TYPED[kind][number % len(TYPED[kind])]


def tool() -> dict[str, Any]:
    """A made-up tool of questions in two languages; no county uses it."""
    read: dict[str, Any] = json.loads(
        (files(__package__) / "synthetic_tool.json").read_text("utf-8")
    )
    return read


def short_tool() -> dict[str, Any]:
    """A shorter one for a focus group: what helps and what is in the way."""
    title = {"en": "Synthetic focus group of parents", "es": "Grupo de enfoque sintético de padres"}
    whole = tool()
    sections = whole["sections"][1:]
    return whole | {"id": "synthetic-focus-group", "title": title, "sections": sections}
