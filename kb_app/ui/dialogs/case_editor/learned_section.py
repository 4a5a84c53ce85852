"""What can be learned, and how sure the facts are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.outcome import Confidence
from kb_app.ui.dialogs.case_editor.bound import DATE, LINES
from kb_app.ui.dialogs.case_editor.section import Section

if TYPE_CHECKING:
    from kb_app.domain.case import Case


class LearnedSection(Section):
    """Lessons and conditions, one a line, warnings, and sureness."""

    def __init__(self) -> None:
        super().__init__("learned", _("Lessons and sureness"))
        one = _("One a line")
        self._lessons = self.text("lessons", _("What can be learned"), LINES, lines=3, hint=_("One a line, up to five"))
        self._conditions = self.text("conditions", _("What it takes to do the same"), LINES, lines=3, hint=one)
        self._warnings = self.text("warnings", _("Please note"), LINES, lines=2, hint=one)
        sure = [(str(value), wording.confidence_label(value)) for value in Confidence]
        self._confidence = self.choice("confidence", _("How sure the facts are"), sure)
        self._checked = self.line("checked", _("Checked on"), DATE, placeholder=_("such as 2024-04-01"))
        self.below(self._lessons.field, self._conditions.field, self._warnings.field)
        self.beside(self._confidence.field, self._checked.field)

    def show_case(self, case: Case) -> None:
        """Show what a case says."""
        self._lessons.show(case.lessons)
        self._conditions.show(case.conditions)
        self._warnings.show(case.warnings)
        self._confidence.show(str(case.confidence))
        self._checked.show(case.checked)

    def applied_to(self, case: Case) -> Case:
        """Return the case with what the answers say."""
        return replace(
            case,
            lessons=self._lessons.value,
            conditions=self._conditions.value,
            warnings=self._warnings.value,
            confidence=Confidence(self._confidence.value),
            checked=self._checked.value,
        )
