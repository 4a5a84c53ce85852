"""The earlier texts of a note: looked at, and taken back."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListWidget, QPlainTextEdit, QVBoxLayout

from kb_app.base.i18n import _
from kb_app.ui.tasks import Handlers, Lane
from kb_app.ui.widgets.named_button import named_button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kb_app.bootstrap.session import Session
    from kb_app.domain.note import Note, NoteVersion
    from kb_app.ui.models.desks import Desks


class VersionsDialog(QDialog):
    """Versions at the left, the text of the chosen one at the right; taking one back keeps the present text too."""

    def __init__(self, note: Note, versions: tuple[NoteVersion, ...], desks: Desks, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("versions_dialog")
        self.setWindowTitle(_("Earlier versions of “{title}”").format(title=note.title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 460)
        self._note = note
        self._versions = versions
        self._desks = desks
        self._list = QListWidget()
        self._text = QPlainTextEdit()
        self._take = named_button("version_take", _("Take this one back"))
        self._said = QLabel()
        self._arrange()
        self._list.currentRowChanged.connect(self._on_row_changed)
        self._take.clicked.connect(self._on_take)
        if versions:
            self._list.setCurrentRow(0)

    def _on_row_changed(self, row: int) -> None:
        self._text.setPlainText(self._versions[row].text if 0 <= row < len(self._versions) else "")

    def _on_take(self) -> None:
        row = self._list.currentRow()
        if 0 <= row < len(self._versions):
            self._take.setEnabled(False)
            self._desks.tasks.start(
                Lane.DATABASE,
                partial(_taken_back, self._note.id, self._versions[row].text),
                lambda _note: self._on_taken(),
                Handlers(failed=lambda error: self._on_failed(str(error))),
            )

    def _on_taken(self) -> None:
        self._desks.events.annotations_changed.emit()
        self._desks.events.message.emit(
            _("The earlier version was taken back. The text before it is kept among the versions.")
        )
        if shiboken6.isValid(self):  # it may have been closed meanwhile
            self.accept()

    def _on_failed(self, words: str) -> None:
        if shiboken6.isValid(self):
            self._said.setText(words)
            self._take.setEnabled(True)
        else:
            self._desks.events.message.emit(words)

    def _arrange(self) -> None:
        self._list.setObjectName("version_list")
        self._list.setAccessibleName(_("Earlier versions"))
        self._list.setMaximumWidth(240)
        for version in self._versions:
            who = f"  {version.author}" if version.author else ""
            self._list.addItem(f"{local_time(version.written_at)}{who}")
        self._text.setObjectName("version_text")
        self._text.setAccessibleName(_("Text of the version"))
        self._text.setReadOnly(True)
        self._said.setWordWrap(True)
        empty = _("There is no earlier version yet. The text of an earlier sitting is kept when you go on writing.")
        self._said.setText("" if self._versions else empty)
        self._take.setEnabled(bool(self._versions))
        close = named_button("version_close", _("Close"))
        close.clicked.connect(self.reject)
        middle = QHBoxLayout()
        middle.addWidget(self._list)
        middle.addWidget(self._text, 1)
        row = QHBoxLayout()
        row.addWidget(self._said, 1)
        row.addWidget(self._take)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.addLayout(middle, 1)
        column.addLayout(row)


def open_versions(note_id: str, desks: Desks, parent: QWidget) -> None:
    """Look the versions of a note up, and show them."""
    desks.tasks.start(
        Lane.DATABASE,
        lambda session, _report: (session.notes.note(note_id), session.notes.versions(note_id)),
        lambda found: VersionsDialog(*found, desks, parent).open(),
        Handlers(failed=lambda error: desks.events.message.emit(str(error))),
    )


def local_time(stored: str) -> str:
    """Return a stored time (ISO 8601, UTC) as the clock here shows it."""
    return f"{datetime.fromisoformat(stored).astimezone():%Y-%m-%d %H:%M}"


def _taken_back(note_id: str, text: str, session: Session, _report: object) -> Note:
    # A sitting of its own, so that the text of now becomes a version.
    return session.notes.save(note_id, text, uuid.uuid4().hex)
