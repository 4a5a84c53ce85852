"""Cases from lists and collections, which state only some of the fields of a case.

Such a case says nothing of what has no column there, so it is never written over another one as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from kb_app.domain.case import Case
from kb_app.formats.gif_model.records import from_records, to_records
from kb_app.formats.tables.case_list import case_row, list_header
from kb_app.formats.tables.cases import cases_of, guess_columns
from kb_app.formats.tables.table import Table

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary

_NEVER_TAKEN = {"id", "schema", "kind", "confidence", "derived_from"}


class PartialCases:
    """Compares such cases with whole ones."""

    def __init__(self, vocabulary: Vocabulary, plan: Callable[[], str]) -> None:
        """`plan` names the version of the plan whose words axes have in lists."""
        self._vocabulary = vocabulary
        self._plan = plan

    def is_told(self, whole: Case, told: Case) -> bool:
        """Return whether `told` is what a list or a collection makes of `whole`, or says nothing else."""
        return told in (self._as_record(whole), self._as_row(whole)) or laid_over(whole, told) == whole

    def _as_record(self, case: Case) -> Case:
        return from_records(to_records([case], self._vocabulary), self._vocabulary)[0].case

    def _as_row(self, case: Case) -> Case | None:
        header = list_header()
        row = case_row(case, self._vocabulary.taxonomy, self._plan())
        table = Table("", header, (tuple("" if cell is None else str(cell) for cell in row),))
        return next((one.case for one in cases_of(table, guess_columns(header), self._vocabulary)), None)


def laid_over(whole: Case, told: Case) -> Case:
    """Return `whole` with what `told` states in the place of its own; what `told` leaves empty stays."""
    empty = Case(id="", title="")
    stated = {
        item.name: getattr(told, item.name)
        for item in fields(Case)
        if item.name not in _NEVER_TAKEN and getattr(told, item.name) != getattr(empty, item.name)
    }
    return replace(whole, **stated)
