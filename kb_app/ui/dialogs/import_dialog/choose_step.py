"""The first step: what is to be imported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.said_line import SaidLine
from kb_app.ui.widgets.words_label import WordsLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout

    from kb_app.ui.widgets.last_folder import LastFolder


class ChooseStep(QWidget):
    """Buttons for files and for a folder; both can be dragged here too."""

    chosen = Signal(list)
    """Files and folders (`Path`)."""

    def __init__(self, folder: LastFolder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._last = folder
        self.said = SaidLine("import_choose_said")
        self.files = named_button("import_files", _("Choose files…"), spoken=_("Choose files or a zip file"))
        self._folder = named_button("import_folder", _("Choose a folder…"))
        self.files.clicked.connect(self._on_files)
        self._folder.clicked.connect(self._on_folder)
        self._arrange()

    def _on_files(self) -> None:
        kinds = (
            _("Everything that can be read ({kinds})").format(
                kinds="*.md *.markdown *.txt *.html *.htm *.docx *.pdf *.xlsx *.csv *.json *.zip"
            ),
            _("All files (*)"),
        )
        found, _kind = QFileDialog.getOpenFileNames(self, _("Choose files"), str(self._last.start), ";;".join(kinds))
        if found:
            self._last.use(Path(found[0]).parent)
            self.chosen.emit([Path(name) for name in found])

    def _on_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Choose a folder"), str(self._last.start))
        if folder:
            self._last.use(Path(folder))
            self.chosen.emit([Path(folder)])

    def _arrange(self) -> None:
        heading = QLabel(_("What is to be imported?"))
        heading.setProperty("look", "step_heading")
        can_read = _(
            "Markdown, text, HTML, Word (docx), PDF with text, Excel (xlsx), CSV, and the government's data model for "
            "cases (CSV, JSON); a folder or a zip file of them, also notes of Obsidian or Joplin."
        )
        assurance = _("First you see what would be imported. Nothing is written before you say so.")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(heading)
        column.addWidget(WordsLabel(can_read))
        column.addWidget(self._place(), 1)
        column.addWidget(WordsLabel(assurance, "setting_note"))
        column.addWidget(self.said)

    def _place(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("import_drop")
        column = QVBoxLayout(frame)
        column.setContentsMargins(24, 28, 24, 28)
        column.setSpacing(16)
        column.addStretch(1)
        words = WordsLabel(_("Drag files or a folder here"))
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(words)
        column.addLayout(self._buttons())
        column.addStretch(1)
        return frame

    def _buttons(self) -> QLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch(1)
        row.addWidget(self.files)
        row.addWidget(self._folder)
        row.addStretch(1)
        return row
