"""Packs of cases for tests, signed with a key that is the same in every run."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kb_app.domain.edition import Edition
from kb_app.formats.library_pack import signing, writing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KEY = hashlib.sha256(b"the key of the tests").digest()
SIGNER = "試験の発行者"
MADE = "2026-12-01T00:00:00+00:00"
NEWER = "2030.1.1"
FINGERPRINT = signing.fingerprint(signing.public_half(KEY))


def pack_bytes(
    cases: Mapping[str, bytes], edition: str = NEWER, *, key: bytes = KEY, needs: str = "0.1.0", name: str = SIGNER
) -> bytes:
    """Return a pack of these cases."""
    return writing.pack(cases, Edition.of(edition), MADE, needs, (key, name))


def cases_of(library: Path) -> dict[str, bytes]:
    """Return the case files of a library by their paths."""
    return {place.relative_to(library).as_posix(): place.read_bytes() for place in sorted(library.rglob("*.md"))}


def changed_cases(library: Path) -> dict[str, bytes]:
    """Return the cases of a library with the first one gone, the second one changed, and one that is new."""
    cases = cases_of(library)
    first, second, *_others = cases
    removed = cases.pop(first)
    cases[second] += "\nあとから分かったこと。\n".encode()
    id_ = first.rpartition("/")[2].removesuffix(".md")
    cases["municipalities/brand-new.md"] = removed.replace(f"id: {id_}".encode(), b"id: brand-new")
    return cases
