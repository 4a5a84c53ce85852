"""What one document is classified by, as one flat list of headings and ticks; each value says where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.annotation import CLASSIFIED_AXES
from kb_app.domain.query import FilterAxis
from kb_app.ui.models.axis_names import plan_values, value_name
from kb_app.ui.models.tick_list import TickListModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QObject

    from kb_app.domain.annotation import Annotations
    from kb_app.domain.case import Case
    from kb_app.domain.library import Document
    from kb_app.domain.taxonomy import Axis, Taxonomy


class Way(StrEnum):
    """What has to be done for a tick: put a value on, take one of the file off, or let hold what the file says."""

    CLASSIFY = "classify"
    TAKE = "take"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Tick:
    """A value that a person ticked (`holds`) or unticked."""

    axis: Axis
    value: str
    name: str
    holds: bool
    way: Way


@dataclass(frozen=True, slots=True)
class ClassifyRow:
    """One line: a heading (`value` empty) or a value of its axis; `aside` says in words where it comes from."""

    axis: Axis
    label: str
    value: str = ""
    checked: bool = False
    aside: str = ""
    folded: bool = False
    can_fold: bool = False
    is_faint: bool = False

    @property
    def is_heading(self) -> bool:
        """Whether this is the heading of a group."""
        return not self.value

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        if self.is_heading:
            return _("Group {name}").format(name=self.label)
        state = _("ticked") if self.checked else _("not ticked")
        return _(", ").join(part for part in (self.label, self.aside, state) if part)


class ClassifyModel(TickListModel[ClassifyRow]):
    """Values of the plan and those the document has; a tick shows at once and waits to be confirmed."""

    tick_wanted = Signal(object)
    """A `Tick` that is to be saved."""

    def __init__(
        self,
        document: Document,
        annotations: Annotations,
        taxonomy: Taxonomy,
        plan: str,
        parent: QObject | None = None,
    ) -> None:
        """`document` has the values of its file, `annotations` what staff made of them."""
        super().__init__(parent)
        self._document = document
        self._taxonomy = taxonomy
        self._plan = plan
        self._confirmed = annotations
        self._shown = annotations
        self._values: dict[Axis, list[str]] = {axis: [] for axis in CLASSIFIED_AXES}
        self.show(annotations)

    @property
    def document(self) -> Document:
        """The document, with the values of its file."""
        return self._document

    @property
    def is_as_filed(self) -> bool:
        """Whether exactly the values of the file hold."""
        return not any(self._shown.added.get(axis) or self._shown.taken.get(axis) for axis in CLASSIFIED_AXES)

    def show(self, annotations: Annotations) -> None:
        """Take over what is stored."""
        self._confirmed = annotations
        self._display(annotations)

    def confirm(self, annotations: Annotations) -> None:
        """Know what is stored while later ticks are still on their way; `revert` shows it."""
        self._confirmed = annotations

    def revert(self) -> None:
        """Show what is stored: a tick could not be saved."""
        self._display(self._confirmed)

    def toggle(self, row: int) -> None:
        """Tick or untick a value; a heading stays as it is."""
        line = self._rows[row]
        if line.is_heading:
            return
        is_filed = line.value in self._filed(line.axis)
        way = Way.RESTORE if is_filed != line.checked else Way.TAKE if line.checked else Way.CLASSIFY
        tick = Tick(line.axis, line.value, line.label, not line.checked, way)
        self._display(_with(self._shown, tick))
        self.tick_wanted.emit(tick)

    def _display(self, annotations: Annotations) -> None:
        self._shown = annotations
        self._take_over(self._made_rows())

    def _made_rows(self) -> list[ClassifyRow]:
        case = self._shown.applied_to(self._document.case)
        rows: list[ClassifyRow] = []
        for axis in CLASSIFIED_AXES:
            rows.append(ClassifyRow(axis, wording.axis_label(FilterAxis(axis.value))))
            rows += [self._value_row(axis, value, case) for value in self._listed(axis, case)]
        return rows

    def _listed(self, axis: Axis, case: Case) -> list[str]:
        """What was listed once stays: a line that goes when it is unticked could not be ticked again."""
        values = (*plan_values(self._taxonomy, axis, self._plan), *self._values[axis], *self._filed(axis))
        self._values[axis] = list(dict.fromkeys((*values, *getattr(case, CLASSIFIED_AXES[axis]))))
        return self._values[axis]

    def _value_row(self, axis: Axis, value: str, case: Case) -> ClassifyRow:
        holds = value in getattr(case, CLASSIFIED_AXES[axis])
        origin = ""
        if value in self._filed(axis):
            origin = _("as recorded") if holds else _("taken off by your office")
        elif holds:
            origin = _("added by your office")
        name = value_name(self._taxonomy, axis, value, self._plan)
        return ClassifyRow(axis, name, value, checked=holds, aside=origin)

    def _filed(self, axis: Axis) -> tuple[str, ...]:
        return tuple(getattr(self._document.case, CLASSIFIED_AXES[axis]))


def _with(annotations: Annotations, tick: Tick) -> Annotations:
    """What staff made of the document once a tick is saved."""
    added = _without(annotations.added, tick)
    taken = _without(annotations.taken, tick)
    if tick.way is Way.CLASSIFY:
        added[tick.axis] = (*added.get(tick.axis, ()), tick.value)
    elif tick.way is Way.TAKE:
        taken[tick.axis] = (*taken.get(tick.axis, ()), tick.value)
    return replace(annotations, added=added, taken=taken)


def _without(stated: Mapping[Axis, tuple[str, ...]], tick: Tick) -> dict[Axis, tuple[str, ...]]:
    rest = tuple(value for value in stated.get(tick.axis, ()) if value != tick.value)
    return {**stated, tick.axis: rest}
