"""The staff's tags to choose from: a box that narrows them, and the list with counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from kb_app.base.i18n import _
from kb_app.ui.models.tag_model import TAG_ROLE, TagModel
from kb_app.ui.widgets.notice import Notice, Offer
from kb_app.ui.widgets.word_line import WordLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from kb_app.domain.tag import TagCount

    Index = QModelIndex | QPersistentModelIndex

_SELECT = QItemSelectionModel.SelectionFlag


class TagList(QWidget):
    """Tags with the number of their documents; without any it says how to put one on."""

    choice_changed = Signal()
    opened = Signal()
    """Enter, or a double click, on a tag."""

    def __init__(self, name: str, words: str, *, several: bool, parent: QWidget | None = None) -> None:
        """`words` name the list for a screen reader; `several` tags can be chosen at once, or one."""
        super().__init__(parent)
        self._model = TagModel(self)
        self.box = WordLine(f"{name}_filter", _("Narrow the tags"))
        self.box.setClearButtonEnabled(True)
        self.view = _TagView(self._model)
        self.view.setObjectName(name)
        self.view.setAccessibleName(words)
        mode = QAbstractItemView.SelectionMode
        self.view.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self._count = QLabel()
        self._count.setObjectName(f"{name}_count")
        self._count.setProperty("look", "aside")
        self._notice = Notice()
        self._places = QStackedWidget()
        self._places.addWidget(self.view)
        self._places.addWidget(self._notice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.box, self._count):
            column.addWidget(widget)
        column.addWidget(self._places, 1)
        self._connect()

    @property
    def chosen(self) -> tuple[TagCount, ...]:
        """The tags that are chosen, from top to bottom."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedIndexes())
        return tuple(tag for row in rows if (tag := self._model.tag(row)) is not None)

    @property
    def all_tags(self) -> tuple[TagCount, ...]:
        """Every tag, also those that are not listed now."""
        return self._model.tags

    @property
    def total(self) -> int:
        """How many tags there are, also those that are not listed now."""
        return self._model.total

    def show_tags(self, tags: Sequence[TagCount]) -> None:
        """Replace the tags; those chosen stay chosen, else the one that has come to their place is."""
        kept, place = [tag.name for tag in self.chosen], self.view.currentIndex().row()
        self._model.show(tags)
        self._say_count()
        if not self.chosen and (kept or place >= 0):
            self.choose(kept)
        if not self.chosen:
            self._choose_row(min(max(place, 0), self._model.rowCount() - 1))

    def choose(self, names: Iterable[str]) -> None:
        """Choose exactly the tags of these names, as far as they are listed."""
        rows = [row for name in names if (row := self._model.row_of(name)) >= 0]
        selection = QItemSelection()
        for row in rows:
            selection.select(self._model.index(row), self._model.index(row))
        if rows:
            self.view.setCurrentIndex(self._model.index(rows[0]))
            self.view.selectionModel().select(selection, _SELECT.ClearAndSelect)
            self.view.scrollTo(self._model.index(rows[0]))

    def _on_narrowed(self, text: str) -> None:
        kept = [tag.name for tag in self.chosen]
        self._model.narrow(text)
        self.choose(kept)
        if not self.chosen:
            self._choose_row(0)
        self._say_count()
        self.choice_changed.emit()

    def _on_down(self) -> bool:
        if self._model.rowCount():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _on_enter(self) -> bool:
        if self.chosen:
            self.opened.emit()
        return True

    def _choose_row(self, row: int) -> None:
        if self._model.tag(row) is not None:
            self.view.setCurrentIndex(self._model.index(row))

    def _say_count(self) -> None:
        total, listed = self._model.total, self._model.rowCount()
        sentence = _("{listed} of {total} tags") if self._model.is_narrowed else _("{total} tags")
        self._count.setText(sentence.format(listed=f"{listed:,}", total=f"{total:,}"))
        self._count.setVisible(total > 0)
        self.box.setVisible(total > 0)
        self._places.setCurrentWidget(self.view if listed else self._notice)
        if not total:
            self._notice.show_offers(_("There are no tags of yours yet."), [Offer(text) for text in _lessons()])
        elif not listed:
            self._notice.show_offers(_("No tag has “{words}” in it.").format(words=self.box.text().strip()), [])

    def _connect(self) -> None:
        self.box.textChanged.connect(self._on_narrowed)
        self.box.on_key(Qt.Key.Key_Down, self._on_down)
        self.box.on_key(Qt.Key.Key_Return, self._on_enter)
        self.view.opened.connect(self.opened)
        self.view.selectionModel().selectionChanged.connect(lambda _new, _old: self.choice_changed.emit())


class _TagView(QListView):
    opened = Signal()

    def __init__(self, model: TagModel) -> None:
        super().__init__()
        self.setProperty("look", "tags")
        self.setModel(model)
        self.setItemDelegate(_TagRow(self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on a tag, so that it can be seen where the keyboard is."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the chosen tag on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selectionModel().hasSelection():
            self.opened.emit()
            return
        super().keyPressEvent(event)


class _TagRow(QStyledItemDelegate):
    """Paints a name, and at the right on how many documents it is."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the size of a row."""
        return QSize(0, round(option.fontMetrics.height() * 2.1))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row; one that is chosen has a frame, so that it is not told by its colour alone."""
        tag: TagCount = index.data(TAG_ROLE)
        painter.save()
        painter.setFont(option.font)
        ground = QStyleOptionViewItem(option)
        ground.text = ""
        ground.state &= ~QStyle.StateFlag.State_HasFocus
        self._view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, self._view)
        metrics, palette, gap = option.fontMetrics, self._view.palette(), option.fontMetrics.height() // 2
        area = QRectF(option.rect).adjusted(gap, 0, -gap, 0)
        count = _("{count} documents").format(count=f"{tag.count:,}")
        room = area.width() - metrics.horizontalAdvance(count) - gap
        name = metrics.elidedText(tag.name, Qt.TextElideMode.ElideRight, int(room))
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(palette.color(QPalette.ColorRole.BrightText), 2))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 4, 4)
        painter.restore()


def _lessons() -> tuple[str, ...]:
    return (
        _("Open a document, type a word into “Add a tag” and press Enter: the tag appears here."),
        _("Tags that came with the documents are not listed here; they belong to their files."),
    )
