"""Who may enter, and who is inside: accounts and sessions, in a database of their own.

``sessions`` whose a token is, for every service · ``people`` the write side, at the door alone:
``accounts`` ``passwords`` ``signed_in`` ``throttle`` ``invitations`` ``passkeys`` ``ceremonies``
``providers`` ``tokens`` · ``bearer`` tokens and their hashes · ``sealing`` what is read again ·
``connections`` the database.
"""

from concord_kernel.people.accounts import (
    Account,
    AccountUnknownError,
    NameTakenError,
    NewAccount,
    NotVerifiedError,
)
from concord_kernel.people.connections import PeopleUnavailableError
from concord_kernel.people.invitations import NotInvitedError
from concord_kernel.people.passwords import UnfitPasswordError
from concord_kernel.people.people import People
from concord_kernel.people.sessions import NotSignedInError, Session, Sessions
from concord_kernel.people.signed_in import Started
from concord_kernel.people.throttle import TooManyAttemptsError

__all__ = [
    "Account",
    "AccountUnknownError",
    "NameTakenError",
    "NewAccount",
    "NotInvitedError",
    "NotSignedInError",
    "NotVerifiedError",
    "People",
    "PeopleUnavailableError",
    "Session",
    "Sessions",
    "Started",
    "TooManyAttemptsError",
    "UnfitPasswordError",
]
