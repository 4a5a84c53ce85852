"""Documents as the library keeps them: a case, the shelf it stands on, and what was found wrong with its file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.problem import Severity

if TYPE_CHECKING:
    from kb_app.domain.case import Case
    from kb_app.domain.problem import Problem


class NoSuchDocumentError(KbError):
    """No document has an id, or none has it any more."""

    def __init__(self, document_id: str) -> None:
        super().__init__(
            _("The document could not be shown."),
            _("no document has the id “{id}”").format(id=document_id),
            _("Reload (F5) or search for its title."),
        )


class Shelf(StrEnum):
    """Where a document comes from: with the program (no write path), or from the office itself."""

    BUNDLED = "bundled"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Document:
    """A case on its shelf. `path` is relative to the shelf, with forward slashes."""

    case: Case
    shelf: Shelf
    path: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was found wrong with one file; an empty tuple means nothing."""

    path: str
    problems: tuple[Problem, ...]

    @property
    def has_error(self) -> bool:
        """Whether something has to be mended."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)
