"""Names that what is typed may become, the most likely ones first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel

from kb_app.domain.tag import tag_key

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from PySide6.QtCore import QObject

_MOST = 8


class SuggestionModel(QStringListModel):
    """At most eight names that have what is typed in them, those that begin with it before the others."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: tuple[tuple[str, str], ...] = ()

    def set_known(self, names: Iterable[str]) -> None:
        """Know these names, the most used first."""
        self._known = tuple((tag_key(name), name) for name in names)

    def suggest(self, typed: str, without: Container[str] = ()) -> int:
        """List the names for what is typed, but for those whose key is in `without`; return how many there are.

        What is typed exactly as a name is no longer suggested.
        """
        key = tag_key(typed)
        fitting = [(known, name) for known, name in self._known if key in known and known not in without]
        fitting.sort(key=lambda pair: not pair[0].startswith(key))  # stable: the most used stay in front
        names = [name for _known, name in fitting if name != typed.strip()][:_MOST]
        if names != self.stringList():
            self.setStringList(names)
        return len(names)
