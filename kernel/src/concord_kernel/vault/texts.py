"""The three classes of text that people type, as values that cannot slip out of the house.

========== ======================= ============================ ===========================
class      holds                   a page may show it           a log may show it
========== ======================= ============================ ===========================
RawNote    notes, completed tools  no: ``opening.opened`` only  no
Directory  names, case numbers     yes, ``show()`` or Jinja     no
Narrative  themes, reports         yes, ``show()`` or Jinja     no
========== ======================= ============================ ===========================

What only prints says that text is withheld, so that a log line or a traceback is not lost. What
would carry the text elsewhere raises: copying, pickling, hashing, iterating, encoding, serialising.
None of the three is a string. Nothing here reads or writes; ``vault`` does.
"""

from __future__ import annotations

import html
from typing import ClassVar, Final, NoReturn, final

from concord_kernel.vault.memory import hold, spoken

ERASED: Final = "erased"
"""What is shown in the place of a text whose key was destroyed."""


class WithheldError(TypeError):
    """Typed text was about to be copied, kept or serialised by something that is not the vault."""

    def __init__(self) -> None:
        super().__init__("typed text stays in the vault: it is not copied, pickled or serialised")


class Withheld:
    """What every class of text refuses.

    Attributes:
        kind: The class of text in a reference: ``raw``, ``directory``, ``narrative``.
        held: The text, sealed under a key of this process.
    """

    __slots__ = ("held",)
    kind: ClassVar[str] = ""
    held: bytes

    def __init__(self, text: str) -> None:
        object.__setattr__(self, "held", hold(text))

    def __repr__(self) -> str:
        return f"<{self.kind} text withheld>"

    def __str__(self) -> str:
        return repr(self)

    def __format__(self, _: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__: ClassVar[None]  # type: ignore[assignment]  # a text is no key: a hash would tell equal texts

    def __setattr__(self, _: str, __: object) -> NoReturn:
        raise WithheldError

    def __delattr__(self, _: str) -> NoReturn:
        raise WithheldError

    def __reduce__(self) -> NoReturn:
        raise WithheldError

    def __reduce_ex__(self, _: object) -> NoReturn:
        raise WithheldError

    def __getstate__(self) -> NoReturn:
        raise WithheldError

    def __copy__(self) -> NoReturn:
        raise WithheldError

    def __deepcopy__(self, _: object) -> NoReturn:
        raise WithheldError

    @classmethod
    def __get_pydantic_core_schema__(  # ruff: ignore[bad-dunder-method-name] -- pydantic's protocol
        cls, _: object, __: object
    ) -> NoReturn:
        raise TypeError("a model takes typed text as NoteIn, TextIn or NameIn, never as its class")


@final
class RawNote(Withheld):
    """An interview's notes or a completed tool: opaque.

    Attributes:
        read: The fact that recorded this reading, ``<agency>:<position>``; empty for a note that
            was typed and not yet read back. ``opening.opened`` asks for it.
    """

    __slots__ = ("read",)
    kind = "raw"
    read: str

    def __init__(self, text: str, *, read: str = "") -> None:
        super().__init__(text)
        object.__setattr__(self, "read", read)

    def __repr__(self) -> str:
        return "<raw note withheld>"


class ShownText(Withheld):
    """Text that a page may show, on purpose: by ``show()``, or by a template's own escaping.

    Attributes:
        erased: Whether the key was destroyed, so that only the word ``erased`` can be shown.
    """

    __slots__ = ("erased",)
    erased: bool

    def __init__(self, text: str, *, erased: bool = False) -> None:
        super().__init__(text)
        object.__setattr__(self, "erased", erased)

    def show(self) -> str:
        """The text, for a page or an answer that may show it."""
        return spoken(self.held)

    def __html__(self) -> str:
        return html.escape(self.show())


@final
class DirectoryText(ShownText):
    """A name, a contact, a county's case number: erasable."""

    __slots__ = ()
    kind = "directory"


@final
class NarrativeText(ShownText):
    """A theme's statement, a recommendation, prose of a report."""

    __slots__ = ()
    kind = "narrative"


Text = RawNote | DirectoryText | NarrativeText
"""What the vault keeps."""
