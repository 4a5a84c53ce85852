"""Small drives for a Windows under Wine: one without room, one that cannot be written."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from devtools_steps import succeeds

if TYPE_CHECKING:
    from collections.abc import Iterator

MEGABYTES_ENOUGH = 1000


def can_mount() -> bool:
    """Return whether this user may mount a file system, which only root may, and not everywhere."""
    with tempfile.TemporaryDirectory() as folder:
        if not succeeds(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]):
            return False
        subprocess.run(["umount", folder], check=True)
    return True


@contextlib.contextmanager
def small_drive(megabytes: int = MEGABYTES_ENOUGH) -> Iterator[Path]:
    """Have a drive of this size for the block."""
    with tempfile.TemporaryDirectory(prefix="dx-casebook-drive-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


@contextlib.contextmanager
def closed_for_writing(drive: Path) -> Iterator[None]:
    """Let nobody write to the drive for the block."""
    subprocess.run(["mount", "-o", "remount,ro", str(drive)], check=True)
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(drive)], check=True)


@contextlib.contextmanager
def filled(drive: Path, size: int) -> Iterator[None]:
    """Let something else take as many bytes of the drive for the block."""
    filler = drive / "~filler"
    with filler.open("wb") as opened:
        os.posix_fallocate(opened.fileno(), 0, size)
    try:
        yield
    finally:
        filler.unlink()
