"""The one place where objects are made and joined.

`open_app` is cheap, because the window waits for it: settings, language and axes. Everything that a
search or a document needs (Whoosh, Sudachi, Markdown, SQLite) comes with a session, which every
thread makes for itself.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from kb_app.base import i18n
from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.base.settings import Settings, load_settings, save_settings
from kb_app.storage.library_room import library_in_use
from kb_app.storage.vocabulary_files import read_municipalities, read_taxonomy

if TYPE_CHECKING:
    from kb_app.base.paths import AppPaths
    from kb_app.bootstrap.session import Session
    from kb_app.domain.content_pack import LibraryInUse
    from kb_app.domain.taxonomy import Taxonomy
    from kb_app.domain.vocabulary import Vocabulary
    from kb_app.services.backup import Backup
    from kb_app.services.library_packs import LibraryPacks


class App:
    """What all front ends share: the places, the settings, the axes, and the way to a session."""

    def __init__(self, paths: AppPaths, settings: Settings, taxonomy: Taxonomy, *, read_only: bool = False) -> None:
        """With `read_only` nothing is written to the data folder: whatever changes something is to be left out."""
        self._paths = paths
        self._own_cases_folder = settings.own_cases_folder
        self.settings = settings
        self.taxonomy = taxonomy
        self.read_only = read_only
        self._library = library_in_use(paths.bundled_dir, paths.library_room)
        self._first_session = threading.Lock()

    @property
    def paths(self) -> AppPaths:
        """The places. Own cases lie where the settings said when the program began: no two lanes look elsewhere."""
        return self._paths.with_own_cases(self._own_cases_folder).with_library(self._library.folder)

    @property
    def library(self) -> LibraryInUse:
        """The bundled cases that sessions read: those of the program or of a pack. They stay until `reread_library`."""
        return self._library

    def for_reading(self) -> App:
        """Return the same program, which only reads."""
        return App(self.paths, self.settings, self.taxonomy, read_only=True)

    def session(self) -> Session:
        """Return the services of the calling thread, with a database connection and an index view of their own.

        Raises:
            KbError: the database cannot be opened, or a file of the axes cannot be read.
        """
        with self._first_session:  # two lanes starting at once would migrate the database twice
            session = self._opened()
            if self._library.is_pack and not self._library.folder.is_dir():
                # Another program took a newer pack in and removed this one, before our session kept it from that.
                session.close()
                self.reread_library()
                session = self._opened()
            return session

    def packs(self) -> LibraryPacks:
        """Return the service for packs of cases; it needs no session."""
        from kb_app.services.library_packs import LibraryPacks

        return LibraryPacks(self._paths, self._vocabulary, read_only=self.read_only)

    def reread_library(self) -> bool:
        """Decide anew which bundled cases sessions read that are opened from now on; return whether they are others."""
        before, self._library = self._library, library_in_use(self._paths.bundled_dir, self._paths.library_room)
        return self._library.folder != before.folder

    def library_moved(self) -> bool:
        """Return whether a pack was taken in or given up since the library was decided, here or by another program."""
        return library_in_use(self._paths.bundled_dir, self._paths.library_room).folder != self._library.folder

    def backup(self) -> Backup:
        """Return the service for backups; it needs no session, and for `restore` no session may be open."""
        from kb_app.services.backup import Backup

        return Backup(self.paths, lambda: self.settings.backup_dir)

    def _vocabulary(self) -> Vocabulary:
        from kb_app.domain.vocabulary import Vocabulary  # needed when a pack is looked at, not at the start

        return Vocabulary(self.taxonomy, read_municipalities(self._paths.resources_dir / "municipalities.csv"))

    def _opened(self) -> Session:
        # Whoosh, Sudachi and SQLite are loaded here and not with the program: the window comes first.
        from kb_app.bootstrap.session import open_session

        return open_session(self.paths, self.taxonomy, lambda: self.settings, read_only=self.read_only)

    def reread_settings(self) -> None:
        """Use the settings that lie on the disk, after a backup was restored."""
        self.settings = load_settings(self.paths.settings_file)
        self._own_cases_folder = self.settings.own_cases_folder

    def save_settings(self, settings: Settings) -> None:
        """Use `settings` from now on and remember them; a program that only reads uses them for this run.

        Raises:
            KbError: the file cannot be written; the settings hold for this run all the same.
        """
        self.settings = settings
        if self.read_only:
            return
        try:
            save_settings(self.paths.settings_file, settings)
        except OSError as error:
            raise KbError(
                _("The settings could not be saved."), system_cause(error), _("Check the rights of the data folder.")
            ) from error


def open_app(paths: AppPaths, settings: Settings, language: str = "") -> App:
    """Make the program's objects for the places and settings of this run.

    `language` ("ja" or "en") holds for this run only; without it the settings' own is spoken.

    A restore that was decided before the program ended is finished first.

    Raises:
        KbError: what came with the program cannot be read, or a restore cannot be finished.
    """
    try:
        i18n.install(language or settings.language, paths.locales_dir)
    except OSError as error:
        raise KbError(_("The texts of the program could not be read."), system_cause(error)) from error
    if os.access(paths.restoring_dir, os.F_OK):  # never raises; the rest is loaded only where it is needed
        from kb_app.storage.restoring import finish_pending

        if finish_pending(paths):
            settings = load_settings(paths.settings_file)
    return App(paths, settings, read_taxonomy(paths.resources_dir / "taxonomy.yaml"))
