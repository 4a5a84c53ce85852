"""A Japanese office computer to try setups on: a Wine prefix of its own, whose user has a Japanese name."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import devtools_product as product
from devtools_steps import DevToolError
from windows.make_setup import FOLDER
from windows.wine import HOME, PREFIX, Wine

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = "山田　太郎"
SETTINGS_KEY = f"HKCU\\Software\\{FOLDER}"
UNINSTALL_KEY = f"HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{FOLDER}"
FILE_KEYS = (".md", ".dxpack", f"{FOLDER}.Markdown", f"{FOLDER}.Pack")
LONGEST_WAIT = 60.0
SETUP_SECONDS = 600


class OfficePc:
    """The computer while it is switched on; used with `with`. Programs are named as its user would name them."""

    def __init__(self) -> None:
        prefix = HOME / "prefix-office"
        shutil.rmtree(prefix, ignore_errors=True)
        shutil.copytree(PREFIX, prefix, symlinks=True)
        self.wine = Wine(prefix, USER)
        self.data = self.wine.local_data / FOLDER
        self.temporary = self.wine.local_data / "Temp"
        self.usual_folder = self.wine.local_data / "Programs" / FOLDER

    def __enter__(self) -> OfficePc:
        self.wine.__enter__()
        self.wine.boot()
        self.temporary.mkdir(parents=True, exist_ok=True)
        self.use_temporary(self.temporary)
        return self

    def __exit__(self, *error: object) -> None:
        self.wine.__exit__(*error)

    def use_temporary(self, folder: Path) -> None:
        """Have programs that are started from now on put their temporary files there."""
        for name in ("TEMP", "TMP"):
            self.set_registry("HKCU\\Environment", name, folder)

    def set_registry(self, key: str, name: str, text: str | Path) -> None:
        """Write one value."""
        self.wine.run(["reg", "add", key, "/v", name, "/d", text, "/f"])

    def registry(self, key: str, name: str = "") -> str:
        """Return a value, or the whole key, as `reg query` prints it; "" where there is none."""
        asked = self.wine.run(["reg", "query", key, *(["/v", name] if name else [])])
        return asked.stdout if asked.returncode == 0 else ""

    def install(self, setup: Path, *words: str, folder: Path | str = "") -> int:
        """Run a setup silently and return its exit code."""
        place = self.wine.windows_path(folder) if isinstance(folder, Path) else folder
        # NSIS wants it last and without quotation marks; Wine would put them around a word with a space.
        at = f"/D={place}".split(" ") if place else []
        return self.wine.run([setup, "/S", *words, *at], seconds=SETUP_SECONDS).returncode

    def uninstall(self, folder: Path, *words: str) -> None:
        """Run the uninstaller silently. It goes on in a copy of itself, which is waited for."""
        self.wine.run([folder / "uninstall.exe", "/S", *words])
        wait_until(lambda: not self._runs("Un.exe") and not self._runs("Au_.exe"), "the uninstaller to end")

    def ask(self, folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run the command line of the program in `folder`."""
        # It speaks UTF-8, whatever the system does.
        return self.wine.run([folder / f"{product.CONSOLE}.exe", *words], encoding="utf-8")

    def self_test(self, folder: Path) -> dict[str, Any]:
        """Run the self-test on Qt's Windows platform and return its result."""
        result = self.wine.drive / "self-test.json"
        result.unlink(missing_ok=True)
        self.ask(folder, "self-test", result)
        tested: dict[str, Any] = json.loads(result.read_text(encoding="utf-8")) if result.exists() else {"ok": False}
        return tested

    def open_file(self, file: Path, *, kind: str = "") -> subprocess.CompletedProcess[str]:
        """Open a file as a double click does, or as one of `kind`, as "Open with" does; return when that is answered.

        What answers is the program that was started, where one is open already, else Windows that there is none.
        """
        return self.wine.run(self._opening(file, kind))

    @contextlib.contextmanager
    def opened_file(self, file: Path, *, kind: str = "") -> Iterator[None]:
        """Have the program open for the block by way of a file, see `open_file`."""
        with self._until_closed(self.wine.start(self._opening(file, kind))):
            yield

    @contextlib.contextmanager
    def open_window(self, folder: Path) -> Iterator[None]:
        """Have the program open for the block, and close its window as a person does."""
        with self._until_closed(self.wine.start([folder / f"{product.WINDOWED}.exe"])):
            yield

    def _opening(self, file: Path, kind: str) -> list[str | Path]:
        # Windows joins what is said of files for this user and for all; Wine 8 knows only the latter.
        for key in FILE_KEYS:
            own, everybody = (f"{root}\\Software\\Classes\\{key}" for root in ("HKCU", "HKLM"))
            self.wine.run(["reg", "delete", everybody, "/f"])
            self.wine.run(["reg", "copy", own, everybody, "/s", "/f"])
        return ["start", "/wait", *(["/ProgIDOpen", kind] if kind else []), file]

    @contextlib.contextmanager
    def _until_closed(self, process: subprocess.Popen[str]) -> Iterator[None]:
        try:
            wait_until(lambda: bool(self.windows(product.NAME)), "the window")
            yield
        finally:
            self.wine.run(["taskkill", "/IM", f"{product.WINDOWED}.exe"])
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(LONGEST_WAIT)
            process.kill()

    def windows(self, title: str) -> list[str]:
        """Return the numbers of the windows on the screen whose title has these words."""
        found = self._on_screen(["xdotool", "search", "--onlyvisible", "--name", title])
        return found.stdout.split()

    def press(self, *keys: str) -> None:
        """Press keys in the window that has the focus."""
        self._on_screen(["xdotool", "key", *keys])

    def click(self, title: str, right: int, bottom: int) -> None:
        """Click into the window with this title, as many pixels from its lower right corner, if there is one."""
        for window in self.windows(title)[-1:]:
            asked = self._on_screen(["xdotool", "getwindowgeometry", "--shell", window]).stdout
            size = dict(line.split("=", 1) for line in asked.split() if "=" in line)
            place = [str(int(size["WIDTH"]) - right), str(int(size["HEIGHT"]) - bottom)]
            self._on_screen(["xdotool", "mousemove", "--window", window, *place, "click", "1"])

    def picture(self, target: Path) -> None:
        """Take a picture of the whole screen."""
        target.parent.mkdir(parents=True, exist_ok=True)
        self._on_screen(["import", "-window", "root", str(target)])

    def _runs(self, name: str) -> bool:
        return name in self.wine.run(["tasklist"]).stdout

    def _on_screen(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, env=self.wine.environment(), capture_output=True, text=True, check=False)


def wait_until(seen: Any, what: str, seconds: float = LONGEST_WAIT) -> None:
    """Wait until something is seen.

    Raises:
        DevToolError: it was not, in all the time.
    """
    until = time.monotonic() + seconds
    while not seen():
        if time.monotonic() > until:
            raise DevToolError(f"Waited {seconds:.0f} seconds for {what}.")
        time.sleep(0.2)
