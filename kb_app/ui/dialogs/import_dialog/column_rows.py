"""One line for each column of a table: what it is called, what stands in it, and which field it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.ui.widgets.choice_box import ChoiceBox
from kb_app.ui.widgets.words_label import WordsLabel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QWheelEvent

    from kb_app.domain.table_columns import FieldChoice, TableLook

MOST_ROWS = 200
"""Columns that are shown; a table of cases has a few dozen."""
_UNUSED = ""
_BOX_LETTERS = 16
_BETWEEN = " ／ "
"""Values hold commas and full stops."""


class ColumnRows(QScrollArea):
    """Shows a table; what is chosen is told at once."""

    changed = Signal()

    def __init__(self, offered: Sequence[FieldChoice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_columns")
        self.setAccessibleName(_("Columns of the table"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._choices = _choices(offered, self)  # one list for all boxes: a wide table has hundreds of them
        self.boxes: list[FieldBox] = []
        self._marks: list[QLabel] = []

    @property
    def fields(self) -> dict[int, str]:
        """Which column is which field; columns that are not used are left out."""
        return {place: box.field for place, box in enumerate(self.boxes) if box.field}

    def show_table(self, table: TableLook, fields: Mapping[int, str], *, is_guess: bool) -> None:
        """Show a table with what is chosen; `is_guess` says that nobody has said it yet."""
        self.boxes, self._marks = [], []
        content = QWidget()
        grid = QGridLayout()
        grid.setContentsMargins(0, 6, 8, 6)  # off the lines above and below
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        for column, words in enumerate((_("Heading"), _("Values in it"), _("Which field"), "")):
            grid.addWidget(_label(words, "setting_note"), 0, column)
        for place in range(min(len(table.header), MOST_ROWS)):
            self._add(grid, table, place, fields.get(place, _UNUSED))
            self._marks[place].setVisible(is_guess and place in fields)
        outside = QVBoxLayout(content)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addLayout(grid)
        outside.addStretch(1)
        self.setWidget(content)
        self.verticalScrollBar().setValue(0)

    def go_to(self, place: int) -> None:
        """Take the keyboard to the box of a column."""
        self.boxes[place].setFocus()
        self.ensureWidgetVisible(self.boxes[place])

    def _add(self, grid: QGridLayout, table: TableLook, place: int, field: str) -> None:
        heading = column_name(table, place)
        box = FieldBox(self._choices, field)
        box.setObjectName(f"import_column_{place}")
        samples = _BETWEEN.join(table.samples[place]) or _("(empty)")
        box.setAccessibleName(_("Which field is the column “{column}”?").format(column=heading))
        mark = _label(_("guessed"), "setting_note")
        mark.setObjectName(f"import_column_guess_{place}")
        box.setAccessibleDescription(samples)
        box.currentIndexChanged.connect(lambda _row: self._on_chosen(place))
        self.boxes.append(box)
        self._marks.append(mark)
        cells = (WordsLabel(heading, "setting_name"), WordsLabel(samples, "setting_note"), box, mark)
        for column, widget in enumerate(cells):
            grid.addWidget(widget, place + 1, column)

    def _on_chosen(self, place: int) -> None:
        self._marks[place].hide()
        self.changed.emit()


class FieldBox(ChoiceBox):
    """One of the fields, or none."""

    def __init__(self, choices: QStandardItemModel, field: str) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # else the wheel changes what the pointer is over
        self.setModel(choices)
        self.setMaxVisibleItems(18)
        self.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_BOX_LETTERS)
        self.setCurrentIndex(max(0, self.findData(field)))

    @property
    def field(self) -> str:
        """The field, "" for none."""
        return str(self.currentData() or _UNUSED)

    def minimumSizeHint(self) -> QSize:
        """Never be cut off."""
        return self.sizeHint()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the list scroll where the person turns the wheel."""
        event.ignore()


def column_name(table: TableLook, place: int) -> str:
    """Return what a column is called; one without a heading by its number."""
    heading = " ".join(table.header[place].split())
    return heading or _("Column {number}").format(number=place + 1)


def _choices(offered: Sequence[FieldChoice], parent: QWidget) -> QStandardItemModel:
    model = QStandardItemModel(parent)
    for field, label in ((_UNUSED, _("Not used")), *((one.field, one.label) for one in offered)):
        item = QStandardItem(label)
        item.setData(field, Qt.ItemDataRole.UserRole)
        model.appendRow(item)
    return model


def _label(words: str, look: str) -> QLabel:
    made = QLabel(words)
    made.setProperty("look", look)
    return made
