"""California's edition of the PQCR, against its guide and against computed and published dates."""

from __future__ import annotations

import calendar
from collections import Counter
from datetime import date, timedelta
from operator import itemgetter

import pytest
from concord_contracts.chain import due_dates, shifted
from concord_contracts.quoted import Level
from concord_kernel.jurisdictions import Jurisdictions

from tests.support.rules import table

INSTALLED = Jurisdictions.installed()
PQCR = INSTALLED.read("california/pqcr@2009")
LAST = "onsite.last-day"
BOARD = "board-of-supervisors"


def dates(told: str) -> dict[str, str]:
    """Every date that follows, by any reading; ``name=date`` is told, ``name:date`` recorded."""
    name, _, day = told.partition("=") if "=" in told else told.partition(":")
    given = {name: date.fromisoformat(day)}
    due = due_dates(PQCR, given if "=" in told else {}, recorded={} if "=" in told else given)
    readings = {f"{each.id}/{other.id}": str(other.on) for each in due for other in each.others}
    return {**{f"{each.id}/": str(each.on) for each in due}, **readings}


def test_the_guide_speaks_for_58_counties_and_their_state_department() -> None:
    agencies = INSTALLED.of("ca-santa-cruz").agencies

    assert len([name for name in agencies.values() if name.endswith(" County")]) == 58
    assert agencies.keys() >= {"ca-santa-cruz", "ca-los-angeles", "ca-cdss", "ca-san-luis-obispo"}


VECTORS = {
    "draft_due_30d": "report.draft/",
    "final_due_2_months": "report.due/",
    "final_due_60_days(glossary)": "report.due/sixty-days",
    "csa_draft_due": "csa.draft/",
    "csa_second_draft_due": "csa.second-draft/",
    "csa_due": "csa.due/",
    "sip_draft_due": "sip.draft/",
    "sip_second_draft_due": "sip.second-draft/",
    "sip_due": "sip.due/",
    "sip_period_end": "sip.period-end/",
    "sip_written_update_due": "sip-update.due/",
    "sip_verbal_update": "sip-update.verbal/",
}


@pytest.mark.proves("PQCR-90", "PQCR-91", "PQCR-92", "DISC-05")
@pytest.mark.parametrize("row", table("pqcr_deadline_vectors.csv"), ids=itemgetter("pqcr_last_day"))
def test_the_computed_table_of_dates(row: dict[str, str]) -> None:
    found = dates(f"{LAST}={row['pqcr_last_day']}")
    report, sixty = (date.fromisoformat(found[f"report.due/{each}"]) for each in ("", "sixty-days"))

    assert {column: row[column] for column in VECTORS} == {
        column: found[rule] for column, rule in VECTORS.items()
    }
    assert int(row["diff_days"]) == (report - sixty).days
    assert set(row) == {column.name for column in PQCR.columns[:14]}


def test_in_two_cells_the_two_counts_of_the_csa_draft_differ_and_the_earlier_is_taken() -> None:
    rows = {
        row["pqcr_last_day"]: dates(f"{LAST}={row['pqcr_last_day']}")
        for row in table("pqcr_deadline_vectors.csv")
    }

    assert {
        day: (found["csa.draft/"], found["csa.draft/four-months-after-report"])
        for day, found in rows.items()
        if found["csa.draft/"] != found["csa.draft/four-months-after-report"]
    } == {
        "2009-06-30": ("2009-12-28", "2009-12-30"),
        "2012-01-31": ("2012-07-30", "2012-07-31"),
    }


@pytest.mark.parametrize("row", table("golden_dates.csv"), ids=lambda row: "-".join(row.values()))
def test_dates_are_those_computed_by_hand(row: dict[str, str]) -> None:
    assert row["date"] == dates(row["told"])[f"{row['rule']}/{row['reading']}"]


def test_dates_are_those_of_published_documents() -> None:
    rows = {(row["case"], row["rule"]): row["date"] for row in table("deadline_dates.csv")}
    santa_cruz, example = dates(f"{LAST}=2010-01-29"), dates("sip.due:2009-01-15")

    assert rows["Santa Cruz PQCR 2010", "final due = +2 months"] == santa_cruz["report.due/"]
    assert rows["Santa Cruz PQCR 2010", "draft due = +30 days"] == santa_cruz["report.draft/"]
    assert (
        rows["SIP example of the guide", "period ends = +3 years -1 day"]
        == example["sip.period-end/"]
    )
    assert (
        rows["SIP example of the guide", "written update due = +1 year"]
        == example["sip-update.due/"]
    )
    assert (
        rows["SIP example of the guide", "verbal status update = +2 years"]
        == example["sip-update.verbal/"]
    )


