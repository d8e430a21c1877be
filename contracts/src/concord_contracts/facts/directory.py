"""Agencies of the deployment: stream ``agency-<code>`` in the deployment's own log."""

from __future__ import annotations

from concord_contracts.event import Event
from concord_contracts.terms import AgencyCode, Code


class AgencyJoined(Event, name="directory.agency-joined.v1"):
    """An agency may be worked for from now on, under its jurisdiction's rules."""

    agency: AgencyCode
    jurisdiction: Code


class AgencyLeft(Event, name="directory.agency-left.v1"):
    """An agency takes no further commands; its log stays."""

    agency: AgencyCode
