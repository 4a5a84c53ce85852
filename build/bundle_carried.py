"""What packages and Python bring along or have compiled in: the parts that no package manager names.

Their versions are asked of themselves where they tell; where they do not, none is given.
"""

from __future__ import annotations

import decimal
import importlib
import json
import re
import sqlite3
import ssl
import sys
import zlib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

PYTHON = "python"
_C_RUNTIME = ("msvcp", "vcruntime")


@dataclass(frozen=True)
class Carried:
    """A component inside another one; `carrier` is the canonical name of a package, or `PYTHON`.

    One that was compiled in has a package URL; of all the others there are only files.
    """

    name: str
    version: str
    licence: str
    carrier: str
    summary: str
    purl: str = ""


def by_packages(packages: Mapping[str, Collection[str]]) -> list[Carried]:
    """Return what these packages carry; the values are the files of them that were collected."""
    names = [PurePath(file).name.lower() for files in packages.values() for file in files]
    found = [make() for package, make in _OF_PACKAGES.items() if package in packages]
    icu = {number[1] for name in names if (number := re.match(r"libicu\w+\.so\.(\d+)", name))}
    found += [
        Carried("ICU", number, "Unicode-3.0", "pyside6-essentials", "Unicode, in Qt's libraries")
        for number in sorted(icu)
    ]
    if any(name.startswith(_C_RUNTIME) for name in names):
        found.append(_c_runtime(packages))
    return found + [one for package in sorted(packages) for one in _compiled_into(package)]


def _compiled_into(package: str) -> list[Carried]:
    """Return what a package's own parts list names, which it has from how it was built (PEP 770)."""
    found = []
    for file in metadata.distribution(package).files or ():
        if file.match("*.dist-info/sboms/*.cyclonedx.json"):
            for said in json.loads(Path(file.locate()).read_text(encoding="utf-8"))["components"]:
                licence = " AND ".join(one["expression"] for one in said.get("licenses", ()) if "expression" in one)
                purl = said.get("purl", "").partition("?")[0]  # what follows is a place on the computer that built it
                summary = str(said.get("description", "")).strip()
                found.append(Carried(said["name"], said["version"], licence, package, summary, purl))
    return found


def _qt() -> Carried:
    version = str(importlib.import_module("PySide6.QtCore").qVersion())
    return Carried("Qt", version, "LGPL-3.0-only", "pyside6-essentials", "Windows, texts, drawing")


def _pdfium() -> Carried:
    said = json.loads(
        Path(str(importlib.import_module("pypdfium2_raw").__file__)).with_name("version.json").read_text()
    )
    version = ".".join(str(said[part]) for part in ("major", "minor", "build", "patch"))
    return Carried("PDFium", version, "BSD-3-Clause AND Apache-2.0", "pypdfium2", "Reads PDF")


def _libyaml() -> Carried:
    version = str(importlib.import_module("yaml._yaml").get_version_string())
    return Carried("libyaml", version, "MIT", "pyyaml", "Reads YAML")


def _libsodium() -> Carried:
    return Carried("libsodium", "", "ISC", "pynacl", "Signatures of content packs")


_OF_PACKAGES: dict[str, Callable[[], Carried]] = {
    "pyside6-essentials": _qt,
    "pypdfium2": _pdfium,
    "pyyaml": _libyaml,
    "pynacl": _libsodium,
}


def _c_runtime(packages: Mapping[str, Collection[str]]) -> Carried:
    """Return Microsoft's run-time library, which Qt's packages carry beside the one of Python."""
    pefile = importlib.import_module("pefile")  # there wherever PyInstaller builds for Windows
    every = [file for files in packages.values() for file in files]
    libraries = [file for file in every if PurePath(file).name.lower().startswith(_C_RUNTIME)]
    with pefile.PE(sorted(libraries)[0], fast_load=True) as library:
        library.parse_data_directories(directories=[pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_RESOURCE"]])
        said = library.VS_FIXEDFILEINFO[0]
    high, low = said.FileVersionMS, said.FileVersionLS
    version = f"{high >> 16}.{high & 0xFFFF}.{low >> 16}.{low & 0xFFFF}"
    licence = "Microsoft Visual C++ redistributable, its own terms"
    return Carried(
        "Microsoft Visual C++ Runtime", version, licence, "pyside6-essentials", "Run-time library of C and C++"
    )


@dataclass(frozen=True)
class _Inside:
    """A library that Python comes with, where it does not use the system's: which module uses it, and its files."""

    name: str
    licence: str
    module: str
    library: str
    version: Callable[[], str]


_INSIDE_PYTHON = (
    _Inside("OpenSSL", "Apache-2.0", "_ssl", "libssl", lambda: ssl.OPENSSL_VERSION.split()[1]),
    _Inside("SQLite", "blessing", "_sqlite3", "libsqlite3", lambda: sqlite3.sqlite_version),
    _Inside("zlib", "Zlib", "zlib", "libz", lambda: str(zlib.ZLIB_RUNTIME_VERSION)),
    _Inside("bzip2", "bzip2-1.0.6", "_bz2", "libbz2", lambda: ""),
    _Inside("XZ Utils (liblzma)", "0BSD", "_lzma", "liblzma", lambda: ""),
    _Inside("libffi", "MIT", "_ctypes", "libffi", lambda: ""),
    _Inside("Expat", "MIT", "pyexpat", "libexpat", lambda: expat.EXPAT_VERSION.removeprefix("expat_")),
    _Inside("libmpdec", "BSD-2-Clause", "_decimal", "libmpdec", lambda: str(decimal.__libmpdec_version__)),
)


def by_python(
    files: Iterable[str], of_system: Mapping[str, Collection[str]], imports_of: Callable[[str], Iterable[str]]
) -> list[Carried]:
    """Return the libraries inside Python: all that a module of it uses and that is not taken from the system."""
    binaries = {PurePath(file).name.partition(".")[0]: file for file in files}
    system = {PurePath(file).name for libraries in of_system.values() for file in libraries}
    interpreter = next((file for name, file in binaries.items() if re.fullmatch(r"libpython3|python3\d+", name)), "")
    found = []
    for one in _INSIDE_PYTHON:
        if one.module not in binaries and one.module not in sys.builtin_module_names:
            continue
        user = binaries.get(one.module, interpreter)
        used = {PurePath(name).name for name in imports_of(user)} if user else set()
        if not any(name.startswith(f"{one.library}.so") for name in used & system):
            found.append(Carried(one.name, one.version(), one.licence, PYTHON, f"In Python, for {one.module}"))
    return found
