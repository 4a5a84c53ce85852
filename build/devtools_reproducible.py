"""The same files in, the same bytes out: what is built is built twice and compared."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from devtools_steps import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

MOST_NAMES = 20


def builds_the_same_twice(build: Callable[[], Iterable[Path]]) -> bool:
    """Call `build` twice; return whether the files and folders that it returns are the same, byte for byte."""
    first = digests(build())
    second = digests(build())
    different = sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))
    for name in different[:MOST_NAMES]:
        say(f"differs between two runs: {name}")
    say(f"two runs: {len(second)} files, {len(different)} of them different")
    return not different


def digests(places: Iterable[Path]) -> dict[str, str]:
    """Return the SHA-256 of every file of files and folders, by its place from the folder that a place lies in.

    Of a link the digest is that of where it leads; whether a file may be executed counts too.
    """
    found = {}
    for place in places:
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            name = path.relative_to(place.parent).as_posix()
            if path.is_symlink():
                found[name] = f"link to {path.readlink()}"
            elif path.is_file():
                mode = path.stat().st_mode & 0o111
                found[name] = f"{hashlib.sha256(path.read_bytes()).hexdigest()} {mode:o}"
    return found
