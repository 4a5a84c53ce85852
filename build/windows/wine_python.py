"""A Windows CPython under Wine, made of packages of the Python package index alone, to build and to test with.

The interpreter comes from panda3d's wheel, which carries python.org's libraries of CPython 3.11.9; the pure modules of
the standard library come from a Python 3.11 of this system. What a release is built with is python.org's own installer
on Windows (`.github/workflows/windows.yml`).
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from devtools_steps import ROOT, VENV_PYTHON, DevToolError, must_run, say
from windows.wine import HOME, PREFIX, Wine, make_locale

if TYPE_CHECKING:
    from devtools_steps import Command

CARRIER = "panda3d==1.10.16"
VERSION = "3.11.9"
PYTHON_HOME = HOME / "python"
PYTHON = PYTHON_HOME / "python.exe"
SITE_PACKAGES = PYTHON_HOME / "Lib" / "site-packages"
CONSTRAINTS = ROOT / "build" / "constraints.txt"
STANDINS = ROOT / "build" / "windows" / "standins"
STAMP = HOME / "made-from.txt"
COMPILER = "x86_64-w64-mingw32-gcc"
# What the tests of the core and the build need beside the program's own packages.
TOOLS = ("pytest", "pytest-qt", "pytest-timeout", "hypothesis", "pyinstaller")
# Fills gaps of Wine 8, in its system folder, where PyInstaller takes nothing from.
FONTS_KEY = "HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Fonts"
GAPS = {"bcryptprimitives": ["-ladvapi32", "-lkernel32"], "icuuc": [], "mscms": []}
_LEFT_OUT = ("lib-dynload", "site-packages", "__pycache__", "test", "idlelib", "tkinter", "ensurepip")


def ensure() -> None:
    """Make the Windows Python and the Wine prefix, unless they are there and made from the same inputs."""
    digest = _digest()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == digest:
        return
    say("Making a Windows Python under Wine (about a minute)")
    for folder in (PYTHON_HOME, PREFIX):
        shutil.rmtree(folder, ignore_errors=True)
    HOME.mkdir(parents=True, exist_ok=True)
    _unpack_interpreter()
    _copy_standard_library()
    _compile_standins()
    _install_packages()
    _make_prefix()
    STAMP.write_text(digest, encoding="utf-8")


def _digest() -> str:
    inputs = [CONSTRAINTS, ROOT / "pyproject.toml", Path(__file__), *sorted(STANDINS.iterdir())]
    return hashlib.sha256(b"".join(file.read_bytes() for file in inputs)).hexdigest()


def _pip(*words: str | Path) -> None:
    pip = [VENV_PYTHON, "-m", "pip", "--disable-pip-version-check", *words]
    wheels = ["--platform", "win_amd64", "--python-version", VERSION, "--only-binary=:all:", "-qq"]
    must_run([*pip, *wheels], "pip could not fetch what the Windows Python is made of.")


def _unpack_interpreter() -> None:
    fetched = HOME / "fetched"
    _pip("download", CARRIER, "--no-deps", "--dest", fetched)
    extensions = PYTHON_HOME / "DLLs"
    extensions.mkdir(parents=True)
    with zipfile.ZipFile(next(fetched.glob("*.whl"))) as wheel:
        for name in wheel.namelist():
            file = Path(name)
            if file.parent.name != "deploy_libs" or file.name.startswith(("api-ms", "tcl", "tk", "_tkinter")):
                continue
            beside_exe = file.name in ("python311.dll", "VCRUNTIME140.dll")
            target = (PYTHON_HOME if beside_exe else extensions) / file.name
            target.write_bytes(wheel.read(name))
    shutil.rmtree(fetched)


def _copy_standard_library() -> None:
    source = _standard_library()
    ignore = shutil.ignore_patterns(*_LEFT_OUT, "config-3.11*", "_sysconfigdata*")
    shutil.copytree(source, PYTHON_HOME / "Lib", ignore=ignore)


def _standard_library() -> Path:
    """Return the folder of the standard library of a Python 3.11 of this system."""
    ask = "import sys, sysconfig; print(sysconfig.get_path('stdlib')); sys.exit(sys.version_info[:2] != (3, 11))"
    for python in (str(VENV_PYTHON), "python3.11", "/usr/bin/python3.11"):
        if shutil.which(python):
            answer = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
            if answer.returncode == 0:
                return Path(answer.stdout.strip())
    raise DevToolError("The Windows Python needs the standard library of a Python 3.11, and none was found here.")


def _compile_standins() -> None:
    _compile(PYTHON, STANDINS / "python.c", "-municode")
    exported = _exports(PYTHON_HOME / "python311.dll")
    lines = ["LIBRARY python3.dll", "EXPORTS", *(f"  {name} = python311.{name}" for name in exported)]
    definition = HOME / "python3.def"
    definition.write_text("\n".join(lines), encoding="ascii")
    _compile_library(PYTHON_HOME / "python3.dll", definition)


def _exports(library: Path) -> list[str]:
    """Return the names of what a library offers of Python."""
    command = ["x86_64-w64-mingw32-objdump", "-p", str(library)]
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    names = table.partition("[Ordinal/Name Pointer] Table")[2].partition("\n\n")[0]
    return sorted(set(re.findall(r"\s(_?Py\w+)$", names, re.MULTILINE)))


def _compile(target: Path, *words: str | Path) -> None:
    must_run([COMPILER, "-O2", "-s", "-o", target, *words], f"{target.name} could not be compiled.")


def _compile_library(target: Path, *words: str | Path) -> None:
    reproducible = "-Wl,--no-insert-timestamp"
    _compile(target, "-shared", "-nostdlib", "-e", "DllMain", reproducible, STANDINS / "entry.c", *words)


def _install_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    # pip judges markers by the system it runs on: what only Windows needs is named.
    only_windows = CONSTRAINTS.read_text(encoding="utf-8").partition("# Only on Windows:")[2].split()
    words: Command = ["install", "--target", SITE_PACKAGES, "--constraint", CONSTRAINTS]
    _pip(*words, *project["dependencies"], *TOOLS, *only_windows)


def _make_prefix() -> None:
    make_locale()
    (HOME / "home").mkdir(exist_ok=True)
    with Wine() as wine:
        wine.boot()
        system = wine.drive / "windows" / "system32"
        for name, libraries in GAPS.items():
            _compile_library(system / f"{name}.dll", STANDINS / f"{name}.c", *libraries)
        wine.run(["winecfg", "-v", "win10"])
        _install_fonts(wine)
        wine.settle()


def _install_fonts(wine: Wine) -> None:
    """Give Wine a Japanese font that Windows has too: in its folder for GDI, in the registry for DirectWrite."""
    for font in _japanese_fonts():
        shutil.copy(font, wine.drive / "windows" / "Fonts")
        wine.run(["reg", "add", FONTS_KEY, "/v", f"{font.stem} (TrueType)", "/d", font.name, "/f"])


def _japanese_fonts() -> list[Path]:
    listed = subprocess.run(["fc-list", "BIZ UDPGothic", "file"], capture_output=True, text=True, check=False)
    return [Path(line.rstrip(": ")) for line in listed.stdout.splitlines()]
