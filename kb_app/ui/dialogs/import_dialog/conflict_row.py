"""One choice for everything that is here already with other content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from kb_app.base.i18n import _
from kb_app.domain.transfer import Conflicts
from kb_app.domain.transfer_wording import conflicts_label, conflicts_sentence
from kb_app.ui.widgets.choice_box import ChoiceBox
from kb_app.ui.widgets.words_label import WordsLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class ConflictRow(QFrame):
    """Says what each choice does; without conflicts it is not there."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_conflicts")
        self._count = QLabel()
        self._choice = ChoiceBox()
        self._sentence = WordsLabel(conflicts_sentence(Conflicts.SKIP), "setting_note")
        self._arrange()
        self._choice.activated.connect(lambda _row: self._on_chosen())
        self.hide()

    @property
    def choice(self) -> Conflicts:
        """What the person chose."""
        return Conflicts(self._choice.currentData())

    def show_count(self, count: int) -> None:
        """Ask about that many."""
        self.setVisible(count > 0)
        self._count.setText(_("Conflicts ({count}):").format(count=f"{count:,}"))

    def _on_chosen(self) -> None:
        self._sentence.say(conflicts_sentence(self.choice))
        self.chosen.emit(self.choice)

    def _arrange(self) -> None:
        self._choice.setObjectName("import_conflict_choice")
        self._choice.setAccessibleName(_("What is done with conflicts"))
        for choice in Conflicts:
            self._choice.addItem(conflicts_label(choice), choice.value)
        self._sentence.setObjectName("import_conflict_sentence")
        line = self._sentence.fontMetrics().height()
        self._sentence.setContentsMargins(0, line // 4, 0, 0)  # its lines have their room below
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(10)
        row.addWidget(self._count)
        row.addWidget(self._choice)
        row.addWidget(self._sentence, 1)
