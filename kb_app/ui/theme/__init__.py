"""Colours, sizes and the style sheet of the window, from one table of roles."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette

from kb_app.ui.theme.roles import CONTRAST, DARK, LIGHT, ROLES, THEMES

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QStyleHints
    from PySide6.QtWidgets import QApplication

_PLACEHOLDER = re.compile(r"@([a-z_]+)|@([0-9]+)px")
_BASE_SIZE = 14

_PALETTE = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "field",
    QPalette.ColorRole.AlternateBase: "panel",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "window",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "focus",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Highlight: "key",
    QPalette.ColorRole.HighlightedText: "on_key",
    QPalette.ColorRole.ToolTipBase: "card",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "faint",
    QPalette.ColorRole.Link: "link",
    QPalette.ColorRole.LinkVisited: "link",
    QPalette.ColorRole.Accent: "key",
}


class Theme(QObject):
    """The look in use now; it follows the system where the person chose no theme."""

    changed = Signal()

    def __init__(self, application: QApplication, sheet: Path, choice: str, text_scale: int) -> None:
        super().__init__(application)
        self._application = application
        self._sheet = _read(sheet)
        self._choice = choice
        self._scale = text_scale
        self._hints = application.styleHints()
        self._accessibility = self._hints.accessibility()
        self._hints.colorSchemeChanged.connect(self._on_system_changed)
        self._accessibility.contrastPreferenceChanged.connect(self._on_system_changed)
        self._name = self._chosen_name()

    @property
    def name(self) -> str:
        """The id of the theme in use: light, dark or contrast."""
        return self._name

    @property
    def text_scale(self) -> int:
        """The size of all text, in per cent."""
        return self._scale

    def colour(self, role: str) -> QColor:
        """Return the colour of a role."""
        return _colour(ROLES[role][THEMES.index(self._name)])

    def css_colour(self, role: str) -> str:
        """Return the colour of a role as a style sheet or rich text writes it."""
        return ROLES[role][THEMES.index(self._name)]

    def px(self, size: int) -> int:
        """Return a length of the design at the person's text size."""
        return round(size * self._scale / 100)

    def use(self, choice: str, text_scale: int) -> None:
        """Show another theme ("system" follows the system) and text size at once."""
        self._choice = choice
        self._scale = text_scale
        self._name = self._chosen_name()
        self.apply()

    def apply(self) -> None:
        """Give palette, font size and style sheet to the application."""
        font = self._application.font()
        font.setPixelSize(self.px(_BASE_SIZE))
        self._application.setPalette(self._palette())
        self._application.setStyleSheet(self.filled(self._sheet))
        # Behind the sheet: with the first one Qt takes the fonts that Windows has for lists and menus.
        self._application.setFont(font)
        self.changed.emit()

    def filled(self, text: str) -> str:
        """Return a style sheet with its roles (`@text`) and sizes (`@14px`) filled in."""
        return _PLACEHOLDER.sub(
            lambda found: self.css_colour(found[1]) if found[1] else f"{self.px(int(found[2]))}px", text
        )

    def _on_system_changed(self) -> None:
        if self._choice == "system" and self._chosen_name() != self._name:
            self._name = self._chosen_name()
            self.apply()

    def _chosen_name(self) -> str:
        if self._choice in THEMES:
            return self._choice
        if self._accessibility.contrastPreference() == Qt.ContrastPreference.HighContrast:
            return CONTRAST
        return DARK if _is_dark(self._hints) else LIGHT

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, name in _PALETTE.items():
            palette.setColor(role, self.colour(name))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("faint"))
        return palette


@lru_cache(maxsize=64)
def _colour(value: str) -> QColor:
    return QColor(value)


def _is_dark(hints: QStyleHints) -> bool:
    return hints.colorScheme() == Qt.ColorScheme.Dark


def _read(sheet: Path) -> str:
    """The style sheet, or nothing: without it the window is plain, and still works."""
    try:
        return sheet.read_text(encoding="utf-8")
    except OSError:
        return ""
