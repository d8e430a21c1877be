"""Closed lists: items of an instrument, headings of a report, roles, components, activities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from pydantic import model_validator

from concord_contracts.quoted import Certainty, Frozen, Quoted, Words, must_be_known, must_be_unique
from concord_contracts.terms import Code

if TYPE_CHECKING:
    from collections.abc import Sequence


class Entry(Frozen):
    """One line of a closed list.

    Attributes:
        code: Its code, as facts record it.
        label: Its wording in the source.
        under: The entry of the list above it (an outcome, a component), if the list has one.
        detail: What the source says further, such as to which cases an item applies.
        also: Codes of the same thing elsewhere, such as item numbers of an earlier round.
        certainty: How sure its wording and its place are.
        note: What a reader has to know.
    """

    code: Code
    label: Words
    under: Code | None = None
    detail: str = ""
    also: tuple[Code, ...] = ()
    certainty: Certainty = Certainty.CERTAIN
    note: str = ""


class Catalogue(Quoted):
    """A closed list, in the source's order.

    Attributes:
        id: Its name among the edition's lists.
        title: What it lists, for people.
        entries: The lines.
        under: The list whose entries these stand under.
    """

    id: Code
    title: Words
    entries: tuple[Entry, ...]
    under: Code | None = None

    @model_validator(mode="after")
    def _entries_hold(self) -> Self:
        if not self.entries:
            raise ValueError(f"the list {self.id} is empty")
        must_be_unique(f"{self.id}: the entry", (entry.code for entry in self.entries))
        for entry in self.entries:
            if (entry.under is None) is not (self.under is None):
                raise ValueError(
                    f"{self.id}: either all or none stand under a list above, unlike {entry.code}"
                )
        return self

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in the source's order."""
        return tuple(entry.code for entry in self.entries)

    def entry(self, code: str) -> Entry | None:
        """The line with a code, or none."""
        return next((entry for entry in self.entries if entry.code == code), None)

    def of(self, under: str) -> tuple[Entry, ...]:
        """The lines that stand under an entry of the list above."""
        return tuple(entry for entry in self.entries if entry.under == under)


def lists_must_hold(lists: Sequence[Catalogue]) -> None:
    """Check that the lists fit together.

    Raises:
        ValueError: a name stands twice, or a list stands under an unknown list or entry.
    """
    must_be_unique("the list", (each.id for each in lists))
    by_id = {each.id: each for each in lists}
    for each in lists:
        if each.under is not None:
            must_be_known(f"the list {each.id}", [each.under], by_id)
            must_be_known(
                f"the list {each.id}",
                (entry.under or "" for entry in each.entries),
                by_id[each.under].codes,
            )
