"""What a thing may be called in the vault: a code that has no room for a sentence.

Names become parts of files and of what a sealing is bound to; a refusal never repeats the name.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 80
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class UnfitNameError(ValueError):
    """Nothing in the vault can be called that."""

    def __init__(self) -> None:
        super().__init__("a name in the vault is lower case, digits and hyphens, at most 80 long")


def checked(name: str) -> str:
    """The name, when it is one.

    Raises:
        UnfitNameError: it is not.
    """
    if len(name) > LONGEST or not _NAME.fullmatch(name):
        raise UnfitNameError
    return name
