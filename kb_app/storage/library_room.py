"""Which library of bundled cases is shown, and the folder of the packs that were taken in.

`library/current.json` names the pack that is used; a folder of a pack is laid out as a whole before it is named there,
and is never changed afterwards. Deciding looks at the list of a pack and the sizes of its files, because every start
of the program waits for it; `damage` compares contents.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb_app.base.atomic_file import replace_file, sync_folder, write_atomically
from kb_app.base.errors import system_cause
from kb_app.base.i18n import _
from kb_app.base.private_files import make_private_folder
from kb_app.domain.content_pack import LibraryInUse
from kb_app.domain.edition import Edition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

logger = logging.getLogger(__name__)

_POINTER = "current.json"
_EDITION = "edition.json"
_MANIFEST, _SIGNATURE, _CASES = "manifest.json", "manifest.sig", "cases"
_FOLDER = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,3}-[0-9a-f]{8}")
_UNFINISHED = ".unfinished-"


@dataclass(frozen=True, slots=True)
class _Pointer:
    """`folder` is used; it was chosen while the program came with the edition `instead_of`."""

    folder: str
    edition: Edition
    instead_of: str


def library_in_use(bundled: Path, room: Path) -> LibraryInUse:
    """Decide between the cases that came with the program and the pack that was taken in last: the newer ones.

    A pack that was chosen although it is no newer stays until the program comes with other cases. One that is damaged
    is not used, and `trouble` says so.
    """
    came = LibraryInUse(bundled, edition_in(bundled))
    try:
        pointer = _pointer(room)
    except OSError as error:
        logger.warning("the pack in use is not known: %s", error)
        return replace(came, trouble=_out_of_reach(came.edition, error))
    except ValueError as error:
        logger.warning("the pack in use is not known: %s", error)
        return replace(came, trouble=_broken(came.edition))
    if pointer is None or not (pointer.edition.is_newer(came.edition) or pointer.instead_of == came.edition.text):
        return came
    if _looks_damaged(room / pointer.folder):
        return replace(came, trouble=_broken(came.edition))
    return LibraryInUse(room / pointer.folder / _CASES, pointer.edition, pointer.folder)


def edition_in(library: Path) -> Edition:
    """Return the edition that a folder of bundled cases is; one without numbers where it is not written down."""
    try:
        stored = json.loads((library / _EDITION).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Edition()
    return Edition.of(stored.get("edition")) if isinstance(stored, dict) else Edition()


def lay_out(room: Path, edition: Edition, signed: tuple[bytes, bytes], files: Iterable[tuple[str, bytes]]) -> Path:
    """Write a pack (its signed list and the signature, its case files) as a new folder, which is on the disk then.

    Raises:
        OSError: it cannot be written; nothing of it is left.
    """
    name = f"{edition}-{os.urandom(4).hex()}"
    unfinished = room / f"{_UNFINISHED}{name}"
    try:
        make_private_folder(unfinished / _CASES)
        for path, data in files:
            _write(unfinished / _CASES / path, data)
        for path, data in zip((_MANIFEST, _SIGNATURE), signed, strict=True):
            _write(unfinished / path, data)
        _write(unfinished / _CASES / _EDITION, json.dumps({"edition": edition.text}).encode("ascii"))
        for folder, _folders, _names in os.walk(unfinished, topdown=False):
            sync_folder(Path(folder))
        replace_file(unfinished, room / name)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return room / name


def use(room: Path, folder: Path, edition: Edition, bundled: Edition) -> None:
    """Let a pack that was laid out be the library from now on, also where it is no newer than the bundled edition.

    Raises:
        OSError: that cannot be written; then the library stays what it is.
    """
    pointer = {"folder": folder.name, "edition": edition.text, "instead_of": bundled.text}
    write_atomically(room / _POINTER, json.dumps(pointer))


def use_none(room: Path) -> None:
    """Let the cases that came with the program be the library from now on.

    Raises:
        OSError: that cannot be written.
    """
    (room / _POINTER).unlink(missing_ok=True)
    if room.is_dir():
        sync_folder(room)


def signed_files(pack: Path) -> tuple[bytes, bytes]:
    """Return the signed list of a pack that was laid out, and the signature.

    Raises:
        OSError: they cannot be read.
    """
    return (pack / _MANIFEST).read_bytes(), (pack / _SIGNATURE).read_bytes()


def sweep(room: Path, *, keep: str) -> None:
    """Remove the folders of packs but for the one called `keep`, and what killed processes have left.

    Nobody else may be using the data. What cannot be removed now is removed the next time.
    """
    with suppress(OSError):
        for found in list(room.iterdir()):
            if found.name != keep and (_FOLDER.fullmatch(found.name) or found.name.startswith(_UNFINISHED)):
                shutil.rmtree(found, ignore_errors=True)


def _write(place: Path, data: bytes) -> None:
    make_private_folder(place.parent)
    with place.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _pointer(room: Path) -> _Pointer | None:
    """What is named; None where nothing is."""
    try:
        text = (room / _POINTER).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    stored = json.loads(text)
    if not isinstance(stored, dict):
        raise ValueError(text)
    folder, edition, instead_of = (stored.get(name) for name in ("folder", "edition", "instead_of"))
    if not (isinstance(folder, str) and _FOLDER.fullmatch(folder) and isinstance(instead_of, str)):
        raise ValueError(text)
    return _Pointer(folder, Edition.of(edition), instead_of)


def _looks_damaged(pack: Path) -> bool:
    """Whether a file that the list names is not there, or not of its size."""
    try:
        return any((pack / _CASES / path).stat().st_size != size for path, size in _listed(pack))
    except (OSError, ValueError, TypeError, KeyError) as error:
        logger.warning("the pack in use is damaged: %s", error)
        return True


def _listed(pack: Path) -> Iterator[tuple[str, int]]:
    document: dict[str, Any] = json.loads((pack / _MANIFEST).read_bytes())
    for file in document["files"]:
        yield str(file["path"]), int(file["size"])


def _broken(edition: Edition) -> str:
    words = _(
        "The update of the bundled cases that was taken in cannot be read; the cases that came with the program are"
        " shown (edition {edition}). Take the pack in once more."
    )
    return words.format(edition=edition.text or "-")


def _out_of_reach(edition: Edition, error: OSError) -> str:
    words = _(
        "It cannot be seen whether an update of the bundled cases was taken in ({cause}); the cases that came with the"
        " program are shown (edition {edition})."
    )
    return words.format(cause=system_cause(error), edition=edition.text or "-")
