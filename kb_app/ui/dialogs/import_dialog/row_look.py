"""What the chosen row says in full: remarks, guesses, and its text as it will be read."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.domain.transfer_wording import fate_sentence
from kb_app.services.case_library import drafted_page
from kb_app.services.notes import rendered
from kb_app.ui.models.import_model import guessed_words
from kb_app.ui.widgets.case_html import case_html, style_sheet
from kb_app.ui.widgets.line_height import space_lines
from kb_app.ui.widgets.words_label import WordsLabel

if TYPE_CHECKING:
    from PySide6.QtCore import QUrl

    from kb_app.ui.dialogs.import_dialog.desk import ImportDesk
    from kb_app.ui.models.import_row import ImportRow
    from kb_app.ui.theme import Theme

_LINE_HEIGHT = 155
_LONGEST = 60_000
"""Characters of a text that are shown; more would hold the window up while it is laid out."""


class RowLook(QWidget):
    """Shows one row; the text is made in the background, and only the newest one comes."""

    def __init__(self, desk: ImportDesk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._row: ImportRow | None = None
        self._made = ""
        self.detail = WordsLabel()
        self.text = _Text()
        self.detail.setObjectName("import_detail")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.detail)
        column.addWidget(self.text, 1)
        theme.changed.connect(self._on_theme)

    def show_row(self, row: ImportRow | None) -> None:
        """Show a row, or none."""
        before, self._row = self._row, row
        self.detail.say("\n".join(_details(row)) if row is not None else "")
        self.detail.setVisible(row is not None)
        if row is None:
            self._on_made("")
        elif before is None or (before.case, before.text) != (row.case, row.text):
            self._desk.draw(lambda: _html(row), self._on_made)

    def _on_theme(self) -> None:
        self._on_made(self._made)

    def _on_made(self, made: str) -> None:
        self._made = made
        self.text.document().setDefaultStyleSheet(style_sheet(self._theme))
        self.text.setHtml(made)
        space_lines(self.text.document(), _LINE_HEIGHT)


class _Text(QTextBrowser):
    """How it will look; nothing is ever loaded or followed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_text")
        self.setAccessibleName(_("The text of the chosen row"))
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        """Answer every wish for a picture with nothing."""
        return ""


def _details(row: ImportRow) -> list[str]:
    guessed = guessed_words(row)
    lines = [fate_sentence(row.item.fate)]
    if guessed:
        lines.append(_("Guessed from the text or the file name: {fields}").format(fields=guessed))
    return [*lines, *(_("Please note: {remark}").format(remark=remark) for remark in row.remarks)]


def _html(row: ImportRow) -> str:
    text = row.text
    if len(text) > _LONGEST:
        more = _("… the rest of the text is not shown here; all of it is imported.")
        return f"<pre>{html.escape(text[:_LONGEST])}</pre><p>{html.escape(more)}</p>"
    title = f"<h1>{html.escape(row.title)}</h1>"
    return title + (case_html(drafted_page(row.case)) if row.case is not None else rendered(text))
