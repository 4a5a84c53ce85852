"""The list of found documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu

from kb_app.base.i18n import _
from kb_app.ui.widgets.result_card import ResultCard

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from kb_app.domain.query import Hit
    from kb_app.ui.models.result_model import ResultModel
    from kb_app.ui.theme import Theme


_BATCH = 8
_CHOOSING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class ResultList(QListView):
    """Shows cards; moving to one chooses it, Enter or a click opens it."""

    chosen = Signal(str)
    opened = Signal(str)
    report_wanted = Signal(str)
    """The person found an error in a document that is listed."""
    several_chosen = Signal(list)
    """The hits that are chosen together; an empty list or one says that it is only the current one."""

    def __init__(self, model: ResultModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._place: int | None = None
        self._together: list[str] = []
        self.setObjectName("result_list")
        self.setAccessibleName(_("Found documents"))
        self.setModel(model)
        self._card = ResultCard(theme, model, self)
        self.setItemDelegate(self._card)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setBatchSize(_BATCH)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(32)
        self.clicked.connect(self._on_clicked)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        model.modelAboutToBeReset.connect(self._on_about_to_reset)
        model.modelReset.connect(self._on_reset)
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    @property
    def chosen_id(self) -> str:
        """The id of the chosen document, or ""."""
        hit = self._model.hit(self.currentIndex().row())
        return hit.id if hit is not None else ""

    def choose(self, document_id: str) -> bool:
        """Choose a document without telling, and stay at the same place; return whether it is listed."""
        row = self._model.row_of(document_id)
        if row < 0:
            return False
        if row == self.currentIndex().row():
            return True  # the rows are still the same, and the person may have scrolled on
        self.selectionModel().blockSignals(True)
        flag = QItemSelectionModel.SelectionFlag
        chooses = flag.NoUpdate if self._together else flag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self._model.index(row), chooses)
        self.selectionModel().blockSignals(False)
        if self._place or row >= _BATCH:
            self.setLayoutMode(QListView.LayoutMode.SinglePass)
        if self._place is not None:
            self.doItemsLayout()
            self.verticalScrollBar().setValue(self._place)
            self._place = None
        self.scrollTo(self._model.index(row))
        self.viewport().update()
        return True

    def choose_one(self) -> None:
        """Let the current document alone be chosen."""
        self._together = []
        self.selectionModel().select(self.currentIndex(), QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def choose_none(self) -> None:
        """Choose no document, and stand at the top."""
        self._together = []
        self.selectionModel().clear()
        self.scrollToTop()

    def follow(self, document_id: str) -> None:
        """Stand on a document that was opened elsewhere, without telling; on none where it is not listed.

        What is chosen together stays: it was chosen for something else.
        """
        if self.choose(document_id):
            return
        if not self._together:
            self.selectionModel().clearSelection()
        self.selectionModel().clearCurrentIndex()

    def choose_first(self) -> None:
        """Choose the first document and tell, also where it was chosen already."""
        index = self._model.index(self._model.first_hit())
        if index.isValid() and index == self.currentIndex():
            self._on_current_changed(index, index)
        elif index.isValid():
            self.setCurrentIndex(index)

    def menu(self, hit: Hit) -> QMenu | None:
        """Return the menu of the right mouse button over a document; None where nothing is offered.

        Of an own case there is nobody to tell, but for a copy of a bundled one.
        """
        is_own = hit.path.startswith("own/") and not hit.derived_from
        if hit.kind == "note" or is_own:
            return None
        menu = QMenu(self)
        report = menu.addAction(_("Report an &error in this case"))
        report.setObjectName("result_report_error")
        report.triggered.connect(lambda _checked=False: self.report_wanted.emit(hit.id))
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the menu for the document under the pointer, or for the current one on a key."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        hit = self._model.hit(index.row())
        menu = self.menu(hit) if hit is not None else None
        if menu is not None:
            place = self.visualRect(index).center() if by_key else event.pos()
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.viewport().mapToGlobal(place))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on a document, so that it can be seen where the keyboard is."""
        super().focusInEvent(event)
        by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_key and not self.chosen_id:
            self.choose_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the chosen document on Enter; Esc lets the others go."""
        if event.key() == Qt.Key.Key_Escape and self._together:
            self.choose_one()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen_id:
            self.opened.emit(self.chosen_id)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the cards out for the new width."""
        if event.size().width() != event.oldSize().width():
            self._card.forget()
            self.scheduleDelayedItemsLayout()
        super().resizeEvent(event)

    def doItemsLayout(self) -> None:
        """Lay the rows out; of new results those that are seen first come first, the rest once they are painted.

        Only then: a list that is laid out anew in parts forgets how far the person has scrolled.
        """
        super().doItemsLayout()
        self.setLayoutMode(QListView.LayoutMode.SinglePass)

    def _on_about_to_reset(self) -> None:
        self._place = self.verticalScrollBar().value()
        self.setLayoutMode(QListView.LayoutMode.Batched)

    def _on_selection_changed(self) -> None:
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        hits = [hit for hit in map(self._model.hit, rows) if hit is not None]
        self._together = [hit.id for hit in hits] if len(hits) > 1 else []
        self.several_chosen.emit(hits)

    def _on_reset(self) -> None:
        """What was chosen together stays chosen: the next thing may be wanted for the same documents."""
        rows = [row for row in map(self._model.row_of, self._together) if row >= 0]
        self._together = self._together if len(rows) > 1 else []
        if len(rows) > 1:
            selection = QItemSelection()
            for row in rows:
                selection.select(self._model.index(row), self._model.index(row))
            self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _on_clicked(self, index: QModelIndex) -> None:
        hit = self._model.hit(index.row())
        chooses_more = QGuiApplication.keyboardModifiers() & _CHOOSING
        if hit is not None and not chooses_more:
            self.opened.emit(hit.id)

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        hit = self._model.hit(current.row())
        if hit is not None:
            self.chosen.emit(hit.id)
