"""What was changed last among notes, tags and status, by whichever program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb_app.storage.database import told_in_words

if TYPE_CHECKING:
    import sqlite_utils


class ChangeLog:
    """The order of changes, on one thread's connection."""

    def __init__(self, database: sqlite_utils.Database) -> None:
        self._database = database

    def latest(self) -> int:
        """Return a number that grows with every change; 0 where there was none.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words():
            return int(self._database.execute("select coalesce(max(seq), 0) from changes").fetchone()[0])
