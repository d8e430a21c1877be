"""Who may do what: roles and grants from the log, one set of policies, and a record of who looked.

``actions`` what can be asked at all · ``standing`` what a person is in an agency · ``granting`` how
roles and grants come and go · ``gate`` the one decision · ``looking`` the facts of who looked.
"""

from concord_kernel.access.actions import ACTIONS, PURPOSES, REVIEW_ROLES, ROLES, Action
from concord_kernel.access.gate import Asked, Gate, Verdict
from concord_kernel.access.looking import Looks, note_denied
from concord_kernel.access.standing import Grant, Standing, standing_of

__all__ = [
    "ACTIONS",
    "PURPOSES",
    "REVIEW_ROLES",
    "ROLES",
    "Action",
    "Asked",
    "Gate",
    "Grant",
    "Looks",
    "Standing",
    "Verdict",
    "note_denied",
    "standing_of",
]
