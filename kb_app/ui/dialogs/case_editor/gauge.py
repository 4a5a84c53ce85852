"""How complete a case is: a bar with per cent, and what is missing, each a way to its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.ui.widgets.named_button import named_button

if TYPE_CHECKING:
    from kb_app.domain.completeness import Completeness, Gap

_FEW = 3


class Gauge(QFrame):
    """Shows the weightiest gaps; the others on demand."""

    gap_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_gauge")
        self._missing: tuple[Gap, ...] = ()
        self._shows_all = False
        heading = QLabel(_("How complete it is"))
        heading.setProperty("look", "setting_name")
        self._bar = QProgressBar()
        self._bar.setObjectName("case_gauge_bar")
        self._bar.setAccessibleName(_("How complete it is"))
        self._bar.setRange(0, 100)
        self._bar.setTextVisible(False)
        self._percent = QLabel()
        self._percent.setObjectName("case_gauge_percent")
        self._gaps = QVBoxLayout()
        self._gaps.setSpacing(0)
        self._more = named_button("case_gauge_more", "", look="quiet")
        self._more.clicked.connect(self._on_more)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(heading)
        row.addWidget(self._bar, 1)
        row.addWidget(self._percent)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 10)
        column.setSpacing(6)
        column.addLayout(row)
        column.addLayout(self._gaps)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def percent(self) -> int:
        """What the bar says."""
        return self._bar.value()

    @property
    def missing(self) -> tuple[Gap, ...]:
        """What is missing, the weightiest first."""
        return self._missing

    def show_completeness(self, found: Completeness) -> None:
        """Show another state; the same gaps again keep the keyboard's place."""
        percent = int(found.share * 100)
        self._bar.setValue(percent)
        self._percent.setText(f"{percent} %")
        if found.missing != self._missing:
            self._missing = found.missing
            self._fill()

    def _on_more(self) -> None:
        self._shows_all = not self._shows_all
        self._fill()

    def _fill(self) -> None:
        while self._gaps.count():
            item = self._gaps.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown = self._missing if self._shows_all else self._missing[:_FEW]
        for gap in shown:
            button = named_button(f"case_gap_{gap.field}", f"→ {gap.sentence}", look="quiet", spoken=gap.sentence)
            button.clicked.connect(lambda _checked=False, field=gap.field: self.gap_chosen.emit(field))
            self._gaps.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        rest = len(self._missing) - _FEW
        self._more.setVisible(rest > 0)
        all_words = _("Show all ({count} more)").format(count=rest)
        self._more.setText(_("Show fewer") if self._shows_all else all_words)
        self._more.setAccessibleName(self._more.text())
