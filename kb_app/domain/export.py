"""What can be written out, and in which form."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class ExportFormat(StrEnum):
    """The forms of an export; the value is the option of the command line.

    `MARKDOWN` is a folder, or a zip file where the place ends with .zip, of cases, notes and attachments; the others
    are one file each. `GIF_CSV` and `GIF_JSON` are the government's case data model.
    """

    MARKDOWN = "md"
    XLSX = "xlsx"
    CSV = "csv"
    HTML = "html"
    GIF_CSV = "gif-csv"
    GIF_JSON = "gif-json"

    @property
    def has_references(self) -> bool:
        """Whether reference pages leave in this form: the model is one of cases, which plans and guides are not."""
        return self not in (ExportFormat.GIF_CSV, ExportFormat.GIF_JSON)


@dataclass(frozen=True, slots=True)
class ExportCount:
    """How many documents would be written out, and how many of them are reference pages."""

    documents: int
    references: int


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What is to be written out: documents by id (empty: all), where to, and whether 個人 notes leave too."""

    documents: tuple[str, ...]
    format: ExportFormat
    place: Path
    with_private_notes: bool = False


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """What was written. `withheld` counts 個人 notes that stayed; `remarks` are sentences for the person."""

    place: Path
    documents: int
    notes: int
    withheld: int = 0
    remarks: tuple[str, ...] = ()
