"""The tags of a document, to be taken off and put on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.tag import tag_key, tag_name
from kb_app.ui.models.suggestion_model import SuggestionModel
from kb_app.ui.widgets.flow_layout import FlowLayout
from kb_app.ui.widgets.said_line import SaidLine
from kb_app.ui.widgets.suggestion_list import SuggestionList
from kb_app.ui.widgets.tag_chip import TagChip, TagOrigin
from kb_app.ui.widgets.word_line import WordLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kb_app.ui.theme import Theme

_SEPARATOR = re.compile("[、,，､]")
_GAP = 6
_LINE_WIDTH = 150


class TagEditor(QWidget):
    """Chips of tags, and a line for more of them with suggestions; it changes nothing itself, but tells."""

    add_wanted = Signal(list)
    """Names to put on, checked; also one of the file that is to be put back."""
    remove_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tag_editor")
        self._theme = theme
        self._chips: list[TagChip] = []
        self._sent: list[str] = []
        self._places = QWidget()
        self._places.setObjectName("tag_chips")
        self._places.setAccessibleName(_("Tags"))
        self._flow = FlowLayout(self._places, gap=_GAP)
        self.line = WordLine("tag_box", _("Add a tag"))
        self.said = SaidLine("tag_editor_said")
        self._names = SuggestionModel(self)
        self.suggestions = SuggestionList(self.line, self._names, _("Tags to choose from"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        for widget in (self._places, self.said):
            column.addWidget(widget)
        self._flow.addWidget(self.line)
        self.said.hide()
        self._connect()
        self._on_theme_changed()

    @property
    def chips(self) -> tuple[TagChip, ...]:
        """The chips, in the order they stand."""
        return tuple(self._chips)

    def show_tags(self, own: Sequence[str], of_file: Sequence[str], taken: Sequence[str]) -> None:
        """Show the tags of a document; what is typed, and the place of the keyboard, stay.

        `of_file` are all tags that the file says, `taken` those of them that staff took off.
        """
        wanted = _wanted(own, of_file, taken)
        if wanted == [(chip.tag, chip.origin) for chip in self._chips]:
            return
        place = next((number for number, chip in enumerate(self._chips) if chip.button.hasFocus()), None)
        self._flow.clear(keep=self.line)
        self._chips = [self._made(name, origin, number) for number, (name, origin) in enumerate(wanted)]
        self._flow.addWidget(self.line)  # behind the last chip, as the next word of a sentence
        if place is not None:
            self._focus(min(place, len(self._chips) - 1))

    def begin_anew(self) -> None:
        """Forget what was typed and said: the tags of another document come."""
        self.line.clear()
        self._sent = []
        self._say("")
        self.suggestions.close_list()

    def set_known(self, names: Iterable[str]) -> None:
        """Know the names that can be completed, the most used first."""
        self._names.set_known(names)

    def set_enabled(self, enabled: bool) -> None:
        """Let tags be changed, or only read."""
        self.setEnabled(enabled)
        if not enabled:
            self.suggestions.close_list()

    def show_error(self, error: KbError) -> None:
        """Say why the last change was not saved; names that could not be added stand in the line again."""
        if self._sent and not self.line.text() and not self.line.is_composing:
            self.line.setText("、".join(self._sent))
        self._sent = []
        self._say(str(error), is_warning=True)

    def _on_text_edited(self) -> None:
        self._say("")
        self._suggest()

    def _on_composition_changed(self, composing: bool) -> None:
        """While a composition goes on, its own candidates lie there."""
        if composing:
            self.suggestions.close_list()
        else:
            self._suggest()

    def _on_down(self) -> bool:
        if self.suggestions.is_open:
            self.suggestions.move_mark(1)
            return True
        return self._open(self._part()[1])

    def _on_up(self) -> bool:
        if self.suggestions.is_open:
            self.suggestions.move_mark(-1)
        return self.suggestions.is_open

    def _on_enter(self) -> bool:
        if not self.line.text():
            return True
        self._add(self.suggestions.marked)
        return True

    def _on_escape(self) -> bool:
        was_open = self.suggestions.is_open
        self.suggestions.close_list()
        return was_open

    def _on_backspace(self) -> bool:
        if self.line.text() or not self._chips:
            return False
        self._focus(len(self._chips) - 1)
        return True

    def _on_pressed(self, chip: TagChip) -> None:
        self._say("")
        self._sent = []
        if chip.origin is TagOrigin.TAKEN:
            self.add_wanted.emit([chip.tag])
        else:
            self.remove_wanted.emit(chip.tag)

    def _on_step_wanted(self, chip: TagChip, by: int) -> None:
        self._focus(max(0, self._chips.index(chip) + by))

    def _on_theme_changed(self) -> None:
        self._flow.measure(self._theme.px(_GAP), 0)
        self.line.setFixedWidth(self._theme.px(_LINE_WIDTH))

    def _add(self, suggestion: str) -> None:
        """Ask for everything in the line, with the suggestion in the place of what it was made from."""
        try:
            names = self._typed(suggestion)
        except KbError as error:
            self._say(str(error), is_warning=True)
            return
        self.suggestions.close_list()
        shown = self._shown_keys()
        new = [name for name in names if tag_key(name) not in shown]
        if not new:
            self._say(_("“{name}” is on this document already.").format(name=names[0]))
            return
        self.line.clear()
        self._say("")
        self._sent = new
        self.add_wanted.emit(new)

    def _typed(self, suggestion: str) -> list[str]:
        text = self.line.text()
        if suggestion:
            start, part = self._part()
            text = f"{text[:start]}{suggestion}{text[start + len(part) :]}"
        parts = [part for part in _SEPARATOR.split(text) if part.strip()]
        return list(dict.fromkeys(tag_name(part) for part in parts or [""]))

    def _part(self) -> tuple[int, str]:
        """Where the name begins that the cursor is in, and that name."""
        text, place = self.line.text(), self.line.cursorPosition()
        start = max((found.end() for found in _SEPARATOR.finditer(text[:place])), default=0)
        return start, _SEPARATOR.split(text[start:])[0]

    def _suggest(self) -> None:
        _start, part = self._part()
        if not part.strip() or self.line.is_composing or not self._open(part):
            self.suggestions.close_list()

    def _open(self, part: str) -> bool:
        count = self._names.suggest(part, self._shown_keys())
        if not count:
            return False
        if not self.suggestions.is_open:
            words = _("{count} suggestions; ↓ goes to them.").format(count=count)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.line, words))
        self.suggestions.open()
        return True

    def _shown_keys(self) -> set[str]:
        return {tag_key(chip.tag) for chip in self._chips if chip.origin is not TagOrigin.TAKEN}

    def _say(self, sentence: str, *, is_warning: bool = False) -> None:
        self.said.setVisible(bool(sentence))
        if is_warning:
            self.said.warn(sentence)
        else:
            self.said.say(sentence)

    def _focus(self, number: int) -> None:
        """Take the keyboard to a chip, or behind the last one to the line."""
        inside = 0 <= number < len(self._chips)
        target = self._chips[number].button if inside else self.line
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _made(self, name: str, origin: TagOrigin, number: int) -> TagChip:
        chip = TagChip(name, origin, number)
        chip.pressed.connect(lambda: self._on_pressed(chip))
        chip.step_wanted.connect(lambda by: self._on_step_wanted(chip, by))
        self._flow.addWidget(chip)
        return chip

    def _connect(self) -> None:
        line = self.line
        line.on_key(Qt.Key.Key_Down, self._on_down)
        line.on_key(Qt.Key.Key_Up, self._on_up)
        line.on_key(Qt.Key.Key_Return, self._on_enter)
        line.on_key(Qt.Key.Key_Escape, self._on_escape)
        line.on_key(Qt.Key.Key_Backspace, self._on_backspace)
        line.textEdited.connect(self._on_text_edited)
        line.composition_changed.connect(self._on_composition_changed)
        line.focus_left.connect(self.suggestions.close_list)
        self.suggestions.picked.connect(self._add)
        self._theme.changed.connect(self._on_theme_changed)


def _wanted(own: Sequence[str], of_file: Sequence[str], taken: Sequence[str]) -> list[tuple[str, TagOrigin]]:
    """The tags of the file that hold, those of the staff, and those of the file that were taken off."""
    off = {tag_key(name) for name in taken}
    filed = [name for name in of_file if tag_key(name) not in off]
    known = {tag_key(name) for name in filed}
    added = [name for name in own if tag_key(name) not in known]
    held = known | {tag_key(name) for name in added}
    gone = [name for name in of_file if tag_key(name) in off - held]
    parts = ((filed, TagOrigin.FILE), (added, TagOrigin.OWN), (gone, TagOrigin.TAKEN))
    return [(name, origin) for names, origin in parts for name in dict.fromkeys(names)]
