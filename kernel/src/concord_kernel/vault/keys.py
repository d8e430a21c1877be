"""Where the vault's keys are: a directory outside every data directory and outside its backups.

::

    root.key                                       wraps custodians' keys
    custodians/<custodian>.key                     wraps keys of the subjects in its custody
    subjects/<agency>/<subject>.<custodian>.key    wraps the data key of each of the subject's texts
    subjects/<agency>/<subject>.erased             the receipt of a destruction

A subject's key is random. Destroying it makes the subject's texts, and the secrets of their
commitments, unreadable wherever copies of the database are; the receipt stays, and keeps a key that
comes back from an old copy of this directory from opening anything. Several processes may work here
at once. The vault calls this; nobody else does.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from concord_kernel.vault import keyfile
from concord_kernel.vault.crypto import TamperedError, bound_to, new_key, seal, unseal
from concord_kernel.vault.names import checked

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class ErasedError(LookupError):
    """The text was erased: its key was destroyed."""

    def __str__(self) -> str:
        return "erased"


class KeyMissingError(LookupError):
    """A key is not in the key place, and no receipt says that it was destroyed."""


class KeyPlaceError(Exception):
    """The key place is not safe to use as it stands."""


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What a destruction leaves: which subject, and the SHA-256 of each wrapped key removed."""

    agency: str
    subject: str
    keys: tuple[str, ...]


class KeyPlace:
    """The directory of keys.

    Raises:
        KeyPlaceError: it lies inside a database's data directory, others may read its root key, or
            the root key is gone while keys wrapped by it are there.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = keyfile.private_directory(directory.resolve())
        _refuse_data_directories(self._directory)
        self._custodians = keyfile.private_directory(self._directory / "custodians")
        self._subjects = keyfile.private_directory(self._directory / "subjects")
        self._root = self._root_key()
        self._custody: dict[str, bytes] = {}

    def __repr__(self) -> str:
        return f"KeyPlace({str(self._directory)!r})"

    def agencies(self) -> list[str]:
        """Every agency that ever kept a text here."""
        return sorted(path.name for path in self._subjects.iterdir() if path.is_dir())

    def subject_key(self, agency: str, subject: str, custodian: str) -> bytes:
        """A subject's key, to open a text with.

        Raises:
            ErasedError: it was destroyed.
            KeyMissingError: it is not there, and was not destroyed here.
            TamperedError: the file was altered, or another root key wrapped it.
        """
        if self.is_erased(agency, subject):
            raise ErasedError(subject)
        path = self._path(agency, subject, custodian)
        wrapped = keyfile.read(path)
        if wrapped is None:
            raise self._gone(agency, subject)
        try:
            return self._unwrapped(agency, subject, custodian, wrapped)
        except TamperedError:
            if self.is_erased(agency, subject):
                raise ErasedError(subject) from None
            raise

    def subject_keys(
        self, agency: str, subjects: Iterable[str], custodian: str
    ) -> dict[str, bytes]:
        """The keys of subjects, made where they are missing, to seal texts with.

        Raises:
            ErasedError: a subject was erased; nothing more is kept about it.
        """
        keyfile.private_directory(self._subjects / checked(agency))
        paths = {subject: self._path(agency, subject, custodian) for subject in subjects}
        wrapped = {subject: keyfile.read(path) for subject, path in paths.items()}
        missing = {
            paths[subject]: self._new_wrapped(agency, subject, custodian)
            for subject, found in wrapped.items()
            if found is None
        }
        made = _made(agency, missing)
        self._refuse_erased(agency, paths)
        return {
            subject: self._unwrapped(agency, subject, custodian, found or made[paths[subject]])
            for subject, found in wrapped.items()
        }

    def is_erased(self, agency: str, subject: str) -> bool:
        """Whether the subject's keys were destroyed."""
        return self._receipt(agency, subject).exists()

    def destroy(self, agency: str, subject: str) -> Destroyed:
        """Destroy every key of a subject, for ever; doing it again gives the first receipt.

        The receipt is written first: from then on no key of the subject is used or made.
        """
        directory = keyfile.private_directory(self._subjects / checked(agency))
        found = [keyfile.read(path) for path in sorted(directory.glob(f"{checked(subject)}.*.key"))]
        digests = tuple(sha256(wrapped).hexdigest() for wrapped in found if wrapped)
        draft = json.dumps(asdict(Destroyed(agency, subject, digests))).encode()
        receipt = json.loads(keyfile.make(self._receipt(agency, subject), draft))
        for pattern in (f"{subject}.*.key", f".{subject}.*.key.*"):
            for path in directory.glob(pattern):
                keyfile.remove(path)
        keyfile.make_durable([directory])
        return Destroyed(receipt["agency"], receipt["subject"], tuple(receipt["keys"]))

    def _refuse_erased(self, agency: str, paths: dict[str, Path]) -> None:
        erased = [subject for subject in paths if self.is_erased(agency, subject)]
        for subject in erased:
            keyfile.remove(paths[subject])
        if erased:
            raise ErasedError(erased[0])

    def _gone(self, agency: str, subject: str) -> LookupError:
        if self.is_erased(agency, subject):
            return ErasedError(subject)
        return KeyMissingError(f"no key of {subject} of {agency} is in the key place")

    def _path(self, agency: str, subject: str, custodian: str) -> Path:
        return self._subjects / checked(agency) / f"{checked(subject)}.{checked(custodian)}.key"

    def _receipt(self, agency: str, subject: str) -> Path:
        return self._subjects / checked(agency) / f"{checked(subject)}.erased"

    def _new_wrapped(self, agency: str, subject: str, custodian: str) -> bytes:
        bound = bound_to("subject-key", agency, subject, custodian)
        return seal(self._custodian_key(custodian, make=True), new_key(), bound)

    def _unwrapped(self, agency: str, subject: str, custodian: str, wrapped: bytes) -> bytes:
        bound = bound_to("subject-key", agency, subject, custodian)
        return unseal(self._custodian_key(custodian, make=False), wrapped, bound)

    def _custodian_key(self, custodian: str, *, make: bool) -> bytes:
        if custodian not in self._custody:
            path, bound = self._custodians / f"{custodian}.key", bound_to("custodian", custodian)
            wrapped = keyfile.read(path)
            if wrapped is None and make:
                wrapped = keyfile.make(path, seal(self._root, new_key(), bound))
            if wrapped is None:
                raise KeyMissingError(f"the key of custodian {custodian} is not in the key place")
            self._custody[custodian] = unseal(self._root, wrapped, bound)
        return self._custody[custodian]

    def _root_key(self) -> bytes:
        path = self._directory / "root.key"
        if not path.exists() and any(self._custodians.iterdir()):
            raise KeyPlaceError(f"{path} is gone, and keys wrapped by it are there: restore it")
        key = keyfile.make(path, new_key())
        if path.stat().st_mode & 0o077:
            raise KeyPlaceError(
                f"{path} can be read by others: chmod 600 it, and treat it as known"
            )
        return key


def _made(agency: str, missing: dict[Path, bytes]) -> dict[Path, bytes]:
    try:
        return keyfile.make_all(missing) if missing else {}
    except FileNotFoundError:
        raise ErasedError(agency) from None  # a destruction swept the drafts away


def _refuse_data_directories(directory: Path) -> None:
    for parent in (directory, *directory.parents):
        if (parent / "PG_VERSION").exists():
            raise KeyPlaceError(f"keys may not lie in the data directory {parent}")
