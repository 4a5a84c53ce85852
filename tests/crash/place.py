"""One data folder that is used, killed over, and looked at."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from kb_app.base.paths import AppPaths
from kb_app.base.settings import Settings
from kb_app.bootstrap import App, open_app

ROOT = Path(__file__).resolve().parents[2]
_FEW_CASES = 6


@dataclass(frozen=True)
class Beside(AppPaths):
    """The same places but for the index."""

    index_beside: Path = Path()

    @property
    def index_dir(self) -> Path:
        """Another index of the same data."""
        return self.index_beside


@dataclass(frozen=True)
class Place:
    """The folder of a trial: the data, journals, logs. `is_small` libraries have six cases, others all bundled ones."""

    folder: Path
    is_small: bool

    @property
    def data_dir(self) -> Path:
        """What the program writes to."""
        return self.folder / "data"

    @property
    def paths(self) -> AppPaths:
        """The places of the program."""
        bundled = AppPaths.under(self.data_dir)
        library = self.folder / "bundled" if self.is_small else bundled.library_dir
        return AppPaths(library, bundled.resources_dir, self.data_dir)

    def make(self) -> Place:
        """Make the folder, with the library in it where it is a small one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        shelf = self.folder / "bundled"
        if self.is_small and not shelf.exists():
            shelf.mkdir()
            for case in sorted((AppPaths.under(self.data_dir).library_dir / "municipalities").glob("*.md"))[
                :_FEW_CASES
            ]:
                shutil.copy2(case, shelf)
        return self

    def app(self) -> App:
        """Open the program."""
        return open_app(self.paths, Settings(author="検査"))

    def app_with_other_index(self, index: Path) -> App:
        """Open the program on the same data with an index elsewhere."""
        paths = self.paths
        return open_app(Beside(paths.library_dir, paths.resources_dir, paths.data_dir, index_beside=index), Settings())
