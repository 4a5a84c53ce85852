"""Looks after the program itself: versions, places, integrity, room on the disk."""

from __future__ import annotations

import platform
import shlex
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from kb_app import __version__
from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.base.private_files import is_open_to_others

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb_app.base.paths import AppPaths
    from kb_app.search.index import SearchIndex

_LITTLE_ROOM = 200_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `detail` says what was found, in words."""

    name: str
    ok: bool
    detail: str


class Diagnostics:
    """Checks an installation without changing it."""

    def __init__(
        self,
        paths: AppPaths,
        index: SearchIndex,
        integrity: Callable[[], str],
        library_damage: Callable[[], str] = lambda: "",
    ) -> None:
        """`integrity` asks the database to check itself and answers "ok" or what is wrong.

        `library_damage` says what is wrong with the pack of cases in use, "" for nothing.
        """
        self._library_damage = library_damage
        self._paths = paths
        self._index = index
        self._integrity = integrity

    def checks(self) -> tuple[Check, ...]:
        """Look at everything and return what was found."""
        return (
            self._versions(),
            self._library(),
            self._data_folder(),
            *(() if sys.platform == "win32" else (self._privacy(),)),
            self._room(),
            self._database(),
            self._search_index(),
        )

    def _versions(self) -> Check:
        parts = ("PySide6_Essentials", "Whoosh-Reloaded", "SudachiPy", "SudachiDict-small")
        used = ", ".join(f"{part} {version(part)}" for part in parts)
        return Check(_("versions"), ok=True, detail=f"{__version__} (Python {platform.python_version()}, {used})")

    def _library(self) -> Check:
        there = self._paths.library_dir.is_dir() and self._paths.resources_dir.is_dir()
        damage = self._library_damage()
        detail = str(self._paths.library_dir)
        return Check(_("bundled library"), there and not damage, f"{detail}: {damage}" if damage else detail)

    def _data_folder(self) -> Check:
        probe = self._paths.data_dir / ".write-test"
        try:
            probe.write_text("", encoding="utf-8")
            probe.unlink()
        except OSError as error:
            return Check(_("data folder"), ok=False, detail=f"{self._paths.data_dir}: {system_cause(error)}")
        return Check(_("data folder"), ok=True, detail=str(self._paths.data_dir))

    def _privacy(self) -> Check:
        try:
            is_open = is_open_to_others(self._paths.data_dir)
        except OSError as error:
            return Check(_("privacy"), ok=False, detail=f"{self._paths.data_dir}: {system_cause(error)}")
        detail = _("other users of this computer cannot read the data folder")
        if is_open:
            text = _(
                "other users of this computer can read the data folder. To keep it to yourself: chmod 700 {folder}"
            )
            detail = text.format(folder=shlex.quote(str(self._paths.data_dir)))
        return Check(_("privacy"), not is_open, detail)

    def _room(self) -> Check:
        free = shutil.disk_usage(self._paths.data_dir).free
        return Check(_("free space"), free > _LITTLE_ROOM, _("{count} MB free").format(count=free // 1_000_000))

    def _database(self) -> Check:
        found = self._integrity()
        return Check(_("database"), found == "ok", found)

    def _search_index(self) -> Check:
        if self._index.is_absent:
            return Check(_("search index"), ok=True, detail=_("not made yet; the first search makes it"))
        try:
            count = self._index.view().count
            if not self._index.is_sound():
                return Check(_("search index"), ok=False, detail=_("its files are damaged"))
        except KbError as error:
            return Check(_("search index"), ok=False, detail=str(error))
        return Check(_("search index"), ok=True, detail=_("{count} documents").format(count=count))
