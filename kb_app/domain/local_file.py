"""Files that lie beside a case, as a reader can look at them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LARGEST_PICTURE_BYTES = 20_000_000
"""A larger file is named, and not shown."""
LARGEST_PICTURE_PIXELS = 50_000_000
"""Of the picture as it is in its file: about what a telephone makes. Decoded, it may need four bytes for each."""
_PICTURES = ("png", "jpg", "jpeg", "gif", "webp", "bmp")


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file below the folder of its case. `name` is its path from there, with forward slashes; `modified` is in ns."""

    name: str
    place: Path
    size: int
    modified: int


def is_picture(name: str) -> bool:
    """Return whether a file of this name is a picture that can be shown."""
    return name.rpartition(".")[2].lower() in _PICTURES
