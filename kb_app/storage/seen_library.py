"""The texts of the bundled cases as the person has last seen them, kept compressed in one file.

So a later edition can be compared with them, also after an installer has replaced the files of the program.
"""

from __future__ import annotations

import io
import json
import logging
import zipfile
import zlib
from typing import TYPE_CHECKING

from kb_app.base.atomic_file import write_bytes_atomically
from kb_app.base.private_files import make_private_folder
from kb_app.domain.library_changes import SeenCase, SeenLibrary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

logger = logging.getLogger(__name__)

_INDEX = "index.json"
_FORMAT = 1
_BROKEN = (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile, zlib.error)
_Stamp = tuple[int, int, int]


class SeenLibraryFile:
    """One zip file: a list, and each text under its version."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: tuple[_Stamp, SeenLibrary] | None = None

    @property
    def data_dir(self) -> Path:
        """The data folder that the file is in."""
        return self._file.parent.parent

    def read(self) -> SeenLibrary | None:
        """Return what was seen; None where that is not known (yet, or because the file is damaged)."""
        try:
            stamp = self._stamp()
            if self._known is None or self._known[0] != stamp:
                with zipfile.ZipFile(self._file) as archive:
                    self._known = stamp, _seen(archive.read(_INDEX))
        except FileNotFoundError:
            return None
        except _BROKEN as error:
            logger.warning("what was seen of the library is not known: %s", error)
            return None
        return self._known[1]

    def text(self, version: str) -> str | None:
        """Return the text of a case as it was seen; None where it cannot be read."""
        return self._kept([version]).get(version)

    def write(self, seen: SeenLibrary, text_of: Callable[[str], str | None]) -> None:
        """Keep what was seen; `text_of` gives the text of an id, None where this file has it already.

        Raises:
            OSError: it cannot be written; what was kept before stays.
        """
        document = {
            "format": _FORMAT,
            "edition": seen.edition,
            "settled": seen.settled,
            "cases": {id_: [case.title, case.version] for id_, case in seen.cases.items()},
        }
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_INDEX, json.dumps(document, ensure_ascii=False))
            for version, text in self._texts(seen, text_of).items():
                archive.writestr(_member(version), text)
        make_private_folder(self._file.parent)
        write_bytes_atomically(self._file, buffer.getvalue())
        self._known = None

    def _texts(self, seen: SeenLibrary, text_of: Callable[[str], str | None]) -> dict[str, str]:
        texts: dict[str, str] = {}
        missing: list[str] = []
        for id_, case in seen.cases.items():
            text = text_of(id_)
            if text is None:
                missing.append(case.version)
            else:
                texts[case.version] = text
        return self._kept(missing) | texts

    def _kept(self, versions: Sequence[str]) -> dict[str, str]:
        """The texts of these versions that can be read. The file is opened once: its list takes long to read."""
        found: dict[str, str] = {}
        if not versions:
            return found
        try:
            with zipfile.ZipFile(self._file) as archive:
                for version in versions:
                    try:
                        found[version] = archive.read(_member(version)).decode("utf-8")
                    except _BROKEN as error:
                        logger.warning("a text that was seen could not be read: %s", error)
        except _BROKEN as error:
            logger.warning("the texts that were seen could not be read: %s", error)
        return found

    def _stamp(self) -> _Stamp:
        status = self._file.stat()
        return status.st_mtime_ns, status.st_size, status.st_ino


def _seen(index: bytes) -> SeenLibrary:
    document = json.loads(index)
    if document["format"] != _FORMAT:
        raise ValueError(document["format"])
    cases = {id_: SeenCase(str(title), str(version)) for id_, (title, version) in document["cases"].items()}
    return SeenLibrary(str(document["edition"]), cases, str(document["settled"]))


def _member(version: str) -> str:
    return f"{version}.md"
