"""Charts as SVG, drawn on the server by Vega-Lite; nothing is fetched. Pure.

What a chart may not tell was taken out before: nothing hidden is in its data.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import vl_convert

from concord_reporting.paper.blocks import Picture

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FONT: Final = "Libertinus Serif"
"""The font that Typst brings along."""

CONFIG: Final[dict[str, Any]] = {
    "font": FONT,
    "background": "white",
    "view": {"stroke": None},
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "labelLimit": 320, "grid": False},
    "legend": {"labelFontSize": 12, "titleFontSize": 12, "orient": "top"},
    "header": {"labelFontSize": 12},
}
BARE: Final = {"ticks": False, "labels": False, "domain": False}
"""An axis without figures: each bar has its own."""
TEAL, BROWN = "#01665e", "#8c510a"


def cases_by_kind(kinds: Mapping[str, int]) -> Picture:
    """Selected cases by kind."""
    rows = [(kind.replace("-", " ").capitalize(), "", number) for kind, number in kinds.items()]
    said = "; ".join(f"{label}: {number}" for label, _, number in sorted(rows))
    return Picture(
        svg=_bars(tuple(sorted(rows)), "Cases"),
        caption="Selected cases by kind",
        alt=f"Bar chart of selected cases by kind. {said}.",
    )


def themes_by_heading(rows: Sequence[tuple[str, str, int]]) -> Picture:
    """Themes under each heading, those on the focus area apart from the system-wide ones."""
    said = "; ".join(f"{heading}, {scope}: {number}" for heading, scope, number in rows)
    return Picture(
        svg=_bars(tuple(rows), "Themes"),
        caption="Themes by heading",
        alt=f"Bar chart of themes by heading. {said}.",
    )


@lru_cache(maxsize=64)
def _bars(rows: tuple[tuple[str, str, int], ...], title: str) -> str:
    """Horizontal bars, each with its number, so that nothing is told by colour alone."""
    values = [{"label": label, "kind": kind, "number": number} for label, kind, number in rows]
    kinds = list(dict.fromkeys(kind for _, kind, _ in rows))
    y = {"field": "label", "type": "nominal", "title": None, "sort": None}
    x = {"field": "number", "type": "quantitative", "title": title, "axis": BARE}
    encoding: dict[str, Any] = {"y": y, "x": x}
    if len(kinds) > 1:
        encoding["yOffset"] = {"field": "kind", "sort": kinds}
        encoding["color"] = {
            "field": "kind",
            "title": None,
            "scale": {"domain": kinds, "range": [TEAL, BROWN]},
        }
    text = {"type": "text", "align": "left", "dx": 4, "fontSize": 12}
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": CONFIG,
        "width": 330,
        "data": {"values": values},
        "encoding": encoding,
        "layer": [
            {"mark": {"type": "bar", "color": TEAL}},
            {"mark": text, "encoding": {"text": {"field": "number"}, "color": {"value": "#111"}}},
        ],
    }
    return vl_convert.vegalite_to_svg(json.dumps(spec), allowed_base_urls=[])


def as_png(svg: str) -> bytes:
    """A drawn chart as a bitmap, for a word processor."""
    return bytes(vl_convert.svg_to_png(svg, scale=2))
