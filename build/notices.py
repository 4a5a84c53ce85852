"""The notices of licences (resources/licences), and what the parts of a program folder are called in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import devtools_product as product
from bundle_parts import CARRIED, PACKAGE, PYTHON, canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bundle_parts import Part

FILE = product.LICENCES / "THIRD_PARTY_NOTICES.md"
DATA = "Data"
"""The section of what is no program, and in every edition."""


@dataclass(frozen=True)
class Row:
    """One line of a table: what it is about, and the section it stands in."""

    section: str
    component: str
    version: str
    licence: str

    def names(self) -> set[str]:
        """Return the components that the line names, as names of packages are compared."""
        return {canonical(name) for name in re.split(r", with |, ", self.component)}


def rows() -> list[Row]:
    """Return the lines of all tables of the notices."""
    found, section = [], ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        elif line.startswith("| ") and not line.startswith("| component |"):
            component, version, licence, _text = (cell.strip() for cell in line.strip("|").split("|"))
            found.append(Row(section, component, version, licence))
    return found


def unnamed(parts: Iterable[Part]) -> list[str]:
    """Return the parts that the notices do not name, or name in another version, as a person reads them.

    Debian's libraries bring their own copyright files, and what is compiled into a package stands in its own list.
    """
    versions = {name: row.version for row in rows() for name in row.names()}
    text = FILE.read_text(encoding="utf-8")
    missing = []
    for part in parts:
        if part.kind == PACKAGE:
            said = versions.get(part.ref, "not named")
            missing += [f"{part.name} {part.version} ({said})"] if said != part.version else []
        elif part.kind in (CARRIED, PYTHON) and part.name not in text:
            missing.append(f"{part.name} {part.version} (not named)")
    return missing
