"""What can be written out from where the person is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.query import FilterAxis

if TYPE_CHECKING:
    from kb_app.bootstrap.session import Session
    from kb_app.domain.case import Case
    from kb_app.domain.query import Query, SearchResult


@dataclass(frozen=True, slots=True)
class ExportScope:
    """One choice: its words, and how its documents are found (asked in the background; nothing stands for all)."""

    words: str
    documents: Callable[[Session], tuple[str, ...]]
    is_everything: bool = False


def export_scopes(case: Case | None, chosen: Sequence[str], result: SearchResult | None) -> list[ExportScope]:
    """Return the choices, the nearest first: documents `chosen` together, the open `case`, what is listed, all."""
    found: list[ExportScope] = []
    ids = tuple(chosen)
    if len(ids) > 1:
        words = _("The chosen documents ({count})").format(count=f"{len(ids):,}")
        found.append(ExportScope(words, lambda _session: ids))
    if case is not None:
        one = (case.id,)
        found.append(ExportScope(_("This document: {title}").format(title=case.title), lambda _session: one))
    if result is not None and _documents_of(result):
        words = _("All that are listed now ({count})").format(count=f"{_documents_of(result):,}")
        found.append(ExportScope(words, partial(_listed, replace(result.query, limit=None))))
    found.append(ExportScope(_("Everything in the library"), lambda _session: (), is_everything=True))
    return found


def _documents_of(result: SearchResult) -> int:
    """How many documents are listed; notes are listed too, and are not written out by themselves."""
    return result.total - result.facets[FilterAxis.KIND].get("note", 0)


def _listed(query: Query, session: Session) -> tuple[str, ...]:
    return tuple(hit.id for hit in session.searching.search(query).hits if hit.kind != "note")
