"""What every test can ask for: the real program in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from kb_app.base import i18n
from kb_app.base.paths import AppPaths
from kb_app.base.settings import Settings
from kb_app.bootstrap import App, open_app
from kb_app.domain.vocabulary import Vocabulary
from kb_app.storage.vocabulary_files import read_municipalities, read_taxonomy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kb_app.bootstrap.session import Session

# Machines differ in speed; an example that takes long is not a failure.
hypothesis_settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("default")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--onscreen", action="store_true", help="show real windows instead of drawing offscreen")


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--onscreen"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.pop("KB_APP_DATA_DIR", None)


@pytest.fixture
def app(tmp_path: Path) -> App:
    """The program with the bundled library and everything that is written below the test's folder, in Japanese."""
    return open_app(AppPaths.under(tmp_path / "data"), Settings())


@pytest.fixture
def session(app: App) -> Iterator[Session]:
    """The services, with a fresh index of the bundled library."""
    with app.session() as opened:
        opened.indexing.update()
        yield opened


@pytest.fixture(scope="session")
def library_app(tmp_path_factory: pytest.TempPathFactory) -> App:
    """The program with the bundled library indexed once for the whole run; for tests that only look."""
    opened = open_app(AppPaths.under(tmp_path_factory.mktemp("library")), Settings())
    with opened.session() as first:
        first.indexing.update()
    return opened


@pytest.fixture(scope="session")
def library(library_app: App) -> Iterator[Session]:
    """Services on the shared index; for tests that only look."""
    with library_app.session() as opened:
        yield opened


@pytest.fixture(scope="session")
def indexed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose index has the bundled library, to be copied."""
    place = tmp_path_factory.mktemp("indexed") / "data"
    with open_app(AppPaths.under(place), Settings()).session() as first:
        first.indexing.update()
    return place


@pytest.fixture
def office(indexed_folder: Path, tmp_path: Path) -> App:
    """The program in Japanese over an indexed data folder of its own, for tests that add something."""
    shutil.copytree(indexed_folder, tmp_path / "data")
    return open_app(AppPaths.under(tmp_path / "data"), Settings(theme="light"))


@pytest.fixture
def small_app(tmp_path: Path) -> App:
    """The program in English with a bundled library of six cases that a test may change, not indexed yet."""
    places = AppPaths.under(tmp_path / "data")
    shelf = tmp_path / "bundled"
    shelf.mkdir()
    for place in sorted((places.library_dir / "municipalities").glob("*.md"))[:6]:
        shutil.copy(place, shelf)
    return open_app(AppPaths(shelf, places.resources_dir, places.data_dir), Settings(language="en"))


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The axes and the list of municipalities that come with the program."""
    resources = AppPaths.under(Path()).resources_dir
    return Vocabulary(read_taxonomy(resources / "taxonomy.yaml"), read_municipalities(resources / "municipalities.csv"))


@pytest.fixture
def english() -> Iterator[None]:
    """The program speaks English, so that a test can name its sentences."""
    before = i18n.language()
    locales = AppPaths.under(Path()).locales_dir
    i18n.install("en", locales)
    yield
    i18n.install(before, locales)


@pytest.fixture
def ordinary_user(tmp_path: Path) -> None:
    """Nothing is locked for root, so that a test of missing rights would prove nothing."""
    if sys.platform == "win32":
        return
    closed = tmp_path / "closed-to-all"
    closed.touch(mode=0o000)
    # Asked of the system and not of the user's number: root without its powers is an ordinary user too.
    if os.access(closed, os.R_OK):
        pytest.fail("This test needs an ordinary user: run the tests as one, or by build/dev.py test.", pytrace=False)
    closed.unlink()


@pytest.fixture
def lock_away(ordinary_user: None) -> Iterator[Callable[[Path], None]]:
    """Takes from this user the right to read a file or folder, until the test is over."""
    locked: list[tuple[Path, int]] = []

    def lock(place: Path) -> None:
        locked.append((place, place.stat().st_mode))
        if sys.platform == "win32":
            _icacls(place, "/deny", "*S-1-1-0:(RX)")
            if _can_be_read(place):
                pytest.skip("Wine keeps no such rights")
        else:
            place.chmod(0)

    yield lock
    for place, mode in reversed(locked):
        if sys.platform == "win32":
            _icacls(place, "/remove:d", "*S-1-1-0")
        else:
            place.chmod(mode)


def _can_be_read(place: Path) -> bool:
    try:
        _ = [*place.iterdir()] if place.is_dir() else place.read_bytes()
    except PermissionError:
        return False
    return True


def _icacls(place: Path, *words: str) -> None:
    subprocess.run(["icacls", str(place), *words], check=True, capture_output=True)
