"""Write the parts list of the program, CycloneDX 1.6 as JSON: `sbom.py FILE`. Run when installers are made."""

from __future__ import annotations

import re
import sys
import uuid
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement

import devtools_product as product

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_IN_THE_PROGRAM = frozenset({"pip"})
"""What sqlite-utils asks for, for its own command line, and bundle_contents.py leaves out."""
LICENCE_CLASSIFIER = "License :: OSI Approved :: "


def parts_list() -> Bom:
    """Return the program, everything that its packages need here, and which of them needs which."""
    licences = LicenseFactory()
    program = Component(
        name=product.SLUG,
        version=product.version(),
        type=ComponentType.APPLICATION,
        description=product.ENGLISH_SUMMARY,
        licenses=[licences.make_from_string("MIT")],
        bom_ref=product.SLUG,
    )
    made = datetime.fromtimestamp(product.source_date_epoch(), UTC)
    bom = Bom(metadata=BomMetaData(component=program, timestamp=made))
    packages = {name: metadata.distribution(name) for name in _closure(product.SLUG)}
    components = {name: _component(packages[name], licences) for name in packages if name != product.SLUG}
    components[product.SLUG] = program
    python = Component(
        name="Python",
        version=".".join(map(str, sys.version_info[:3])),
        type=ComponentType.PLATFORM,
        licenses=[licences.make_from_string("PSF-2.0")],
        bom_ref="python",
    )
    for name, component in components.items():
        if component is not program:
            bom.components.add(component)
        bom.register_dependency(component, [components[needed] for needed in _needs(packages[name])])
    bom.components.add(python)
    bom.register_dependency(program, [python])
    # The same parts make the same list: a random number would make every run another file.
    parts = sorted(f"{part.name} {part.version}" for part in bom.components)
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_OID, " ".join(parts))
    return bom


def _component(package: metadata.Distribution, licences: LicenseFactory) -> Component:
    name = package.metadata["Name"]
    licence = _licence(package)
    return Component(
        name=name,
        version=package.version,
        type=ComponentType.LIBRARY,
        description=str(package.metadata.json.get("summary", "")),
        licenses=[licences.make_from_string(licence)] if licence else [],
        purl=PackageURL("pypi", name=_canonical(name), version=package.version),
        bom_ref=_canonical(name),
    )


def _licence(package: metadata.Distribution) -> str:
    """Return what a package says of its licence; where it gives the whole text, the name from its classifiers."""
    fields = package.metadata.json
    said = str(fields.get("license_expression") or fields.get("license") or "")
    if said and "\n" not in said:
        return said
    classifiers = package.metadata.get_all("Classifier") or []
    named = [text.removeprefix(LICENCE_CLASSIFIER) for text in classifiers if text.startswith(LICENCE_CLASSIFIER)]
    return "; ".join(named) or said.partition("\n")[0]


def _closure(name: str) -> set[str]:
    """Return a package and everything that it needs here, by canonical name."""
    found: set[str] = set()
    pending = {name}
    while pending:
        one = pending.pop()
        found.add(one)
        pending |= set(_needs(metadata.distribution(one))) - found
    return found


def _needs(package: metadata.Distribution) -> Iterator[str]:
    for line in package.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            name = _canonical(requirement.name)
            if name not in NOT_IN_THE_PROGRAM:
                yield name


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(
        JsonV1Dot6(parts_list()).output_as_string(indent=1) + "\n", encoding="utf-8", newline="\n"
    )
