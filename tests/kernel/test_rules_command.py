"""The command ``concord rules``, on the installed plugins."""

from __future__ import annotations

import csv
import io
import json
import sys
from typing import TYPE_CHECKING

import pytest
from concord_contracts.rules import Edition
from concord_kernel.cli.rules import app
from concord_kernel.cli.sheets import Sheet, print_sheets
from concord_kernel.jurisdictions import Jurisdictions
from typer.testing import CliRunner

from tests.support.rules import TABLES, table

if TYPE_CHECKING:
    from concord_contracts.quoted import Quoted
    from typer.testing import Result

PQCR = "california/pqcr@2009"
BASE = ("dates", "--edition", PQCR)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def answer(*arguments: str) -> str:
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def row(*arguments: str) -> dict[str, str]:
    (found,) = csv.DictReader(io.StringIO(answer(*arguments, "--csv")))
    return found


def test_the_csv_is_the_computed_table_byte_for_byte() -> None:
    header, *expected = (
        (TABLES / "pqcr_deadline_vectors.csv").read_text(encoding="utf-8").splitlines()
    )
    last_days = [each["pqcr_last_day"] for each in table("pqcr_deadline_vectors.csv")]

    printed = [answer(*BASE, "--last-day", day, "--csv").splitlines() for day in last_days]

    assert [[header, line] for line in expected] == printed


def test_the_dates_of_the_thirteenth_of_march() -> None:
    found = row(*BASE, "--last-day", "2009-03-13")

    assert (found["draft_due_30d"], found["final_due_2_months"]) == ("2009-04-12", "2009-05-13")
    assert (found["final_due_60_days(glossary)"], found["diff_days"]) == ("2009-05-12", "1")


def test_people_get_the_same_columns_one_a_line_and_the_other_dates_below() -> None:
    printed = answer(*BASE, "--last-day", "2009-03-13")
    cells = {
        line.split("\t")[0]: line.split("\t")[1] for line in printed.splitlines() if "\t" in line
    }

    for name, value in row(*BASE, "--last-day", "2009-03-13").items():
        assert cells[name] == value
    assert (cells["sip-update.draft"], cells["pqcr.resumes"]) == ("2011-01-13", "2012")
    assert "in doubt: 2009-05-13" in printed


def test_other_readings_are_told_in_words() -> None:
    printed = answer(*BASE, "--last-day", "2009-12-31").splitlines()
    lines = {line.split("\t")[0]: line.split("\t") for line in printed}

    assert lines["final_due_2_months"][6].startswith(
        "By another reading, 60 days (glossary), it would be 2010-03-01 "
        "(1 day later; in doubt: 2010-03-01). Two months by section II"
    )
    assert lines["reflections.session"][6].startswith(
        "By another reading, combined with the final debrief, it may be 2009-12-31 "
        "(60 days earlier)."
    )
    assert lines["pqcr_last_day"] == [
        "pqcr_last_day",
        "2009-12-31",
        "Thu",
        "last day of the PQCR",
        "told",
        *[""] * 4,
    ]
    assert lines["diff_days"][1:4] == ["-1", "", "days by which report.due comes after"]
    assert lines["pqcr.resumes"][1:3] == ["2012", ""]


def test_a_date_says_nothing_of_readings_that_agree_or_of_what_was_not_recorded() -> None:
    printed = answer(*BASE, "--last-day", "2012-01-31")
    lines = {line.split("\t")[0]: line for line in printed.splitlines()}

    assert "Recorded" not in printed
    assert "another reading" not in lines["final_due_2_months"]
    assert "By another reading" in lines["csa_draft_due"]


def test_a_received_draft_adds_ten_working_days() -> None:
    told = (*BASE, "--last-day", "2009-03-13", "--draft-received", "2009-04-13")

    assert row(*told)["feedback_due_10_working_days"] == "2009-04-27"
    assert row(*told, "--holiday", "2009-04-20")["feedback_due_10_working_days"] == "2009-04-28"
    assert (
        row(*told, "--holiday", "2009-04-20", "--holiday", "2009-04-21")[
            "feedback_due_10_working_days"
        ]
        == "2009-04-29"
    )


def test_a_first_day_adds_the_dates_that_count_back() -> None:
    found = row(*BASE, "--last-day", "2009-03-13", "--first-day", "2009-03-09")

    assert list(found.values())[14:] == [
        "2009-03-09",
        "2008-09-09",
        "2009-01-09",
        "2009-01-12",
        "2009-01-23",
        "2009-01-26",
    ]
    assert list(found)[:14] == list(table("pqcr_deadline_vectors.csv")[0])


