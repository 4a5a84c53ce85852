"""The step of a dialog in which something long goes on: what, how far, and a way to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.words_label import WordsLabel

if TYPE_CHECKING:
    from kb_app.base.progress import Progress


class WorkStep(QWidget):
    """A heading, a bar, what is being worked on, and a button."""

    stop_wanted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = QLabel()
        self._heading.setProperty("look", "step_heading")
        self._bar = QProgressBar()
        self._bar.setObjectName(f"{name}_progress")
        self._bar.setTextVisible(False)
        self._now = QLabel()
        self._now.setObjectName(f"{name}_now")
        self._now.setTextFormat(Qt.TextFormat.PlainText)
        self._note = WordsLabel(look="setting_note")
        self.stop = named_button(f"{name}_stop", _("Stop"))
        self.stop.clicked.connect(self._on_stop)
        self._arrange()

    @property
    def heading(self) -> str:
        """What is going on."""
        return self._heading.text()

    def begin(self, heading: str, note: str = "") -> None:
        """Something else is begun; `note` says what stopping it means."""
        self._heading.setText(heading)
        self._note.say(note)
        self._now.setText("")
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(heading)
        self.stop.setEnabled(True)
        self.stop.setText(_("Stop"))
        self.stop.setFocus()

    def show_progress(self, progress: Progress) -> None:
        """Show how far it is; where the end is not known, how many were done."""
        self._bar.setRange(0, max(progress.total, 0))
        self._bar.setValue(progress.done)
        counts = _("{count} so far").format(count=f"{progress.done:,}") if progress.done else ""
        if progress.total:
            counts = _("{done} of {total}").format(done=f"{progress.done:,}", total=f"{progress.total:,}")
        words = "　".join(part for part in (counts, progress.label) if part)
        room = max(self._bar.width(), 200)
        self._now.setText(self._now.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, room))
        self._bar.setAccessibleName(f"{self._heading.text()} {counts}".strip())

    def _on_stop(self) -> None:
        self.stop.setEnabled(False)
        self.stop.setText(_("Stopping…"))
        self.stop_wanted.emit()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (self._heading, self._bar, self._now, self._note):
            column.addWidget(widget)
        column.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
