"""What can be done with the file of a document: an own one is edited, of a bundled one a copy."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from kb_app.base.i18n import _
from kb_app.domain.library import Shelf
from kb_app.ui.widgets.named_button import named_button

if TYPE_CHECKING:
    from kb_app.domain.family import Family


class CaseAct(StrEnum):
    """What a person can want to do."""

    EDIT = "edit"
    COPY = "copy"
    ATTACH = "attach"
    DELETE = "delete"
    ORIGINAL = "original"
    """To see what has changed in the original of a copy."""


class CaseActs(QWidget):
    """A button, and a menu of the rest."""

    wanted = Signal(str)
    """A `CaseAct`."""
    export_wanted = Signal()
    report_wanted = Signal()
    """The person found an error in a case that came with the program."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_acts")
        self._edit = named_button("case_edit", _("Edit…"), look="quiet")
        self._copy = named_button("case_copy", _("Copy and edit…"), look="quiet")
        self._more = QToolButton()
        self._writing: list[QAction] = []
        self._report = QAction(_("Report an &error in this case"), self)
        self._is_own = False
        self._is_read_only = False
        self._fill_menu()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self._edit, self._copy, self._more):
            row.addWidget(widget)
        self._edit.clicked.connect(lambda: self.wanted.emit(CaseAct.EDIT))
        self._copy.clicked.connect(lambda: self.wanted.emit(CaseAct.COPY))

    @property
    def offers_report(self) -> bool:
        """Whether there is somebody to tell of an error: who keeps the bundled library."""
        return self._report.isVisible()

    def show_for(self, shelf: Shelf, family: Family | None = None) -> None:
        """Offer what can be done with a document of a shelf; a copy that there is already is gone on with."""
        self._is_own = shelf is Shelf.OWN
        has_copy = family is not None and bool(family.copies)
        spoken = _("Edit the copy that your office made") if has_copy else _("Make a copy of your own and edit it")
        self._copy.setText(_("Edit the copy…") if has_copy else _("Copy and edit…"))
        self._copy.setAccessibleName(spoken)
        self._copy.setToolTip(spoken)
        is_copy = family is not None and family.origin is not None and family.origin.shelf is Shelf.BUNDLED
        self._report.setVisible(not self._is_own or is_copy)
        self._show()

    def set_read_only(self, read_only: bool) -> None:
        """Leave out what changes something."""
        self._is_read_only = read_only
        self._show()

    def _show(self) -> None:
        self._edit.setVisible(self._is_own and not self._is_read_only)
        self._copy.setVisible(not self._is_own and not self._is_read_only)
        for action in self._writing:
            action.setVisible(self._is_own and not self._is_read_only)

    def _fill_menu(self) -> None:
        self._more.setObjectName("case_more")
        self._more.setText("…")
        self._more.setAccessibleName(_("More for this document"))
        self._more.setToolTip(_("More for this document"))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(self._more)
        export = menu.addAction(_("Export…"))
        export.setObjectName("mark_export")
        export.triggered.connect(lambda _checked=False: self.export_wanted.emit())
        for act, words in ((CaseAct.ATTACH, _("&Attach a file…")), (CaseAct.DELETE, _("To the &wastebasket"))):
            action = QAction(words, self)
            action.setObjectName(f"case_{act}")
            action.triggered.connect(lambda _checked=False, act=act: self.wanted.emit(act))
            menu.addAction(action)
            self._more.addAction(action)
            self._writing.append(action)
        self._report.setObjectName("case_report")
        self._report.triggered.connect(self.report_wanted)
        menu.addSeparator()
        menu.addAction(self._report)
        self._more.setMenu(menu)
