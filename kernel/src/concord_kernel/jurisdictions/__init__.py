"""Jurisdictions: the installed plugins, who answers for which agency, and the editions they give.

``installed`` finds them and asks only an agency's own, ``plugin`` is one of them and what is
believed of its answers, ``errors`` is what can be wrong. Nothing else in core code meets a plugin.
"""

from concord_kernel.jurisdictions.errors import (
    JurisdictionError,
    NoEditionError,
    NoJurisdictionError,
    PluginFailedError,
)
from concord_kernel.jurisdictions.installed import Jurisdictions, State

__all__ = [
    "JurisdictionError",
    "Jurisdictions",
    "NoEditionError",
    "NoJurisdictionError",
    "PluginFailedError",
    "State",
]