@pytest.mark.proves("DISC-12", "DISC-21", "DISC-26", "DISC-27")
@pytest.mark.parametrize(
    ("choice", "way", "rule", "value"),
    [
        ("custody-of-tools", "state", "notes.custodians", ("state",)),
        ("custody-of-tools", "with-a-neutral-party", "notes.custodians", ("training-academy",)),
        ("blank-tools", "required", "tools.blank-in-report", True),
        ("blank-tools", "allowed", "tools.blank-in-report", False),
        ("signatures", "not-said", "report.signatories", ()),
        (
            "signatures",
            "chief-probation-officer",
            "report.signatories",
            ("chief-probation-officer",),
        ),
        ("self-assessment-approval", "board", "csa.approved-by", (BOARD,)),
        (
            "self-assessment-approval",
            "board-and-prevention-office",
            "csa.approved-by",
            (BOARD, "office-of-child-abuse-prevention"),
        ),
    ],
)
def test_a_reading_that_is_taken_sets_its_rule_and_is_recorded_as_taken(
    choice: str, way: str, rule: str, value: object
) -> None:
    read = PQCR.taking(choice, way)

    assert (read.parameter(rule).value, read.choice(choice).taken) == (value, way)
    assert (read.digest() == PQCR.digest()) is (PQCR.choice(choice).taken == way)


@pytest.mark.proves("DISC-23")
@pytest.mark.parametrize(
    ("way", "draft"), [("earlier", "2009-12-28"), ("four-months-after-the-report", "2009-12-30")]
)
def test_the_csa_draft_is_counted_as_the_reading_in_force_says(way: str, draft: str) -> None:
    read = PQCR.taking("self-assessment-draft", way)
    due = {each.id: each for each in due_dates(read, {LAST: date(2009, 6, 30)})}

    assert str(due["csa.draft"].on) == draft


def test_santa_cruz_handed_its_report_in_nine_days_late() -> None:
    due = date.fromisoformat(dates(f"{LAST}=2010-01-29")["report.due/"])

    assert (date(2010, 4, 7) - due).days == 9


