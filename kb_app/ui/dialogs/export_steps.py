"""The first and the last step of an export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFrame,
    QLabel,
    QListView,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kb_app.base.i18n import _
from kb_app.ui.dialogs.export_forms import ExportForm, export_forms
from kb_app.ui.widgets.radio_line import RadioLine
from kb_app.ui.widgets.tick_box import TickBox
from kb_app.ui.widgets.words_label import WordsLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb_app.domain.export import ExportCount, ExportSummary
    from kb_app.ui.dialogs.export_scope import ExportScope


class ExportChoice(QWidget):
    """What, in which form, and whether 個人 notes leave."""

    def __init__(self, scopes: Sequence[ExportScope], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scopes = scopes
        self._forms = export_forms()
        self._what = QButtonGroup(self)
        self._how = QButtonGroup(self)
        self._private = TickBox(_("Export private notes too"))
        self._private_note = WordsLabel(look="choice_note")
        self._count = WordsLabel(look="choice_note")
        self._counts: Sequence[ExportCount] = ()
        self._arrange()
        self._how.idClicked.connect(lambda _number: self._show_private())
        for group in (self._what, self._how):
            group.idToggled.connect(lambda _number, _is_on: self._show_count())
        self._show_private()
        self._show_count()

    @property
    def scope(self) -> ExportScope:
        """Which documents."""
        return self._scopes[self._what.checkedId()]

    @property
    def form(self) -> ExportForm:
        """In which form."""
        return self._forms[self._how.checkedId()]

    @property
    def with_private_notes(self) -> bool:
        """Whether 個人 notes leave."""
        return self._private.isChecked() and self.form.has_notes

    @property
    def scopes(self) -> Sequence[ExportScope]:
        """What can be chosen."""
        return self._scopes

    @property
    def count_words(self) -> str:
        """How much would be written out as it is chosen now; "" before that is known."""
        return self._count.words

    def show_counts(self, counts: Sequence[ExportCount]) -> None:
        """Say how much each choice is."""
        self._counts = counts
        self._show_count()

    def say_count(self, words: str) -> None:
        """Say something in the place of how much it is."""
        self._count.say(words)

    def _show_count(self) -> None:
        if not self._counts:
            self._count.say(_("Counting…"))
            return
        count = self._counts[self._what.checkedId()]
        leaving = count.documents if self.form.format.has_references else count.documents - count.references
        words = _("{count} documents are exported.").format(count=f"{leaving:,}")
        if not self.form.format.has_references:
            words = _("{count} cases are exported.").format(count=f"{leaving:,}")
            if count.references:
                left_out = _("{count} reference pages are no cases and are left out.")
                words = f"{words} {left_out.format(count=f'{count.references:,}')}"
        self._count.say(words)

    def _show_private(self) -> None:
        has_notes = self.form.has_notes
        self._private.setEnabled(has_notes)
        self._private_note.say(
            _("Notes marked 個人 are yours alone. They stay here unless you tick this.")
            if has_notes
            else _("Notes are exported as Markdown only; in this form there are none.")
        )
        self._private.setAccessibleDescription(self._private_note.words)

    def _arrange(self) -> None:
        content = QWidget()
        content.setObjectName("export_content")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(3)
        column.addWidget(_heading(_("What is to be exported?")))
        for number, scope in enumerate(self._scopes):
            self._add(column, self._what, RadioLine(f"export_scope_{number}", scope.words), number)
        column.addSpacing(8)
        column.addWidget(_heading(_("In which form?")))
        for number, form in enumerate(self._forms):
            self._add(column, self._how, RadioLine(f"export_form_{form.id}", form.name, form.purpose), number)
        column.addStretch(1)
        self._private.setObjectName("export_private")
        self._private.setAccessibleName(self._private.text())
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(6)
        outside.addWidget(_scrolled(content), 1)
        self._count.setObjectName("export_count")
        outside.addWidget(self._count)  # below the choices, which it is about, and always seen
        outside.addWidget(self._private, 0, Qt.AlignmentFlag.AlignLeft)  # seen also where the forms have to be scrolled
        outside.addWidget(self._private_note)

    def _add(self, column: QVBoxLayout, group: QButtonGroup, line: RadioLine, number: int) -> None:
        group.addButton(line.button, number)
        line.button.setChecked(number == 0)
        column.addWidget(line)


class ExportResult(QWidget):
    """What was written, what stayed, and what could not be taken along."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = Path()
        self.heading = _heading("")
        self.heading.setObjectName("export_result")
        self._lines = WordsLabel(look="notice_text")
        self._lines.setObjectName("export_result_lines")
        self._model = QStringListModel(self)
        self.list = QListView()
        self.list.setObjectName("export_remarks")
        self.list.setAccessibleName(_("Please note"))
        self.list.setProperty("look", "lines")
        self.list.setModel(self._model)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setSpacing(2)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.heading)
        column.addWidget(self._lines)
        body = QWidget()  # stays where there is no list, and keeps the rest at the top
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.list)
        column.addWidget(body, 1)

    def show_summary(self, summary: ExportSummary) -> None:
        """Say what was done."""
        self.place = summary.place
        words = _("{documents} documents and {notes} notes are exported.")
        self.heading.setText(words.format(documents=f"{summary.documents:,}", notes=f"{summary.notes:,}"))
        lines = [_("They are here: {place}").format(place=summary.place)]
        if summary.withheld:
            lines.append(_("Private notes that stayed here: {count}").format(count=f"{summary.withheld:,}"))
        self._lines.say("\n".join(lines))
        self._model.setStringList(list(summary.remarks))
        self.list.setVisible(bool(summary.remarks))


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("look", "step_heading")
    label.setWordWrap(True)
    return label


def _scrolled(content: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setObjectName("export_scroll")
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area
