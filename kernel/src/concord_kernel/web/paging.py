"""Long lists page by page: from after the last row shown, never by counting rows from the start.

A page's cursor is opaque to who asks: the last row's key, in the order of the list. It opens
nothing by itself, for a page shows only rows of the agency and review in its path.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import Depends, HTTPException, Query
from pydantic import TypeAdapter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import Request

    from concord_kernel.web.desk import Desk

MOST: Final = 200
"""Rows a page may have."""

USUAL: Final = 100
"""Rows a page has where no number is asked for."""

LONGEST: Final = 400
"""Characters of a cursor."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which page is asked for.

    Attributes:
        after: The cursor of the page before, or empty for the first page.
        limit: Rows at most.
    """

    after: str
    limit: int


WHOLE: Final = Page("", MOST)
"""The first page, as long as a page may be: for lists that are short in the field."""


async def _page(
    after: Annotated[
        str, Query(max_length=LONGEST, description="The `next` of the page before.")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=MOST, description="Rows at most.")] = USUAL,
) -> Page:
    return Page(after, limit)


OnePage = Annotated[Page, Depends(_page)]
"""A route's parameter: the page that is asked for."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of rows.

    Attributes:
        rows: The rows.
        next: The cursor of the page after it; none on the last.
    """

    rows: list[dict[str, Any]]
    next: str | None

    def link(self, request: Request) -> dict[str, str]:
        """The header that leads to the next page, if there is one."""
        if self.next is None:
            return {}
        url = request.url.include_query_params(after=self.next).remove_query_params("at")
        return {"Link": f'<{url.path}?{url.query}>; rel="next"'}


class Order:
    """An order in which each row has a place of its own.

    Args:
        columns: Column and type of its value, the most significant first; unique together.
        descending: Whether the greatest comes first.
    """

    def __init__(self, columns: Mapping[str, Any], *, descending: bool = False) -> None:
        self._columns = tuple(columns)
        shape: Any = GenericAlias(tuple, tuple(columns.values()))
        self._values: TypeAdapter[tuple[Any, ...]] = TypeAdapter(shape)
        self._direction = "DESC" if descending else "ASC"
        self._sign = "<" if descending else ">"

    async def page(
        self, desk: Desk, reader: str, query: str, values: Sequence[Any], page: Page
    ) -> Listed:
        """One page of a query that ends in its conditions.

        Raises:
            HTTPException: 422, the cursor is none of this list.
        """
        asked, given = self.query(query, values, page)
        rows = await desk.rows(reader, asked, *given)
        has_more = len(rows) > page.limit
        shown = rows[: page.limit]
        return Listed(shown, self._cursor(shown[-1]) if has_more else None)

    def query(self, query: str, values: Sequence[Any], page: Page) -> tuple[str, tuple[Any, ...]]:
        """The query of one page with its values; it asks for a row more than the page has.

        Raises:
            HTTPException: 422, the cursor is none of this list.
        """
        order = ", ".join(f"{one} {self._direction}" for one in self._columns)
        asked = [query.rstrip(), *self._after(page), f"ORDER BY {order} LIMIT %s"]
        after = self._read(page.after) if page.after else ()
        return " ".join(asked), (*values, *after, page.limit + 1)

    def _after(self, page: Page) -> list[str]:
        if not page.after:
            return []
        places = ", ".join("%s" for _ in self._columns)
        return [f"AND ({', '.join(self._columns)}) {self._sign} ({places})"]

    def _cursor(self, row: Mapping[str, Any]) -> str:
        key = self._values.dump_json(tuple(row[one] for one in self._columns))
        return urlsafe_b64encode(key).decode().rstrip("=")

    def _read(self, cursor: str) -> tuple[Any, ...]:
        try:
            padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
            return self._values.validate_json(urlsafe_b64decode(padded))
        except ValueError:
            raise HTTPException(422, "page.not-a-cursor") from None
