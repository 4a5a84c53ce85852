"""What is being written and not saved yet, a small file each, so that it survives a crash."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from kb_app.base.atomic_file import write_atomically
from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.base.private_files import make_private_folder
from kb_app.domain.own_case import UnfinishedCase
from kb_app.formats.case_json import from_json, to_json

if TYPE_CHECKING:
    from pathlib import Path

    from kb_app.domain.case import Case

_KEY = re.compile(r"[0-9a-f]{32}")


class UnfinishedFiles:
    """Files `KEY.json` in a folder of the program's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, key: str, case: Case, digest: str) -> None:
        """Write a case, over what was kept under this key (32 hexadecimal digits), with the SHA-256 of its file.

        Raises:
            KbError: the folder cannot be written.
        """
        try:
            make_private_folder(self._folder)
            write_atomically(
                self._place(key), json.dumps({"digest": digest, "case": to_json(case)}, ensure_ascii=False)
            )
        except OSError as error:
            raise KbError(_("What is being written could not be kept."), system_cause(error)) from error

    def drop(self, key: str) -> None:
        """Forget what was kept; what cannot be removed now comes up once more at the next start."""
        with suppress(OSError):
            self._place(key).unlink(missing_ok=True)

    def all(self) -> tuple[UnfinishedCase, ...]:
        """Return what was kept, by time; a file that is none of ours is left alone."""
        with suppress(OSError):
            files = sorted(self._folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
            return tuple(found for file in files if (found := _read(file)) is not None)
        return ()

    def _place(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(key)
        return self._folder / f"{key}.json"


def _read(file: Path) -> UnfinishedCase | None:
    if not _KEY.fullmatch(file.stem):
        return None
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return UnfinishedCase(file.stem, from_json(kept["case"]), str(kept["digest"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
