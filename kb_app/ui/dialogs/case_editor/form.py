"""The form: all parts below each other, and what they say of one case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.domain.case_checks import obstacles, remarks
from kb_app.ui.dialogs.case_editor.axes_section import AxesSection
from kb_app.ui.dialogs.case_editor.basics_section import BasicsSection
from kb_app.ui.dialogs.case_editor.body_section import BodySection
from kb_app.ui.dialogs.case_editor.course_section import CostSection, OrganizationSection, PeriodSection
from kb_app.ui.dialogs.case_editor.effects_section import EffectsSection
from kb_app.ui.dialogs.case_editor.learned_section import LearnedSection
from kb_app.ui.dialogs.case_editor.sources_section import SourcesSection
from kb_app.ui.widgets.flow_layout import FlowLayout
from kb_app.ui.widgets.named_button import named_button

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb_app.domain.case import Case
    from kb_app.domain.place_search import PlaceSearch
    from kb_app.domain.taxonomy import Taxonomy
    from kb_app.ui.dialogs.case_editor.section import Section

_MARGIN = 60


class CaseForm(QFrame):
    """Shows a case, and gives what became of it; fields without a question stay as they are."""

    changed = Signal()

    def __init__(
        self, places: PlaceSearch, taxonomy: Taxonomy, plan: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("case_form")
        self._base: Case | None = None
        self._is_showing = False
        self._said: set[str] = set()
        self.basics = BasicsSection(places, taxonomy)
        self.axes = AxesSection(taxonomy, plan)
        self.sources = SourcesSection()
        self.effects = EffectsSection(lambda: self.sources.sources)
        self.body = BodySection()
        self._sections: tuple[Section, ...] = (
            self.basics,
            self.axes,
            PeriodSection(),
            OrganizationSection(),
            CostSection(),
            self.effects,
            self.sources,
            LearnedSection(),
            self.body,
        )
        self._scroll = self._made_scroll()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._made_ways())
        column.addWidget(self._scroll, 1)
        self.sources.changed.connect(self.effects.refresh_sources)
        for section in self._sections:
            section.changed.connect(self._on_changed)

    @property
    def case(self) -> Case:
        """What the form says."""
        assert self._base is not None
        case = self._base
        for section in self._sections:
            case = section.applied_to(case)
        return case

    def show_case(self, case: Case) -> None:
        """Show a case from its beginning."""
        self._is_showing = True
        self._base = case
        for section in self._sections:
            section.show_case(case)
        self._is_showing = False
        self.changed.emit()

    def rebase(self, case: Case) -> None:
        """Take the fields without a question from `case`; what stands in the form stays."""
        self._base = case

    def keep_cells(self) -> None:
        """Take over what stands in a cell of a table that is still being written."""
        self.effects.table.keep_cell()
        self.sources.table.keep_cell()

    def troubles(self) -> dict[str, str]:
        """Return what must be mended before the case can be saved, by field, from top to bottom."""
        found = self.unread()
        for gap in obstacles(self.case):
            found.setdefault(gap.field, gap.sentence)
        return found

    def remarks(self) -> dict[str, str]:
        """Return what should be mended, but keeps nobody from saving."""
        found = {"municipality": self.basics.place.trouble} if self.basics.place.trouble else {}
        return found | {gap.field: gap.sentence for gap in remarks(self.case)}

    def unread(self) -> dict[str, str]:
        """Return the answers that cannot be read, by field, and why."""
        found: dict[str, str] = {}
        for section in self._sections:
            found |= section.troubles
        return found

    def say_troubles(self, troubles: dict[str, str]) -> None:
        """Say at each answer what is wrong with it, and nothing at the others."""
        fields = {_question_of(name): said for name, said in reversed(troubles.items())}
        for section in self._sections:
            for name, question in section.questions.items():
                if name in fields or name in self._said:
                    question.say(fields.get(name, ""))
        self._said = set(fields)

    def begin(self) -> None:
        """Take the keyboard to the first answer."""
        self.basics.begin()

    def go_to(self, name: str) -> None:
        """Take the keyboard to the answer of a field, and bring it into sight."""
        found = (section.go_to(name) for section in self._sections)
        place = next((widget for widget in found if widget is not None), None)
        if place is not None:
            QTimer.singleShot(0, self, lambda: self._bring(place))

    def _on_changed(self) -> None:
        if self._is_showing:
            return
        if self._said:
            # What was said to be wrong goes as soon as it is mended; nothing new is said while one is writing.
            troubles = self.remarks() | self.troubles()
            self.say_troubles({name: said for name, said in troubles.items() if _question_of(name) in self._said})
        self.changed.emit()

    def _bring(self, widget: QWidget) -> None:
        content = self._scroll.widget()
        if content is not None:
            top = widget.mapTo(content, QPoint(0, 0)).y()
            high = min(widget.height(), self._scroll.viewport().height() - _MARGIN)
            self._scroll.ensureVisible(0, top + high, 0, _MARGIN // 2)
            self._scroll.ensureVisible(0, top, 0, _MARGIN // 2)

    def _go_to_section(self, section: Section) -> None:
        self._scroll.verticalScrollBar().setValue(section.y())
        section.go_to(next(iter(section.questions)))

    def _made_scroll(self) -> QScrollArea:
        content = QWidget()
        content.setObjectName("case_form_content")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 24)
        column.setSpacing(0)
        for section in self._sections:
            column.addWidget(section)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("case_form_scroll")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        return scroll

    def _made_ways(self) -> QWidget:
        ways = QFrame()
        ways.setObjectName("case_form_ways")
        flow = FlowLayout(ways, gap=2)
        flow.setContentsMargins(14, 6, 14, 6)
        for section in self._sections:
            spoken = _("To the part “{name}”").format(name=section.heading)
            button = named_button(f"to_{section.objectName()}", section.heading, look="quiet", spoken=spoken)
            button.clicked.connect(lambda _checked=False, section=section: self._go_to_section(section))
            flow.addWidget(button)
        return ways


def _question_of(field: str) -> str:
    """Rows are asked for by their table, headings by the text."""
    part = field.split("[", maxsplit=1)[0]
    return part.split(".")[0] if part.startswith(("outcomes", "sources", "body")) else part
