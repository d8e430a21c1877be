"""Asks axe-core what on a page keeps somebody out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from tests.support.chromium import MODULES

if TYPE_CHECKING:
    from playwright.sync_api import Page

TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

UNDECIDED: Final = (
    ".usa-radio__label",
    ".usa-checkbox__label",
    ".usa-skipnav",
    ".usa-breadcrumb__link",
    ".usa-select",
    ".months svg",
    ".usa-alert__text",
)
"""Where axe cannot tell the contrast, and a person looked: drawn marks, and a link off the page."""

_ASK: Final = """async (tags) => {
  const told = (one) => one.nodes.map((node) => ({
    beside: node.any.concat(node.all, node.none)
      .flatMap((check) => check.relatedNodes.map((other) => other.html)).join(" "),
    rule: one.id, at: node.target.join(" "), why: node.failureSummary ?? "",
    undecided: node.any.concat(node.all, node.none).map((check) => check.message).join("; "),
    matches: %s.some((known) => document.querySelector(node.target.join(" "))?.closest(known)),
  }));
  const found = await axe.run({
    runOnly: { type: "tag", values: tags }, resultTypes: ["violations", "incomplete"] });
  return {
    violations: found.violations.flatMap(told), incomplete: found.incomplete.flatMap(told) };
}"""


def barriers(page: Page, *, unasked: str = "") -> list[str]:
    """Each place with the rule it breaks, and each one that nobody has judged yet.

    Args:
        page: As it stands now.
        unasked: A rule that says nothing about this page.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    found: dict[str, list[dict[str, Any]]] = page.evaluate(_ASK % list(UNDECIDED), TAGS)
    broken = [
        f"{one['rule']} at {one['at']}: {one['why']} {one['beside']}" for one in found["violations"]
    ]
    unclear = [
        f"not decided: {one['rule']} at {one['at']}: {one['undecided']}"
        for one in found["incomplete"]
        if not one["matches"]
    ]
    return [one for one in broken + unclear if not unasked or f"{unasked} at " not in one]


@cache
def _source() -> str:
    return (MODULES / "axe-core" / "axe.min.js").read_text("utf-8")
