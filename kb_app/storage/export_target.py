"""Where an export goes: a new folder, or one zip file. Either all of it is there in the end, or nothing is."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kb_app.base.atomic_file import replace_file, sync_folder
from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator


class Target(Protocol):
    """What files can be put into, each once."""

    def put(self, name: str, data: bytes) -> None:
        """Put a file there; `name` is its path within, with forward slashes.

        Raises:
            OSError: it cannot be written.
        """


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, data: bytes) -> None:
        place = self._folder.joinpath(*name.split("/"))
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


class _Archive:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def put(self, name: str, data: bytes) -> None:
        self._archive.writestr(name, data)


@contextmanager
def export_to(place: Path) -> Iterator[Target]:
    """Offer what becomes the zip file `place` (by its ending), else the folder `place`, when the block ends well.

    A zip file that is there is replaced; a folder may not be there yet, or be empty.

    Raises:
        KbError: it cannot be written, or the folder holds something; nothing of it stays then.
    """
    try:
        with _zip(place) if place.suffix.lower() == ".zip" else _folder(place) as target:
            yield target
    except OSError as error:
        raise not_exported(f"{place}: {system_cause(error)}") from error


def write_export(place: Path, data: bytes) -> None:
    """Write one exported file in one step, over one that is there.

    Raises:
        KbError: it cannot be written; what was there is untouched then.
    """
    try:
        with _beside(place) as temporary:
            temporary.write_bytes(data)
    except OSError as error:
        raise not_exported(f"{place}: {system_cause(error)}") from error


def not_exported(cause: str, remedy: str = "") -> KbError:
    """Return the trouble that an export could not be written."""
    return KbError(
        _("The export could not be written."),
        cause,
        remedy or _("Check that the place can be written and has room, or choose another one."),
    )


@contextmanager
def _zip(place: Path) -> Iterator[Target]:
    with _beside(place) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        yield _Archive(archive)


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """A file that gets the name `place` when the block ends well, and is on the disk then."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.stem[:20]}.", suffix=".tmp")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        replace_file(temporary, place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def _folder(place: Path) -> Iterator[Target]:
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise not_exported(
            _("{place} holds something already").format(place=place), _("Choose a new folder, or an empty one.")
        )
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name[:20]}.", suffix=".tmp"))
    try:
        yield _Folder(temporary)
        if place.exists():
            place.rmdir()
        temporary.rename(place)
        sync_folder(place.parent)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
