"""Every menu entry and key of the window, in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence

from kb_app.base.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow, QMenu


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One entry: its id, its words with the mnemonic, its key ("" for none), and whether it can be ticked."""

    id: str
    text: str
    key: str = ""
    checkable: bool = False
    line_before: bool = False


WRITING = (
    "rebuild",
    "new_case",
    "deleted_cases",
    "new_note",
    "save",
    "tags",
    "import",
    "update_library",
    "backup",
    "restore",
)
"""Actions that a window which only reads does not have."""


def menus() -> tuple[tuple[str, tuple[ActionSpec, ...]], ...]:
    """Return the menus from left to right with their entries from top to bottom."""
    return (
        (
            _("&File"),
            (
                ActionSpec("new_case", _("&Write a case…"), "Ctrl+N"),
                ActionSpec("new_note", _("&New note"), "Ctrl+M"),
                ActionSpec("save", _("&Save notes now"), "Ctrl+S"),
                ActionSpec("import", _("&Import…"), "Ctrl+Shift+I", line_before=True),
                ActionSpec("update_library", _("&Update the bundled cases…")),
                ActionSpec("export", _("&Export…"), "Ctrl+Shift+E"),
                ActionSpec("deleted_cases", _("&Deleted cases…"), line_before=True),
                ActionSpec("backup", _("Save a &backup…"), line_before=True),
                ActionSpec("restore", _("Res&tore a backup…")),
                ActionSpec("reload", _("&Reload"), "F5", line_before=True),
                ActionSpec("quit", _("&Quit"), "Ctrl+Q", line_before=True),
            ),
        ),
        (
            _("&Edit"),
            (
                ActionSpec("undo", _("&Undo"), "Ctrl+Z"),
                ActionSpec("focus_search", _("To the &search box"), "Ctrl+F", line_before=True),
                ActionSpec("next_mark", _("&Next match in the text"), "F3"),
                ActionSpec("previous_mark", _("&Previous match in the text"), "Shift+F3"),
            ),
        ),
        (
            _("&View"),
            (
                ActionSpec("page_search", _("&Search page"), "Ctrl+1"),
                ActionSpec("page_notes", _("&Notes"), "Ctrl+6"),
                ActionSpec("page_settings", _("S&ettings"), "Ctrl+,"),
                ActionSpec("filters", _("Show &filters"), "Ctrl+Shift+F", checkable=True, line_before=True),
            ),
        ),
        (
            _("&Tools"),
            (
                ActionSpec("tags", _("Your &tags…")),
                ActionSpec("rebuild", _("Re&build the index"), line_before=True),
                ActionSpec("reports", _("Files with &findings…")),
            ),
        ),
        (
            _("&Help"),
            (
                ActionSpec("manual", _("&Manual"), "F1"),
                ActionSpec("keys", _("&Keys")),
                ActionSpec("library_changes", _("What has &changed in the bundled cases…")),
                ActionSpec("report_error", _("Report an &error in a bundled case"), line_before=True),
                ActionSpec("about", _("&About this program"), line_before=True),
            ),
        ),
    )


def make_actions(window: QMainWindow, handlers: Mapping[str, Callable[[], object]]) -> dict[str, QAction]:
    """Fill the window's menu bar; every entry of the table needs its handler."""
    made: dict[str, QAction] = {}
    for title, specs in menus():
        menu = window.menuBar().addMenu(title)
        for spec in specs:
            made[spec.id] = _make(window, menu, spec, handlers[spec.id])
    return made


def key_table() -> tuple[tuple[str, str], ...]:
    """Return (key, what it does) of every entry that has a key, for the list of keys."""
    return tuple((spec.key, plain(spec.text)) for _title, specs in menus() for spec in specs if spec.key)


def plain(text: str) -> str:
    """Return the words of an entry without its mnemonic (`ファイル(&F)` and `&File`)."""
    before, mark, after = text.partition("(&")
    return before + after[2:] if mark else text.replace("&", "")


def _make(window: QMainWindow, menu: QMenu, spec: ActionSpec, handler: Callable[[], object]) -> QAction:
    if spec.line_before:
        menu.addSeparator()
    action = QAction(spec.text, window, checkable=spec.checkable)
    action.setObjectName(f"action_{spec.id}")
    if spec.key:
        action.setShortcut(QKeySequence(spec.key))
    action.triggered.connect(lambda _checked=False: handler())
    menu.addAction(action)
    return action
