"""Where what people type is kept: sealed, outside the ledger, readable by few, erasable.

``texts`` the three classes of text · ``intake`` how they come in · ``problems`` errors without what
was typed · ``vault`` keep, reveal, show, erase, sweep · ``reading`` ``erasure`` ``sweeper`` what
these mean · ``opening`` the one door to a raw note's text · ``keys`` ``keyfile`` where keys are ·
``names`` what things are called · ``sealing`` ``sealer`` ``crypto`` ``memory`` how text is sealed ·
``rows`` ``connections`` the table.
"""

from concord_kernel.vault.connections import VaultUnavailableError
from concord_kernel.vault.crypto import TamperedError
from concord_kernel.vault.erasure import Erasure
from concord_kernel.vault.intake import NameIn, NoteIn, TextIn, TypedForm
from concord_kernel.vault.keys import (
    Destroyed,
    ErasedError,
    KeyMissingError,
    KeyPlace,
    KeyPlaceError,
)
from concord_kernel.vault.names import UnfitNameError
from concord_kernel.vault.opening import UnrecordedReadingError, opened
from concord_kernel.vault.problems import as_problems, names_in
from concord_kernel.vault.reading import MayNotReadError, Reading
from concord_kernel.vault.sealing import About, text_id
from concord_kernel.vault.sweeper import Swept
from concord_kernel.vault.texts import DirectoryText, NarrativeText, RawNote, Text, WithheldError
from concord_kernel.vault.vault import TextReusedError, UnknownTextError, Vault

__all__ = [
    "About",
    "Destroyed",
    "DirectoryText",
    "ErasedError",
    "Erasure",
    "KeyMissingError",
    "KeyPlace",
    "KeyPlaceError",
    "MayNotReadError",
    "NameIn",
    "NarrativeText",
    "NoteIn",
    "RawNote",
    "Reading",
    "Swept",
    "TamperedError",
    "Text",
    "TextIn",
    "TextReusedError",
    "TypedForm",
    "UnfitNameError",
    "UnknownTextError",
    "UnrecordedReadingError",
    "Vault",
    "VaultUnavailableError",
    "WithheldError",
    "as_problems",
    "names_in",
    "opened",
    "text_id",
]
