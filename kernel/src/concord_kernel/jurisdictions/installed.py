"""Which jurisdictions are installed, and which of them answers for an agency.

The one way from core code to a plugin. A broken plugin is listed with its reason and stops nothing
else. Asked when a review opens under an edition; never on replay.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Self

from concord_contracts.hooks import GROUP, Jurisdiction

from concord_kernel.jurisdictions.errors import (
    NoEditionError,
    NoJurisdictionError,
    PluginFailedError,
)
from concord_kernel.jurisdictions.plugin import Plugin, failed_to_load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from concord_contracts.rules import Edition


@dataclass(frozen=True, slots=True)
class State:
    """How one installed plugin stands.

    Attributes:
        name: Its name.
        jurisdiction: What it answers for; none if it does not answer.
        problem: Why it does not answer; empty if it does.
    """

    name: str
    jurisdiction: Jurisdiction | None
    problem: str = ""


class Jurisdictions:
    """The installed jurisdictions."""

    def __init__(
        self, plugins: Iterable[tuple[str, object]], failed: Iterable[PluginFailedError] = ()
    ) -> None:
        """Take plugins as they were loaded, and the errors of those that were not.

        Args:
            plugins: Name and implementation of each; a name counts once.
            failed: What became of the ones that could not be loaded.
        """
        self._failed: dict[str, str] = {error.plugin: error.reason for error in failed}
        self._plugins: dict[str, Plugin] = {}
        for name, implementation in plugins:
            self._take(name, implementation)

    @classmethod
    def installed(cls) -> Self:
        """Load what is installed under the entry-point group."""
        loaded: list[tuple[str, object]] = []
        failed: list[PluginFailedError] = []
        for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
            try:
                loaded.append((point.name, point.load()))
            except (Exception, SystemExit) as error:  # ruff: ignore[blind-except] -- a plugin may fail in any way
                failed.append(failed_to_load(point.name, error))
        return cls(loaded, failed)

    def all(self) -> tuple[State, ...]:
        """Every installed plugin with its state, by name."""
        names = sorted(self._plugins.keys() | self._failed.keys())
        return tuple(self._state(name) for name in names)

    def of(self, agency: str) -> Jurisdiction:
        """The jurisdiction whose rules bind an agency.

        Raises:
            NoJurisdictionError: no plugin answers for it.
            PluginFailedError: several do, so that nobody can say whose rules bind.
        """
        states = self.all()
        claims = [
            state.jurisdiction
            for state in states
            if state.jurisdiction is not None and agency in state.jurisdiction.agencies
        ]
        if not claims:
            raise self._nobody(agency, states)
        if len(claims) > 1:
            names = " and ".join(claim.code for claim in claims)
            raise PluginFailedError(claims[-1].code, f"{names} both answer for {agency}")
        return claims[0]

    def edition(self, agency: str, edition: str) -> Edition:
        """An edition that an agency may open a review under, from its own plugin.

        Raises:
            NoJurisdictionError: no plugin answers for the agency.
            NoEditionError: its jurisdiction offers no such edition.
            PluginFailedError: the plugin raises, or does not answer what it was asked.
        """
        return self._given(self.of(agency), edition)

    def read(self, edition: str) -> Edition:
        """An edition by its code alone, to show it; which agency may use it is another question.

        Raises:
            NoJurisdictionError: its jurisdiction is not installed.
            NoEditionError: the jurisdiction offers no such edition.
            PluginFailedError: the plugin raises, or does not answer what it was asked.
        """
        name = edition.partition("/")[0]
        if name in self._failed:
            raise PluginFailedError(name, self._failed[name])
        if name not in self._plugins:
            raise self._nobody(name, self.all())
        return self._given(self._plugins[name].jurisdiction(), edition)

    def _take(self, name: str, implementation: object) -> None:
        if name in self._plugins:
            del self._plugins[name]
            self._failed[name] = "it is installed twice"
        if name in self._failed:
            return
        try:
            self._plugins[name] = Plugin(name, implementation)
        except PluginFailedError as error:
            self._failed[name] = error.reason

    def _state(self, name: str) -> State:
        if name in self._failed:
            return State(name, None, self._failed[name])
        try:
            return State(name, self._plugins[name].jurisdiction())
        except PluginFailedError as error:
            return State(name, None, error.reason)

    def _given(self, jurisdiction: Jurisdiction, edition: str) -> Edition:
        if edition not in jurisdiction.editions:
            raise NoEditionError(edition, jurisdiction.editions)
        return self._plugins[jurisdiction.code].edition(edition)

    @staticmethod
    def _nobody(agency: str, states: Iterable[State]) -> NoJurisdictionError:
        states = tuple(states)
        return NoJurisdictionError(
            agency,
            tuple(state.name for state in states if state.jurisdiction is not None),
            tuple(f"{state.name}: {state.problem}" for state in states if state.problem),
        )
