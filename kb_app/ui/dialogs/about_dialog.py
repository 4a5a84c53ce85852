"""Versions and licences, and the list of keys."""

from __future__ import annotations

import html
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion

from kb_app import __version__
from kb_app.base.i18n import _
from kb_app.ui.actions import key_table
from kb_app.ui.dialogs.text_dialog import TextDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

_PARTS = (
    ("PySide6-Essentials", "LGPL-3.0"),
    ("Whoosh-Reloaded", "BSD-2-Clause"),
    ("SudachiPy", "Apache-2.0"),
    ("SudachiDict-small", "Apache-2.0"),
    ("Markdown", "BSD-3-Clause"),
    ("nh3", "MIT"),
    ("sqlite-utils", "Apache-2.0"),
    ("ruamel.yaml", "MIT"),
    ("PyYAML", "MIT"),
    ("polib", "MIT"),
    ("regex", "Apache-2.0"),
    ("mammoth", "BSD-2-Clause"),
    ("markdownify", "MIT"),
    ("beautifulsoup4", "MIT"),
    ("pypdfium2", "BSD-3-Clause, Apache-2.0"),
    ("openpyxl", "MIT"),
    ("PyNaCl", "Apache-2.0"),
)


def about_dialog(data_dir: str, library: str, parent: QWidget | None = None) -> TextDialog:
    """Return the window with versions, licences and places; `library` says which bundled cases are shown."""
    rows = [
        ("DX Casebook", __version__, "MIT"),
        ("Python", platform.python_version(), "PSF-2.0"),
        ("Qt", qVersion(), "LGPL-3.0"),
        *((name, _version(name), licence) for name, licence in _PARTS),
    ]
    table = _table((_("Part"), _("Version"), _("Licence")), rows)
    place = html.escape(_("Your data: {folder}").format(folder=data_dir))
    cases = html.escape(_("Bundled cases: {library}").format(library=library))
    offline = html.escape(_("This program opens no network connection."))
    text = f"<h3>{html.escape(_('DX Casebook'))}</h3><p>{cases}<br/>{place}<br/>{offline}</p>{table}"
    return TextDialog("about_dialog", _("About this program"), text, parent)


def keys_dialog(parent: QWidget | None = None) -> TextDialog:
    """Return the window with every key."""
    further = (
        ("Enter", _("Search at once; in the list: read the document")),
        ("↓", _("From the search box to the list")),
        ("Space", _("Tick a filter")),
        ("← / →", _("Fold and unfold a group of filters")),
        ("Tab / Shift+Tab", _("To the next or previous part of the window")),
        ("Esc", _("In a narrow window back to the list")),
    )
    table = _table((_("Key"), _("What it does")), [*key_table(), *further])
    return TextDialog("keys_dialog", _("Keys"), table, parent)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th align='left'>{html.escape(text)}</th>" for text in heads)
    body = "".join(f"<tr>{''.join(f'<td>{html.escape(text)}</td>' for text in row)}</tr>" for row in rows)
    return f"<table cellpadding='4'><tr>{head}</tr>{body}</table>"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"
