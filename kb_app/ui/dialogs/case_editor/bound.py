"""Between what stands in an answer and the value that a case holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from kb_app.domain import entered
from kb_app.domain.entered import NotReadableError

if TYPE_CHECKING:
    from kb_app.ui.dialogs.case_editor.field import Field

Value = TypeVar("Value")


class Holder(Protocol):
    """Something that holds a text."""

    def text(self) -> str:
        """Return the text."""

    def show_text(self, text: str) -> None:
        """Show another text."""


@dataclass(frozen=True)
class Reading(Generic[Value]):
    """How a value is written into an answer, and how an answer is read."""

    write: Callable[[Value], str]
    read: Callable[[str], Value]
    empty: Value


WORDS = Reading[str](str, entered.read_words, "")
AS_IT_IS = Reading[str](str, str, "")
DATE = Reading[str](str, entered.read_date, "")
COUNT = Reading["int | None"](entered.number_text, entered.read_count, None)
LIST = Reading[tuple[str, ...]](entered.list_text, entered.read_list, ())
LINES = Reading[tuple[str, ...]](entered.lines_text, entered.read_lines, ())


class Bound(Generic[Value]):
    """What an answer stands for; one that nobody touched gives exactly what it was given."""

    def __init__(self, field: Field, holder: Holder, reading: Reading[Value]) -> None:
        self.field = field
        self._holder = holder
        self._reading = reading
        self._given = reading.empty
        self._shown = ""

    def show(self, value: Value) -> None:
        """Show a value."""
        self._given = value
        self._holder.show_text(self._reading.write(value))
        self._shown = self._holder.text()
        self.field.say("")

    @property
    def value(self) -> Value:
        """What the answer says; where it cannot be read, what was there before."""
        return self._read()[0]

    @property
    def trouble(self) -> str:
        """Why the answer cannot be read, "" where it can."""
        return self._read()[1]

    def _read(self) -> tuple[Value, str]:
        text = self._holder.text()
        if text == self._shown:
            return self._given, ""
        try:
            return self._reading.read(text), ""
        except NotReadableError as error:
            return self._given, str(error)
