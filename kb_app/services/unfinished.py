"""Cases that are being written: kept beside until they are saved, and found again after a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb_app.domain.case import Case
    from kb_app.domain.own_case import UnfinishedCase
    from kb_app.storage.unfinished_files import UnfinishedFiles


class Unfinished:
    """The files of others are never touched: a case is written into its own file only by saving it."""

    def __init__(self, files: UnfinishedFiles) -> None:
        self._files = files

    def keep(self, key: str, case: Case, digest: str) -> None:
        """Keep what is being written under a key that the editor made up (32 hexadecimal digits).

        `digest` is the SHA-256 of the file that it was read from, "" for a new case.

        Raises:
            KbError: it cannot be written.
        """
        self._files.keep(key, case, digest)

    def drop(self, key: str) -> None:
        """Forget it: it was saved, or is not wanted."""
        self._files.drop(key)

    def left(self) -> tuple[UnfinishedCase, ...]:
        """Return what was kept and neither saved nor dropped since."""
        return self._files.all()
