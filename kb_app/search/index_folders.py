"""Which folder the index is in: the manifest names the one that answers, and another file one that is being made.

An index lives in a folder of its own below the root. A new one is made beside an old one that answers; where none
answers it is put in place after its first batch, marked as unfinished.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import time
import uuid
from dataclasses import asdict
from typing import TYPE_CHECKING

from kb_app.base.atomic_file import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from kb_app.search.manifest import Manifest

_LEFTOVER_SECONDS = 24 * 3600


class IndexFolders:
    """The folders below one root, told apart without opening a file of theirs (they hold pickles)."""

    def __init__(self, root: Path, manifest: Manifest) -> None:
        self.root = root
        self._manifest = manifest
        self._answering = root / "manifest.json"
        self._begun = root / "unfinished.json"

    @property
    def is_absent(self) -> bool:
        """Whether no index was ever put in place here."""
        return not self._answering.exists()

    def current(self) -> Path | None:
        """Return the folder that answers, or None where there is none of ours.

        Raises:
            OSError: the manifest is there, but out of reach now; that says nothing about whose it is.
        """
        return self._named_by(self._answering)

    def begun(self) -> Path | None:
        """Return the folder of a new index that a run began beside the old one and did not finish.

        Raises:
            OSError: what names it is out of reach now.
        """
        folder = self._named_by(self._begun)
        return folder if folder is not None and folder.is_dir() else None

    def is_finished(self) -> bool:
        """Return whether the index in place was made to its end; one of an earlier version of the program was."""
        try:
            return self.current() is not None and _stored(self._answering).get("finished") is not False
        except OSError:
            return False

    def stamp(self) -> tuple[str, ...]:
        """Return what differs after any other run has committed something."""
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in self._names() if path.exists()]
        folders = {folder for folder in (self.current(), self.begun()) if folder is not None and folder.is_dir()}
        return (*texts, *sorted(path.name for folder in folders for path in folder.glob("*.toc")))

    def glance(self, folder: Path) -> tuple[object, ...]:
        """Return what differs once another index answers or something was committed to this one, at the least cost.

        Raises:
            OSError: one of them is out of reach.
        """
        named = self._answering.stat()
        commits = frozenset(entry.name for entry in os.scandir(folder) if entry.name.endswith(".toc"))
        return folder, named.st_mtime_ns, named.st_size, named.st_ino, commits

    def new(self) -> Path:
        """Return a name for a new folder; it is not made yet."""
        return self.root / f"{time.strftime('%Y%m%d')}-{uuid.uuid4().hex[:8]}"

    def begin(self, folder: Path) -> None:
        """Remember a new index beside the old one, for the next run to go on with."""
        if self.begun() != folder:
            self._name(self._begun, folder)

    def put_in_place(self, folder: Path, *, finished: bool) -> None:
        """Let the index in a folder answer from now on."""
        replaced = _stored(self._answering)
        if replaced.get("folder") == folder.name and replaced.get("finished") is finished:
            return
        self._name(self._answering, folder, finished=finished)
        if _stored(self._begun).get("folder") == folder.name:
            self._begun.unlink(missing_ok=True)
        self._sweep(folder.name, replaced.get("folder"))

    def _sweep(self, keep: str, replaced: object) -> None:
        """Remove the index that was replaced, and what killed runs left long ago; what is still in use stays."""
        gc.collect()  # Whoosh leaves files of a failed opening to the garbage collector, and Windows keeps open files
        for path in self.root.iterdir():
            if path.is_dir() and path.name != keep:
                is_old = time.time() - path.stat().st_mtime > _LEFTOVER_SECONDS
                if path.name == replaced or is_old:
                    shutil.rmtree(path, ignore_errors=True)

    def _names(self) -> tuple[Path, Path]:
        return self._answering, self._begun

    def _name(self, file: Path, folder: Path, **more: bool) -> None:
        write_atomically(file, json.dumps({**asdict(self._manifest), "folder": folder.name, **more}, indent=1))

    def _named_by(self, file: Path) -> Path | None:
        stored = _stored(file)
        name = stored.get("folder")
        if not self._manifest.is_that_of(stored) or not isinstance(name, str) or not name or name != _plain_name(name):
            return None
        return self.root / name


def _stored(file: Path) -> dict[str, object]:
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}


def _plain_name(name: str) -> str:
    """The name without anything that could lead out of the index's own folder."""
    return "".join(character for character in name if character.isalnum() or character == "-")
