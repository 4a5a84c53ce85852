"""The forms of an export as a person chooses among them."""

from __future__ import annotations

from dataclasses import dataclass

from kb_app.base.i18n import _
from kb_app.domain.export import ExportFormat


@dataclass(frozen=True, slots=True)
class ExportForm:
    """One form: its name, what it is for, and the ending of its file ("" for a folder)."""

    id: str
    format: ExportFormat
    name: str
    purpose: str
    ending: str = ""

    @property
    def has_notes(self) -> bool:
        """Whether notes go with the cases."""
        return self.format is ExportFormat.MARKDOWN


def export_forms() -> tuple[ExportForm, ...]:
    """Return all forms, the most complete first."""
    model = _("Government data model for cases")
    return (
        ExportForm(
            "folder",
            ExportFormat.MARKDOWN,
            _("Markdown, in a folder"),
            _("Everything with notes and attached files, to be imported elsewhere or edited with other programs."),
        ),
        ExportForm(
            "zip",
            ExportFormat.MARKDOWN,
            _("Markdown, in a zip file"),
            _("The same in one file, to be handed on or kept."),
            ".zip",
        ),
        ExportForm(
            "xlsx",
            ExportFormat.XLSX,
            _("Excel (xlsx)"),
            _("A list with one line a case, to be sorted, counted and printed."),
            ".xlsx",
        ),
        ExportForm(
            "csv",
            ExportFormat.CSV,
            _("CSV"),
            _("The same list for other programs (UTF-8, opens in Excel)."),
            ".csv",
        ),
        ExportForm(
            "html",
            ExportFormat.HTML,
            _("HTML"),
            _("One page to read in any browser, also where this program is not installed."),
            ".html",
        ),
        ExportForm(
            "gif-csv",
            ExportFormat.GIF_CSV,
            _("{model} (CSV)").format(model=model),
            _("To hand your cases to a national or prefectural collection, as a table."),
            ".csv",
        ),
        ExportForm(
            "gif-json",
            ExportFormat.GIF_JSON,
            _("{model} (JSON)").format(model=model),
            _("The same as a collection for data systems."),
            ".json",
        ),
    )
