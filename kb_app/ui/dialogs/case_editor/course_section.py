"""When, how far, by whom, and for how much."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.case import PERIOD_STATUSES, Cost
from kb_app.ui.dialogs.case_editor.bound import COUNT, DATE, LIST, WORDS
from kb_app.ui.dialogs.case_editor.section import Section
from kb_app.ui.widgets.tick_box import TickBox

if TYPE_CHECKING:
    from kb_app.domain.case import Case


class PeriodSection(Section):
    """Beginning, end and progress."""

    def __init__(self) -> None:
        super().__init__("period", _("Period and progress"))
        example = _("such as 2023-04 or 令和5年4月")
        self._start = self.line("period.start", _("Began"), DATE, placeholder=example)
        self._end = self.line("period.end", _("Ended (if it has)"), DATE)
        known = [(value, wording.status_label(value)) for value in PERIOD_STATUSES]
        self._status = self.choice("period.status", _("Progress"), [("", _("Choose")), *known])
        self.beside(self._start.field, self._end.field, self._status.field)

    def show_case(self, case: Case) -> None:
        """Show what a case says."""
        self._start.show(case.period.start)
        self._end.show(case.period.end)
        self._status.show(case.period.status)

    def applied_to(self, case: Case) -> Case:
        """Return the case with what the answers say."""
        period = replace(case.period, start=self._start.value, end=self._end.value, status=self._status.value)
        return replace(case, period=period)


class OrganizationSection(Section):
    """Who did it, with whom and with what."""

    def __init__(self) -> None:
        super().__init__("organization", _("Organization"))
        several = _("Several with 、 between them")
        self._department = self.line("organization.department", _("Department in charge"), WORDS)
        self._role = self.line(
            "organization.lead_role", _("Role of the lead"), WORDS, placeholder=_("such as CIO補佐官")
        )
        self._size = self.line("organization.team_size", _("Size of the team"), COUNT)
        self._partners = self.line("organization.partners", _("Partners"), LIST, hint=several)
        self._talent = self.line("organization.external_talent", _("External talent"), LIST, hint=several)
        self._contact = self.line("organization.contact", _("Contact"), WORDS)
        self._tools = self.line("tools", _("Tools"), LIST, hint=several)
        self.below(self._department.field)
        self.beside(self._role.field, self._size.field)
        self.beside(self._partners.field, self._talent.field)
        self.beside(self._tools.field, self._contact.field)

    def show_case(self, case: Case) -> None:
        """Show what a case says."""
        who = case.organization
        self._department.show(who.department)
        self._role.show(who.lead_role)
        self._size.show(who.team_size)
        self._partners.show(who.partners)
        self._talent.show(who.external_talent)
        self._contact.show(who.contact)
        self._tools.show(case.tools)

    def applied_to(self, case: Case) -> Case:
        """Return the case with what the answers say."""
        who = replace(
            case.organization,
            department=self._department.value,
            lead_role=self._role.value,
            team_size=self._size.value,
            partners=self._partners.value,
            external_talent=self._talent.value,
            contact=self._contact.value,
        )
        return replace(case, organization=who, tools=self._tools.value)


class CostSection(Section):
    """What it cost, or that the sources do not say."""

    def __init__(self) -> None:
        super().__init__("cost", _("Cost"))
        self._none = TickBox(_("Not stated (the sources say nothing)"))
        self._none.setObjectName("entry_cost_none_known")
        self._initial = self.line("cost", _("Initial (yen)"), COUNT, placeholder=_("such as 120万"))
        self._annual = self.line("cost.annual_yen", _("A year (yen)"), COUNT)
        self._as_of = self.line("cost.as_of", _("As of"), DATE)
        self._funding = self.line("cost.funding", _("Funding"), LIST, hint=_("Several with 、 between them"))
        self._note = self.line("cost.note", _("Remarks on the cost"), WORDS)
        self.below(self._none)
        self.beside(self._initial.field, self._annual.field, self._as_of.field)
        self.beside(self._funding.field, self._note.field)
        self._none.toggled.connect(self._on_none_toggled)

    def show_case(self, case: Case) -> None:
        """Show what a case says."""
        cost = case.cost
        self._initial.show(cost.initial_yen)
        self._annual.show(cost.annual_yen)
        self._as_of.show(cost.as_of)
        self._funding.show(cost.funding)
        self._note.show(cost.note)
        self._none.setChecked(cost.none_known)

    def applied_to(self, case: Case) -> Case:
        """Return the case with what the answers say; what stands in the lines does not count beside the tick."""
        if self._none.isChecked():
            return replace(case, cost=replace(case.cost, none_known=True) if case.cost.none_known else _NOTHING)
        cost = Cost(self._initial.value, self._annual.value, self._funding.value, self._note.value, self._as_of.value)
        return replace(case, cost=cost)

    def _on_none_toggled(self, none: bool) -> None:
        for bound in (self._initial, self._annual, self._as_of, self._funding, self._note):
            bound.field.setDisabled(none)
        self.changed.emit()


_NOTHING = Cost(none_known=True)
