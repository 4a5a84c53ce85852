"""Which font the window uses, and what to say where no Japanese one is installed."""

from __future__ import annotations

import platform

from PySide6.QtGui import QFont, QFontDatabase

from kb_app.base.i18n import _

FAMILIES = ("BIZ UDPGothic", "Meiryo", "Yu Gothic UI", "Noto Sans CJK JP")
"""In the order they are preferred; named, because the system's own choice for Japanese is often a poor one."""


def japanese_family() -> str:
    """Return the first of `FAMILIES` that is installed, or "".

    Asked one by one: where the system speaks Japanese, its list holds other names of the same fonts (BIZ UDPゴシック).
    """
    QFontDatabase.families()  # before the list was read, Qt knows a font by the name in that list only
    return next((family for family in FAMILIES if QFontDatabase.hasFamily(family)), "")


def window_font() -> QFont:
    """Return the font of the window; the other families stand in for characters that the first one lacks."""
    font = QFont()
    family = japanese_family()
    if family:
        font.setFamilies([family, *(other for other in FAMILIES if other != family)])
    return font


def missing_font_notice() -> str:
    """Return one sentence that says which font to install, or "" where one is there.

    Without the font its Japanese cannot be read: the sentence stands there in English too.
    """
    if japanese_family():
        return ""
    if platform.system() == "Linux":
        said = _("No Japanese font was found. Please install fonts-morisawa-bizud-gothic or fonts-noto-cjk.")
        english = "No Japanese font was found. Please install fonts-morisawa-bizud-gothic or fonts-noto-cjk."
    else:
        said = _("No Japanese font was found. Please add the Japanese fonts in the settings of the system.")
        english = "No Japanese font was found. Please add the Japanese fonts in the settings of the system."
    return said if said == english else f"{said}\n{english}"
