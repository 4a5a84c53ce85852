"""A part of the form that is one table of rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.ui.dialogs.case_editor.row_table import RowTable
from kb_app.ui.dialogs.case_editor.section import Section

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kb_app.ui.models.row_model import RowModel

_CELL = re.compile(r"\w+\[([0-9]+)\]\.(\w+)")
"""A cell by its name, as in `outcomes[2].unit`, counted from 1."""


class RowSection(Section):
    """Its rows are one question, called as the field of the case; what cannot be read in a cell is a trouble of it."""

    def __init__(self, field: str, model: RowModel, name: str, heading: str) -> None:
        super().__init__(name, heading)
        self._field = field
        self._model = model
        self.table = RowTable(field, heading, model)
        model.edited.connect(self.changed)
        self.questions[field] = self.table
        self.below(self.table)

    @property
    def troubles(self) -> dict[str, str]:
        """The cells whose text cannot be read, by field, and why."""
        words = _("Row {row}, {column}: {trouble}")
        found = {
            f"{self._field}[{cell.row + 1}].{cell.column.name}": words.format(
                row=cell.row + 1, column=cell.column.heading, trouble=cell.sentence
            )
            for cell in self._model.refusals
        }
        return super().troubles | found

    def go_to(self, name: str) -> QWidget | None:
        """Take the keyboard to the cell or the table of a field."""
        cell = _CELL.fullmatch(name)
        if cell is None or not name.startswith(f"{self._field}["):
            return super().go_to(name)
        self.table.go_to_cell(int(cell[1]) - 1, cell[2])
        return self.table
