"""A person says which column of a table is which field of a case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.domain.table_columns import chosen_twice
from kb_app.ui.dialogs.dialog_parts import fit
from kb_app.ui.dialogs.import_dialog.column_rows import MOST_ROWS, ColumnRows, column_name
from kb_app.ui.widgets.choice_box import ChoiceBox
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.said_line import SaidLine
from kb_app.ui.widgets.tick_box import TickBox
from kb_app.ui.widgets.words_label import WordsLabel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb_app.domain.table_columns import ColumnsLook, TableKey


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of one table so far."""

    fields: Mapping[int, str]
    is_read: bool
    is_guess: bool


class ColumnsDialog(QDialog):
    """Starts with what the program guessed, or with what was said before; nothing is read before it is applied."""

    applied = Signal(object)
    """Which column of which table is which field (`ReadAs.columns`)."""

    def __init__(self, file: str, look: ColumnsLook, corrected: int, parent: QWidget | None = None) -> None:
        """`corrected` is in how many rows of the file the person corrected something, which is read anew."""
        super().__init__(parent)
        self.setObjectName("columns_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Columns of {file}").format(file=file))
        self._look = look
        self._said = [_Said(table.fields, table.is_read, table.is_guess) for table in look.tables]
        self._corrected = corrected
        self._tables = ChoiceBox()
        self.is_read = TickBox(_("Every row of this table is a case"))
        self.rows = ColumnRows(look.offered)
        self.said = SaidLine("columns_said")
        self._apply = named_button("columns_apply", _("Apply"), look="main")
        self._cancel = named_button("columns_cancel", _("Cancel"))
        self._arrange(file)
        self._connect()
        fit(self, 52, 48)
        self._show(next((number for number, one in enumerate(self._said) if one.is_read), 0))
        if look.tables[self._at].is_known:
            self._tell()

    @property
    def columns(self) -> dict[TableKey, Mapping[int, str]]:
        """What is said of each table; a table that is not read as cases has no columns."""
        pairs = zip(self._look.tables, self._said, strict=True)
        return {table.key: dict(one.fields) if one.is_read else {} for table, one in pairs}

    def _on_table(self) -> None:
        self._show(self._tables.currentIndex())
        self._tell()

    def _on_read(self) -> None:
        self._change(replace(self._said[self._at], is_read=self.is_read.isChecked()))

    def _on_chosen(self) -> None:
        """Whoever says what a column is wants the table to be read."""
        kept = {place: name for place, name in self._said[self._at].fields.items() if place >= MOST_ROWS}
        fields = {**self.rows.fields, **kept}
        self._change(_Said(fields, is_read=bool(fields), is_guess=self._said[self._at].is_guess))

    def _on_apply(self) -> None:
        for number, one in enumerate(self._said):
            twice = chosen_twice(one.fields, self._look.offered) if one.is_read else None
            if twice is not None:
                self._show(number)
                self._tell()
                self.rows.go_to(twice[1][-1])
                return
            if one.is_read and not one.fields:
                self._show(number)
                self.said.warn(_("No column of this table is used. Say what at least one column is."))
                return
        self.applied.emit(self.columns)
        self.accept()

    @property
    def _at(self) -> int:
        return max(0, self._tables.currentIndex())

    def _change(self, said: _Said) -> None:
        self._said[self._at] = said
        self.is_read.setChecked(said.is_read)
        self._tell()

    def _show(self, number: int) -> None:
        table, one = self._look.tables[number], self._said[number]
        self._tables.setCurrentIndex(number)
        self.is_read.setChecked(one.is_read)
        self.rows.show_table(table, one.fields, is_guess=one.is_guess)

    def _tell(self) -> None:
        """Say at once what is the matter with the table that is shown."""
        one, table = self._said[self._at], self._look.tables[self._at]
        twice = chosen_twice(one.fields, self._look.offered) if one.is_read else None
        if twice is not None:
            names = _(", ").join(_("“{column}”").format(column=column_name(table, place)) for place in twice[1])
            words = _("“{field}” can be one column only. Now these are: {columns}")
            self.said.warn(words.format(field=twice[0].label, columns=names))
        elif not any(said.is_read for said in self._said):
            self.said.say(_("No table is read as cases. The file becomes one document."))
        elif one.is_read and "title" not in one.fields.values():
            self.said.say(_("Without a column for the title, titles are made of the other columns."))
        elif table.is_known and one.fields == table.fields:
            self.said.say(_("This is what was said of a table with these headings at an earlier import."))
        else:
            self.said.say("")

    def _connect(self) -> None:
        self._tables.activated.connect(lambda _row: self._on_table())
        self.is_read.clicked.connect(self._on_read)
        self.rows.changed.connect(self._on_chosen)
        self._apply.clicked.connect(self._on_apply)
        self._cancel.clicked.connect(self.reject)

    def _arrange(self, file: str) -> None:
        self.is_read.setObjectName("columns_read")
        self.is_read.setAccessibleName(self.is_read.text())
        self._tables.setObjectName("columns_tables")
        self._tables.setAccessibleName(_("Table"))
        for table in self._look.tables:
            self._tables.addItem(table.name or file)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(12)
        column.addWidget(WordsLabel(_sentence(self._corrected)))
        column.addWidget(self._chooser())
        column.addWidget(self.is_read)
        column.addWidget(self.rows, 1)
        column.addWidget(WordsLabel(self._more(), "setting_note"))
        column.addWidget(self.said)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self._apply)
        foot.addWidget(self._cancel)
        column.addLayout(foot)

    def _chooser(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(QLabel(_("Table")))
        row.addWidget(self._tables, 1)
        made.setVisible(len(self._look.tables) > 1)
        return made

    def _more(self) -> str:
        widest = max(len(table.header) for table in self._look.tables)
        words = _(
            "Fields of several words or lines can be told by several columns, which are joined from left to right."
        )
        more = _("Only the first {count} columns are shown; the others are read as before.").format(count=MOST_ROWS)
        return f"{words}\n{more}" if widest > MOST_ROWS else words


def _sentence(corrected: int) -> str:
    words = _("Say which field of a case each column is. The file is then read again; nothing is written yet.")
    if not corrected:
        return words
    lost = _("What you corrected in {count} rows of this file is read anew.").format(count=f"{corrected:,}")
    return f"{words}\n{lost}"