def plain_months(day: date, months: int) -> date:
    """Months as one counts them by hand: the same day, or the month's last."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


ALL_DAYS = [date(2009, 1, 1) + timedelta(days=n) for n in range(10_227)]


@pytest.mark.proves("DISC-23")
def test_over_28_years_the_two_counts_of_the_csa_draft_differ_for_77_last_days() -> None:
    assert ALL_DAYS[-1] == date(2036, 12, 31)
    rules = {each: PQCR.date_rule(each) for each in ("report.due", "csa.due", "csa.draft")}
    differences: Counter[int] = Counter()
    for day in ALL_DAYS:
        report = shifted(day, rules["report.due"].steps)
        before = shifted(shifted(report, rules["csa.due"].steps), rules["csa.draft"].steps)
        after = shifted(report, rules["csa.draft"].readings[0].steps)
        assert (report, before, after) == (
            plain_months(day, 2),
            plain_months(plain_months(plain_months(day, 2), 6), -2),
            plain_months(plain_months(day, 2), 4),
        )
        differences[(after - before).days] += 1

    assert differences.keys() == {0, 1, 2}
    assert differences[1] + differences[2] == 77


@pytest.mark.proves("DISC-01")
def test_over_28_years_two_months_differ_from_sixty_days_by_minus_one_to_two() -> None:
    rule = PQCR.date_rule("report.due")

    assert {
        (shifted(day, rule.steps) - shifted(day, rule.readings[0].steps)).days for day in ALL_DAYS
    } == {-1, 0, 1, 2}


def test_the_notice_of_the_triennial_cycle_replaces_the_report_s_date_when_it_is_recorded() -> None:
    told = {LAST: date(2010, 1, 29)}
    due = {
        each.id: each for each in due_dates(PQCR, told, recorded={"report.due": date(2010, 4, 30)})
    }

    assert (due["report.due"].recorded, due["report.due"].stated) == (True, date(2010, 3, 29))
    assert str(due["csa.due"].on) == "2010-10-30"
    assert str(due["csa.draft"].on) == "2010-08-30"


def test_holidays_move_the_feedback() -> None:
    told = {"report.draft-received": date(2010, 2, 1)}
    presidents_day = {date(2010, 2, 15)}

    assert [str(each.on) for each in due_dates(PQCR, told)] == ["2010-02-15"]
    assert [str(each.on) for each in due_dates(PQCR, told, holidays=presidents_day)] == [
        "2010-02-16"
    ]
    assert PQCR.codes("calendar.holidays") == ()


@pytest.mark.parametrize(
    ("rule", "value", "level"),
    [
        ("focus-area.count", 1, Level.BLOCK),
        ("focus-area.statements", ("child-welfare", "probation"), Level.BLOCK),
        ("review.co-chairs", ("child-welfare", "probation", "state"), Level.BLOCK),
        ("interview.cases-per-team-per-day", 4, Level.WARN),
        ("sample.back-ups", True, Level.WARN),
        ("sample.cases-per-worker", 1, Level.WARN),
        ("sample.statistically-valid", False, Level.BLOCK),
        ("team.members-least", 2, Level.WARN),
        ("team.members-most", 4, Level.WARN),
        ("team.roles", ("interviewer", "timekeeper", "recorder"), Level.BLOCK),
        ("team.confidentiality-statement", True, Level.BLOCK),
        ("host-staff.roles", ("timekeeper", "observer"), Level.BLOCK),
        ("interview.minutes", 45, Level.WARN),
        ("interview.debrief-minutes", 15, Level.WARN),
        ("onsite.days-least", 3, Level.WARN),
        ("onsite.days-most", 5, Level.WARN),
        ("notes.to-host-county", False, Level.BLOCK),
        ("notes.custodians", ("state",), Level.BLOCK),
        ("theme.voices", 3, Level.BLOCK),
        ("focus-group.people-least", 6, Level.WARN),
        ("focus-group.people-most", 12, Level.BLOCK),
        ("tools.completed-in-report", False, Level.BLOCK_RELEASE),
    ],
)
def test_what_the_guide_says(rule: str, value: object, level: Level) -> None:
    assert (value, level) == (PQCR.parameter(rule).value, PQCR.parameter(rule).level)


def test_a_theme_needs_three_voices_and_may_never_need_fewer_than_two() -> None:
    voices = PQCR.parameter("theme.voices")

    assert (voices.value, voices.floor, voices.certainty) == (3, 2, "inferred")


LISTS = {
    "agreements": 7,
    "agreements.host-staff": 2,
    "case-summary.contents": 2,
    "interview.cancelled-because": 6,
    "sample.screening": 3,
    "site.duties": 5,
    "card.interviewer": 5,
    "card.timekeeper": 5,
    "card.recorder": 5,
    "card.note-taker": 5,
    "card.facilitator": 4,
    "card.site-host": 4,
    "card.coordinator": 5,
    "card.co-chair": 6,
    "report.parts": 11,
    "report.submission": 5,
    "recommendation.kinds": 3,
    "recommendation.routes": 2,
    "recommendation.answers": 4,
    "recommendation.documents": 4,
    "sharing.audiences": 6,
    "sharing.matters": 4,
    "executive-team.issues": 3,
    "pre-planning.decisions": 6,
    "pre-planning.determinations": 3,
    "focus-area.criteria": 4,
    "executive-team": 4,
    "planning-team": 9,
    "support.duties": 7,
    "peer-county.reasons": 3,
    "host-staff.other-ways": 3,
    "elements": 7,
    "plan.principles": 5,
    "plan.goals": 3,
    "plan.premises": 9,
    "plan.parties": 13,
    "tasks.pre-planning": 7,
    "tasks.planning": 8,
    "tasks.event-week": 10,
    "tasks.post-implementation": 7,
    "tasks.focus-area-inputs": 5,
    "tasks.co-chairs": 13,
    "tasks.co-chairs-duties": 5,
    "tasks.state-preparation": 7,
    "tasks.state-on-site": 7,
    "tasks.state-report": 6,
    "tasks.host-preparation": 10,
    "tasks.host-on-site": 6,
    "tasks.host-report": 2,
    "tasks.logistics": 9,
    "tasks.reviewers": 15,
    "tasks.as-necessary": 1,
    "meetings.kinds": 11,
    "meetings.topics": 15,
    "training.goals": 8,
    "training.policy-cautions": 3,
    "help.topics": 7,
    "tool.kinds": 5,
    "team.representatives": 5,
    "interview.roles": 4,
    "review-packet": 8,
    "focus-group.parts": 5,
    "focus-group.stakeholders": 12,
    "focus-group.attendance": 4,
    "focus-group.arrangements": 9,
    "focus-group.to-be-said": 3,
    "debrief.points": 4,
    "literature.kinds": 2,
    "literature.levels": 3,
    "literature.uses": 4,
    "report.sections": 5,
    "report.headings": 7,
    "report.file": 5,
    "csa.file": 6,
    "sip.file": 7,
    "sip-update.file": 5,
    "reflections.invited": 5,
    "decisions.logistics": 4,
    "decisions.week": 5,
    "decisions.means": 3,
    "plan.evidence": 30,
    "plan.task-dates": 6,
    "plan.as-necessary": 1,
    "report.parts-as-necessary": 1,
    "means.costs": 2,
    "focus-group.inviting": 3,
    "onsite.days": 3,
    "debrief.systemic-factors": 7,
    "reviewer.knowledge": 4,
    "edition.library": 12,
    "words.on-pages": 20,
    "words.acronyms": 29,
    "words.glossary": 37,
}
"""The edition's lists, and how many lines each has."""


def test_the_closed_lists() -> None:
    headings = [row["category"] for row in table("pqcr_debrief_categories.csv")]

    assert headings == [entry.label for entry in PQCR.catalogue("report.headings").entries]
    assert {each.id: len(each.entries) for each in PQCR.lists} == LISTS
