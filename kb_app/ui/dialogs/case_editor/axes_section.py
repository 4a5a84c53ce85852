"""What a case is sorted by: steps, areas, measures and barriers to tick, and tags."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.query import FilterAxis
from kb_app.domain.taxonomy import Axis
from kb_app.ui.dialogs.case_editor.bound import LIST
from kb_app.ui.dialogs.case_editor.section import Section
from kb_app.ui.models.axis_names import all_values, value_name
from kb_app.ui.widgets.tick_box import TickBox

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kb_app.domain.case import Case
    from kb_app.domain.taxonomy import Taxonomy


class TickList(QWidget):
    """The values of one axis, each with a box."""

    changed = Signal()

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"entry_{name}")
        self.setAccessibleName(words)
        self._name = name
        self._chosen: tuple[str, ...] = ()
        self._boxes: dict[str, TickBox] = {}
        heading = QLabel(words)
        heading.setProperty("look", "setting_name")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(heading)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The values that are ticked, in the order the case has them, new ones behind."""
        return self._chosen

    def box(self, value: str) -> TickBox:
        """Return the box of a value."""
        return self._boxes[value]

    def show_values(self, listed: Sequence[tuple[str, str]], chosen: tuple[str, ...]) -> None:
        """Show values with their words, the chosen ones ticked; the same ones again keep the keyboard's place."""
        self._chosen = chosen
        if list(self._boxes) != [value for value, _words in listed]:
            self._fill(listed)
        for value, box in self._boxes.items():
            box.blockSignals(True)
            box.setChecked(value in chosen)
            box.blockSignals(False)

    def say(self, trouble: str) -> None:
        """Boxes cannot be wrong."""

    def focus_answer(self) -> None:
        """Take the keyboard to the first box."""
        first = next(iter(self._boxes.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_toggled(self, value: str, checked: bool) -> None:
        others = tuple(other for other in self._chosen if other != value)
        self._chosen = (*others, value) if checked else others
        self.changed.emit()

    def _fill(self, listed: Sequence[tuple[str, str]]) -> None:
        for box in self._boxes.values():
            box.deleteLater()
        self._boxes = {}
        for value, words in listed:
            box = TickBox(words)
            box.setObjectName(f"entry_{self._name}_{value}")
            box.toggled.connect(lambda checked, value=value: self._on_toggled(value, checked))
            self._boxes[value] = box
            self._column.addWidget(box, 0, Qt.AlignmentFlag.AlignLeft)


class AxesSection(Section):
    """Four lists of boxes, and a line for tags."""

    def __init__(self, taxonomy: Taxonomy, plan: Callable[[], str]) -> None:
        super().__init__("axes", _("Classification"))
        self._taxonomy = taxonomy
        self._plan = plan
        self._lists = {
            Axis.STEP: TickList("steps", wording.axis_label(FilterAxis.STEP)),
            Axis.AREA: TickList("priority_areas", wording.axis_label(FilterAxis.AREA)),
            Axis.MEASURE: TickList("related_measures", wording.axis_label(FilterAxis.MEASURE)),
            Axis.BARRIER: TickList("barriers", wording.axis_label(FilterAxis.BARRIER)),
        }
        for axis, ticks in self._lists.items():
            ticks.changed.connect(self.changed)
            self.questions[_FIELDS[axis]] = ticks
        self._tags = self.line("tags", _("Tags of the case"), LIST, hint=_("Several with 、 between them"))
        self.beside(self._lists[Axis.STEP], self._lists[Axis.MEASURE])
        self.beside(self._lists[Axis.AREA], self._lists[Axis.BARRIER])
        self.below(self._tags.field)

    def show_case(self, case: Case) -> None:
        """Show what a case says, and all that it could say, also by another version of the plan."""
        for axis, ticks in self._lists.items():
            chosen: tuple[str, ...] = getattr(case, _FIELDS[axis])
            known = all_values(self._taxonomy, axis, self._plan())
            values = [*known, *(value for value in chosen if value not in known)]
            named = [(value, value_name(self._taxonomy, axis, value, self._plan())) for value in values]
            ticks.show_values(named, chosen)
        self._tags.show(case.tags)

    def applied_to(self, case: Case) -> Case:
        """Return the case with what is ticked."""
        return replace(
            case,
            steps=self._lists[Axis.STEP].chosen,
            priority_areas=self._lists[Axis.AREA].chosen,
            related_measures=self._lists[Axis.MEASURE].chosen,
            barriers=self._lists[Axis.BARRIER].chosen,
            tags=self._tags.value,
        )


_FIELDS = {
    Axis.STEP: "steps",
    Axis.AREA: "priority_areas",
    Axis.MEASURE: "related_measures",
    Axis.BARRIER: "barriers",
}
