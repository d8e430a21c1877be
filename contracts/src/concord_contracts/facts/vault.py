"""What the vault records of a text: stream, the text's own id. Ids and codes, never the text."""

from __future__ import annotations

from concord_contracts.event import Event
from concord_contracts.terms import AgencyCode, Code, Identifier


class TextRead(Event, name="vault.text-read.v1"):
    """Somebody was given a raw text to read; recorded before it was given.

    Attributes:
        text: Which text.
        about: What the text is about, such as the session its notes were taken in.
        reader: Who, a pseudonymous id.
        home: The reader's own agency.
        purpose: Why, a code such as ``debrief``.
    """

    text: Identifier
    about: Identifier
    reader: Identifier
    home: AgencyCode
    purpose: Code


class TextErased(Event, name="vault.text-erased.v1"):
    """A text is erased: the key of the person or thing it is about is destroyed after this.

    Attributes:
        text: Which text.
        subject: Whose key.
        reason: Why, a code such as ``asked-for-by-subject``.
    """

    text: Identifier
    subject: Identifier
    reason: Code
