"""Whose packs are taken in without a question: keys that came with the program, and keys that the person accepted."""

from __future__ import annotations

import base64
import json
import logging
from typing import TYPE_CHECKING

from kb_app.base.atomic_file import write_atomically
from kb_app.base.private_files import make_private_folder
from kb_app.domain.content_pack import Signer, Standing
from kb_app.domain.folding import fold
from kb_app.formats.library_pack.signing import PublicKey, fingerprint, read_public, same_fingerprint

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

_FILE = "signers.json"
_UNSEEN_LETTERS = "\u115f\u1160"  # Hangul fillers


class LibrarySigners:
    """Files `*.pub` of the program, and `signers.json` in the folder of the packs."""

    def __init__(self, published: Path, room: Path) -> None:
        self._published = published
        self._accepted = room / _FILE

    def of(self, key: bytes, claimed: str) -> Signer:
        """Return who has a key; the name that a pack claims is told only where the key is not known."""
        for standing, known in ((Standing.PUBLISHER, self._publishers()), (Standing.ACCEPTED, self._read())):
            found = next((one for one in known if one.key == key), None)
            if found is not None:
                return Signer(found.name, fingerprint(key), standing)
        same = _as_compared(claimed)
        everybody = (*self._publishers(), *self._read())
        namesakes = tuple(fingerprint(one.key) for one in everybody if _as_compared(one.name) == same)
        return Signer(claimed, fingerprint(key), Standing.UNKNOWN, namesakes)

    def listed(self) -> tuple[Signer, ...]:
        """Return everybody who is known: those of the program first.

        Raises:
            OSError: who was accepted cannot be read.
            ValueError: the file of those is none of ours.
        """
        both = ((Standing.PUBLISHER, self._publishers()), (Standing.ACCEPTED, self._stored()))
        return tuple(Signer(one.name, fingerprint(one.key), standing) for standing, known in both for one in known)

    def accept(self, key: bytes, name: str) -> None:
        """Know a key from now on.

        Raises:
            OSError: that cannot be written.
        """
        try:
            known = self._stored()
        except ValueError as error:  # nobody can make sense of it any more
            logger.warning("the accepted signers begin anew: %s", error)
            known = []
        self._write([*(one for one in known if one.key != key), PublicKey(key, name)])

    def forget(self, accepted: str) -> None:
        """Know the accepted key of this fingerprint no more.

        Raises:
            OSError: that cannot be written.
            ValueError: the file of accepted keys is none of ours.
        """
        self._write([one for one in self._stored() if not same_fingerprint(fingerprint(one.key), accepted)])

    def _write(self, known: list[PublicKey]) -> None:
        keys = [{"key": base64.b64encode(one.key).decode("ascii"), "name": one.name} for one in known]
        make_private_folder(self._accepted.parent)
        write_atomically(self._accepted, json.dumps(keys, ensure_ascii=False, indent=1))

    def _publishers(self) -> list[PublicKey]:
        found = []
        for file in sorted(self._published.glob("*.pub")):
            try:
                found.append(read_public(file.read_text(encoding="utf-8")))
            except (OSError, ValueError) as error:  # UnreadableFileError is a ValueError
                logger.warning("no key of a signer: %s: %s", file, error)
        return found

    def _read(self) -> list[PublicKey]:
        """What was accepted; a file that cannot be read accepts nobody."""
        try:
            return self._stored()
        except (OSError, ValueError) as error:
            logger.warning("accepted signers could not be read: %s", error)
            return []

    def _stored(self) -> list[PublicKey]:
        try:
            stored = json.loads(self._accepted.read_text(encoding="utf-8"))
            return [PublicKey(base64.b64decode(one["key"], validate=True), str(one["name"])) for one in stored]
        except FileNotFoundError:
            return []
        except (TypeError, KeyError) as error:
            raise ValueError(str(error)) from error


def _as_compared(name: str) -> str:
    """What is the same of names that look the same but for spaces, marks and what is not seen at all."""
    letters = "".join(letter for letter in fold(name) if letter.isalnum() and letter not in _UNSEEN_LETTERS)
    return letters or name  # a name of marks alone is like no other one
