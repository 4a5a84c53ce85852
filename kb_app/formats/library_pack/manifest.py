"""The list in a pack: which edition it is, who made it, and the size and SHA-256 of every case file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from kb_app.base.i18n import _
from kb_app.domain.edition import Edition, version_numbers
from kb_app.domain.file_names import safe_file_name, same_name
from kb_app.formats.unreadable import UnreadableFileError

FORMAT = 1
MANIFEST_NAME, SIGNATURE_NAME = "manifest.json", "manifest.sig"
CASES = "cases/"
LARGEST_CASE = 5_000_000
"""Bytes; larger files are not read as cases."""
LARGEST_MANIFEST = 8_000_000
MOST_FILES = 19_000
LARGEST_PACK = 500_000_000
"""Bytes of all cases."""
_LONGEST_PATH, _LONGEST_NAME, _DEEPEST = 130, 120, 6  # below the data folder of a Windows user that is still under 260
_HASH = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")


@dataclass(frozen=True, slots=True)
class PackedFile:
    """One case file: its path within the library with forward slashes, its size in bytes, its SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PackManifest:
    """What a pack says of itself. `made` is ISO 8601 (UTC), `needs` the oldest version of the program that reads it."""

    edition: Edition
    made: str
    signer: str
    needs: str
    files: tuple[PackedFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def to_bytes(manifest: PackManifest) -> bytes:
    """Return the list as it is signed; the same list gives the same bytes."""
    document = {
        "format": FORMAT,
        "edition": manifest.edition.text,
        "made": manifest.made,
        "signer": manifest.signer,
        "needs": manifest.needs,
        "files": [{"path": file.path, "size": file.size, "sha256": file.sha256} for file in manifest.files],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def from_bytes(data: bytes) -> PackManifest:
    """Read a list and check everything that it says.

    Raises:
        UnreadableFileError: it is no list of ours, of a newer format, or names what no library may hold.
    """
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _wrong() from error
    if not isinstance(document, dict) or type(document.get("format")) is not int:
        raise _wrong()
    if document["format"] > FORMAT:
        raise UnreadableFileError(_("it is of a newer form, which this version of the program cannot read"))
    files = document.get("files")
    if not isinstance(files, list) or not 0 < len(files) <= MOST_FILES:
        raise _wrong()
    manifest = PackManifest(
        Edition.of(document.get("edition")),
        _text(document, "made", 40),
        _text(document, "signer", _LONGEST_NAME),
        _text(document, "needs", 20),
        tuple(_file(entry) for entry in files),
    )
    names = {same_name(file.path) for file in manifest.files}
    # A version that cannot be compared would be taken for one that every program has.
    has_signer = bool(manifest.signer.strip())
    is_sound = manifest.edition and has_signer and version_numbers(manifest.needs) and _TIME.fullmatch(manifest.made)
    if (
        not is_sound
        or len(names) != len(manifest.files)
        or document["format"] != FORMAT
        or manifest.size > LARGEST_PACK
    ):
        raise _wrong()
    return manifest


def is_library_path(path: str) -> bool:
    """Return whether a case file may have this path in a library, on any system."""
    parts = path.split("/")
    return (
        len(path) <= _LONGEST_PATH
        and len(parts) <= _DEEPEST
        and path.endswith(".md")
        and all(
            part and not part.startswith(".") and part == safe_file_name(part, fallback="", most_bytes=200)
            for part in parts
        )
    )


def _file(entry: Any) -> PackedFile:
    match entry:
        case {"path": str(path), "size": int(size), "sha256": str(sha256)}:
            file = PackedFile(path, size, sha256)
            if is_library_path(path) and 0 < size <= LARGEST_CASE and _HASH.fullmatch(sha256):
                return file
    raise _wrong()


def _text(document: dict[str, Any], name: str, longest: int) -> str:
    value = document.get(name)
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise _wrong()
    return value


def _wrong() -> UnreadableFileError:
    return UnreadableFileError(_("its list of files is no such list"))
