"""The ready-made people of a demonstration: whoever comes may look around as one of them.

They are listed in the file that ``CONCORD_DEMO`` names; without it there are none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, TypeAdapter

if TYPE_CHECKING:
    from concord_kernel.office import Office


class ReadyMade(BaseModel):
    """One of them.

    Attributes:
        label: Who it is, such as "Coordinator of one county".
        sees: What one sees as this person.
        name: The name to sign in with.
        password: The password; everything here is made up.
        to: The page where one begins.
    """

    label: str
    sees: str
    name: str
    password: str
    to: str


_LIST = TypeAdapter(list[ReadyMade])


def accounts_of(house: Office) -> list[ReadyMade]:
    """Every one of them, in the order of the file."""
    file = house.settings.demo
    if file is None or not file.exists():
        return []
    return _LIST.validate_json(file.read_bytes())
