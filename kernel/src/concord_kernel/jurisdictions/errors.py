"""What can be wrong with a jurisdiction, in words that may be shown."""

from __future__ import annotations


class JurisdictionError(Exception):
    """A jurisdiction's rules cannot be had; nothing was recorded, and the others answer."""


class NoJurisdictionError(JurisdictionError):
    """No installed plugin answers for the agency.

    Attributes:
        agency: The agency, or the jurisdiction that was asked for by name.
    """

    def __init__(self, agency: str, installed: tuple[str, ...], failed: tuple[str, ...]) -> None:
        self.agency = agency
        answering = f"installed: {', '.join(installed) or 'none'}"
        broken = f"; not answering: {', '.join(failed)}" if failed else ""
        super().__init__(f"no installed jurisdiction answers for {agency} ({answering}{broken})")


class NoEditionError(JurisdictionError):
    """The jurisdiction has no such edition.

    Attributes:
        edition: The edition that was asked for.
    """

    def __init__(self, edition: str, offered: tuple[str, ...]) -> None:
        self.edition = edition
        super().__init__(f"there is no edition {edition} here (there is: {', '.join(offered)})")


class PluginFailedError(JurisdictionError):
    """A plugin is missing an answer, raised, or answered something else than it was asked.

    Attributes:
        plugin: The plugin's name.
        reason: What is wrong with it, on one line.
    """

    def __init__(self, plugin: str, reason: str) -> None:
        self.plugin = plugin
        self.reason = reason
        super().__init__(f"the plugin {plugin} failed: {reason}")
