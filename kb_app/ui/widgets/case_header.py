"""What stands above the text of a document: title, place, attributes, how sure it is, effects and warnings."""

from __future__ import annotations

import html
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QVBoxLayout, QWidget

from kb_app.base import i18n
from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.annotation import CLASSIFIED_AXES
from kb_app.domain.case import Kind
from kb_app.domain.library import Shelf
from kb_app.domain.taxonomy import Axis
from kb_app.ui.widgets.badge import Badge
from kb_app.ui.widgets.case_html import period_text, status_text
from kb_app.ui.widgets.changed_line import ChangedLine
from kb_app.ui.widgets.dates import date_text
from kb_app.ui.widgets.document_marks import DocumentMarks
from kb_app.ui.widgets.family_line import FamilyLine
from kb_app.ui.widgets.flow_layout import FlowLayout
from kb_app.ui.widgets.outcome_cards import OutcomeCards
from kb_app.ui.widgets.result_card import sureness_mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint

    from kb_app.domain.annotation import Annotations
    from kb_app.domain.case import Case
    from kb_app.domain.library import Document
    from kb_app.domain.taxonomy import Taxonomy
    from kb_app.ui.theme import Theme


_LOOKS = {Axis.STEP: "step", Axis.AREA: "area", Axis.MEASURE: "plain", Axis.BARRIER: "plain"}


class CaseHeader(QWidget):
    """The head of a document."""

    report_wanted = Signal()
    """The person found an error in what stands here."""

    def __init__(
        self, taxonomy: Taxonomy, plan: Callable[[], str], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._taxonomy = taxonomy
        self._plan = plan
        self.offers_report = False
        self._title = _label("case_title")
        self._subtitle = _label("case_subtitle")
        self._place = _label("case_place_line")
        self._sureness = _label("case_sureness")
        self.family = FamilyLine()
        self.changed = ChangedLine()
        self.marks = DocumentMarks(theme)
        self._badges = QWidget()
        self._flow = FlowLayout(self._badges, gap=6)
        self._cards = OutcomeCards(theme)
        self._warnings = QFrame()
        self._warnings.setObjectName("case_warnings")
        self._warning_text = _label("case_warning_text")
        box = QVBoxLayout(self._warnings)
        box.setContentsMargins(12, 8, 12, 8)
        box.addWidget(self._warning_text)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 0)  # as far in as the text below, inside its focus frame
        column.setSpacing(8)
        for widget in (
            self._title,
            self._subtitle,
            self._place,
            self.family,
            self.changed,
            self._badges,
            self.marks,
            self._sureness,
            self._cards,
            self._warnings,
        ):
            column.addWidget(widget)
        for label in (self._title, self._subtitle, self._place, self._sureness, self._warning_text):
            label.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            label.customContextMenuRequested.connect(partial(self._offer_menu, label))

    def show_case(self, document: Document, added: Annotations) -> None:
        """Show the head of a document with what was added to it."""
        case = document.case
        _say(self._title, case.title)
        _say(self._subtitle, case.subtitle)
        _say(self._place, self._place_text(document))
        _say(self._sureness, _sureness_text(case))
        self._show_badges(case, added)
        self.marks.show_marks(case, added)
        self._cards.show_outcomes(case.outcomes, case.sources)
        self._warnings.setVisible(bool(case.warnings))
        self._warning_text.setText(_warnings_html(case.warnings))

    def menu(self, label: QLabel) -> QMenu:
        """Return the menu of the right mouse button over one of the lines: as below in the text."""
        menu = QMenu(label)
        copy = menu.addAction(_("&Copy"))
        copy.setEnabled(label.hasSelectedText())
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(label.selectedText()))
        if self.offers_report:
            menu.addSeparator()
            report = menu.addAction(_("Report an &error in this case"))
            report.setObjectName("case_report_error")
            report.triggered.connect(self.report_wanted)
        return menu

    def _offer_menu(self, label: QLabel, place: QPoint) -> None:
        menu = self.menu(label)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(label.mapToGlobal(place))

    def _place_text(self, document: Document) -> str:
        case = document.case
        place = case.municipality
        own = wording.kind_label("own") if document.shelf is Shelf.OWN else ""
        if case.kind is Kind.REFERENCE:
            return "・".join(part for part in (own, wording.kind_label(case.kind), case.service_category) if part)
        where = place.name if place.name == place.prefecture else " ".join((place.prefecture, place.name)).strip()
        when = (period_text(case.period), status_text(case.period))
        parts = (own, where, self._name(Axis.CLASS, place.class_id), self._people(case), *when)
        return "・".join(part for part in parts if part)

    def _people(self, case: Case) -> str:
        place = case.municipality
        if place.population is None:
            band = self._name(Axis.BAND, place.population_band)
            return _("population {band}").format(band=band) if band else _("population not stated")
        count = f"{place.population:,}"
        if not place.population_as_of:
            return _("population {count}").format(count=count)
        return _("population {count} (as of {date})").format(count=count, date=date_text(place.population_as_of))

    def _show_badges(self, case: Case, added: Annotations) -> None:
        """What holds; what staff added says so, and what they took off is still there to be seen."""
        self._flow.clear()
        held = added.applied_to(case)
        for axis, look in _LOOKS.items():
            for entry_id in getattr(held, CLASSIFIED_AXES[axis]):
                is_added = added.is_added(axis, entry_id, case)
                self._add_badge(self._badge_text(axis, entry_id), look, added=is_added)
        for axis in _LOOKS:
            for entry_id in added.taken_from(axis, case):
                self._add_taken(self._badge_text(axis, entry_id))
        self._badges.setVisible(self._flow.count() > 0)

    def _badge_text(self, axis: Axis, entry_id: str) -> str:
        number = self._taxonomy.step_number(entry_id, self._plan()) if axis is Axis.STEP else None
        return (f"STEP {number} " if number is not None else "") + self._name(axis, entry_id)

    def _add_badge(self, text: str, look: str, *, added: bool) -> None:
        badge = Badge(f"✎ {text}" if added else text, look)
        if added:
            badge.setToolTip(_("Added by your office"))
            badge.setAccessibleName(_("{name}, added by your office").format(name=text))
        self._flow.addWidget(badge)

    def _add_taken(self, text: str) -> None:
        badge = Badge(text, "taken")
        font = badge.font()
        font.setStrikeOut(True)
        badge.setFont(font)
        badge.setToolTip(_("Taken off by your office; “Steps and areas…” restores it."))
        badge.setAccessibleName(_("{name}, taken off by your office").format(name=text))
        self._flow.addWidget(badge)

    def _name(self, axis: Axis, entry_id: str) -> str:
        return self._taxonomy.name(axis, entry_id, self._plan(), i18n.language()) if entry_id else ""


def _sureness_text(case: Case) -> str:
    checked = date_text(case.checked) if case.checked else wording.not_stated()
    sure = _("How sure: {confidence}").format(confidence=sureness_mark(case.confidence, has_source=bool(case.sources)))
    return f"{sure}　{_('Checked on: {date}').format(date=checked)}"


def _warnings_html(warnings: tuple[str, ...]) -> str:
    items = "".join(f"<li style='line-height: 150%'>{html.escape(warning)}</li>" for warning in warnings)
    return f"<b>{html.escape(_('Please note'))}</b><ul style='margin: 2px 0 0 -22px'>{items}</ul>"


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _say(label: QLabel, text: str) -> None:
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setVisible(bool(text))
