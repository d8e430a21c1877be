"""Where somebody may be sent on to: pages of this site and no other."""

from __future__ import annotations

import re
from typing import Final

FRONT: Final = "/door/"

HERE: Final = re.compile(r"/(?!/)[!-\[\]-~]*")
"""A path of this site: browsers take a backslash for a slash, and leave out tabs and line ends."""

LONGEST: Final = 2000


def here(to: str) -> str:
    """The page that was asked for if it is of this site; else the front page."""
    return to if len(to) <= LONGEST and HERE.fullmatch(to) else FRONT
