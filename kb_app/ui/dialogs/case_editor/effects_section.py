"""Effects as rows, each with the source that states it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.entered import number_text, read_amount
from kb_app.domain.outcome import ChangeKind, Confidence, Direction, Method, Outcome
from kb_app.ui.dialogs.case_editor.row_section import RowSection
from kb_app.ui.models.row_model import Column, RowModel

if TYPE_CHECKING:
    from kb_app.domain.case import Case, Source

_EMPTY = Outcome("", "")


class EffectsSection(RowSection):
    """A table of effects."""

    def __init__(self, sources: Callable[[], Sequence[Source]]) -> None:
        """`sources` gives those that can be named."""
        model = RowModel(_columns(sources), lambda _rows: _EMPTY, lambda place, _row: str(place + 1))
        super().__init__("outcomes", model, "effects", _("Effects"))

    def show_case(self, case: Case) -> None:
        """Show what a case says."""
        self._model.show(case.outcomes)

    def applied_to(self, case: Case) -> Case:
        """Return the case with the rows that say something."""
        return replace(case, outcomes=tuple(row for row in self._model.rows if row != _EMPTY))

    def refresh_sources(self) -> None:
        """Names of sources have changed."""
        self._model.refresh()


def _columns(sources: Callable[[], Sequence[Source]]) -> tuple[Column, ...]:
    def named() -> Sequence[tuple[str, str]]:
        return [("", _("–")), *((source.id, f"{source.id} {source.title}".strip()) for source in sources())]

    return (
        _words("metric", _("What is counted"), 14),
        _amount("before", _("Before"), 5),
        _amount("after", _("After"), 5),
        Column("change", _("Change"), lambda row: number_text(row.change), _with_change, width=5),
        _words("unit", _("Unit"), 4),
        _choice("change_kind", _("Change in"), ChangeKind, wording.change_kind_label, 5, empty=_("–")),
        _choice("method", _("Kind of figure"), Method, _method_words, 5),
        _words("as_of", _("As of"), 7),
        _choice("confidence", _("Sureness"), Confidence, wording.confidence_label, 5),
        Column("source", _("Source"), lambda row: row.source, _setter("source"), named, 12),
        _choice("direction", _("Better"), Direction, wording.direction_label, 5),
        _words("scope", _("Scope"), 10),
    )


def _method_words(value: str) -> str:
    """Below its heading, `unknown` need not say once more what is not stated."""
    method = Method(value)
    return wording.not_stated() if method is Method.UNKNOWN else wording.method_label(method)


def _words(name: str, heading: str, width: int) -> Column:
    return Column(name, heading, lambda row: str(getattr(row, name)), _setter(name), width=width)


def _amount(name: str, heading: str, width: int) -> Column:
    def read(row: Outcome, text: str) -> Outcome:
        values: dict[str, Any] = {name: read_amount(text)}
        return replace(row, **values)

    return Column(name, heading, lambda row: number_text(getattr(row, name)), read, width=width)


def _choice(
    name: str, heading: str, values: Any, label: Callable[[str], str], width: int, *, empty: str = ""
) -> Column:
    listed = [("", empty)] if empty else []
    listed += [(str(value), label(str(value))) for value in values]

    def read(row: Outcome, text: str) -> Outcome:
        default = None if empty else getattr(_EMPTY, name)
        entered: dict[str, Any] = {name: values(text) if text else default}
        return replace(row, **entered)

    return Column(name, heading, lambda row: str(getattr(row, name) or ""), read, lambda: listed, width)


def _setter(name: str) -> Callable[[Any, str], Any]:
    return lambda row, text: replace(row, **{name: text.strip()})


def _with_change(row: Outcome, text: str) -> Outcome:
    """A change without a kind is counted in the unit, until the person says otherwise; that goes with the change.

    A kind that the person chose stays, also where there is no change.
    """
    change = read_amount(text)
    if change is None:
        return replace(
            row, change=None, change_kind=None if row.change_kind is ChangeKind.ABSOLUTE else row.change_kind
        )
    return replace(row, change=change, change_kind=row.change_kind or ChangeKind.ABSOLUTE)
