"""Whose every file of the program folder is: the parts that `sbom.py` and the paper list. Used by kb_app.spec.

What is listed is what was collected, not what packages ask for; a file of nobody known stops the build.
"""

from __future__ import annotations

import json
import os
import re
import sys
import sysconfig
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

import bundle_carried as carried
import bundle_debian
from devtools_steps import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from bundle_carried import Carried
    from bundle_contents import Entry

    ImportsOf = Callable[[str], Iterable[str]]

FILE_NAME = "parts.json"
"""The name of the list in the program folder, beside the libraries."""
PACKAGE, DEBIAN, CARRIED, COMPILED = "package", "debian", "carried", "compiled"
"""The kinds of parts beside Python: "carried" is a library that another part brings along, "compiled" is inside one."""
PYTHON = carried.PYTHON
BUILDER = ("pyinstaller",)
"""What puts a part of itself into what it builds, without being asked for by the program."""
LICENCE_CLASSIFIER = "License :: OSI Approved :: "


class UnknownOriginError(Exception):
    """A file of the program folder belongs to no part that may be in it."""


@dataclass(frozen=True)
class Part:
    """One component; `needs` are the `ref`s of other parts, `purl` is a package URL or empty."""

    ref: str
    name: str
    version: str
    kind: str
    licence: str
    summary: str
    purl: str = ""
    needs: list[str] = field(default_factory=list)


def parts_of(entries: Iterable[Entry], wanted: Iterable[str], imports_of: ImportsOf) -> list[Part]:
    """Return the parts that the collected files belong to; `wanted` are the packages that the program asks for.

    Raises:
        UnknownOriginError: a file is of a package that nobody asked for, or of nothing known.
        FileNotFoundError: a Debian package has no copyright file here.
    """
    packages, rest = _by_package(entries)
    uninvited = sorted(packages.keys() - closure(wanted) - set(BUILDER))
    if uninvited:
        raise UnknownOriginError(f"Collected though nobody asks for them: {', '.join(uninvited)}")
    foreign = [source for source in rest if not _is_of_python(source) and not _is_ours(source)]
    of_debian, unknown = bundle_debian.owners_of(foreign)
    if unknown:
        raise UnknownOriginError(f"Nobody knows whose these are: {', '.join(unknown)}")
    packages = {**packages, **{name: packages.get(name, []) for name in BUILDER}}
    inside = carried.by_packages(packages) + carried.by_python(rest, of_debian, imports_of)
    return [
        _python(inside),
        *(package_part(name, packages.keys(), inside) for name in sorted(packages)),
        *(_carried(one) for one in inside),
        *(_of_debian(name, libraries) for name, libraries in sorted(of_debian.items())),
    ]


def as_json(parts: Iterable[Part]) -> str:
    """Return parts as the text of the file in the program folder."""
    return json.dumps([asdict(part) for part in parts], ensure_ascii=False, indent=1) + "\n"


def read(bundle: Path) -> list[Part]:
    """Return the parts of a program folder.

    Raises:
        OSError: it has no list.
    """
    text = (bundle / "_internal" / FILE_NAME).read_text(encoding="utf-8")
    return [Part(**part) for part in json.loads(text)]


def _by_package(entries: Iterable[Entry]) -> tuple[dict[str, list[str]], list[str]]:
    """Return the files of each installed Python package, by its canonical name, and the code that is of none."""
    owners = {}
    for package in metadata.distributions():
        for file in package.files or ():
            owners[_comparable(str(package.locate_file(file)))] = canonical(package.metadata["Name"])
    found, rest = defaultdict(list), []
    for place, source, kind in entries:
        if not Path(source).is_absolute():
            continue  # a package without a file of its own, or a link within the folder
        owner = owners.get(_comparable(source))
        if owner is None and kind != "DATA":
            rest.append(source)
        elif owner is not None and ".dist-info" not in place:  # what is said of a package is not the package
            found[owner].append(source)
    return dict(found), rest


def _comparable(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))


def _is_of_python(source: str) -> bool:
    """Tell whether a file is of the standard library or one of the interpreter's own libraries."""
    path, name = Path(_comparable(source)), Path(source).name.lower()
    if path.is_relative_to(_comparable(sysconfig.get_path("stdlib"))) or name.startswith("libpython3"):
        return True
    return os.name == "nt" and path.is_relative_to(_comparable(sys.base_prefix))


def _is_ours(source: str) -> bool:
    return Path(source).is_relative_to(ROOT)


def _python(inside: Iterable[Carried]) -> Part:
    version = ".".join(map(str, sys.version_info[:3]))
    needs = [_ref(one) for one in inside if one.carrier == PYTHON]
    return Part(PYTHON, "Python", version, PYTHON, "PSF-2.0", "The interpreter and its library", needs=needs)


def _carried(one: Carried) -> Part:
    kind = COMPILED if one.purl else CARRIED
    return Part(_ref(one), one.name, one.version, kind, one.licence, one.summary, one.purl)


def _ref(one: Carried) -> str:
    # One library can be in a package in two versions.
    return f"{one.carrier}:{one.name}" + (f"@{one.version}" if one.purl else "")


def _of_debian(name: str, libraries: Iterable[str]) -> Part:
    bundle_debian.copyright_of(name)  # what is listed is carried too
    version = bundle_debian.version_of(name)
    licence = f"see {bundle_debian.COPYRIGHTS}/{name}.txt"
    said = ", ".join(sorted(Path(file).name for file in libraries))
    return Part(f"debian:{name}", name, version, DEBIAN, licence, said, f"pkg:deb/debian/{name}@{version}")


def package_part(name: str, bundled: Collection[str], inside: Iterable[Carried]) -> Part:
    """Return the part that an installed package is; it needs those of the `bundled` ones that it asks for."""
    package = metadata.distribution(name)
    needs = sorted(set(_needs(package)) & set(bundled)) + [_ref(one) for one in inside if one.carrier == name]
    summary = str(package.metadata.json.get("summary", ""))
    purl = f"pkg:pypi/{name}@{package.version}"
    return Part(name, package.metadata["Name"], package.version, PACKAGE, _licence(package), summary, purl, needs)


def _licence(package: metadata.Distribution) -> str:
    """Return what a package says of its licence; where it gives the whole text, the name from its classifiers."""
    fields = package.metadata.json
    said = str(fields.get("license_expression") or fields.get("license") or "")
    if said and "\n" not in said:
        return said
    classifiers = package.metadata.get_all("Classifier") or []
    named = [text.removeprefix(LICENCE_CLASSIFIER) for text in classifiers if text.startswith(LICENCE_CLASSIFIER)]
    return "; ".join(named) or said.partition("\n")[0]


def closure(names: Iterable[str]) -> set[str]:
    """Return packages and everything that they need here, by canonical name."""
    found: set[str] = set()
    pending = {canonical(name) for name in names}
    while pending:
        one = pending.pop()
        try:
            package = metadata.distribution(one)
        except metadata.PackageNotFoundError:
            continue  # asked for, and done without
        found.add(one)
        pending |= set(_needs(package)) - found
    return found


def _needs(package: metadata.Distribution) -> Iterable[str]:
    for line in package.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield canonical(requirement.name)


def canonical(name: str) -> str:
    """Return the name of a Python package as names are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()
