"""A table to write into, with buttons and keys to add, remove and move rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QStyledItemDelegate,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from kb_app.base.i18n import _
from kb_app.ui.dialogs.case_editor.field import Choice
from kb_app.ui.dialogs.dialog_parts import add_key
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.word_line import WordLine

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel, QObject
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from kb_app.ui.models.row_model import Index, RowModel

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LEAST_ROWS, _MOST_ROWS = 4, 10
"""Rows of one line that there is room for at least, and at most before the table scrolls."""
_BESIDE_CHOICE = 46
"""Pixels that a box takes beside its words, for its frame and arrow."""
_CHOICE_LETTERS = 12
"""A column of choices is no wider at first, whatever they are called."""
_CELL = "case_cell"
_BEFORE = "before"


class RowTable(QWidget):
    """Ins adds a row, Ctrl+Del removes it, Alt+↑ and Alt+↓ move it."""

    def __init__(self, name: str, words: str, model: RowModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._model = model
        model.setParent(self)
        self.table = _Table(model)
        self.table.setObjectName(f"entry_{name}")
        self.table.setAccessibleName(words)
        self._said = QLabel()
        self._said.setObjectName(f"entry_{name}_said")
        self._said.setWordWrap(True)
        self._said.setProperty("look", "field_trouble")
        self._said.setMargin(5)
        self._add = named_button(f"entry_{name}_add", _("＋ Add a row"), spoken=_("Add a row (Ins)"))
        self._remove = named_button(f"entry_{name}_remove", _("Remove"), spoken=_("Remove the row (Ctrl+Del)"))
        self._up = named_button(f"entry_{name}_up", "↑", spoken=_("Move the row up (Alt+↑)"))
        self._down = named_button(f"entry_{name}_down", "↓", spoken=_("Move the row down (Alt+↓)"))
        self._arrange()
        self._connect()
        self._show_state()
        self.say("")

    @property
    def trouble(self) -> str:
        """What is said to be wrong."""
        return self._said.text()

    def add_row(self) -> None:
        """Add a row behind the current one, and begin to write into it."""
        current = self.table.currentIndex().row()
        row = self._model.add(current + 1 if current >= 0 else self._model.rowCount())
        index = self._model.index(row, 0)
        self.table.setFocus()
        self.table.setCurrentIndex(index)
        self.table.edit(index)

    def remove_row(self) -> None:
        """Take the current row away."""
        row = self.table.currentIndex().row()
        if row >= 0:
            self._model.remove(row)
            self.table.setFocus()

    def move_row(self, by: int) -> None:
        """Move the current row, and stay on it."""
        self._model.move(self.table.currentIndex().row(), by)
        self._show_state()

    def keep_cell(self) -> None:
        """Take over what stands in the cell that is being written; it stays open."""
        self.table.keep_cell()

    def say(self, trouble: str) -> None:
        """Say what is wrong; "" for nothing."""
        self._said.setText(trouble)
        self._said.setVisible(bool(trouble))

    def focus_answer(self) -> None:
        """Take the keyboard to the table; without a row, to the button that adds one."""
        if self._model.rowCount() == 0:
            self._add.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self._model.index(0, 0))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to_cell(self, row: int, name: str) -> None:
        """Take the keyboard to a cell."""
        names = [column.name for column in self._model.columns]
        self.table.setCurrentIndex(self._model.index(row, names.index(name) if name in names else 0))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_state(self) -> None:
        row, count = self.table.currentIndex().row(), self._model.rowCount()
        self._remove.setEnabled(row >= 0)
        self._up.setEnabled(row > 0)
        self._down.setEnabled(0 <= row < count - 1)
        self.table.fit()

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._add, self._remove, self._up, self._down):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table)
        column.addWidget(self._said)
        column.addLayout(buttons)

    def _connect(self) -> None:
        model = self._model
        self._add.clicked.connect(self.add_row)
        self._remove.clicked.connect(self.remove_row)
        self._up.clicked.connect(lambda: self.move_row(-1))
        self._down.clicked.connect(lambda: self.move_row(1))
        model.edited.connect(lambda: self.say(next((cell.sentence for cell in model.refusals), "")))
        for changed in (model.rowsInserted, model.rowsRemoved, model.rowsMoved, model.modelReset):
            changed.connect(self._show_state)
        self.table.selectionModel().currentChanged.connect(lambda _now, _before: self._show_state())
        add_key(self, Qt.Key.Key_Insert, self.add_row)
        for keys, act in (
            (Qt.Modifier.CTRL | Qt.Key.Key_Delete, self.remove_row),
            (Qt.Modifier.ALT | Qt.Key.Key_Up, lambda: self.move_row(-1)),
            (Qt.Modifier.ALT | Qt.Key.Key_Down, lambda: self.move_row(1)),
        ):
            add_key(self, keys, act)  # type: ignore[arg-type]


class _Table(QTableView):
    """As high as its rows; typing into a cell writes over it, F2 or Enter changes what is there."""

    def __init__(self, model: RowModel) -> None:
        super().__init__()
        self._rows = model
        self._is_fitting = False
        self.setProperty("look", "rows")
        self.setModel(model)
        self._delegate = _Delegate(self)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            trigger.DoubleClicked | trigger.SelectedClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(True)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        header.sectionResized.connect(self._on_column_resized)
        model.dataChanged.connect(self.fit)
        self._fit_columns()

    def fit(self) -> None:
        """Make each row as high as its words need, and take the height of the rows."""
        line = self.fontMetrics().height() + 18
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(line)
        rows.setDefaultSectionSize(line)
        self.resizeRowsToContents()
        needed, most = max(rows.length(), _LEAST_ROWS * line), _MOST_ROWS * line
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if needed > most else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + min(needed, most) + bar + 6)

    def keep_cell(self) -> None:
        """Take over what stands in the cell that is being written."""
        for editor in self.viewport().findChildren(QWidget, _CELL):
            if editor.isVisible():
                self._delegate.commitData.emit(editor)

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew: the size of the letters has changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter begins to write, Delete empties a cell."""
        index = self.currentIndex()
        if event.key() in _ENTER and index.isValid() and self.state() != self.State.EditingState:
            self.edit(index)
        elif event.key() == Qt.Key.Key_Delete and not event.modifiers() and index.isValid():
            self.model().setData(index, "")
        else:
            super().keyPressEvent(event)

    def _on_column_resized(self) -> None:
        if not self._is_fitting:
            self.fit()

    def _fit_columns(self) -> None:
        letters = self.fontMetrics()
        self._is_fitting = True
        for place, column in enumerate(self._rows.columns):
            heading = letters.horizontalAdvance(column.heading) + 24
            letter = letters.horizontalAdvance("字")
            words = [letters.horizontalAdvance(words) + _BESIDE_CHOICE for _value, words in column.choices()]
            longest = min(max(words, default=0), letter * _CHOICE_LETTERS)
            self.setColumnWidth(place, max(letter * column.width, heading, longest))
        self._is_fitting = False
        self.fit()


