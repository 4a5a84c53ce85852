"""A text about an error in a bundled case, ready to be pasted into a mail; nothing is sent from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb_app import __version__
from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.library import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb_app.domain.family import Family, Relative
    from kb_app.domain.library import Document


class Shown(Protocol):
    """What the person has before them, and from which edition of the library."""

    @property
    def document(self) -> Document:
        """The document that is shown."""

    @property
    def family(self) -> Family | None:
        """What it is a copy of, and its copies."""

    @property
    def edition(self) -> str:
        """The edition of the library, such as "2026.11.28"."""


def error_report(page: Shown, passage: str = "") -> str:
    """Return what whoever keeps the library must know: which document, in which version, and which `passage`.

    For a copy it is about the bundled original.

    Raises:
        KbError: the document is the office's own.
    """
    document, origin = page.document, _bundled_origin(page.family)
    if document.shelf is not Shelf.BUNDLED and origin is None:
        raise KbError(
            _("There is nothing to report."),
            _("this is a case of your own office"),
            _("Correct it in its file; reports are for the cases that come with the program."),
        )
    lines = _about_original(document, origin) if origin is not None else _about(document)
    return "\n".join((*lines, _program(page.edition), "", *_errors(passage), ""))


def _bundled_origin(family: Family | None) -> Relative | None:
    origin = family.origin if family is not None else None
    return origin if origin is not None and origin.shelf is Shelf.BUNDLED else None


def _about(document: Document) -> Iterator[str]:
    case = document.case
    yield from _named(case.id, case.title)
    yield _("File: {path}").format(path=document.path)
    yield _("State of the case: updated {updated}, checked {checked}").format(
        updated=case.updated or wording.not_stated(), checked=case.checked or wording.not_stated()
    )


def _about_original(document: Document, origin: Relative) -> Iterator[str]:
    """The passage was chosen in the copy, which may say something else than the original by now."""
    derived = document.case.derived_from
    yield from _named(origin.id, origin.title)
    yield _("State of the case: copied from version {version}, and perhaps changed by the office since").format(
        version=(derived.version if derived is not None else "") or wording.not_stated()
    )


def _named(case_id: str, title: str) -> Iterator[str]:
    yield _("Error in a bundled case of DX Casebook: {id}").format(id=case_id)
    yield ""
    yield _("Case: {title}").format(title=title)
    yield _("Id: {id}").format(id=case_id)


def _program(edition: str) -> str:
    return _("Program: DX Casebook {version}, edition {edition} of its library").format(
        version=__version__, edition=edition or wording.not_stated()
    )


def _errors(passage: str) -> Iterator[str]:
    yield _("Passage with the error:")
    quoted = [f"> {line}" for line in passage.strip().splitlines()]
    yield from quoted or [_("(please write it here)")]
    yield ""
    yield _("What is right, and where it stands:")
