"""Write the parts list of a program folder, CycloneDX 1.6 as JSON: `sbom.py FOLDER FILE`."""

from __future__ import annotations

import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

import bundle_parts
import devtools_product as product

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bundle_parts import Part


def parts_list(parts: Iterable[Part]) -> Bom:
    """Return the program, the parts of its folder, and which of them needs which."""
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
    by_ref = {part.ref: part for part in parts}
    components = {ref: _component(part, licences) for ref, part in by_ref.items()}
    for ref, part in by_ref.items():
        bom.components.add(components[ref])
        bom.register_dependency(components[ref], [components[needed] for needed in part.needs])
    inner = {needed for part in by_ref.values() for needed in part.needs}
    bom.register_dependency(program, [components[ref] for ref in by_ref if ref not in inner])
    # The same parts make the same list: a random number would make every run another file.
    named = sorted(f"{part.ref} {part.version}" for part in by_ref.values())
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_OID, " ".join(named))
    return bom


def _component(part: Part, licences: LicenseFactory) -> Component:
    return Component(
        name=part.name,
        version=part.version or None,
        type=ComponentType.PLATFORM if part.kind == bundle_parts.PYTHON else ComponentType.LIBRARY,
        description=part.summary or None,
        licenses=[licences.make_from_string(part.licence)] if part.licence else [],
        purl=PackageURL.from_string(part.purl) if part.purl else None,
        bom_ref=part.ref,
    )


if __name__ == "__main__":
    bom = parts_list(bundle_parts.read(Path(sys.argv[1])))
    Path(sys.argv[2]).write_text(JsonV1Dot6(bom).output_as_string(indent=1) + "\n", encoding="utf-8", newline="\n")
