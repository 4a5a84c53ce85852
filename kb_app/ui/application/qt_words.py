"""Words of Qt's own dialogs that its Japanese catalogue lacks; they are seen where the system has no file dialog."""

from __future__ import annotations

from PySide6.QtCore import QTranslator

_WORDS = {
    "&Look in:": "場所(&L):",
    "Files of &type:": "ファイルの種類(&T):",
    "Folder": "フォルダー",
    "Computer": "コンピューター",
}


class QtWords(QTranslator):
    """Asked before Qt's own catalogue, when it is installed after that."""

    def isEmpty(self) -> bool:
        """Return False: an empty one would not be installed."""
        return False

    def translate(self, _context: str, text: str, _disambiguation: str | None = None, _count: int = -1) -> str:
        """Return the Japanese word; None (no text at all) lets the next catalogue be asked."""
        return _WORDS.get(text)  # type: ignore[return-value]  # PySide6 declares str; an empty one would be shown
