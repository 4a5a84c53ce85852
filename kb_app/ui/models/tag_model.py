"""The staff's tags as rows, narrowed by what is typed into a box above them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from kb_app.base.i18n import _
from kb_app.domain.tag import tag_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from kb_app.domain.tag import TagCount

TAG_ROLE = Qt.ItemDataRole.UserRole
"""The `TagCount` of a row."""

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class TagModel(QAbstractListModel):
    """Names with counts, in the order they come; a name is found however it is written (see `tag_key`)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tags: tuple[TagCount, ...] = ()
        self._keys: tuple[str, ...] = ()
        self._wanted = ""
        self._rows: list[TagCount] = []

    @property
    def tags(self) -> tuple[TagCount, ...]:
        """Every tag."""
        return self._tags

    @property
    def total(self) -> int:
        """How many tags there are, also those that are not listed now."""
        return len(self._tags)

    @property
    def is_narrowed(self) -> bool:
        """Whether only names with what was typed are listed."""
        return bool(self._wanted)

    def show(self, tags: Sequence[TagCount]) -> None:
        """Replace the tags; where nothing changed, the rows stay as they are."""
        if self._tags == tuple(tags):
            return
        self._tags = tuple(tags)
        self._keys = tuple(tag_key(tag.name) for tag in tags)
        self._rebuild()

    def narrow(self, text: str) -> None:
        """List only the names that have `text` in them."""
        wanted = tag_key(text)
        if wanted != self._wanted:
            self._wanted = wanted
            self._rebuild()

    def tag(self, row: int) -> TagCount | None:
        """Return the tag of a row, None where there is no such row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, name: str) -> int:
        """Return the row of a name, -1 where it is not listed."""
        return next((row for row, tag in enumerate(self._rows) if tag.name == name), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many tags are listed."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name, the tag itself, or what a screen reader says."""
        tag = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.UserRole:
                return tag
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return tag.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return _("{name}, {count} documents").format(name=tag.name, count=f"{tag.count:,}")
        return None

    def _rebuild(self) -> None:
        self.beginResetModel()
        pairs = zip(self._tags, self._keys, strict=True)
        self._rows = [tag for tag, key in pairs if self._wanted in key]
        self.endResetModel()
