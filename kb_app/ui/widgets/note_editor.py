"""One note: its text or how it looks, whom it is for, and when it was saved."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QStackedWidget,
    QTextBrowser,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
)

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.note import CheckItem, Visibility, check_items, ticked
from kb_app.ui.widgets.case_html import style_sheet
from kb_app.ui.widgets.choice_box import ChoiceBox
from kb_app.ui.widgets.line_height import plain_text_of, show_plain
from kb_app.ui.widgets.named_button import named_button

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QFocusEvent
    from PySide6.QtWidgets import QWidget

    from kb_app.ui.models.note_drafts import Draft, NoteDrafts
    from kb_app.ui.theme import Theme

_BOX = "check"
_LINE_HEIGHT = 145


class NoteEditor(QFrame):
    """Writes a `Draft`; every change goes to the `NoteDrafts`, which save it."""

    versions_wanted = Signal(str)
    delete_wanted = Signal(object)
    link_clicked = Signal(str)

    def __init__(
        self, drafts: NoteDrafts, render: Callable[[str], str], theme: Theme, parent: QWidget | None = None
    ) -> None:
        """`render` makes HTML of a text, with a link `check:LINE` for each box to tick."""
        super().__init__(parent)
        self.setObjectName("note_editor")
        self._drafts = drafts
        self._render = render
        self._theme = theme
        self._draft: Draft | None = None
        self._known_text = ""
        self._shown_text = ""
        self.text = _NoteText()
        self._preview = _Preview()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.text)
        self._stack.addWidget(self._preview)
        self._visibility = ChoiceBox()
        self._mark = QLabel()
        self._looks = named_button("note_preview", _("Preview"), look="quiet")
        self._more = QToolButton()
        self._arrange()
        self.text.textChanged.connect(self._on_text_changed)
        self.text.left.connect(drafts.keep)
        self._visibility.activated.connect(self._on_visibility_chosen)
        self._looks.toggled.connect(self._on_preview_toggled)
        self._preview.anchorClicked.connect(self._on_anchor_clicked)
        drafts.changed.connect(self._on_draft_changed)
        theme.changed.connect(self._show_preview)
        self.text.show_text("")
        self.show_draft(None)

    @property
    def draft(self) -> Draft | None:
        """What is being written."""
        return self._draft

    @property
    def saved_mark(self) -> str:
        """What the line above the text says about saving."""
        return self._mark.text()

    def show_draft(self, draft: Draft | None) -> None:
        """Write another note; what was written before is saved."""
        if draft is not self._draft:
            self._drafts.keep()
        self._draft = draft
        self.setEnabled(draft is not None)
        written = _("Write here; it is saved by itself. A line “- [ ] …” is a box to tick.")
        self.text.setPlaceholderText(
            written if draft is not None else _("Choose a note in the list, or begin a new one.")
        )
        text = draft.text if draft is not None else ""
        if text != self._known_text:
            self.text.show_text(text)
            # What is shown may differ from the text in characters that no editor has: opening a note changes nothing.
            self._known_text, self._shown_text = text, self.text.plain_text
        visibility = draft.visibility if draft is not None else Visibility.PRIVATE
        self._visibility.setCurrentIndex(self._visibility.findData(str(visibility)))
        for action in self._more.actions():
            action.setEnabled(draft is not None and draft.note is not None)
        self._show_mark()
        self._show_preview()

    def show_preview(self, shown: bool) -> None:
        """Show how the note looks, or its text."""
        self._looks.setChecked(shown)

    def focus_text(self) -> None:
        """Take the keyboard to the text, behind its end."""
        self._looks.setChecked(False)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be written."""
        self.text.setReadOnly(read_only)
        for widget in (self._visibility, self._more):
            widget.setEnabled(not read_only)

    def _on_text_changed(self) -> None:
        """Qt tells of every letter that an input method is still composing; the text itself has not changed then."""
        text = self.text.plain_text
        if self._draft is not None and text != self._shown_text:
            self._known_text = self._shown_text = text
            self._drafts.write(self._draft, text)

    def _on_visibility_chosen(self) -> None:
        if self._draft is not None:
            self._drafts.set_visibility(self._draft, Visibility(self._visibility.currentData()))

    def _on_preview_toggled(self, shown: bool) -> None:
        self._drafts.keep()
        self._looks.setText(_("Back to writing") if shown else _("Preview"))
        self._stack.setCurrentWidget(self._preview if shown else self.text)
        self._show_preview()

    def _on_anchor_clicked(self, url: QUrl) -> None:
        if url.scheme() == _BOX:
            self._tick(int(url.path()))
        else:
            self.link_clicked.emit(url.toString())

    def _on_draft_changed(self, draft: Draft) -> None:
        if draft is self._draft:
            if draft.text != self._known_text:  # written in another editor, or by another program
                self.show_draft(draft)
            for action in self._more.actions():
                action.setEnabled(draft.note is not None)
            self._show_mark()

    def _tick(self, line: int) -> None:
        text = self.text.plain_text
        item: CheckItem | None = next((item for item in check_items(text) if item.line == line), None)
        if item is not None and not self.text.isReadOnly():
            self.text.replace(ticked(text, item, done=not item.is_done))
            self._drafts.keep()
            self._show_preview()

    def _show_mark(self) -> None:
        self._mark.setText(_mark_of(self._draft))
        self._mark.setProperty("look", "note_trouble" if self._draft and self._draft.error else "note_mark")
        self._mark.style().polish(self._mark)

    def _show_preview(self) -> None:
        if self._stack.currentWidget() is self._preview:
            place = self._preview.verticalScrollBar().value()
            self._preview.document().setDefaultStyleSheet(style_sheet(self._theme))
            self._preview.setHtml(self._render(self.text.plain_text))
            self._preview.verticalScrollBar().setValue(place)

    def _arrange(self) -> None:
        self._visibility.setObjectName("note_visibility")
        self._visibility.setAccessibleName(_("Whom the note is for"))
        for value in Visibility:
            self._visibility.addItem(wording.visibility_label(value), str(value))
        self._mark.setObjectName("note_mark")
        self._mark.setWordWrap(True)
        self._looks.setCheckable(True)
        self._fill_menu()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._visibility)
        row.addWidget(self._mark, 1, Qt.AlignmentFlag.AlignRight)
        row.addWidget(self._looks)
        row.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self._stack, 1)

    def _fill_menu(self) -> None:
        self._more.setObjectName("note_more")
        self._more.setText("…")
        self._more.setAccessibleName(_("More for this note"))
        self._more.setToolTip(_("More for this note"))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._more)
        for name, words, act in (
            ("note_versions", _("Earlier &versions…"), self._ask_for_versions),
            ("note_delete", _("To the &wastebasket"), self._ask_for_delete),
        ):
            action = QAction(words, self)
            action.setObjectName(name)
            action.triggered.connect(lambda _checked=False, act=act: act())
            menu.addAction(action)
            self._more.addAction(action)
        self._more.setMenu(menu)

    def _ask_for_versions(self) -> None:
        self._drafts.keep()
        if self._draft is not None and self._draft.note is not None:
            self.versions_wanted.emit(self._draft.note.id)

    def _ask_for_delete(self) -> None:
        if self._draft is not None:
            self.delete_wanted.emit(self._draft)


