"""The bundled texts that local copies were made from, kept so that a later difference can be shown.

They lie in the folder `.originals` among the own cases, one file a version, whose text is never another one. Those of
copies that no file holds yet lie in such a folder beside what is being written.
"""

from __future__ import annotations

import hashlib
import re
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from kb_app.base.atomic_file import remove_leftovers, write_atomically
from kb_app.base.i18n import _
from kb_app.domain.case import Origin

if TYPE_CHECKING:
    from pathlib import Path

    from kb_app.storage.own_cases.folder import OwnFolder

ORIGINALS = ".originals"
_DIGITS = 16
_LONGEST_SECONDS = 180 * 24 * 60 * 60
_NAME = re.compile(r"[a-z0-9-]{1,64}")


class Originals:
    """Keeps and gives the texts that local copies were made from."""

    def __init__(self, folder: OwnFolder) -> None:
        self._folder = folder

    def keep(self, document_id: str, text: str) -> Origin:
        """Keep the text of a bundled case, and return what a copy of it says where it comes from.

        Raises:
            KbError: it cannot be written.
        """
        origin = Origin(document_id, version_of(text))
        what = _("The case could not be copied.")
        self._folder.prepare(what)
        with self._folder.told(what):
            place = self._place(origin)
            if place is not None:
                # Also where it is there: `forget_old` waits anew. In a folder that several share it may be somebody
                # else's file, which can be replaced but not be given another time.
                write_atomically(place, text)
                remove_leftovers(place.parent)
        return origin

    def drop(self, origin: Origin) -> None:
        """Keep a text no longer; one that cannot be removed now does no harm."""
        place = self._place(origin)
        if place is not None:
            with suppress(OSError):
                place.unlink(missing_ok=True)

    def forget_old(self) -> None:
        """Keep texts no longer that nobody has asked for since half a year: their copies were never saved."""
        with suppress(OSError):
            for place in (self._folder.root / ORIGINALS).glob("*.md"):
                if time.time() - place.stat().st_mtime > _LONGEST_SECONDS:
                    place.unlink(missing_ok=True)

    def text(self, origin: Origin) -> str | None:
        """Return the text that was kept; None where it is not there, or is not what it was."""
        place = self._place(origin)
        try:
            text = place.read_bytes().decode("utf-8") if place is not None else None
        except (OSError, UnicodeDecodeError):
            return None
        return text if text is not None and version_of(text) == origin.version else None

    def _place(self, origin: Origin) -> Path | None:
        """The file of a text; an id that somebody wrote by hand may be no name for a file."""
        if not (_NAME.fullmatch(origin.id) and _NAME.fullmatch(origin.version)):
            return None
        return self._folder.root / ORIGINALS / f"{origin.id}-{origin.version}.md"


def version_of(text: str) -> str:
    """Return what tells a text from every other one, whatever its line ends: the beginning of its SHA-256."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def is_version(text: str) -> bool:
    """Return whether this is one that `version_of` could have given; people write others by hand."""
    return len(text) == _DIGITS and all(letter in "0123456789abcdef" for letter in text)
