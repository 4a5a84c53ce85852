"""Whose packs are taken in without a question: keys that came with the program, and keys that the person accepted."""

from __future__ import annotations

import base64
import json
import logging
from typing import TYPE_CHECKING

from kb_app.base.atomic_file import write_atomically
from kb_app.base.private_files import make_private_folder
from kb_app.domain.content_pack import Signer, Standing
from kb_app.formats.library_pack.signing import PublicKey, fingerprint, read_public

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

_FILE = "signers.json"


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
        return Signer(claimed, fingerprint(key), Standing.UNKNOWN)

    def accept(self, key: bytes, name: str) -> None:
        """Know a key from now on.

        Raises:
            OSError: that cannot be written.
        """
        known = [one for one in self._read() if one.key != key]
        keys = [
            {"key": base64.b64encode(one.key).decode("ascii"), "name": one.name}
            for one in (*known, PublicKey(key, name))
        ]
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
        """What was accepted; a file that is none of ours accepts nobody."""
        try:
            stored = json.loads(self._accepted.read_text(encoding="utf-8"))
            return [PublicKey(base64.b64decode(one["key"], validate=True), str(one["name"])) for one in stored]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, KeyError) as error:
            logger.warning("accepted signers could not be read: %s", error)
            return []
