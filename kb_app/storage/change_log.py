"""In which order subjects (notes, documents with what was added to them) were changed last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app.storage.database import told_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kb_app.storage.database import Database

_NOTE, _DOCUMENT = "note/", "document/"


@dataclass(frozen=True, slots=True)
class Changed:
    """The notes and documents (by id) that were changed after a moment, and the number of the last change."""

    notes: tuple[str, ...]
    documents: tuple[str, ...]
    latest: int


class ChangeLog:
    """A number for every change, on one thread's connection."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def latest(self) -> int:
        """Return the number of the last change; 0 before the first.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words():
            # Not max(seq): the row of the last change may have been written anew since, never an earlier number.
            row = self._database.execute("select seq from sqlite_sequence where name = 'changes'").fetchone()
        return 0 if row is None else int(row[0])

    def since(self, number: int) -> Changed:
        """Return what was changed after the change with a number.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words():
            rows = self._database.execute(
                "select seq, subject from changes where seq > ? order by seq", (number,)
            ).fetchall()
        subjects = [str(subject) for _seq, subject in rows]
        return Changed(
            tuple(subject.removeprefix(_NOTE) for subject in subjects if subject.startswith(_NOTE)),
            tuple(subject.removeprefix(_DOCUMENT) for subject in subjects if subject.startswith(_DOCUMENT)),
            max((int(seq) for seq, _subject in rows), default=number),
        )

    def mark_notes(self, ids: Iterable[str]) -> None:
        """Number a change of notes; to be called inside the transaction that makes it."""
        self._mark(f"{_NOTE}{note}" for note in ids)

    def mark_documents(self, ids: Iterable[str]) -> None:
        """Number a change of what was added to documents; to be called inside the transaction that makes it."""
        self._mark(f"{_DOCUMENT}{document}" for document in ids)

    def _mark(self, subjects: Iterable[str]) -> None:
        # Replacing gives the subject a new number, above all others.
        rows = [(subject,) for subject in dict.fromkeys(subjects)]
        self._database.conn.executemany("insert or replace into changes (subject) values (?)", rows)
