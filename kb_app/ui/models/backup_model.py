"""The backups as rows: when, why, how large, where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from kb_app.base.i18n import _
from kb_app.domain.backup_wording import kind_label, place_label, size_words, time_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from kb_app.domain.backup import BackupInfo

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_SIZE_COLUMN = 2


class BackupModel(QAbstractTableModel):
    """Rows of backups, in the order in which they are given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[BackupInfo, ...] = ()

    def show(self, backups: Sequence[BackupInfo]) -> None:
        """Replace the rows."""
        self.beginResetModel()
        self._rows = tuple(backups)
        self.endResetModel()

    def backup(self, row: int) -> BackupInfo | None:
        """Return the backup of a row, None for no row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Qt's question for the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Qt's question for the number of columns."""
        return 0 if parent.isValid() else len(self._headings())

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt's question for what stands in a cell."""
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == _SIZE_COLUMN:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(self._rows[index.row()].path)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        info = self._rows[index.row()]
        stamp = info.stamp
        cells = (time_words(stamp.made), kind_label(stamp.kind), size_words(info.size), place_label(info.place))
        return cells[index.column()]

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt's question for a heading."""
        is_heading = way == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._headings()[section] if is_heading else None

    @staticmethod
    def _headings() -> tuple[str, ...]:
        return (_("Made at"), _("Why"), _("Size"), _("Place"))
