"""Notes and their earlier versions, on one thread's connection."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.note import Note, NoteVersion, Visibility
from kb_app.storage.database import told_in_words

if TYPE_CHECKING:
    from kb_app.domain.change import Change
    from kb_app.storage.database import Database
    from kb_app.storage.precious_rows import PreciousRows, Row

_TOGETHER = 300
_NEWEST_FIRST = "order by updated_at desc, created_at desc, rowid desc"


class NoteStore:
    """Keeps notes. A text that is replaced becomes a version when another sitting replaces it."""

    def __init__(self, database: Database, rows: PreciousRows) -> None:
        self._database = database
        self._rows = rows

    def add(self, note: Note, sitting: str) -> Note:
        """Keep a new note; its id, author, times and revision are made here.

        Raises:
            KbError: the database cannot be used now; nothing was kept.
        """
        with self._rows.act():
            made = self._rows.add(
                "notes",
                document_id=note.document,
                text=note.text,
                visibility=str(note.visibility),
                section=note.section,
                session=sitting,
            )
        return self.note(made)

    def take_in(self, notes: Iterable[Note], sitting: str) -> Change:
        """Keep notes that come from elsewhere, each with its id, author and times, in one act.

        Where there is one with that id, also in the wastebasket, it gets the text, and its own becomes a version.

        Raises:
            KbError: the database cannot be used now; nothing was kept.
        """
        with self._rows.act() as act:
            for note in notes:
                found = self._rows.find("select * from notes where uuid = ?", (note.id,))
                kept = {"document_id": note.document, "text": note.text, "visibility": str(note.visibility)}
                if not found:
                    times = {"created_at": note.created_at, "updated_at": note.updated_at or note.created_at}
                    made = {"author": note.author, **{name: time for name, time in times.items() if time}}
                    self._rows.add("notes", uuid=note.id, **kept, section=note.section, session=sitting, **made)
                    continue
                if found[0]["text"] != note.text:
                    self._keep_version(found[0])
                self._rows.change("notes", found[0], **kept, session=sitting, deleted_at=None)
        return act.change

    def rewrite(self, note_id: str, new_text: Callable[[str], str], sitting: str) -> Note:
        """Keep a new text of a note, made of the one it has; the text of an earlier sitting becomes a version.

        Raises:
            KbError: there is no such note, or the database cannot be used now; nothing was changed.
        """
        with self._rows.act():
            before = self._row(note_id)
            text = new_text(before["text"])
            if before["text"] != text:
                if before["session"] != sitting:
                    self._keep_version(before)
                # What is written on belongs to somebody: a note that was deleted meanwhile comes back with it.
                self._rows.change("notes", before, text=text, session=sitting, deleted_at=None)
        return self.note(note_id)

    def set_visibility(self, note_id: str, visibility: Visibility) -> Note:
        """Say whom a note is for.

        Raises:
            KbError: there is no such note, or the database cannot be used now.
        """
        with self._rows.act():
            before = self._row(note_id)
            if before["visibility"] != visibility:
                self._rows.change("notes", before, visibility=str(visibility))
        return self.note(note_id)

    def delete(self, note_id: str) -> Change:
        """Put a note into the wastebasket.

        Raises:
            KbError: there is no such note, or the database cannot be used now.
        """
        with self._rows.act() as act:
            before = self._row(note_id)
            if before["deleted_at"] is None:
                self._rows.delete("notes", before)
        return act.change

    def take_back(self, note_id: str) -> Change:
        """Take a note out of the wastebasket.

        Raises:
            KbError: there is no such note, or the database cannot be used now.
        """
        with self._rows.act() as act:
            before = self._row(note_id)
            if before["deleted_at"] is not None:
                self._rows.change("notes", before, deleted_at=None)
        return act.change

    def note(self, note_id: str) -> Note:
        """Return one note, also from the wastebasket.

        Raises:
            KbError: there is no such note, or the database cannot be used now.
        """
        with told_in_words():
            return _note(self._row(note_id))

    def known(self, note_id: str) -> Note | None:
        """Return one note, also from the wastebasket; None where there is none.

        Raises:
            KbError: the database cannot be used now.
        """
        return next(iter(self._notes("where uuid = ?", note_id)), None)

    def of_document(self, document_id: str) -> tuple[Note, ...]:
        """Return the notes on a document, the oldest first.

        Raises:
            KbError: the database cannot be used now.
        """
        return self._notes("where document_id = ? and deleted_at is null order by created_at, rowid", document_id)

    def every(self) -> tuple[Note, ...]:
        """Return all notes, the last changed first.

        Raises:
            KbError: the database cannot be used now.
        """
        return self._notes(f"where deleted_at is null {_NEWEST_FIRST}")

    def newest(self, most: int) -> tuple[Note, ...]:
        """Return at most so many notes, the last changed first.

        Raises:
            KbError: the database cannot be used now.
        """
        return self._notes(f"where deleted_at is null {_NEWEST_FIRST} limit ?", most)

    def some(self, ids: Sequence[str]) -> tuple[Note, ...]:
        """Return the notes with these ids (a few hundred at most) in their order; what is not there is left out.

        Raises:
            KbError: the database cannot be used now.
        """
        marks = ", ".join("?" * len(ids))
        found = {note.id: note for note in self._notes(f"where deleted_at is null and uuid in ({marks})", *ids)}
        return tuple(found[note] for note in ids if note in found)

    def count(self) -> int:
        """Return how many notes there are.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words():
            return int(self._rows.find("select count(*) as count from notes where deleted_at is null")[0]["count"])

    def deleted(self) -> tuple[Note, ...]:
        """Return what lies in the wastebasket, the last changed first.

        Raises:
            KbError: the database cannot be used now.
        """
        return self._notes(f"where deleted_at is not null {_NEWEST_FIRST}")

    def with_boxes(self) -> tuple[Note, ...]:
        """Return the notes that may have open boxes to tick, the last changed first.

        Raises:
            KbError: the database cannot be used now.
        """
        open_box = " or ".join(f"text like '%{box}%'" for box in ("[ ]", "[\u3000]", "［ ］", "［\u3000］"))
        return self._notes(f"where deleted_at is null and ({open_box}) {_NEWEST_FIRST}")

    def by_document(self, ids: Iterable[str]) -> Iterator[tuple[str, tuple[Note, ...]]]:
        """Yield notes, also deleted ones, by the document that they are on, at most a few hundred at a time.

        Raises:
            KbError: the database cannot be used now.
        """
        wanted = set(ids)
        with told_in_words():
            places = self._rows.find("select document_id, uuid from notes order by document_id") if wanted else []
        listed = [(row["document_id"], row["uuid"]) for row in places if row["uuid"] in wanted]
        for document, group in groupby(listed, key=itemgetter(0)):
            members = [note for _document, note in group]
            for first in range(0, len(members), _TOGETHER):
                part = members[first : first + _TOGETHER]
                marks = ", ".join("?" * len(part))
                yield str(document), self._notes(f"where uuid in ({marks})", *part)

    def versions(self, note_id: str) -> tuple[NoteVersion, ...]:
        """Return the earlier texts of a note, the newest first.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words():
            rows = self._rows.find("select * from note_versions where note_uuid = ? order by revision desc", (note_id,))
        return tuple(
            NoteVersion(row["uuid"], row["note_uuid"], row["text"], row["revision"], row["author"], row["created_at"])
            for row in rows
        )

    def _notes(self, where: str, *values: object) -> tuple[Note, ...]:
        with told_in_words():
            return tuple(map(_note, self._rows.find(f"select * from notes {where}", values)))  # noqa: S608 (ours)

    def _row(self, note_id: str) -> Row:
        rows = self._rows.find("select * from notes where uuid = ?", (note_id,))
        if not rows:
            raise KbError(
                _("The note could not be found."),
                _("no note has the id “{id}”").format(id=note_id),
                _("Reload (F5) and look again."),
            )
        return rows[0]

    def _keep_version(self, row: Row) -> None:
        self._database.execute(
            "insert into note_versions (uuid, note_uuid, text, revision, author, created_at)"
            " values (?, ?, ?, ?, ?, ?) on conflict (note_uuid, revision) do nothing",
            (str(uuid.uuid4()), row["uuid"], row["text"], row["revision"], row["author"], row["updated_at"]),
        )


def _note(row: Row) -> Note:
    return Note(
        id=row["uuid"],
        document=row["document_id"],
        text=row["text"],
        visibility=Visibility(row["visibility"]),
        author=row["author"],
        section=row["section"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        revision=row["revision"],
        deleted_at=row["deleted_at"] or "",
    )
