"""What was found wrong with which file."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.field_wording import field_words
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
    """Files with findings, apart by whether they could be taken into the library; `folder` is where own cases lie."""

    left_out: tuple[FileReport, ...] = ()
    loaded: tuple[FileReport, ...] = ()
    folder: str = ""


def findings(library: CaseLibrary, paths: AppPaths) -> Findings:
    """Read the whole library and return what was found; for a thread of its own."""
    reports = library.reports()
    # Only an error keeps a file out, so that without any the library need not be read again.
    wrong = any(report.has_error for report in reports)
    loaded = {f"{document.shelf}/{document.path}" for document in library.documents()} if wrong else set()
    left_out = [report for report in reports if report.has_error and report.path not in loaded]
    return Findings(
        tuple(left_out), tuple(report for report in reports if report not in left_out), str(paths.own_cases_dir)
    )


def reports_dialog(found: Findings, parent: QWidget | None = None) -> TextDialog:
    """Return the window with the findings, file by file."""
    return TextDialog("reports_dialog", _("Files with findings"), reports_html(found), parent)


def reports_html(found: Findings) -> str:
    """Return the findings as HTML; without any it says so."""
    parts: tuple[str, ...] = (
        _part(_("Not taken into the library"), found.left_out),
        _part(_("In the library, but please look"), found.loaded),
    )
    if found.folder and any(_is_own(report) for report in (*found.left_out, *found.loaded)):
        words = _("Your own cases lie in {folder}. Open a case and press “Edit…” to mend what it lacks.").format(
            folder=found.folder
        )
        parts = (*parts, f"<p>{html.escape(words)}</p>")
    return "".join(parts) or f"<p>{html.escape(_('Nothing was found wrong with any file.'))}</p>"


def _part(heading: str, files: Iterable[FileReport]) -> str:
    told = "".join(map(_file, files))
    return f"<h3>{html.escape(heading)}</h3>{told}" if told else ""


def _file(report: FileReport) -> str:
    lines = "".join(f"<li>{html.escape(_line(problem))}</li>" for problem in report.problems)
    return f"<p><b>{html.escape(_name(report))}</b></p><ul>{lines}</ul>"


def _line(problem: Problem) -> str:
    kind = _("To be mended") if problem.severity is Severity.ERROR else _("Hint")
    words = f"{kind}: {problem.message}"
    if problem.field:
        words = _("{kind}: {field}: {message}").format(
            kind=kind, field=field_words(problem.field), message=problem.message
        )
    place = _("line {line}").format(line=problem.line) if problem.line else ""
    return _("{finding} ({place})").format(finding=words, place=place) if place else words


def _is_own(report: FileReport) -> bool:
    return report.path.startswith(f"{Shelf.OWN}/")


def _name(report: FileReport) -> str:
    """The file below its folder, as a person knows it."""
    shelf, _slash, path = report.path.partition("/")
    if path == ".":
        return _("The folder of own cases") if shelf == Shelf.OWN else _("The folder of the library")
    return path if shelf == Shelf.OWN else _("{file} (came with the program)").format(file=path)
