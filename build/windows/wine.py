"""Wine as it is used here: a prefix of our own, a virtual screen, and programs whose output comes through a pipe."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Self

from devtools_debian import JAPANESE_FONT
from devtools_steps import WORK, DevToolError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HOME = WORK / "windows"
"""Everything that is made for Wine: never committed, `dev.py clean` removes it."""
PREFIX = HOME / "prefix"
LOCALES = HOME / "locales"
JAPANESE = "ja_JP.UTF-8"
"""Makes Wine a Japanese Windows, whose default encoding is CP932, as in the offices."""
# Debian package: the program it brings.
PROGRAMS = {
    "wine": "wine",
    "wine64": "wine",
    "gcc-mingw-w64-x86-64": "x86_64-w64-mingw32-gcc",
    "nsis": "makensis",
    "xvfb": "Xvfb",
    "xdotool": "xdotool",
    "imagemagick": "import",
    "fontconfig": "fc-list",
}
TIME_LIMIT = 120
_SCREEN = "1280x900x24"
# No offers to fetch .NET or a browser, no entries in this system's own menus; the stand-in for colour profiles first.
_OVERRIDES = "mscoree,mshtml,winemenubuilder.exe=;mscms=n"


def missing_packages() -> list[str]:
    """Return the Debian packages whose programs are not there."""
    missing = {package for package, program in PROGRAMS.items() if not shutil.which(program)}
    if not Path("/usr/share/i18n/locales/ja_JP").exists():
        missing.add("locales")
    if not next(Path("/usr/share/fonts").rglob("BIZUDPGothic-*"), None):
        missing.add(JAPANESE_FONT)  # the one that Windows has too
    return sorted(missing)


def make_locale() -> None:
    """Make the Japanese locale for programs that are told where it is; the system's own list stays as it is."""
    LOCALES.mkdir(parents=True, exist_ok=True)
    # It ends with 1 for warnings, too.
    made = ["localedef", "--inputfile", "ja_JP", "--charmap", "UTF-8", str(LOCALES / JAPANESE)]
    subprocess.run(made, capture_output=True, check=False)
    if not (LOCALES / JAPANESE / "LC_CTYPE").exists():
        raise DevToolError("The Japanese locale could not be made (localedef).")


class Wine:
    """A running virtual screen, and the programs of Windows that are started on it; used with `with`."""

    def __init__(self, prefix: Path = PREFIX, user: str = "office") -> None:
        """`user` is the name of the person who sits at this Windows; it stands in many paths."""
        self.drive = prefix / "drive_c"
        self.local_data = self.drive / "users" / user / "AppData" / "Local"
        self.user = user
        self._prefix = prefix
        self._screen: subprocess.Popen[str] | None = None
        self.display = ""

    def __enter__(self) -> Self:
        command = ["Xvfb", "-displayfd", "1", "-screen", "0", _SCREEN, "-nolisten", "tcp"]
        self._screen = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        number = self._screen.stdout.readline().strip() if self._screen.stdout else ""
        if not number:
            raise DevToolError("The virtual screen (Xvfb) did not start.")
        self.display = f":{number}"
        return self

    def __exit__(self, *_error: object) -> None:
        subprocess.run(["wineserver", "-k"], env=self.environment(), capture_output=True, check=False)
        if self._screen is not None:
            self._screen.terminate()
            self._screen.wait()

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment of a program; what the developer's own shell has set for Python stays out."""
        own = {name: text for name, text in os.environ.items() if not name.startswith(("PYTHON", "QT_", "KB_APP_"))}
        wine = {
            "WINEPREFIX": str(self._prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": os.environ.get("WINEDEBUG", "-all"),
            "WINEDLLOVERRIDES": _OVERRIDES,
            "DISPLAY": self.display,
            "HOME": str(HOME / "home"),  # Wine makes links to its folders
            "USER": self.user,
            "LOGNAME": self.user,
            "LC_ALL": JAPANESE,
            "LOCPATH": str(LOCALES),
        }
        return {**own, **wine, **(extra or {})}

    def windows_path(self, path: Path) -> str:
        """Return how a program under Wine names a file of this system."""
        path = path.absolute()
        if path.is_relative_to(self.drive):
            return "C:\\" + str(path.relative_to(self.drive)).replace("/", "\\")
        return "Z:" + str(path).replace("/", "\\")

    def host_path(self, path: str) -> Path:
        """Return where a file is that a program under Wine names with a drive letter."""
        place = path[2:].replace("\\", "/").lstrip("/")
        return (self.drive if path[:2].upper() == "C:" else Path("/")) / place

    def boot(self) -> None:
        """Make the prefix, or the folders of a new user in it.

        Raises:
            DevToolError: Wine cannot.
        """
        boot = subprocess.run(["wineboot", "--update"], env=self.environment(), capture_output=True, check=False)
        self.settle()
        if boot.returncode or not self.drive.is_dir():
            raise DevToolError("Wine could not make its prefix.")

    def settle(self) -> None:
        """Wait until no program of this Windows is running any more."""
        subprocess.run(["wineserver", "--wait"], env=self.environment(), timeout=TIME_LIMIT, check=False)

    def start(
        self,
        command: Sequence[str | Path],
        extra_env: Mapping[str, str] | None = None,
        folder: Path | None = None,
        encoding: str = "cp932",
    ) -> subprocess.Popen[str]:
        """Start a program, whose output is in `encoding`, and return at once."""
        words = ["wine", *(self.windows_path(word) if isinstance(word, Path) else word for word in command)]
        return subprocess.Popen(
            words,
            cwd=folder,
            env=self.environment(extra_env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding=encoding,
            errors="replace",
        )

    def run(
        self,
        command: Sequence[str | Path],
        extra_env: Mapping[str, str] | None = None,
        *,
        folder: Path | None = None,
        encoding: str = "cp932",
        seconds: float = TIME_LIMIT,
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end and return its exit code and output.

        Raises:
            DevToolError: it was still running after `seconds`.
        """
        process = self.start(command, extra_env, folder, encoding)
        try:
            said, _nothing = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise DevToolError(f"No answer within {seconds:.0f} seconds: {' '.join(map(str, command))}") from None
        return subprocess.CompletedProcess(process.args, process.returncode, said)
