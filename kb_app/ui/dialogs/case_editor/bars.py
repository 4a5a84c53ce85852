"""The line at the bottom of the editor (what was said, what is saved), and the notice at its top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from kb_app.base.i18n import _
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.said_line import SaidLine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb_app.domain.own_case import Original


class Foot(QFrame):
    """Says how saving stands, and has the buttons for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_editor_foot")
        self.said = SaidLine("case_editor_said")
        self._mark = QLabel()
        self._mark.setObjectName("case_editor_mark")
        self.save = named_button("case_editor_save", _("Save"), look="main", spoken=_("Save (Ctrl+S)"))
        self.close_button = named_button("case_editor_close", _("Close"))
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 10, 20, 10)
        row.setSpacing(12)
        row.addWidget(self.said, 1)
        for widget in (self._mark, self.close_button, self.save):
            row.addWidget(widget)

    @property
    def mark(self) -> str:
        """What is said about saving."""
        return self._mark.text()

    def show_state(self, *, saving: bool, dirty: bool, saved_at: str) -> None:
        """Say how saving stands; `saved_at` is "" before the first time."""
        self.save.setEnabled(not saving)
        saved = _("✓ Saved {time}").format(time=saved_at) if saved_at else ""
        unsaved = _("● There are changes that are not saved") if dirty else saved
        self._mark.setText(_("Saving…") if saving else unsaved)


class OriginalNotice(QFrame):
    """Says what the case is a copy of, and whether that has changed since."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_editor_notice")
        self._words = QLabel()
        self._words.setObjectName("case_editor_original_said")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self.compare = named_button("case_editor_compare", _("Compare with the original…"))
        self.look = named_button("case_editor_original", _("See what changed in the original…"))
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(self.look)
        row.addWidget(self.compare)
        self.hide()

    @property
    def words(self) -> str:
        """What is said."""
        return self._words.text()

    def show_original(self, original: Original | None, *, is_new: bool) -> None:
        """Say it, and nothing for what is no copy; `is_new` says that no file holds the copy yet."""
        self.setVisible(original is not None)
        if original is None:
            return
        self._words.setText("\n".join(_sentences(original, is_new=is_new)))
        self.compare.setVisible(original.now is not None)
        self.look.setVisible(original.change is not None)


def _sentences(original: Original, *, is_new: bool) -> Iterator[str]:
    what = _("Copy of “{title}” (bundled case)") if original.is_bundled else _("Copy of “{title}” (own case)")
    yield what.format(title=original.title)
    if is_new:
        yield _("It is written when you save it; from then on lists show it in the place of the original.")
    if original.now is None:
        yield _("The original is not in the library any more.")
    elif original.change is not None:
        yield _("The original has changed since it was copied.")
