"""What the facts tell of a review's method, part by part, in plain words. Pure.

Where a fact is not there yet, the sentence says so; nothing is made up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_reporting.paper.blocks import Paragraph, Picture, Points, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from concord_contracts.facts.report import DraftMade
    from concord_contracts.rules import Edition

    from concord_reporting.paper.blocks import Block
    from concord_reporting.paper.figures import Figures

NOT_VALID = (
    "The sample is not expected to be statistically valid: what follows tells what was heard, "
    "and is no estimate for the county."
)
HIDDEN = "Numbers by kind are not shown, because a small one could point at somebody."


def in_words(code: str) -> str:
    """A code as words: ``placement-stability`` becomes ``placement stability``."""
    return code.replace("-", " ").replace(".", ", ")


def told(text: str) -> Paragraph:
    """A paragraph that was told from facts."""
    return Paragraph(text, is_note=True)


def process(
    made: DraftMade, figures: Figures, edition: Edition, names: Mapping[str, str]
) -> Sequence[Block]:
    """How the focus area was chosen, which counties came, who the teams were."""
    blocks: list[Block] = [_focus_area(made, edition)]
    criteria = _labels(edition, "focus-area.criteria", made.criteria)
    if criteria:
        blocks += [
            told("The focus area was found to meet these criteria:"),
            Points(criteria),
        ]
    examined = _labels(edition, "plan.as-necessary", made.as_necessary)
    if examined:
        blocks += [told("The review also examined, as necessary:"), Points(examined)]
    blocks += [_peers(made, names), _teams(figures)]
    homes = figures.table("reviewers")
    if len(homes) > 1:
        rows = [(names.get(home, home), str(number)) for home, number in sorted(homes.items())]
        blocks.append(Table("Reviewers by agency", ("Agency", "Reviewers"), rows))
    return blocks


def _focus_area(made: DraftMade, edition: Edition) -> Paragraph:
    if not made.focus_area:
        return told("No focus area is recorded yet.")
    agencies = [in_words(one) for one in _codes(edition, "focus-area.statements")]
    by = f" Statements of {' and '.join(agencies)} say why." if agencies else ""
    return told(f"The focus area of this review is {in_words(made.focus_area)}.{by}")


def _peers(made: DraftMade, names: Mapping[str, str]) -> Paragraph:
    if not made.peers:
        return told("No peer county is recorded.")
    peers = ", ".join(names.get(one, one) for one in made.peers)
    return told(f"Peer counties of this review: {peers}.")


def _teams(figures: Figures) -> Paragraph:
    if not figures.has("teams"):
        return told("No review team is recorded.")
    teams, people = figures.total("teams"), figures.total("team-members")
    return told(
        f"Review teams: {teams}. Members of review teams: {people}. Every member signed a "
        "statement of confidentiality before any interview."
    )


def data_trends(figures: Figures) -> Sequence[Block]:
    """The research that was used."""
    if not figures.has("literature"):
        return [told("No item of literature is recorded.")]
    items = sum(figures.counted["literature"].values())
    return [told(f"Items of literature on the focus area that were used: {items}.")]


def case_selection(
    figures: Figures, draw: Callable[[Mapping[str, int]], Picture]
) -> Sequence[Block]:
    """How cases were selected, and that the sample estimates nothing."""
    if not figures.has("cases"):
        return [told("No sample is recorded yet.")]
    blocks: list[Block] = [
        told(
            f"Cases were drawn at random from a list of {figures.total('frame')}; "
            f"{figures.total('cases')} were selected. {NOT_VALID}"
        )
    ]
    kinds = figures.table("cases")
    if not kinds:
        return [*blocks, told(HIDDEN)]
    rows = [(in_words(kind).capitalize(), str(number)) for kind, number in sorted(kinds.items())]
    return [*blocks, Table("Selected cases by kind", ("Kind", "Cases"), rows), draw(kinds)]


def tools(titles: Sequence[str]) -> Sequence[Block]:
    """Which tools were used."""
    if not titles:
        return [told("No review tool is published yet.")]
    return [
        told("Blank copies of these tools stand at the end of this file:"),
        Points(titles),
    ]


def review_process(figures: Figures) -> Sequence[Block]:
    """Interviews by the interviewee's role, and groups."""
    if not figures.has("interviews"):
        return [told("No interview is recorded yet.")]
    blocks: list[Block] = [told(f"Interviews that were held: {figures.total('interviews')}.")]
    roles = figures.table("interviews-as")
    if roles and sum(roles.values()) == figures.counted["interviews"][""]:
        rows = [
            (in_words(role).capitalize(), str(number)) for role, number in sorted(roles.items())
        ]
        blocks.append(Table("Interviews by role", ("Role", "Interviews"), rows))
    elif figures.has("interviews-as"):
        blocks.append(told(HIDDEN))
    if figures.has("focus-groups"):
        groups, people = figures.total("focus-groups"), figures.total("focus-group-people")
        blocks.append(told(f"Focus groups: {groups}, with {people} people."))
    else:
        blocks.append(told("No focus group is recorded."))
    return blocks


def _labels(edition: Edition, name: str, codes: Sequence[str]) -> list[str]:
    found = next((one for one in edition.lists if one.id == name), None)
    entries = [found.entry(code) if found else None for code in codes]
    return [
        entry.label if entry else in_words(code) for entry, code in zip(entries, codes, strict=True)
    ]


def _codes(edition: Edition, name: str) -> Sequence[str]:
    return edition.codes(name) if any(one.id == name for one in edition.parameters) else ()
