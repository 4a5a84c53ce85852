"""The third step: the person sees what would be imported, corrects it, and decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.domain.table_columns import holds_tables
from kb_app.domain.transfer import Fate
from kb_app.domain.transfer_wording import counts_words
from kb_app.ui.dialogs.import_dialog.conflict_row import ConflictRow
from kb_app.ui.dialogs.import_dialog.row_difference import has_difference, row_difference_dialog
from kb_app.ui.dialogs.import_dialog.row_look import RowLook
from kb_app.ui.dialogs.import_dialog.skipped_panel import SkippedPanel
from kb_app.ui.dialogs.import_dialog.table import ImportTable
from kb_app.ui.models.axis_names import value_name
from kb_app.ui.models.import_filter import ImportFilter, Shown, shown_label
from kb_app.ui.widgets.choice_box import ChoiceBox
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.words_label import WordsLabel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QLayout

    from kb_app.domain.differences import DifferenceRow
    from kb_app.domain.taxonomy import Axis
    from kb_app.domain.transfer import ImportPreview
    from kb_app.ui.dialogs.import_dialog.desk import ImportDesk, Looked
    from kb_app.ui.models.import_model import ImportModel
    from kb_app.ui.models.import_row import ImportRow
    from kb_app.ui.theme import Theme


class PreviewStep(QWidget):
    """Counts, the table, what the chosen row says, and the files that are not read."""

    encoding_wanted = Signal(list, str)
    columns_wanted = Signal(str)
    """The person wants to say what the columns of the tables in this file are."""

    failed = Signal(str)
    """What was asked for cannot be shown, and why."""

    def __init__(self, model: ImportModel, desk: ImportDesk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._desk = desk
        self._theme = theme
        self._chosen: ImportRow | None = None
        self._rows = ImportFilter(model, self)
        self._file = ""
        self.counts = QLabel()
        self._shown = ChoiceBox()
        self.table = ImportTable(self._rows)
        self.look = RowLook(desk, theme)
        self.skipped = SkippedPanel()
        self.conflicts = ConflictRow()
        self._all = named_button("import_all", _("Tick all shown"), look="quiet")
        self._none = named_button("import_none", _("Untick all shown"), look="quiet")
        self._text_tab = named_button("import_text_tab", _("Text of the chosen row"), look="quiet")
        self._skipped_tab = named_button("import_skipped_tab", "", look="quiet")
        self.columns = named_button("import_columns_open", _("Columns…"), look="quiet")
        self.differs = named_button("import_differs", _("See what differs"), look="quiet")
        self._legend = WordsLabel(look="setting_note")
        self._below = QStackedWidget()
        self._arrange()
        self._connect()

    def show_looked(self, looked: Looked, read_as: Mapping[str, str]) -> None:
        """Show what was read; `read_as` are the encodings that the person chose, by file."""
        preview = looked.preview
        self.table.know_places(looked.municipalities)
        self._model.know_places(looked.municipalities)
        self._model.show(preview)
        self.counts.setText(counts_words(preview.counts, len(preview.skipped)))
        self.skipped.show_skipped(preview, read_as)
        self.conflicts.show_count(preview.counts[Fate.CONFLICT])
        self._offer_choices()
        self.differs.setVisible(any(preview.counts[fate] for fate in (Fate.UPDATED, Fate.CONFLICT)))
        self.columns.setVisible(any(holds_tables(item.origin.name) for item in preview.cases))
        self._tell_skipped(preview)
        self._legend.say(_legend())
        self._legend.setVisible(self._rows.count(Shown.GUESSED) > 0)
        self.table.choose_first()
        self._turn(to_skipped=not self._model.rowCount())

    def focus_table(self) -> None:
        """Take the keyboard to the table, or to the files that are not read where there is nothing else."""
        (self.table if self._model.rowCount() else self.skipped.list).setFocus()

    def _on_row(self, number: int) -> None:
        row = self._model.row(number) if number >= 0 else None
        self._chosen = row
        self.look.show_row(row)
        self.differs.setEnabled(has_difference(row))
        self._file = row.origin.name if row is not None and row.case is not None else ""
        self.columns.setEnabled(holds_tables(self._file))
        words = _("Say which field each column of {file} is").format(file=self._file)
        self.columns.setToolTip(words if self.columns.isEnabled() else "")

    def _on_differs(self) -> None:
        row = self._chosen
        if row is None or not has_difference(row):
            return

        def named(axis: Axis, value: str) -> str:
            return value_name(self._model.taxonomy, axis, value, self._model.plan)

        def show(rows: tuple[DifferenceRow, ...]) -> None:
            if self.isVisible():  # else the person has gone on: it may be written by now
                row_difference_dialog(row.title, rows, self._theme, self).open()

        self._desk.compare(row.item, named, show, lambda error: self.failed.emit(str(error)))

    def _on_data_changed(self) -> None:
        current = self._rows.mapToSource(self.table.currentIndex())
        self._on_row(current.row() if current.isValid() else -1)

    def _on_shown(self) -> None:
        self._rows.show(Shown(self._shown.currentData()))
        self.table.choose_first()

    def _tick(self, *, wanted: bool) -> None:
        self._model.tick(self._rows.numbers(), wanted=wanted)

    def _turn(self, *, to_skipped: bool) -> None:
        self._below.setCurrentWidget(self.skipped if to_skipped else self.look)
        self._text_tab.setChecked(not to_skipped)
        self._skipped_tab.setChecked(to_skipped)

    def _tell_skipped(self, preview: ImportPreview) -> None:
        self._skipped_tab.setText(_("Files not read ({count})").format(count=f"{len(preview.skipped):,}"))
        self._skipped_tab.setAccessibleName(self._skipped_tab.text())

    def _offer_choices(self) -> None:
        """Offer the choices of rows that have any."""
        chosen = self._shown.currentData() or Shown.ALL.value
        self._shown.clear()
        for shown in Shown:
            count = self._rows.count(shown)
            if count or shown is Shown.ALL:
                self._shown.addItem(f"{shown_label(shown)} ({count:,})", shown.value)
        self._shown.setCurrentIndex(max(0, self._shown.findData(chosen)))
        self._rows.show(Shown(self._shown.currentData()))

    def _connect(self) -> None:
        self.table.row_changed.connect(self._on_row)
        self._model.dataChanged.connect(self._on_data_changed)
        self._shown.activated.connect(lambda _row: self._on_shown())
        self._all.clicked.connect(lambda: self._tick(wanted=True))
        self._none.clicked.connect(lambda: self._tick(wanted=False))
        self._text_tab.clicked.connect(lambda: self._turn(to_skipped=False))
        self._skipped_tab.clicked.connect(lambda: self._turn(to_skipped=True))
        self.differs.clicked.connect(self._on_differs)
        self.columns.clicked.connect(lambda: self.columns_wanted.emit(self._file))
        self.skipped.encoding_wanted.connect(self.encoding_wanted)
        self.conflicts.chosen.connect(self._model.settle)

    def _arrange(self) -> None:
        self.counts.setObjectName("import_counts")
        self.counts.setProperty("look", "step_heading")
        self._shown.setObjectName("import_shown")
        self._shown.setAccessibleName(_("Rows to show"))
        self._shown.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._head())
        column.addWidget(self._split(), 1)
        column.addWidget(self.conflicts)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.counts, 1)
        for widget in (self._all, self._none, self._shown):
            row.addWidget(widget)
        return row

    def _split(self) -> QSplitter:
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(_column(self.table, self._legend))
        self._below.addWidget(self.look)
        self._below.addWidget(self.skipped)
        tabs = QHBoxLayout()
        tabs.setSpacing(4)
        for button in (self._text_tab, self._skipped_tab):
            button.setCheckable(True)
            tabs.addWidget(button)
        tabs.addStretch(1)
        tabs.addWidget(self.differs)
        tabs.addWidget(self.columns)
        split.addWidget(_column(self._below, above=tabs))
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        return split


def _column(*widgets: QWidget, above: QLayout | None = None) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    if above is not None:
        column.addLayout(above)
    for number, widget in enumerate(widgets):
        column.addWidget(widget, 0 if number else 1)
    return made


def _legend() -> str:
    return _(
        "Slanted and dotted values were guessed from text or name: please look at them. Enter or a double click "
        "corrects a value, Space ticks a row."
    )