class _NoteText(QTextEdit):
    """The text, plain; Tab goes to the next widget, and leaving it is told."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("note_text")
        self.setAccessibleName(_("Text of the note"))
        self.setTabChangesFocus(True)
        self.setAcceptRichText(False)

    @property
    def plain_text(self) -> str:
        """The text as it is."""
        return plain_text_of(self.document())

    def show_text(self, text: str) -> None:
        """Show another text from its beginning, with lines as far apart as a reader likes them."""
        show_plain(self, text, _LINE_HEIGHT)

    def replace(self, text: str) -> None:
        """Put another text in the place of this one, so that it can be undone."""
        cursor = self.textCursor()
        place = cursor.position()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.setPosition(min(place, len(text)))
        self.setTextCursor(cursor)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard goes elsewhere."""
        super().focusOutEvent(event)
        self.left.emit()


class _Preview(QTextBrowser):
    """How the note looks; nothing is ever loaded."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("note_look")
        self.setAccessibleName(_("The note as it looks"))
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        """Answer every wish for a picture with nothing."""
        return ""


def _mark_of(draft: Draft | None) -> str:
    if draft is None:
        return ""
    if draft.error and not draft.is_saved:
        return _("Not saved yet. {why}").format(why=draft.error)
    if not draft.is_saved:
        return _("Typing…")
    if draft.note is None:
        return ""
    changed = datetime.fromisoformat(draft.note.updated_at).astimezone()
    is_today = changed.date() == datetime.now().astimezone().date()
    when = f"{changed:%H:%M}" if is_today else f"{changed:%Y-%m-%d %H:%M}"
    who = " ".join(part for part in (draft.note.section, draft.note.author) if part)
    saved = _("Saved {time}").format(time=when)
    return _("{saved} ({who})").format(saved=saved, who=who) if who else saved
