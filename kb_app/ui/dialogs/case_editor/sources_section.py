"""Sources as rows; each has an id (s1, s2) that effects and the text name it by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.case import SOURCE_KINDS, Source
from kb_app.domain.entered import read_address, read_date
from kb_app.ui.dialogs.case_editor.row_section import RowSection
from kb_app.ui.models.row_model import Column, RowModel

if TYPE_CHECKING:
    from kb_app.domain.case import Case


class SourcesSection(RowSection):
    """A table of sources."""

    def __init__(self) -> None:
        model = RowModel(_columns(), _new_source, lambda _place, row: row.id)
        super().__init__("sources", model, "sources", _("Sources"))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The rows that say something."""
        return tuple(row for row in self._model.rows if not _is_empty(row))

    def show_case(self, case: Case) -> None:
        """Show what a case says."""
        self._model.show(case.sources)

    def applied_to(self, case: Case) -> Case:
        """Return the case with the rows that say something."""
        return replace(case, sources=self.sources)


def _columns() -> tuple[Column, ...]:
    kinds = [("", _("–")), *((kind, wording.source_kind_label(kind)) for kind in SOURCE_KINDS)]
    return (
        _column("title", _("Title"), 18),
        _column("publisher", _("Publisher"), 9),
        _column("url", _("Address (URL)"), 18, read_address),
        Column("kind", _("Kind"), lambda row: row.kind, _setter("kind", str), lambda: kinds, 7),
        _column("published", _("Published on"), 7, read_date),
        _column("accessed", _("Looked up on"), 7, read_date),
        _column("page", _("Page"), 5),
    )


def _column(name: str, heading: str, width: int, read: Callable[[str], str] = str.strip) -> Column:
    return Column(name, heading, lambda row: str(getattr(row, name)), _setter(name, read), width=width)


def _setter(name: str, read: Callable[[str], str]) -> Callable[[Any, str], Any]:
    return lambda row, text: replace(row, **{name: read(text)})


def _new_source(rows: Sequence[Source]) -> Source:
    """A source that is looked at today, with an id that none has."""
    taken = {row.id for row in rows}
    number = next(number for number in range(1, len(rows) + 2) if f"s{number}" not in taken)
    return Source(f"s{number}", "", accessed=f"{datetime.now().astimezone():%Y-%m-%d}")


def _is_empty(source: Source) -> bool:
    return source == Source(source.id, "", accessed=source.accessed)
