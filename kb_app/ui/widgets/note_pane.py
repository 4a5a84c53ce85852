"""The notes on one document, below its text: which one, and its editor. It folds away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from kb_app.base.i18n import _
from kb_app.ui.models.note_drafts import Draft
from kb_app.ui.widgets.choice_box import ChoiceBox
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.note_editor import NoteEditor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from kb_app.domain.note import Note
    from kb_app.ui.models.note_drafts import NoteDrafts
    from kb_app.ui.theme import Theme

_LONGEST = 28
_EDGE = 8


class NotePane(QFrame):
    """Shows the notes of a document; without any an empty one waits to be written."""

    fold_changed = Signal(bool)

    def __init__(
        self, drafts: NoteDrafts, render: Callable[[str], str], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("note_pane")
        self._drafts = drafts
        self._document = ""
        self._open: list[Draft] = []
        self._read_only = False
        self.editor = NoteEditor(drafts, render, theme)
        self._fold = named_button("note_fold", _("Notes"), look="quiet", spoken=_("Show the notes or fold them away"))
        self._which = ChoiceBox()
        self._new = named_button("note_new", _("New note"), look="quiet")
        self._arrange()
        self._fold.toggled.connect(self._on_fold_toggled)
        self._which.activated.connect(lambda number: self.editor.show_draft(self._open[number]))
        self._new.clicked.connect(self.begin)
        drafts.changed.connect(self._on_draft_changed)

    @property
    def is_open(self) -> bool:
        """Whether the editor is seen."""
        return self._fold.isChecked()

    @property
    def heading_height(self) -> int:
        """How high the pane is when it is folded away."""
        margins = self.contentsMargins()
        return self._fold.sizeHint().height() + 2 * _EDGE + margins.top() + margins.bottom()

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """The notes of the document, as they are written."""
        return tuple(self._open)

    def show_notes(self, document: str, notes: Sequence[Note]) -> None:
        """Show the notes of a document; what is being written stays as it is."""
        current = self.editor.draft if document == self._document else None
        new = [draft for draft in self._unkept(document) if draft.note is None]
        self._document = document
        self._open = [*map(self._drafts.open, notes), *new]
        if current is not None and not current.is_saved and current not in self._open:
            self._open.append(current)  # deleted elsewhere, while somebody writes on it here
        if not self._open:
            self._open = [current if current is not None and current.note is None else Draft(document, None, "")]
        stays = [draft for draft in self._open if draft is current]
        self._name_notes()
        self._choose((stays or self._open)[0])

    def forget(self) -> None:
        """Show nothing of what was read before: other data has taken its place."""
        self._open = []
        self._document = ""
        self.editor.show_draft(None)

    def choose(self, note_id: str) -> None:
        """Show one of the notes, and open the pane for it."""
        self.set_open(True)
        found = [draft for draft in self._open if draft.note is not None and draft.note.id == note_id]
        if found:
            self._choose(found[0])

    def begin(self) -> None:
        """Begin a new note on the document."""
        self.set_open(True)
        empty = [draft for draft in self._open if draft.note is None and not draft.text.strip()]
        if not empty:
            empty = [Draft(self._document, None, "")]
            self._open += empty
        self._name_notes()
        self._choose(empty[0])
        self.editor.focus_text()

    def set_open(self, is_open: bool) -> None:
        """Show the editor or fold it away."""
        self._fold.setChecked(is_open)

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be written."""
        self._read_only = read_only
        self._new.setEnabled(not read_only)
        self.editor.set_read_only(read_only)

    def _on_fold_toggled(self, is_open: bool) -> None:
        self._drafts.keep()
        self.editor.setVisible(is_open)
        self._name_notes()
        self.fold_changed.emit(is_open)

    def _on_draft_changed(self, draft: Draft) -> None:
        if draft in self._open:
            self._name_notes()

    def _unkept(self, document: str) -> list[Draft]:
        """What was begun on a document and is not on the disk yet."""
        here = self._open if document == self._document else []
        found = [draft for draft in (*here, *self._drafts.unsaved) if draft.document == document and draft.text.strip()]
        return list(dict.fromkeys(found))

    def _choose(self, draft: Draft) -> None:
        self._which.setCurrentIndex(self._open.index(draft))
        self.editor.show_draft(draft)
        self.editor.set_read_only(self._read_only)

    def _name_notes(self) -> None:
        """Say which notes there are; the boxes keep their places while somebody types."""
        titles = [_short(draft) for draft in self._open]
        count = sum(draft.note is not None for draft in self._open)
        arrow = "▾" if self.is_open else "▸"
        self._fold.setText(f"{arrow} " + (_("Notes ({count})").format(count=count) if count else _("Notes")))
        self._which.setVisible(self.is_open and len(titles) > 1)
        if [self._which.itemText(number) for number in range(self._which.count())] != titles:
            place = self._which.currentIndex()
            self._which.clear()
            self._which.addItems(titles)
            self._which.setCurrentIndex(place)

    def _arrange(self) -> None:
        self._fold.setCheckable(True)
        self._fold.setChecked(True)
        self._which.setObjectName("note_which")
        self._which.setAccessibleName(_("Which note"))
        # As wide as there is room: the name of a note must not make the window wider.
        self._which.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._which.setMinimumContentsLength(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._fold)
        row.addWidget(self._which, 1)
        row.addStretch(0)
        row.addWidget(self._new)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, _EDGE, 16, _EDGE)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.editor, 1)


def _short(draft: Draft) -> str:
    from kb_app.domain.note import title_of

    title = title_of(draft.text) or _("(a new note)")
    return title if len(title) <= _LONGEST else f"{title[:_LONGEST]}…"
