"""What belongs into the program folder, and what PyInstaller collects that does not. Used by kb_app.spec."""

from __future__ import annotations

import importlib
import os
import re
import sys
import sysconfig
import tomllib
from collections import defaultdict
from fnmatch import fnmatch
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Entry = tuple[str, str, str]  # place in the bundle, place here (of a link: what it points to), kind

# Never imported by the program; without this PyInstaller finds a way to each of them. defusedxml and lxml are used by
# openpyxl where it finds them, as it may in the environment of the build.
EXCLUDED_MODULES = [
    "numpy", "pandas", "tkinter", "pip", "setuptools", "pkg_resources", "pydoc_data", "IPython", "pytest", "pygments",
    "defusedxml", "lxml",
    "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtQml", "PySide6.QtQuick",
]  # fmt: skip

# Qt's plugins that the program uses, by folder. Not here: OpenGL, network, PDF and database plugins, the on-screen
# keyboard (it brings QtQuick), GTK's theme (it brings GTK).
PLUGINS = (
    "platforms/*qxcb.*",
    "platforms/*qwayland.*",
    "platforms/*qwindows.*",
    "platforms/*qoffscreen.*",
    "platforminputcontexts/*compose*",
    "platforminputcontexts/*ibus*",
    "platformthemes/*xdgdesktopportal*",
    "wayland-shell-integration/*xdg-shell*",
    "wayland-decoration-client/*",
    "imageformats/*qgif.*",
    "imageformats/*qjpeg.*",
    "imageformats/*qsvg.*",
    "imageformats/*qwebp.*",
    "imageformats/*qico.*",
    "iconengines/*",
    "printsupport/*",
    "styles/*",
)
TRANSLATIONS = ("qtbase_ja.qm",)


def runtime_packages(pyproject: Path) -> list[str]:
    """Return the names of the packages that the program asks for; it shows their versions."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    return [re.split(r"[^\w.-]", requirement)[0] for requirement in project["dependencies"]]


def wanted_binaries(entries: Iterable[Entry], imports_of: Callable[[str], Iterable[str]]) -> list[Entry]:
    """Keep the extension modules, the chosen plugins, and the libraries that one of these needs, and nothing else."""
    by_name = defaultdict(set)
    for entry in entries:
        by_name[_name(entry[0])].add(entry)
    pending = {entry for same_name in by_name.values() for entry in same_name if _is_root(entry)}
    kept = set(pending)
    while pending:
        needed = {entry for name in imports_of(pending.pop()[1]) for entry in by_name.get(_name(name), ())}
        pending |= needed - kept
        kept |= needed
    return sorted(kept)


def wanted_data(entries: Iterable[Entry], binaries: Iterable[Entry]) -> list[Entry]:
    """Leave out links to libraries that are not there, and Qt's texts in languages that the program does not speak."""
    there = {place for place, _, _ in binaries}
    return [
        (place, source, kind)
        for place, source, kind in entries
        if (kind != "SYMLINK" or source in there) and (not place.endswith(".qm") or place.endswith(TRANSLATIONS))
    ]


def write_settings_of_python(folder: Path) -> None:
    """Write into `folder` what Python was compiled with, without the folders of this computer, to be taken instead."""
    if os.name == "nt":
        return  # Windows' Python keeps no such list
    name = sysconfig._get_sysconfigdata_name()  # type: ignore[attr-defined]  # what PyInstaller asks for, too
    settings = importlib.import_module(name).build_time_vars
    kept = {key: value for key, value in sorted(settings.items()) if sys.base_prefix not in str(value)}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.py").write_text(f"build_time_vars = {kept!r}\n", encoding="utf-8")


def _is_root(entry: Entry) -> bool:
    place, _, kind = entry
    path = PurePath(place).as_posix()
    _, found, plugin = path.partition("/plugins/")
    if found:
        return any(fnmatch(plugin, pattern) for pattern in PLUGINS)
    # PDFium is no extension module and no library of one: Python loads it by its name.
    return kind == "EXTENSION" or _name(place).startswith(("libpython", "python3", "libpdfium", "pdfium"))


def _name(path: str) -> str:
    """Return a file's name as the system compares names: Windows' libraries name each other in any case."""
    return os.path.normcase(PurePath(path).name)
