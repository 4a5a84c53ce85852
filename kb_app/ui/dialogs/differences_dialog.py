"""Two versions side by side with what differs marked, and what can be done about it."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QTextBrowser, QVBoxLayout

from kb_app.base.i18n import _
from kb_app.domain.differences import DifferenceRow, RowKind
from kb_app.ui.dialogs.dialog_parts import fit
from kb_app.ui.widgets.line_height import space_lines
from kb_app.ui.widgets.named_button import named_button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kb_app.ui.theme import Theme

_LINE_HEIGHT = 140
_AROUND = 2
"""So many equal lines are shown before and after a difference."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What is shown: a title, what is the matter, the headings of the columns, and the rows."""

    title: str
    sentence: str
    left: str
    right: str
    rows: tuple[DifferenceRow, ...]


class DifferencesDialog(QDialog):
    """Tells which of the offered ways was chosen; closing it chooses none."""

    chosen = Signal(str)

    def __init__(
        self, compared: Compared, ways: Sequence[tuple[str, str]], theme: Theme, parent: QWidget | None = None
    ) -> None:
        """`ways` are pairs of an id and its words; the last one is what Enter and Esc do."""
        super().__init__(parent)
        self.setObjectName("differences_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(compared.title)
        said = QLabel(compared.sentence)
        said.setObjectName("differences_said")
        said.setWordWrap(True)
        self.text = QTextBrowser()
        self.text.setObjectName("differences_text")
        self.text.setAccessibleName(_("What differs"))
        self.text.setOpenLinks(False)
        self.text.document().setDefaultStyleSheet(theme.filled(_SHEET))
        self.text.setHtml(differences_html(compared))
        space_lines(self.text.document(), _LINE_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(said)
        layout.addWidget(self.text, 1)
        layout.addLayout(self._made_buttons(ways))
        fit(self, 62, 42)
        self.text.setFocus()

    def _on_clicked(self, way: str) -> None:
        self.chosen.emit(way)
        self.accept()

    def _made_buttons(self, ways: Sequence[tuple[str, str]]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for way, words in ways:
            button = named_button(f"differences_{way}", words)
            button.clicked.connect(lambda _checked=False, way=way: self._on_clicked(way))
            button.setDefault(way == ways[-1][0])
            row.addWidget(button)
        return row


def differences_html(compared: Compared) -> str:
    """Return both columns as a table; long stretches of equal lines are folded into one line that counts them."""
    head = "".join(f'<th width="48%">{html.escape(words)}</th>' for words in (compared.left, compared.right))
    lines = "".join(_pieces(compared.rows))
    return f'<table width="100%" cellspacing="0"><tr><th width="4%"></th>{head}</tr>{lines}</table>'


def _pieces(rows: Sequence[DifferenceRow]) -> Iterable[str]:
    shown = {
        place + by
        for place, row in enumerate(rows)
        if row.kind is not RowKind.SAME
        for by in range(-_AROUND, _AROUND + 1)
    }
    hidden = 0
    for place, row in enumerate(rows):
        if place not in shown:
            hidden += 1
            continue
        yield _folded(hidden)
        hidden = 0
        yield _line(row)
    yield _folded(hidden)


def _folded(count: int) -> str:
    words = _("{count} equal lines").format(count=count)
    return f'<tr><td></td><td colspan="2" class="same">⋯ {html.escape(words)}</td></tr>' if count else ""


def _line(row: DifferenceRow) -> str:
    """Never colour alone: a sign stands before every line that differs."""
    sign = {RowKind.CHANGED: "≠", RowKind.REMOVED: "−", RowKind.ADDED: "＋", RowKind.SAME: ""}[row.kind]
    kind = "" if row.kind is RowKind.SAME else ' class="other"'
    cells = "".join(
        f"<td{kind if text is not None else ''}>{html.escape(text or '') or '&nbsp;'}</td>"
        for text in (row.left, row.right)
    )
    return f"<tr><td>{sign}</td>{cells}</tr>"


_SHEET = """
th, td { padding: @4px @8px; border-bottom: 1px solid @divider; vertical-align: top; }
th { background-color: @card; font-weight: 700; text-align: left; }
.other { background-color: @mark; color: @on_mark; }
.same { color: @secondary; }
"""
