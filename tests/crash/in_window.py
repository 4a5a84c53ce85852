"""The real window, drawn into memory, used as a person uses it: words typed into notes, marks put on documents.

Confirmed is what the window itself calls saved: the mark above the note, the chip, the star, the status.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kb_app.domain.annotation import Status

if TYPE_CHECKING:
    from kb_app.ui.main_window import MainWindow
    from kb_app.ui.widgets.note_editor import NoteEditor
    from tests.crash.journal import Journal, Operation
    from tests.crash.place import Place

_WORDS = ("環境課に聞く", "視察", "予算", "様式の見直し", "令和八年度", "🗾", "- [ ] 委託先")
_TAGS = ("視察候補", "要確認", "予算要求", "R8")
_LONGEST_WAIT = 50.0


def use_window(place: Place, journal: Journal, seed: str) -> None:
    """Open documents and write on them, one after another."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Qt is loaded by the one kind of worker that needs it.
    from kb_app.ui import application

    window = application.open_window(place.app(), application.make_application())
    window.show()
    looked: list[bool] = []
    window.index_looked_at.connect(lambda: looked.append(True))
    window.start_work()
    _wait(lambda: bool(looked and window.search_page.result and window.search_page.result.hits))
    hits = window.search_page.result.hits if window.search_page.result is not None else ()
    person = _Person(window, journal, random.Random(seed), [hit.id for hit in hits if hit.kind != "note"])
    while True:
        person.act()


class _Person:
    """Does one thing after another, each when the one before was confirmed."""

    def __init__(self, window: MainWindow, journal: Journal, rng: random.Random, documents: list[str]) -> None:
        self._window = window
        self._journal = journal
        self._rng = rng
        self._documents = documents
        self._count = 0

    def act(self) -> None:
        """Open a document and write, tag or mark."""
        document = self._rng.choice(self._documents)
        page = self._window.search_page
        page.reader.open(document, is_note=False)
        _wait(lambda: page.case.document_id == document and not page.reader.is_opening)
        self._rng.choice((self._write, self._write, self._tag, self._star, self._set_status))(document)

    def _write(self, document: str) -> None:
        notes = self._window.search_page.case.notes
        assert notes is not None
        editor = notes.editor
        draft = editor.draft
        assert draft is not None
        self._count += 1
        more = f"{self._rng.choice(_WORDS)} {self._count} " + "".join(self._rng.choices(_WORDS, k=5)) + "\n"
        operation: Operation = {"text": draft.text + more, "sitting": draft.sitting}
        if draft.note is None:
            operation |= {"op": "add_note", "document": document}
        else:
            operation |= {"op": "save", "note": draft.note.id}
        self._journal.begin(operation)
        _type(editor, more)
        _wait(lambda: draft.is_saved and not draft.is_saving and "保存しました" in editor.saved_mark)
        assert draft.note is not None
        self._journal.end(draft.note.id)

    def _tag(self, document: str) -> None:
        name = self._rng.choice(_TAGS)
        self._mark({"op": "add_tags", "documents": [document], "names": [name]}, lambda: name in self._added.tags)

    def _star(self, document: str) -> None:
        starred = not self._added.is_starred
        operation = {"op": "mark", "documents": [document], "is_starred": starred}
        self._mark(operation, lambda: self._added.is_starred == starred)

    def _set_status(self, document: str) -> None:
        status = self._rng.choice(list(Status))
        operation = {"op": "mark", "documents": [document], "status": str(status)}
        self._mark(operation, lambda: self._added.status is status)

    def _mark(self, operation: Operation, holds: Callable[[], bool]) -> None:
        view = self._window.search_page.case.view
        assert view is not None
        self._journal.begin(operation)
        if "names" in operation:
            view.marks.tags.add_wanted.emit(operation["names"])
        elif "status" in operation:
            view.marks.status_chosen.emit(operation["status"])
        else:
            view.marks.star_toggled.emit(operation["is_starred"])
        _wait(holds)
        self._journal.end()

    @property
    def _added(self) -> Any:
        view = self._window.search_page.case.view
        assert view is not None
        return view.annotations


def _type(editor: NoteEditor, words: str) -> None:
    """A few letters at a time, quickly: a pause of a second would save what is only half typed."""
    cursor = editor.text.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    for start in range(0, len(words), 7):
        cursor.insertText(words[start : start + 7])


def _wait(condition: Callable[[], bool]) -> None:
    from PySide6.QtCore import QCoreApplication

    until = time.monotonic() + _LONGEST_WAIT
    while not condition():
        QCoreApplication.processEvents()
        if time.monotonic() > until:
            raise SystemExit("the window does not confirm")
        time.sleep(0.002)
