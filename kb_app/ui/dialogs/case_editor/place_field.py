"""Chooses the municipality by its name or reading; what belongs to it is filled in by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.domain.case import CaseMunicipality
from kb_app.domain.place_search import place_label
from kb_app.ui.dialogs.case_editor.field import Field
from kb_app.ui.widgets.suggestion_list import SuggestionList
from kb_app.ui.widgets.word_line import WordLine

if TYPE_CHECKING:
    from kb_app.domain.municipality import Municipality
    from kb_app.domain.place_search import PlaceSearch


class PlaceField(QWidget):
    """A line with suggestions; 25 names belong to two municipalities, so each is shown with its prefecture."""

    changed = Signal()

    def __init__(self, places: PlaceSearch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places = places
        self._stated = CaseMunicipality()
        self._shown = ""
        self._offered: tuple[Municipality, ...] = ()
        self.line = WordLine("entry_municipality", _("Begin with the name or its reading, and choose from the list"))
        self._field = Field(self.line, _("Municipality"))
        self._model = QStringListModel(self)
        self.suggestions = SuggestionList(self.line, self._model, _("Municipalities to choose from"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._field)
        self._connect()

    @property
    def municipality(self) -> CaseMunicipality:
        """What is chosen; a name that is in no list stands for itself."""
        return self._stated

    @property
    def trouble(self) -> str:
        """Why what was typed is no municipality yet, "" where it is one."""
        typed = self.line.text().strip()
        if not typed or self._stated.code:
            return ""
        if len(self._places.named(typed)) > 1:
            return _("Several municipalities have this name. Choose yours from the list (↓).")
        return _("This is not in the list of municipalities. Choose one from the list, or type its reading.")

    def show_municipality(self, stated: CaseMunicipality) -> None:
        """Show what a case says."""
        self._stated = stated
        self._write(stated.name)

    def say(self, trouble: str) -> None:
        """Say what is wrong; "" tells prefecture and code instead."""
        self._field.say(trouble)
        if not trouble:
            self._tell_place()

    def focus_answer(self) -> None:
        """Take the keyboard to the line."""
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_typed(self) -> None:
        """What was chosen before is not meant any more; the one municipality of the name is chosen by itself."""
        typed = self.line.text().strip()
        named = self._places.named(typed)
        self._stated = _of(named[0]) if len(named) == 1 else CaseMunicipality(name=typed)
        self.say("")
        self._suggest()
        self.changed.emit()

    def _on_picked(self, label: str) -> None:
        place = next((one for one in self._offered if _line_of(one) == label), None)
        if place is None:
            return
        self.suggestions.close_list()
        self._stated = _of(place)
        self._write(place.name)
        self.changed.emit()

    def _on_enter(self) -> bool:
        if self.suggestions.marked:
            self._on_picked(self.suggestions.marked)
        elif self.suggestions.is_open and len(self._offered) == 1:
            self._on_picked(_line_of(self._offered[0]))
        return True

    def _on_down(self) -> bool:
        if not self.suggestions.is_open:
            self._suggest()
        if self.suggestions.is_open:
            self.suggestions.move_mark(1)
        return True

    def _on_up(self) -> bool:
        if self.suggestions.is_open:
            self.suggestions.move_mark(-1)
        return True

    def _on_escape(self) -> bool:
        was_open = self.suggestions.is_open
        self.suggestions.close_list()
        return was_open

    def _on_left(self) -> None:
        self.suggestions.close_list()
        self.say(self.trouble)

    def _on_composition(self, composing: bool) -> None:
        """While a composition goes on, its own candidates lie there."""
        if composing:
            self.suggestions.close_list()

    def _suggest(self) -> None:
        self._offered = self._places.find(self.line.text())
        chosen = self._stated.code and len(self._places.named(self.line.text())) == 1
        if not self._offered or self.line.is_composing or (chosen and len(self._offered) == 1):
            self.suggestions.close_list()
            return
        self._model.setStringList([_line_of(place) for place in self._offered])
        self.suggestions.open()

    def _write(self, name: str) -> None:
        self.line.blockSignals(True)
        self.line.setText(name)
        self.line.blockSignals(False)
        self.say("")

    def _tell_place(self) -> None:
        place = self._stated
        parts = (place.prefecture, _("code {code}").format(code=place.code)) if place.code else (place.prefecture,)
        self._field.tell("・".join(part for part in parts if part))

    def _connect(self) -> None:
        line = self.line
        line.textChanged.connect(lambda _text: self._on_typed())
        line.composition_changed.connect(self._on_composition)
        line.focus_left.connect(self._on_left)
        self.suggestions.picked.connect(self._on_picked)
        line.on_key(Qt.Key.Key_Return, self._on_enter)
        line.on_key(Qt.Key.Key_Down, self._on_down)
        line.on_key(Qt.Key.Key_Up, self._on_up)
        line.on_key(Qt.Key.Key_Escape, self._on_escape)


def _line_of(place: Municipality) -> str:
    return f"{place_label(place)}　{place.kana}"


def _of(place: Municipality) -> CaseMunicipality:
    return CaseMunicipality(place.name, place.code, place.prefecture, place.kana, place.class_id)
