"""The text of a document: as high as its text, so that header and text scroll together; hits are marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QTextEdit

from kb_app.base.i18n import _
from kb_app.ui.widgets.case_html import ATTACHED
from kb_app.ui.widgets.fitted_pictures import FittedPictures
from kb_app.ui.widgets.line_height import space_lines
from kb_app.ui.widgets.marks import utf16_ranges

if TYPE_CHECKING:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QContextMenuEvent, QImage, QKeyEvent, QMouseEvent, QResizeEvent
    from PySide6.QtWidgets import QMenu, QWidget

    from kb_app.ui.theme import Theme
    from kb_app.ui.widgets.marks import Ranges

_LINE_HEIGHT = 155
_REST_MS = 150
_SCROLL_KEYS = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Space)


class CaseText(QTextBrowser):
    """Shows HTML without ever loading anything but what it is given, and marks ranges of its plain text."""

    link_clicked = Signal(str)
    file_wanted = Signal(int)
    """The person wants to open a file beside the case, by its number."""
    shown_place_changed = Signal(QRect)
    """A place to be read: what stands around it is wanted too."""
    dragged_to = Signal(QRect)
    """The person selects with the mouse as far as this place."""
    scroll_key = Signal(Qt.Key)
    report_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pictures = FittedPictures(self.document())
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(lambda: self._pictures.smooth(self.devicePixelRatioF()))
        self._marks: list[tuple[int, int]] = []
        self._now = -1
        self._is_pressed = False
        self.offers_report = False
        self._stepped: tuple[str, list[tuple[int, int]], int] = ("", [], -1)
        self.setObjectName("case_text")
        self.setAccessibleName(_("Text of the document"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit_height)
        self.anchorClicked.connect(self._on_anchor_clicked)
        self.cursorPositionChanged.connect(self._on_cursor_moved)

    @property
    def mark_count(self) -> int:
        """How many hits are marked."""
        return len(self._marks)

    @property
    def current_mark(self) -> int:
        """Which hit was stepped to last, counted from 0; -1 before the first step."""
        return self._now

    @property
    def selected_text(self) -> str:
        """What is selected, as plain text."""
        return self.textCursor().selection().toPlainText()

    def show_html(self, style_sheet: str, html: str) -> None:
        """Show another text, without marks; if it turns out to be the same, its hit will be found again."""
        if self._marks:
            self._stepped = (self.toPlainText(), self._marks, self._now)
        self._marks, self._now = [], -1
        self.setExtraSelections([])
        self._pictures.forget()
        self.document().setDefaultStyleSheet(style_sheet)
        self.setHtml(html)
        space_lines(self.document(), _LINE_HEIGHT)
        self._pictures.look()
        self._fit_pictures()
        self._fit_height()

    def put_picture(self, name: str, image: QImage) -> None:
        """Show a picture in the place that its address names."""
        self._pictures.put(name, image, self.devicePixelRatioF())

    def set_marks(self, ranges: Ranges) -> None:
        """Mark ranges (characters of `toPlainText`); the same ones again keep the hit that was stepped to."""
        text = self.toPlainText()
        if self._marks:
            self._stepped = (text, self._marks, self._now)
        self._marks = utf16_ranges(text, ranges)
        before, marks, now = self._stepped
        self._now = now if (before, marks) == (text, self._marks) else -1
        self._paint_marks()

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) hit; after the last one comes the first again."""
        if not self._marks:
            return
        self._now = (self._now + by) % len(self._marks) if self._now >= 0 or by > 0 else len(self._marks) - 1
        self._paint_marks()
        self.shown_place_changed.emit(self.cursorRect(self._cursor(self._marks[self._now])))

    def menu(self) -> QMenu:
        """Return the menu of the right mouse button: what every text has, and the report of an error."""
        menu = self.createStandardContextMenu()
        if not self.offers_report:
            return menu
        menu.addSeparator()
        words = _("Report an &error in this passage") if self.selected_text else _("Report an &error in this case")
        report = menu.addAction(words)
        report.setObjectName("case_report_error")
        report.triggered.connect(self.report_wanted)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the menu where the person asked for it."""
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Answer every wish for a picture or a style sheet with what is here, or nothing: Qt must not go and look."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return ""
        return self._pictures.image(name if isinstance(name, str) else name.toString())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let keys that scroll move the whole page, not this text alone."""
        self._is_pressed = False  # a menu takes the end of the click that opened it
        if event.key() in _SCROLL_KEYS and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.scroll_key.emit(Qt.Key(event.key()))
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the cursor where the person clicks: they see that place, so nothing moves under the pointer."""
        self._is_pressed = True
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Choose a word where it stands."""
        self._is_pressed = True
        super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the page follow a selection that is dragged out of what is seen."""
        super().mouseMoveEvent(event)
        if event.buttons() & Qt.MouseButton.LeftButton and self.textCursor().hasSelection():
            self.dragged_to.emit(self.cursorRect())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click or a selection."""
        super().mouseReleaseEvent(event)
        self._is_pressed = False

    def focusNextPrevChild(self, to_next: bool) -> bool:
        """Go to another link on Tab and show it: Qt shows it within this text alone, which is as high as it is long."""
        went = super().focusNextPrevChild(to_next)
        if went and self.hasFocus():
            self.shown_place_changed.emit(self.cursorRect())
        return went

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the height of the text."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():  # else the text would be changed while it is laid out
            self._fit_pictures()
        self._fit_height()

    def _on_anchor_clicked(self, url: QUrl) -> None:
        if url.hasFragment() and not url.scheme() and not url.path():
            self._go_to_anchor(url.fragment())
        elif url.toString().startswith(ATTACHED):
            self.file_wanted.emit(int(url.toString().removeprefix(ATTACHED)))
        else:
            self.link_clicked.emit(url.toString())

    def _on_cursor_moved(self) -> None:
        if self.hasFocus() and not self._is_pressed:
            self.shown_place_changed.emit(self.cursorRect())

    def _go_to_anchor(self, name: str) -> None:
        block = self.document().begin()
        while block.isValid():
            pieces = block.begin()
            while not pieces.atEnd():
                if name in pieces.fragment().charFormat().anchorNames():
                    place = pieces.fragment().position()
                    self.shown_place_changed.emit(self.cursorRect(self._cursor((place, place))))
                    return
                pieces += 1
            block = block.next()

    def _paint_marks(self) -> None:
        self.setExtraSelections([self._selection(number) for number in range(len(self._marks))])

    def _selection(self, number: int) -> QTextEdit.ExtraSelection:
        style = QTextCharFormat()
        current = number == self._now
        style.setBackground(self._theme.colour("mark_now" if current else "mark"))
        style.setForeground(self._theme.colour("on_mark_now" if current else "on_mark"))
        # Never colour alone: the hit that was stepped to is underlined too.
        if current:  # else a link keeps its own line
            style.setFontUnderline(True)
        selection = QTextEdit.ExtraSelection()
        selection.cursor = self._cursor(self._marks[number])
        selection.format = style
        return selection

    def _cursor(self, place: tuple[int, int]) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(place[0])
        cursor.setPosition(place[1], QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _fit_pictures(self) -> None:
        self._pictures.fit(self.viewport().width())
        self._rest.start()

    def _fit_height(self) -> None:
        frame = max(0, self.height() - self.viewport().height())  # on a page that is not shown it is laid out later
        height = round(self.document().size().height()) + frame + 2
        if height != self.height():
            self.setFixedHeight(height)
