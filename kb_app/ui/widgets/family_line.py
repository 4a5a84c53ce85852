"""The lines of a document that say what it is a copy of, or which copies there are, with the way there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.domain.library import Shelf
from kb_app.ui.widgets.named_button import named_button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

    from kb_app.domain.family import Family, Relative


class FamilyLine(QWidget):
    """Shows a `Family`, and nothing for a document that has none."""

    document_wanted = Signal(str)
    change_wanted = Signal()
    """The person wants to see what has changed in the original."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_family")
        self._shown: tuple[Family | None, bool] = (None, False)
        self._lines: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.hide()

    @property
    def sentences(self) -> list[str]:
        """What is said, line by line."""
        return [label.text() for line in self._lines for label in line.findChildren(QLabel)]

    def show_family(self, family: Family | None, *, is_original_changed: bool = False) -> None:
        """Say what a document is a copy of, whether that has changed since, and name its copies."""
        if (family, is_original_changed) != self._shown:
            self._shown = (family, is_original_changed)
            for line in self._lines:
                line.setParent(None)
                line.deleteLater()
            self._lines = _made_lines(self, family, is_original_changed) if family is not None else []
            for line in self._lines:
                self._column.addWidget(line)
        self.setVisible(bool(self._lines))


def _made_lines(owner: FamilyLine, family: Family, is_original_changed: bool) -> list[QWidget]:
    lines = []
    if family.origin is not None:
        lines.append(_relative(owner, _origin_text(family.origin), family.origin, _("Open the original")))
        if is_original_changed:
            lines.append(_changed(owner))
    lines += [_relative(owner, _copy_text(copy, family), copy, _("Open the copy")) for copy in family.copies]
    return lines


def _origin_text(origin: Relative) -> str:
    match origin.shelf:
        case Shelf.BUNDLED:
            return _("Copy of a bundled case; your office can change it.")
        case Shelf.OWN:
            return _("Copy of your own case “{title}”.").format(title=origin.title)
    return _("Copy of a case that is not in the library now ({id}).").format(id=origin.id)


def _copy_text(copy: Relative, family: Family) -> str:
    if family.is_hidden:
        return _("Lists show your copy “{title}” in the place of this case.").format(title=copy.title)
    return _("There is a copy: “{title}”.").format(title=copy.title)


def _relative(owner: FamilyLine, text: str, relative: Relative, words: str) -> QWidget:
    if not relative.is_known:
        return _line(text)
    spoken = _("{act}: {title}").format(act=words, title=relative.title)
    button = named_button("case_family_open", words, look="quiet", spoken=spoken)
    button.clicked.connect(lambda: owner.document_wanted.emit(relative.id))
    return _line(text, button)


def _changed(owner: FamilyLine) -> QWidget:
    button = named_button("case_family_change", _("See what changed in the original…"), look="quiet")
    button.clicked.connect(owner.change_wanted)
    return _line(_("The original has changed since it was copied."), button)


def _line(text: str, button: QPushButton | None = None) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    label = QLabel(text)
    label.setObjectName("case_family_text")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    row.addWidget(label, 1)
    if button is not None:
        row.addWidget(button)
    return line
