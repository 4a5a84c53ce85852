"""What a reader will see of the case that is being written, a moment after typing rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.domain.annotation import Annotations
from kb_app.domain.completeness import completeness
from kb_app.services.case_library import drafted_page
from kb_app.ui.attached_files import AttachedFiles
from kb_app.ui.dialogs.case_editor.gauge import Gauge
from kb_app.ui.tasks import Lane
from kb_app.ui.widgets.case_view import CaseView
from kb_app.ui.widgets.pictures import looks_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kb_app.domain.case import Case
    from kb_app.domain.taxonomy import Taxonomy
    from kb_app.services.case_library import CasePage
    from kb_app.ui.tasks import Tasks
    from kb_app.ui.theme import Theme
    from kb_app.ui.widgets.pictures import Looks

_REST_MS = 350


class Preview(QFrame):
    """The gauge, and the case below it; a text is rendered in the background, so that typing never waits."""

    def __init__(
        self, tasks: Tasks, taxonomy: Taxonomy, plan: Callable[[], str], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("case_preview")
        self._tasks = tasks
        self._case: Case | None = None
        self.place: Path | None = None
        """The file that the case is in; None before it has one."""
        self.gauge = Gauge()
        heading = QLabel(_("As it will be read"))
        heading.setObjectName("case_preview_heading")
        self.view = CaseView(taxonomy, plan, theme)
        self.view.marks.hide()
        self.files = AttachedFiles(tasks, self.view)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._render)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.gauge)
        column.addWidget(heading)
        column.addWidget(self.view, 1)

    def show_case(self, case: Case) -> None:
        """Show a case soon."""
        self._case = case
        self._rest.start()

    def show_now(self, case: Case) -> None:
        """Show a case without waiting for a rest."""
        self._case = case
        self._render()

    def _render(self) -> None:
        case, place = self._case, self.place
        if case is not None:
            self._rest.stop()
            self.gauge.show_completeness(completeness(case))
            self._tasks.start(
                Lane.SEARCH,
                lambda _session, _report: _looked_at(drafted_page(case, place)),
                self._on_page,
                replaces=f"case_preview_{id(self)}",
                needs_session=False,
            )

    def _on_page(self, found: tuple[CasePage, Looks]) -> None:
        page, looks = found
        self.view.show_page(page, Annotations(page.document.case.id), looks)


def _looked_at(page: CasePage) -> tuple[CasePage, Looks]:
    return page, looks_of(page)