class _Delegate(QStyledItemDelegate):
    """A line for words, a box for choices."""

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return what a cell is written with."""
        column = index.model().columns[index.column()]  # type: ignore[attr-defined]
        choices = column.choices()
        if choices:
            box = Choice(_CELL, choices)
            box.setParent(parent)
            box.setProperty(_BEFORE, index.data(Qt.ItemDataRole.EditRole))
            # Taken over at once, so that the preview shows it; the box stays until Enter or Tab, as a line does.
            box.activated.connect(lambda _row: self.commitData.emit(box))
            box.setAccessibleName(column.heading)
            return box
        line = WordLine(_CELL, column.heading, parent)
        line.setPlaceholderText("")
        line.setProperty("look", "cell")
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show what a cell holds."""
        text = str(index.data(Qt.ItemDataRole.EditRole))
        if isinstance(editor, Choice):
            editor.show_text(text)
        elif isinstance(editor, WordLine):
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take over what was written."""
        if isinstance(editor, Choice | WordLine):
            model.setData(index, editor.text())

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return room for a line with air around it."""
        return super().sizeHint(option, index) + QSize(0, 10)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Leave keys to an input method as long as it composes; Esc takes back what was chosen in a box."""
        if event.type() == QEvent.Type.KeyPress:
            if isinstance(editor, WordLine) and editor.is_composing:
                return False
            if isinstance(editor, Choice) and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
                editor.show_text(str(editor.property(_BEFORE)))
                self.commitData.emit(editor)
        return super().eventFilter(editor, event)
