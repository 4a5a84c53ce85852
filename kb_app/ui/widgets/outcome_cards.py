"""The effects of a precedent as cards: the figure large, and beside it where it comes from and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.outcome import Confidence, Method
from kb_app.ui.widgets.dates import date_text
from kb_app.ui.widgets.flow_layout import FlowLayout
from kb_app.ui.widgets.line_height import spaced_html
from kb_app.ui.widgets.result_card import sureness_mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb_app.domain.case import Source
    from kb_app.domain.outcome import Outcome
    from kb_app.ui.theme import Theme

_LEAST_WIDTH = 200
_LINE_HEIGHT = 150
_FIGURES = ("outcome_headline", "outcome_change")
_JOINER = "\u2060"
_LONGEST_WHOLE = 14
"""Letters of a figure with its unit that are kept on one line; a longer one would not fit into its card."""


class OutcomeCards(QWidget):
    """One card an effect, as many side by side as fit."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outcome_cards")
        self.setAccessibleName(_("Effects"))
        self._theme = theme
        self._flow = FlowLayout(self, least=_LEAST_WIDTH)

    def show_outcomes(self, outcomes: Sequence[Outcome], sources: Sequence[Source]) -> None:
        """Show these effects; without any there is nothing to see."""
        self._flow.clear()
        self._flow.measure(self._theme.px(10), self._theme.px(_LEAST_WIDTH))
        known = {source.id for source in sources}
        for outcome in outcomes:
            self._flow.addWidget(OutcomeCard(outcome, known))
        self.setVisible(bool(outcomes))


class OutcomeCard(QFrame):
    """One effect. What did not happen yet (a target, an estimate) is said first."""

    def __init__(self, outcome: Outcome, known_sources: set[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("outcome", "result" if outcome.is_result else "plan")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(2)
        lines = [
            ("outcome_kind", "" if outcome.is_result else _not_a_result(outcome.method)),
            ("outcome_metric", outcome.metric),
            ("outcome_headline", wording.headline(outcome)),
            ("outcome_change", _change_line(outcome)),
            ("outcome_scope", _scope_line(outcome)),
            ("outcome_source", _source_line(outcome, known_sources)),
        ]
        for look, text in lines:
            if text:
                layout.addWidget(_label(_unbroken(text) if look in _FIGURES else text, look))
        layout.addStretch(1)
        self.setAccessibleName("、".join(text for _look, text in lines if text))


def _not_a_result(method: Method) -> str:
    if method is Method.TARGET:
        return _("Target, not a result")
    return _("Estimate, not a result")


def _change_line(outcome: Outcome) -> str:
    change = wording.before_after(outcome)
    return "" if change == wording.headline(outcome) else change


def _scope_line(outcome: Outcome) -> str:
    method = wording.method_label(outcome.method) if outcome.is_result else ""
    when = date_text(outcome.as_of) if outcome.as_of else _("date not stated")
    return "・".join(part for part in (when, method, outcome.scope) if part)


def _source_line(outcome: Outcome, known_sources: set[str]) -> str:
    has_source = outcome.source in known_sources
    if not has_source and known_sources and outcome.confidence is Confidence.UNSOURCED:
        # The case has sources, so that "no source" would be wrong of it: it is this figure that has none.
        return f"△ {_('No source is named for this figure')}"
    source = _("source {id}").format(id=outcome.source) if has_source else _("no source named")
    return f"{sureness_mark(outcome.confidence, has_source=has_source)}・{source}"


def _unbroken(text: str) -> str:
    """A figure and its unit stay on one line: 12件/月 says nothing in two halves."""
    parts = text.split(" → ")
    return " → ".join(
        _JOINER.join(part.replace(" ", "\xa0")) if len(part) <= _LONGEST_WHOLE else part for part in parts
    )


def _label(text: str, look: str) -> QLabel:
    label = QLabel(spaced_html(text, _LINE_HEIGHT))
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setProperty("look", look)
    label.setWordWrap(True)
    return label
