"""What Qt, the tests and PyInstaller need of the system, and how Debian's packages bring it."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from devtools_steps import DevToolError, say

if TYPE_CHECKING:
    from collections.abc import Iterable

# Debian package: the library it brings. Without a screen Qt needs only the first group.
QT_LIBRARIES = {
    "libgl1": "libGL.so.1",
    "libegl1": "libEGL.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libgssapi-krb5-2": "libgssapi_krb5.so.2",
    "libbrotli1": "libbrotlidec.so.1",
}
SCREEN_LIBRARIES = {
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-image0": "libxcb-image.so.0",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-render-util0": "libxcb-render-util.so.0",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
}
# Debian package: the program it brings, for `package` and its trial under Xvfb.
PACKAGING_PROGRAMS = {"binutils": "objdump", "xvfb": "Xvfb", "xauth": "xauth"}
# The same for `bench`.
BENCH_PROGRAMS = {"ripgrep": "rg"}

JAPANESE_FONT = "fonts-morisawa-bizud-gothic"
JAPANESE_FONT_FILES = ("BIZUD*", "NotoSansCJK*", "NotoSansJP*", "ipag*", "ipaexg*", "TakaoGothic*", "VL-*Gothic*")


def has_screen() -> bool:
    """Return whether a window can be shown to a person here."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def ensure_for_program() -> None:
    """See to the libraries and the font that the program needs, with those of the screen where there is one."""
    if sys.platform.startswith("linux"):
        ensure_packages([*_missing_for_qt(screen=has_screen())])


def ensure_for_packaging() -> None:
    """See to what PyInstaller collects and calls, and to what the frozen program is tried with."""
    if not sys.platform.startswith("linux"):
        return
    programs = (package for package, program in PACKAGING_PROGRAMS.items() if not shutil.which(program))
    ensure_packages([*_missing_for_qt(screen=True), *programs])


def ensure_for_bench() -> None:
    """See to the programs that search is compared with."""
    if sys.platform.startswith("linux"):
        ensure_packages([package for package, program in BENCH_PROGRAMS.items() if not shutil.which(program)])


def ensure_packages(missing: list[str]) -> None:
    """Install Debian packages where that is possible, else say the one command that does."""
    if not missing:
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if not shutil.which("apt-get"):
        raise DevToolError(f"Missing on this system (names of the Debian packages): {' '.join(missing)}")
    if os.geteuid() != 0:
        raise DevToolError(f"Missing on this system. Please type:\n\n    sudo {' '.join(install)}\n")
    say(f"Installing Debian packages: {' '.join(missing)}")
    _apt_get("update")
    _apt_get(*install[1:])


def _apt_get(*arguments: str) -> None:
    """Run apt-get, whose many lines are of interest only when it fails."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", *arguments], env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise DevToolError(f"{done.stdout}{done.stderr}\napt-get {arguments[0]} failed.")


def _missing_for_qt(*, screen: bool) -> Iterable[str]:
    wanted = {**QT_LIBRARIES, **(SCREEN_LIBRARIES if screen else {})}
    yield from (package for package, library in wanted.items() if not loads(library))
    if not _has_japanese_font():
        yield JAPANESE_FONT


def loads(library: str) -> bool:
    """Return whether the system's linker finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_japanese_font() -> bool:
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=ja", "family"], capture_output=True, text=True, check=False)
        return bool(listed.stdout.strip())
    homes = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
    homes += [Path.home() / ".fonts", Path.home() / ".local/share/fonts"]
    return any(next(home.rglob(name), None) for home in homes for name in JAPANESE_FONT_FILES)
