"""A part of the form: a heading, its questions, and what they say of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from kb_app.ui.dialogs.case_editor.beside import Beside
from kb_app.ui.dialogs.case_editor.bound import AS_IT_IS, Bound, Reading
from kb_app.ui.dialogs.case_editor.field import Choice, Field, Line
from kb_app.ui.dialogs.case_editor.plain_text import PlainText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb_app.domain.case import Case

Value = TypeVar("Value")
_GAP, _BESIDE = 12, 16


class Question(Protocol):
    """What a jump can lead to."""

    def say(self, trouble: str) -> None:
        """Say what is wrong; "" for nothing."""

    def focus_answer(self) -> None:
        """Take the keyboard to the answer."""


class Section(QFrame):
    """Knows its questions by the names of the fields of a case (`period.start`)."""

    changed = Signal()

    def __init__(self, name: str, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"case_part_{name}")
        self.setAccessibleName(heading)
        self.heading = heading
        self.questions: dict[str, Question] = {}
        self._bounds: dict[str, Bound[Any]] = {}
        title = QLabel(heading)
        title.setProperty("look", "form_heading")
        title.setIndent(0)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 14, 20, 8)
        self.column.setSpacing(_GAP)
        self.column.addWidget(title)

    def show_case(self, case: Case) -> None:
        """Show what a case says."""
        raise NotImplementedError

    def applied_to(self, case: Case) -> Case:
        """Return the case with what the answers say."""
        raise NotImplementedError

    @property
    def troubles(self) -> dict[str, str]:
        """The answers that cannot be read, by field, and why."""
        return {name: bound.trouble for name, bound in self._bounds.items() if bound.trouble}

    def go_to(self, name: str) -> QWidget | None:
        """Take the keyboard to the answer of a field, and return where it stands; None where it is not here."""
        question = self.questions.get(name) or self.questions.get(name.split(".", maxsplit=1)[0])
        if question is None:
            return None
        question.focus_answer()
        return question if isinstance(question, QWidget) else None

    def line(
        self, name: str, words: str, reading: Reading[Value], *, hint: str = "", placeholder: str = ""
    ) -> Bound[Value]:
        """Make a question with a line as its answer."""
        answer = Line(_object_name(name), placeholder)
        answer.edited.connect(self.changed)
        return self._bind(name, Bound(Field(answer, words, hint), answer, reading))

    def text(self, name: str, words: str, reading: Reading[Value], *, lines: int, hint: str = "") -> Bound[Value]:
        """Make a question with several lines as its answer."""
        answer = PlainText(_object_name(name), lines)
        answer.edited.connect(self.changed)
        return self._bind(name, Bound(Field(answer, words, hint), answer, reading))

    def choice(self, name: str, words: str, choices: Sequence[tuple[str, str]]) -> Bound[str]:
        """Make a question with a few answers to choose from."""
        answer = Choice(_object_name(name), choices)
        answer.edited.connect(self.changed)
        return self._bind(name, Bound(Field(answer, words), answer, AS_IT_IS))

    def beside(self, *widgets: QWidget) -> None:
        """Set widgets side by side, each as wide as the others, where there is room."""
        self.column.addWidget(Beside(widgets, _BESIDE))

    def below(self, *widgets: QWidget) -> None:
        """Set widgets below each other."""
        for widget in widgets:
            self.column.addWidget(widget)

    def _bind(self, name: str, bound: Bound[Value]) -> Bound[Value]:
        self.questions[name] = bound.field
        self._bounds[name] = bound
        return bound


def _object_name(field: str) -> str:
    return f"entry_{field.replace('.', '_')}"
