"""Notes: written, looked up, taken back; and the boxes to tick in all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.characters import kept_text
from kb_app.domain.note import LONGEST_NOTE, CheckItem, Note, NoteVersion, Visibility, check_items, ticked
from kb_app.formats.note_html import note_html

if TYPE_CHECKING:
    from kb_app.domain.change import Change
    from kb_app.domain.family import FamilyOf
    from kb_app.storage.note_store import NoteStore


@dataclass(frozen=True, slots=True)
class OpenBox:
    """A box that nobody ticked yet, and the note it stands in."""

    note: Note
    item: CheckItem


class Notes:
    """What can be done with notes, for one thread."""

    def __init__(self, store: NoteStore, section: Callable[[], str], family: FamilyOf) -> None:
        """`section` names the part of the office that new notes are from, "" for none."""
        self._store = store
        self._section = section
        self._family = family

    def add(self, document: str, text: str, visibility: Visibility = Visibility.PRIVATE, sitting: str = "") -> Note:
        """Keep a new note on a document, or on its own (`document` empty), and return it as it was kept.

        `sitting` names a time of writing (see `save`).

        Raises:
            KbError: the text is too long, or the database cannot be used now; nothing was kept.
        """
        section = kept_text(self._section())
        return self._store.add(Note("", document, _checked(text), visibility, "", section, "", "", 0), sitting)

    def save(self, note_id: str, text: str, sitting: str) -> Note:
        """Keep a text. When it returns, the text is on the disk.

        `sitting` names the time of writing: the text that an earlier one left is kept as a version.

        Raises:
            KbError: the text is too long, there is no such note, or the database cannot be used now.
        """
        kept = _checked(text)
        return self._store.rewrite(note_id, lambda _before: kept, sitting)

    def tick(self, note_id: str, item: CheckItem, *, done: bool) -> Note:
        """Tick a box, or untick it; where it does not stand there any more nothing changes.

        Raises:
            KbError: there is no such note, or the database cannot be used now.
        """
        return self._store.rewrite(note_id, lambda text: ticked(text, item, done=done), "")

    def set_visibility(self, note_id: str, visibility: Visibility) -> Note:
        """Say whom a note is for.

        Raises:
            KbError: there is no such note, or the database cannot be used now.
        """
        return self._store.set_visibility(note_id, visibility)

    def delete(self, note_id: str) -> Change:
        """Put a note into the wastebasket.

        Raises:
            KbError: there is no such note, or the database cannot be used now.
        """
        return self._store.delete(note_id)

    def take_back(self, note_id: str) -> Change:
        """Take a note out of the wastebasket.

        Raises:
            KbError: there is no such note, or the database cannot be used now.
        """
        return self._store.take_back(note_id)

    def note(self, note_id: str) -> Note:
        """Return one note, also from the wastebasket.

        Raises:
            KbError: there is no such note, or the database cannot be used now.
        """
        return self._store.note(note_id)

    def of_document(self, document: str) -> tuple[Note, ...]:
        """Return the notes on a document and on those that share them, its original or its copies, the oldest first.

        Raises:
            KbError: the database cannot be used now.
        """
        notes = self._store.of_document(document)
        others = self._family(document).others
        if not others:
            return notes
        every = (*notes, *(note for other in others for note in self._store.of_document(other)))
        return tuple(sorted(every, key=lambda note: note.created_at))

    def every(self) -> tuple[Note, ...]:
        """Return all notes, the last changed first.

        Raises:
            KbError: the database cannot be used now.
        """
        return self._store.every()

    def newest(self, most: int) -> tuple[Note, ...]:
        """Return at most so many notes, the last changed first.

        Raises:
            KbError: the database cannot be used now.
        """
        return self._store.newest(most)

    def some(self, ids: Sequence[str]) -> tuple[Note, ...]:
        """Return the notes with these ids (a few hundred at most) in their order; what is not there is left out.

        Raises:
            KbError: the database cannot be used now.
        """
        return self._store.some(ids)

    def count(self) -> int:
        """Return how many notes there are.

        Raises:
            KbError: the database cannot be used now.
        """
        return self._store.count()

    def deleted(self) -> tuple[Note, ...]:
        """Return what lies in the wastebasket, the last changed first.

        Raises:
            KbError: the database cannot be used now.
        """
        return self._store.deleted()

    def versions(self, note_id: str) -> tuple[NoteVersion, ...]:
        """Return the earlier texts of a note, the newest first.

        Raises:
            KbError: the database cannot be used now.
        """
        return self._store.versions(note_id)

    def open_boxes(self) -> tuple[OpenBox, ...]:
        """Return the boxes of all notes that nobody ticked yet, the last changed note first.

        Raises:
            KbError: the database cannot be used now.
        """
        return tuple(
            OpenBox(note, item)
            for note in self._store.with_boxes()
            for item in check_items(note.text)
            if not item.is_done
        )


def rendered(text: str) -> str:
    """Return the text of a note as safe HTML, as it is shown beside the editor; a box is a link to `check:LINE`."""
    return note_html(text)


def _checked(text: str) -> str:
    """A text as it is kept, if it is not too long."""
    if len(text) > LONGEST_NOTE:
        raise KbError(
            _("The note could not be saved."),
            _("it has {count} characters").format(count=f"{len(text):,}"),
            _("A note has at most {most} characters. Divide it, or keep it as a case of your own.").format(
                most=f"{LONGEST_NOTE:,}"
            ),
        )
    return kept_text(text)
