"""The filters as one flat list: headings that fold, and values with a tick and a count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.annotation import Status
from kb_app.domain.query import FilterAxis
from kb_app.domain.taxonomy import Axis
from kb_app.ui.models.axis_names import plan_values, value_name
from kb_app.ui.models.prefectures import prefecture_place
from kb_app.ui.models.tick_list import TickListModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from PySide6.QtCore import QObject

    from kb_app.domain.query import Filters, SearchResult
    from kb_app.domain.taxonomy import Taxonomy

_FIXED = {
    FilterAxis.KIND: ("case", "reference", "own", "note"),
    FilterAxis.STATUS: tuple(str(status) for status in Status),
}
_FREE_AXES = (FilterAxis.PREFECTURE, FilterAxis.TAG)
_FOLDED_AT_FIRST = frozenset({FilterAxis.PREFECTURE, FilterAxis.TAG})


@dataclass(frozen=True, slots=True)
class FacetRow:
    """One line: a heading (`value` empty) or a value of its axis."""

    axis: FilterAxis
    label: str
    value: str = ""
    count: int = 0
    checked: bool = False
    folded: bool = False

    @property
    def is_heading(self) -> bool:
        """Whether this is the heading of a group."""
        return not self.value

    @property
    def can_fold(self) -> bool:
        """Whether this is a heading that folds."""
        return self.is_heading

    @property
    def aside(self) -> str:
        """What stands at the right: how many documents have the value."""
        return f"{self.count:,}"

    @property
    def is_faint(self) -> bool:
        """Whether ticking it would find nothing."""
        return not (self.count or self.checked)

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        if self.is_heading:
            state = _("folded") if self.folded else _("open")
            return _("Group {name}, {state}").format(name=self.label, state=state)
        state = _("ticked") if self.checked else _("not ticked")
        return _("{name}, {count} documents, {state}").format(name=self.label, count=self.count, state=state)


class FacetModel(TickListModel[FacetRow]):
    """Groups of filters with their counts, ticks and folds."""

    filters_changed = Signal()

    def __init__(self, taxonomy: Taxonomy, plan: Callable[[], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._taxonomy = taxonomy
        self._plan = plan
        self._counts: Mapping[FilterAxis, Mapping[str, int]] = {}
        self._chosen: dict[FilterAxis, set[str]] = {axis: set() for axis in FilterAxis}
        self._folded = set(_FOLDED_AT_FIRST)

    @property
    def filters(self) -> Filters:
        """What is ticked."""
        return {axis: frozenset(values) for axis, values in self._chosen.items() if values}

    @property
    def folded(self) -> frozenset[FilterAxis]:
        """The groups that are folded."""
        return frozenset(self._folded)

    def show(self, result: SearchResult) -> None:
        """Take over the counts of a result."""
        self._counts = result.choices
        self._rebuild()

    def set_filters(self, filters: Filters) -> None:
        """Tick exactly these values; the change is told only if there is one."""
        if filters == self.filters:
            return
        self._chosen = {axis: set(filters.get(axis, ())) for axis in FilterAxis}
        self._rebuild()
        self.filters_changed.emit()

    def set_folded(self, axes: Iterable[FilterAxis]) -> None:
        """Fold exactly these groups."""
        self._folded = set(axes)
        self._rebuild()

    def toggle(self, row: int) -> None:
        """Tick or untick a value, fold or unfold a heading."""
        line = self._rows[row]
        if line.is_heading:
            self._folded ^= {line.axis}
            self._rebuild()
        else:
            self._chosen[line.axis] ^= {line.value}
            self._rebuild()
            self.filters_changed.emit()

    def label(self, axis: FilterAxis, value: str) -> str:
        """Return the name of a value."""
        if axis is FilterAxis.KIND:
            return wording.kind_label(value)
        if axis is FilterAxis.STATUS:
            return wording.office_status_label(value)
        if axis is FilterAxis.STAR:
            return _("★ With a star")
        if axis in _FREE_AXES:
            return value
        return value_name(self._taxonomy, Axis(axis.value), value, self._plan())

    def _rebuild(self) -> None:
        """Make the lines anew; lines that stay where they are keep their view (place, focus)."""
        if not self._counts:
            return
        self._take_over(self._made_rows())

    def _made_rows(self) -> list[FacetRow]:
        rows: list[FacetRow] = []
        for axis in FilterAxis:
            values = self._values(axis)
            if not values:
                continue
            folded = axis in self._folded
            rows.append(FacetRow(axis, wording.axis_label(axis), folded=folded, count=len(self._chosen[axis])))
            if not folded:
                rows += [self._value_row(axis, value) for value in values]
        return rows

    def _value_row(self, axis: FilterAxis, value: str) -> FacetRow:
        count = self._counts.get(axis, {}).get(value, 0)
        return FacetRow(axis, self.label(axis, value), value, count, checked=value in self._chosen[axis])

    def _values(self, axis: FilterAxis) -> list[str]:
        """Fixed axes show every value of the plan in its order, with 0 too; the others what occurs."""
        counts = self._counts.get(axis, {})
        occurring = {value for value, count in counts.items() if count} | self._chosen[axis]
        if axis is FilterAxis.PREFECTURE:
            return sorted(occurring, key=prefecture_place)
        if axis is FilterAxis.STAR:
            return sorted(occurring)
        if axis is FilterAxis.TAG:
            return sorted(occurring, key=lambda value: (-counts.get(value, 0), value))
        fixed = self._fixed_values(axis)
        return fixed + sorted(occurring - set(fixed))

    def _fixed_values(self, axis: FilterAxis) -> list[str]:
        if axis in _FIXED:
            return list(_FIXED[axis])
        return plan_values(self._taxonomy, Axis(axis.value), self._plan())
