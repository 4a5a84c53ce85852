"""Files that are attached to own cases: they lie beside the case, in a folder named after it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kb_app.base.atomic_file import ADDED_TO_NAME, place_new, remove_leftovers, written_beside
from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.file_names import LONGEST_NAME, free_stem, safe_file_name, same_name
from kb_app.storage.own_cases.folder import file_mode
from kb_app.storage.own_cases.wastebasket import TRASH, attached_folder

if TYPE_CHECKING:
    from kb_app.domain.own_case import OwnCase
    from kb_app.storage.own_cases.folder import OwnFolder

LARGEST_ATTACHMENT = 20_000_000
"""Bytes: backups hold every one, each time."""
_MOST_BYTES = LONGEST_NAME - ADDED_TO_NAME
_MOST_NAMES_TRIED = 100


class Attachments:
    """Puts files beside own cases and lists them."""

    def __init__(self, folder: OwnFolder) -> None:
        self._folder = folder

    def add(self, own: OwnCase, name: str, data: bytes) -> str:
        """Write a file beside the case and return where, relative to it: `題名.files/写真.png`.

        Raises:
            KbError: it is too large, or cannot be written; nothing was written.
        """
        what = _("The file could not be attached.")
        if len(data) > LARGEST_ATTACHMENT:
            cause = _("it has {size} MB; at most {limit} MB can be attached").format(
                size=round(len(data) / 1e6, 1), limit=LARGEST_ATTACHMENT // 1_000_000
            )
            raise KbError(what, cause, _("Attach a smaller version, or link to the place where it lies."))
        self._folder.require(what)
        with self._folder.told(what):
            folder = attached_folder(own.place)
            with suppress(FileExistsError):
                folder.mkdir(mode=own.place.parent.stat().st_mode & 0o777)
            place = _write_new(folder, safe_file_name(name, fallback=_("File"), most_bytes=_MOST_BYTES), data)
        return f"{folder.name}/{place.name}"

    def discard(self, own: OwnCase, location: str) -> None:
        """Take away a file that was just added and that the case could not be told of."""
        with suppress(OSError):
            place = own.place.parent.joinpath(*location.split("/"))
            place.unlink()
            place.parent.rmdir()

    def of(self, own: OwnCase) -> tuple[str, ...]:
        """Return what is attached to a case, relative to it.

        Raises:
            KbError: the folder cannot be read.
        """
        folder = attached_folder(own.place)
        with self._folder.told(_("The attached files could not be listed.")):
            if not folder.is_dir():
                return ()
            names = sorted(place.name for place in folder.iterdir() if place.is_file())
        return tuple(f"{folder.name}/{name}" for name in names if not name.startswith("."))


def sweep(folder: Path) -> None:
    """Remove what killed processes left half written beside the cases of a folder and beside what is attached to them.

    The very name of such a file may never be written again, so all of them are looked for, in folders below it too.
    """
    for place, below, _files in os.walk(folder):
        below[:] = [name for name in below if name != TRASH]
        remove_leftovers(Path(place))


def _write_new(folder: Path, name: str, data: bytes) -> Path:
    sweep(folder.parent)
    stem, point, ending = name.rpartition(".")
    stem, ending = (stem, point + ending) if stem else (name, "")
    taken = {same_name(known.name.removesuffix(ending)) for known in folder.iterdir()}
    for _try in range(_MOST_NAMES_TRIED):
        chosen = free_stem(stem, taken, most_bytes=_MOST_BYTES - len(ending))
        place = folder / f"{chosen}{ending}"
        with suppress(FileExistsError), written_beside(place, data, file_mode(folder)) as temporary:
            place_new(temporary, place)
            return place
        taken.add(same_name(chosen))
    raise FileExistsError(name)
