"""What was found wrong with which file."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.problem import Severity
from kb_app.ui.dialogs.text_dialog import TextDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from kb_app.domain.library import FileReport
    from kb_app.domain.problem import Problem


def reports_dialog(reports: Sequence[FileReport], parent: QWidget | None = None) -> TextDialog:
    """Return the window with the findings, file by file."""
    return TextDialog("reports_dialog", _("Files with findings"), reports_html(reports), parent)


def reports_html(reports: Sequence[FileReport]) -> str:
    """Return the findings as HTML; without any it says so."""
    if not reports:
        return f"<p>{html.escape(_('Nothing was found wrong with any file.'))}</p>"
    return "".join(_file(report) for report in reports)


def _file(report: FileReport) -> str:
    lines = "".join(f"<li>{html.escape(_line(problem))}</li>" for problem in report.problems)
    return f"<p><b>{html.escape(report.path)}</b></p><ul>{lines}</ul>"


def _line(problem: Problem) -> str:
    kind = _("To be mended") if problem.severity is Severity.ERROR else _("Hint")
    place = _("line {line}").format(line=problem.line) if problem.line else ""
    where = "・".join(part for part in (place, problem.field) if part)
    return f"{kind}: {problem.message}" + (f" ({where})" if where else "")
