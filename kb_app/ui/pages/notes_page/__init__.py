"""メモ: every note, the boxes nobody ticked yet, and the wastebasket; and the editor beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QLineEdit, QSplitter, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.ui.models.note_drafts import Draft
from kb_app.ui.models.note_model import NoteModel, NoteRow
from kb_app.ui.pages.notes_page.listing import Listed, Shown, listed
from kb_app.ui.tasks import Handlers, Lane
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.note_editor import NoteEditor
from kb_app.ui.widgets.note_list import NoteList

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from kb_app.base.errors import KbError
    from kb_app.ui.models.desks import Desks
    from kb_app.ui.theme import Theme

_FIRST_SIZES = (420, 760)
_REST_MS = 150
_LONGEST_TITLE = 24


class NotesPage(QWidget):
    """One page for what staff wrote."""

    document_wanted = Signal(str)
    listed = Signal()

    def __init__(self, desks: Desks, theme: Theme, *, read_only: bool, parent: QWidget | None = None) -> None:
        from kb_app.services.notes import rendered

        super().__init__(parent)
        self.setObjectName("notes_page")
        self._desks = desks
        self._read_only = read_only
        self._shown = Shown.ALL
        self._begun: Draft | None = None
        self._model = NoteModel(self)
        self.list = NoteList(self._model, theme)
        self.editor = NoteEditor(desks.drafts, rendered, theme)
        self._filter = QLineEdit()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._doors = QButtonGroup(self)
        self._empty = QLabel()
        self._follow = named_button("note_document", "", look="quiet")
        self._back = named_button("note_take_back", _("Take out of the wastebasket"))
        self._new = named_button("notes_new", _("New note on its own"))
        self._arrange(theme)
        self._connect()

    @property
    def shown(self) -> Shown:
        """What the list shows."""
        return self._shown

    def begin(self) -> None:
        """Begin a note on its own."""
        self._filter.clear()
        self.show_list(Shown.ALL)
        self.list.selectionModel().clear()
        self._begun = Draft("", None, "")
        self._show_draft(self._begun, None)
        self.editor.focus_text()

    def forget(self) -> None:
        """Show nothing of what was read before: other data has taken its place."""
        self._begun = None
        self._show_draft(None, None)

    def show_list(self, shown: Shown) -> None:
        """List all notes, open boxes, or the wastebasket."""
        if shown is not self._shown:
            self._show_draft(None, None)
        self._shown = shown
        for button in self._doors.buttons():
            button.setChecked(button.property("shown") == str(shown))
        self._reload()

    def showEvent(self, event: QShowEvent) -> None:
        """Look again whenever the page is turned to."""
        super().showEvent(event)
        self._reload()

    def _reload(self) -> None:
        shown = self._shown
        words = self._filter.text()
        self._desks.tasks.start(
            Lane.SEARCH,  # saving must not wait for it, and it must not wait for a backup
            lambda session, _report: listed(session, shown, words),
            lambda found: self._on_listed(shown, found),
            Handlers(failed=self._on_failed),
            replaces="notes",
        )

    def _on_changed(self) -> None:
        if self.isVisible():
            self._reload()

    def _on_listed(self, shown: Shown, found: Listed) -> None:
        if shown is self._shown:
            self._show_rows(found)
            self.listed.emit()

    def _show_rows(self, found: Listed) -> None:
        """List what was found, and stay at the note that is being written."""
        rows = found.rows
        current = self._current_note()
        self.list.selectionModel().blockSignals(True)
        self._model.show(rows)
        number = self._model.row_of(current) if current else -1
        if number >= 0 and self.list.currentIndex().row() != number:
            self.list.setCurrentIndex(self._model.index(number))
        self.list.selectionModel().blockSignals(False)
        said = _empty_words(self._shown, filtered=bool(self._filter.text().strip())) if not rows else ""
        if found.more:
            said = _("{count} more. Words above narrow the list.").format(count=f"{found.more:,}")
        self._empty.setText(said)
        self._empty.setVisible(bool(said))
        if number >= 0:
            self._desks.drafts.open(rows[number].note)

    def _current_note(self) -> str:
        draft = self.editor.draft
        if draft is None or draft.note is None:
            return ""
        if draft is self._begun:
            self._begun = None
        return draft.note.id

    def _on_chosen(self, number: int) -> None:
        row = self._model.row(number)
        if row is not None:
            self._begun = None
            self._show_draft(self._desks.drafts.open(row.note), row)

    def _show_draft(self, draft: Draft | None, row: NoteRow | None) -> None:
        self.editor.show_draft(draft)
        self.editor.set_read_only(self._read_only or self._shown is Shown.DELETED)
        self.editor.show_preview(self._shown is Shown.DELETED)
        title = row.document_title if row is not None else ""
        self._follow.setVisible(bool(title))
        short = title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE]}…"
        self._follow.setText(_("To the document: {title}").format(title=short))
        self._follow.setToolTip(title)
        self._new.setDisabled(self._read_only)
        self._back.setVisible(not self._read_only and self._shown is Shown.DELETED and row is not None)

    def _on_ticked(self, number: int) -> None:
        row = self._model.row(number)
        if row is None or row.item is None or self._read_only:
            return
        note, item = row.note, row.item
        self._desks.tasks.start(
            Lane.DATABASE,
            lambda session, _report: session.notes.tick(note.id, item, done=not item.is_done),
            lambda _note: self._desks.events.annotations_changed.emit(),
            Handlers(failed=self._on_failed),
        )

    def _on_delete_wanted(self, number: int) -> None:
        row = self._model.row(number)
        if row is not None and self._shown is not Shown.DELETED and not self._read_only:
            self._desks.annotations.delete_note(row.note.id)
            if row.note.id == self._current_note():
                self._show_draft(None, None)

    def _on_editor_delete(self, draft: Draft) -> None:
        self._desks.delete_note(draft)
        self._show_draft(None, None)

    def _on_take_back(self) -> None:
        draft = self.editor.draft
        if draft is not None and draft.note is not None:
            self._desks.annotations.take_back_note(draft.note.id)

    def _on_follow(self) -> None:
        draft = self.editor.draft
        if draft is not None and draft.document:
            self.document_wanted.emit(draft.document)

    def _on_versions_wanted(self, note_id: str) -> None:
        from kb_app.ui.dialogs.versions_dialog import open_versions

        open_versions(note_id, self._desks, self)

    def _on_link_clicked(self, address: str) -> None:
        from kb_app.ui.dialogs.link_dialog import LinkDialog

        LinkDialog(address, self).open()

    def _on_failed(self, error: KbError) -> None:
        self._desks.events.message.emit(str(error))

    def _connect(self) -> None:
        self.list.chosen.connect(self._on_chosen)
        self.list.ticked.connect(self._on_ticked)
        self.list.delete_wanted.connect(self._on_delete_wanted)
        self.editor.delete_wanted.connect(self._on_editor_delete)
        self.editor.versions_wanted.connect(self._on_versions_wanted)
        self.editor.link_clicked.connect(self._on_link_clicked)
        self._rest.timeout.connect(self._reload)
        self._filter.textChanged.connect(lambda _text: self._rest.start())
        self._follow.clicked.connect(self._on_follow)
        self._back.clicked.connect(self._on_take_back)
        self._new.clicked.connect(self.begin)
        self._desks.events.annotations_changed.connect(self._on_changed)
        self._desks.events.annotations_found.connect(self._on_changed)

    def _arrange(self, theme: Theme) -> None:
        doors = QHBoxLayout()
        doors.setSpacing(4)
        for shown, words in (
            (Shown.ALL, _("All notes")),
            (Shown.OPEN, _("Open boxes")),
            (Shown.DELETED, _("Wastebasket")),
        ):
            button = named_button(f"notes_{shown}", words, look="quiet")
            button.setCheckable(True)
            button.setChecked(shown is self._shown)
            button.setProperty("shown", str(shown))
            button.clicked.connect(lambda _checked=False, shown=shown: self.show_list(shown))
            self._doors.addButton(button)
            doors.addWidget(button)
        doors.addStretch(1)
        self._filter.setObjectName("notes_filter")
        self._filter.setAccessibleName(_("Words to narrow the list of notes"))
        self._filter.setPlaceholderText(_("Words to narrow the list"))
        self._filter.setClearButtonEnabled(True)
        self._empty.setObjectName("notes_empty")
        self._empty.setWordWrap(True)
        left = _column(QFrame(), doors, self._filter, self._new, self._empty, self.list)
        buttons = QHBoxLayout()
        buttons.addWidget(self._follow)
        buttons.addStretch(1)
        buttons.addWidget(self._back)
        right = _column(QFrame(), buttons, self.editor)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        split.setSizes([theme.px(size) for size in _FIRST_SIZES])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
        self._show_draft(None, None)


def _column(frame: QFrame, head: QHBoxLayout, *widgets: QWidget) -> QFrame:
    column = QVBoxLayout(frame)
    column.setContentsMargins(16, 12, 16, 12)
    column.setSpacing(8)
    column.addLayout(head)
    for widget in widgets:
        column.addWidget(widget, 1 if widget is widgets[-1] else 0)
    return frame


def _empty_words(shown: Shown, *, filtered: bool) -> str:
    if filtered:
        return _("No note has these words.")
    return {
        Shown.ALL: _("There is no note yet. Write one below the text of a document, or here on its own."),
        Shown.OPEN: _("No box is open. A line “- [ ] …” in a note is a box to tick, and is listed here."),
        Shown.DELETED: _("The wastebasket is empty. Deleted notes lie here until they are taken back."),
    }[shown]
