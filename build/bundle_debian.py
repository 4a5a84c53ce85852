"""Which Debian packages libraries are of, and their copyright files. Used by kb_app.spec."""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bundle_contents import Entry

COPYRIGHTS = "debian-copyright"
"""The folder of their copyright files in the program folder."""


def owners_of(libraries: Iterable[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Return the libraries of each Debian package, and those that are of none."""
    found, unknown = defaultdict(list), []
    for library in sorted(set(libraries)):
        owner = _owner(library)
        if owner:
            found[owner].append(library)
        else:
            unknown.append(library)
    return dict(found), unknown


def _owner(library: str) -> str:
    """Return the Debian package of a library, empty if it has none."""
    # /lib is a link to /usr/lib, and dpkg knows each file under the one name that its package gave it.
    below = re.sub(r"^(/usr)?/lib/", "/lib/", library)
    names = sorted({library, below, f"/usr{below}"})
    try:
        answer = subprocess.run(["dpkg-query", "--search", *names], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    lines = [line for line in answer.stdout.splitlines() if not line.startswith("diversion ")]
    return lines[0].split(":")[0] if lines else ""


def version_of(package: str) -> str:
    """Return the version of an installed Debian package."""
    ask = ["dpkg-query", "--show", "--showformat", "${Version}\\n", package]
    return subprocess.run(ask, capture_output=True, text=True, check=True).stdout.split()[0]


def copyright_of(package: str) -> Path:
    """Return the copyright file of a Debian package.

    Raises:
        FileNotFoundError: it is not here; systems made small leave such files out.
    """
    file = Path("/usr/share/doc", package, "copyright")
    if not file.exists():
        raise FileNotFoundError(f"{file} is missing, and the program folder has to carry it: reinstall {package}.")
    return file


def copyrights(packages: Iterable[str]) -> list[Entry]:
    """Return what has to be collected for the licences of Debian packages."""
    return [(f"{COPYRIGHTS}/{package}.txt", str(copyright_of(package)), "DATA") for package in packages]
