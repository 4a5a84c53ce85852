"""Every place the program reads or writes. Whether it is frozen or not is asked here and nowhere else."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

_FOLDER_NAME = "DXCasebook"
_PORTABLE_MARKER = "portable.txt"


@dataclass(frozen=True, slots=True)
class AppPaths:
    """The places of one run: what came with the program (read only) and where it may write."""

    bundled_dir: Path
    resources_dir: Path
    data_dir: Path
    named_cases_dir: Path | None = None
    """The folder of own cases that the person named; None where they lie in the data folder."""
    pack_cases_dir: Path | None = None
    """The cases of the pack that is used in the place of those that came with the program; None for no pack."""

    @classmethod
    def under(cls, data_dir: Path) -> AppPaths:
        """Return the places with everything that is written below `data_dir`."""
        root = _bundle_root()
        return cls(root / "cases", root / "resources", data_dir)

    def with_own_cases(self, folder: str) -> Self:
        """Return the same places, with own cases in the folder that the settings name ("" for the data folder)."""
        named = Path(folder).absolute() if folder.strip() else self.kept_cases_dir
        return replace(self, named_cases_dir=None if named == self.kept_cases_dir else named)

    def with_library(self, folder: Path) -> Self:
        """Return the same places, with the bundled cases in `folder`, which may be that of a pack."""
        return replace(self, pack_cases_dir=None if folder == self.bundled_dir else folder)

    @property
    def library_dir(self) -> Path:
        """The folder of the bundled cases that are shown. Only `storage/library_room` decides which one it is."""
        return self.pack_cases_dir or self.bundled_dir

    @property
    def own_cases_dir(self) -> Path:
        """The folder of the office's own case files."""
        return self.named_cases_dir or self.kept_cases_dir

    @property
    def kept_cases_dir(self) -> Path:
        """The folder of own cases in the data folder; what a backup brings back is put here and nowhere else."""
        return self.data_dir / "cases"

    @property
    def database(self) -> Path:
        """The SQLite file with everything a person added."""
        return self.data_dir / "casebook.db"

    @property
    def index_dir(self) -> Path:
        """The search index, which can be thrown away at any time."""
        return self.data_dir / "index"

    @property
    def backups_dir(self) -> Path:
        """The copies that the program makes by itself."""
        return self.data_dir / "backups"

    @property
    def library_room(self) -> Path:
        """Where packs of cases are laid out, and what the person has seen of the bundled cases is kept."""
        return self.data_dir / "library"

    @property
    def seen_library(self) -> Path:
        """The texts of the bundled cases as the person has last seen them."""
        return self.library_room / "seen.zip"

    @property
    def restoring_dir(self) -> Path:
        """Where a backup is laid out before it takes the place of what is there; it is gone afterwards."""
        return self.data_dir / "restoring"

    @property
    def unfinished_dir(self) -> Path:
        """What is being written and not saved yet."""
        return self.data_dir / "unfinished"

    @property
    def importing_dir(self) -> Path:
        """Pictures taken out of documents that are about to be imported; they are gone afterwards."""
        return self.data_dir / "importing"

    @property
    def data_lock(self) -> Path:
        """Shared by everybody who uses the data, held alone by who replaces it."""
        return self.data_dir / "data.lock"

    @property
    def import_lock(self) -> Path:
        """Held by the one import that writes here."""
        return self.data_dir / "importing.lock"

    @property
    def window_lock(self) -> Path:
        """Held by the one program that writes here with a window."""
        return self.data_dir / "window.lock"

    @property
    def settings_file(self) -> Path:
        """The settings, a JSON file."""
        return self.data_dir / "settings.json"

    @property
    def log_file(self) -> Path:
        """The log of this and earlier runs."""
        return self.data_dir / "logs" / "kb-app.log"

    @property
    def signers_dir(self) -> Path:
        """The public keys of those whose packs are taken in without a question."""
        return self.resources_dir / "signers"

    @property
    def locales_dir(self) -> Path:
        """The catalogues of the interface languages."""
        return self.resources_dir / "locales"


def default_data_dir() -> Path:
    """Return where this user's data lives: `KB_APP_DATA_DIR`, beside a portable program, or the system's place."""
    chosen = os.environ.get("KB_APP_DATA_DIR")
    if chosen:
        return Path(chosen).absolute()
    beside = Path(sys.executable).parent
    if is_frozen() and (beside / _PORTABLE_MARKER).is_file():
        return beside / "data"
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / _FOLDER_NAME
    shared = Path(os.environ.get("XDG_DATA_HOME", ""))
    # The specification of these folders has a relative one ignored.
    return (shared if shared.is_absolute() else Path.home() / ".local" / "share") / "dx-casebook"


def is_frozen() -> bool:
    """Return whether this runs from an installed (frozen) program."""
    return bool(getattr(sys, "frozen", False))


def _bundle_root() -> Path:
    """The folder that holds `cases` and `resources`: frozen bundle, installed wheel or source tree."""
    if is_frozen():
        return Path(str(getattr(sys, "_MEIPASS", Path(sys.executable).parent)))
    package = Path(__file__).resolve().parents[1]
    installed = package / "bundle"
    return installed if installed.is_dir() else package.parent
