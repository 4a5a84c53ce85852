"""Making a pack. The same cases, edition and key give the same bytes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kb_app.formats.library_pack import signing
from kb_app.formats.library_pack.layout import zipped
from kb_app.formats.library_pack.manifest import (
    CASES,
    MANIFEST_NAME,
    SIGNATURE_NAME,
    PackedFile,
    PackManifest,
    from_bytes,
    to_bytes,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb_app.domain.edition import Edition

ENDING = ".dxpack"


def pack(cases: Mapping[str, bytes], edition: Edition, made: str, needs: str, key: tuple[bytes, str]) -> bytes:
    """Return a pack of case files by their paths; `key` is a private key and the name of its holder.

    Raises:
        UnreadableFileError: a path, a size or the edition is none that a reader would take.
    """
    private, name = key
    files = tuple(PackedFile(path, len(data), hashlib.sha256(data).hexdigest()) for path, data in sorted(cases.items()))
    manifest = to_bytes(PackManifest(edition, made, name, needs, files))
    from_bytes(manifest)  # what would be refused by its reader is not written
    members = {MANIFEST_NAME: manifest, SIGNATURE_NAME: signing.sign(manifest, private)}
    members |= {CASES + file.path: cases[file.path] for file in files}
    return zipped(members)


def file_name(edition: Edition) -> str:
    """Return how a pack of an edition is called."""
    return f"dx-casebook-cases-{edition}{ENDING}"