def test_other_dates_are_told_by_name_and_recorded_ones_replace() -> None:
    told = json.loads(answer(*BASE, "--anchor", "interview.day=2009-03-10", "--json"))
    recorded = json.loads(
        answer(*BASE, "--last-day", "2010-01-29", "--recorded", "report.due=2010-04-30", "--json")
    )

    assert {each["id"]: each["on"] for each in told["due"]} == {
        "interview.tool-given": "2009-02-24"
    }
    report = next(each for each in recorded["due"] if each["id"] == "report.due")
    assert (report["on"], report["recorded"], report["stated"]) == (
        "2010-04-30",
        True,
        "2010-03-29",
    )
    assert recorded["columns"]["csa_due"] == "2010-10-30"
    assert recorded["content"] == Jurisdictions.installed().read(PQCR).digest()
    people = answer(*BASE, "--last-day", "2010-01-29", "--recorded", "report.due=2010-04-30")
    assert "Recorded in place of 2010-03-29." in people


def test_an_edition_without_a_published_table_shows_every_date_by_its_name() -> None:
    told = ("--edition", "mississippi/cqi@2009", "--anchor", "region.planning-start=2010-01-31")

    assert row("dates", *told) == {
        "region.planning-start": "2010-01-31",
        "region.planning-end-earliest": "2010-07-31",
        "region.planning-end-latest": "2010-09-30",
    }


def test_the_list_names_every_edition() -> None:
    printed = answer("list")
    as_json = json.loads(answer("list", "--json"))

    for edition in (PQCR, "mississippi/cqi@2009", "northcarolina/osri@2014"):
        assert edition in printed
        assert edition in {each["edition"] for each in as_json}


@pytest.mark.parametrize("edition", [PQCR, "mississippi/cqi@2009", "northcarolina/osri@2014"])
def test_show_prints_every_rule_with_its_evidence(edition: str) -> None:
    rules = Jurisdictions.installed().read(edition)
    lines = answer("show", edition).splitlines()
    graded: list[tuple[str, Quoted]] = [
        *((each.id, each) for each in rules.parameters),
        *((each.id, each) for each in rules.dates),
        *((each.id, each) for each in rules.phases),
    ]

    for name, rule in graded:
        where = f"{rule.source.document}, {rule.source.section}".removesuffix(", ")
        cells = (rule.certainty, f"since {rule.since}", where, rule.sentence, rule.note)
        ending = "\t" + "\t".join(cells)
        assert [line for line in lines if line.startswith(f"{name}\t") and line.endswith(ending)]
    for held in rules.lists:
        for entry in held.entries:
            assert [line for line in lines if line.startswith(f"{entry.code}\t{entry.label}\t")]
    for activity in rules.plan.activities if rules.plan else ():
        quarters = f"\tQ{activity.begin} to Q{activity.end}\t"
        assert [line for line in lines if line.startswith(f"{activity.id}\t") and quarters in line]


def test_show_prints_the_quotas() -> None:
    printed = answer("show", "northcarolina/osri@2014")

    assert "county-reviewed\tIn-Home\t50\tnc-buncombe, nc-craven" in printed
    assert "state-reviewed\tFoster Care\t56\tall 90 others\tstate-staff" in printed


def test_the_json_of_an_edition_is_its_content() -> None:
    printed = answer("show", PQCR, "--json").rstrip("\n")

    assert Edition.model_validate_json(printed).canonical() == printed


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "california/pqcr@1999"), "there is no edition california/pqcr@1999 here"),
        (("show", "atlantis/pqcr@2009"), "no installed jurisdiction answers for atlantis"),
        (("show", "nonsense"), "no installed jurisdiction answers for nonsense"),
        (BASE, "tell a date to count from"),
        ((*BASE, "--last-day", "2009-02-30"), "2009-02-30 is not a day"),
        ((*BASE, "--last-day", "soon"), "soon is not a day"),
        ((*BASE, "--last-day", "9999-12-31"), "outside the calendar"),
        ((*BASE, "--anchor", "nowhere=2009-01-01"), "counts from no date called nowhere"),
        ((*BASE, "--anchor", "nowhere"), "write NAME=DATE"),
        (
            (*BASE, "--last-day", "2009-03-13", "--recorded", "x=2009-01-01"),
            "has no due date called x",
        ),
        ((*BASE, "--last-day", "2009-03-13", "--first-day", "2009-03-16"), "comes before"),
        (
            ("dates", "--edition", "mississippi/cqi@2009", "--last-day", "2009-03-13"),
            "no date called onsite.last-day",
        ),
    ],
)
def test_an_error_is_words_and_exit_code_two(arguments: tuple[str, ...], words: str) -> None:
    result = run(*arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert words in " ".join(result.stderr.replace("│", " ").split())
    assert "Traceback" not in result.stderr


class Terminal(io.StringIO):
    """A place to write that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_table_is_drawn_and_markup_stays_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)

    print_sheets([
        Sheet("Rules", ("id", "value"), [("a.b", "[bold]4[/bold] cases")]),
        Sheet("None", ("id",), []),
    ])

    assert "a.b" in screen.getvalue()
    assert "[bold]4[/bold] cases" in screen.getvalue()
    assert "┃" in screen.getvalue()
    assert "None" not in screen.getvalue()
