"""What was found wrong with which file."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.library import Shelf
from kb_app.domain.problem import Severity
from kb_app.ui.dialogs.text_dialog import TextDialog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

    from kb_app.base.paths import AppPaths
    from kb_app.domain.library import FileReport
    from kb_app.domain.problem import Problem
    from kb_app.services.case_library import CaseLibrary


@dataclass(frozen=True, slots=True)
class Findings:
    """Files with findings, apart by whether they could be taken into the library; a path is the full one."""

    left_out: tuple[tuple[str, FileReport], ...] = ()
    loaded: tuple[tuple[str, FileReport], ...] = ()


def findings(library: CaseLibrary, paths: AppPaths) -> Findings:
    """Read the whole library and return what was found; for a thread of its own."""
    reports = library.reports()
    # Only an error keeps a file out, so that without any the library need not be read again.
    wrong = any(report.has_error for report in reports)
    loaded = {f"{document.shelf}/{document.path}" for document in library.documents()} if wrong else set()
    left_out = [report for report in reports if report.has_error and report.path not in loaded]
    return Findings(
        tuple((_full_path(report.path, paths), report) for report in left_out),
        tuple((_full_path(report.path, paths), report) for report in reports if report not in left_out),
    )


def reports_dialog(found: Findings, parent: QWidget | None = None) -> TextDialog:
    """Return the window with the findings, file by file."""
    return TextDialog("reports_dialog", _("Files with findings"), reports_html(found), parent)


def reports_html(found: Findings) -> str:
    """Return the findings as HTML; without any it says so."""
    parts = (
        _part(_("Not taken into the library"), found.left_out),
        _part(_("In the library, but please look"), found.loaded),
    )
    return "".join(parts) or f"<p>{html.escape(_('Nothing was found wrong with any file.'))}</p>"


def _part(heading: str, files: Iterable[tuple[str, FileReport]]) -> str:
    told = "".join(_file(path, report) for path, report in files)
    return f"<h3>{html.escape(heading)}</h3>{told}" if told else ""


def _file(path: str, report: FileReport) -> str:
    lines = "".join(f"<li>{html.escape(_line(problem))}</li>" for problem in report.problems)
    return f"<p><b>{html.escape(path)}</b></p><ul>{lines}</ul>"


def _line(problem: Problem) -> str:
    kind = _("To be mended") if problem.severity is Severity.ERROR else _("Hint")
    place = _("line {line}").format(line=problem.line) if problem.line else ""
    where = "・".join(part for part in (place, problem.field) if part)
    return f"{kind}: {problem.message}" + (f" ({where})" if where else "")


def _full_path(key: str, paths: AppPaths) -> str:
    shelf, _slash, path = key.partition("/")
    root = {Shelf.OWN.value: paths.own_cases_dir, Shelf.BUNDLED.value: paths.library_dir}.get(shelf)
    return str(root / path) if root is not None else key
