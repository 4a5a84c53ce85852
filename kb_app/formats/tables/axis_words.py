"""Values of the axes by any of their names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kb_app.domain.folding import fold

if TYPE_CHECKING:
    from kb_app.domain.taxonomy import Axis, Entry, Taxonomy


class AxisWords:
    """Finds the value that a word names: its id, its Japanese name in any plan, its short or its English one."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._found = {
            (axis, _plain(word)): entry.id
            for axis, entries in taxonomy.axes.items()
            for entry in reversed(entries)
            for word in _words(entry)
        }

    def find(self, word: str, axes: Iterable[Axis]) -> tuple[Axis, str] | None:
        """Return the first of the axes that knows the word, and the id; None where none does."""
        plain = _plain(word)
        return next(((axis, self._found[axis, plain]) for axis in axes if (axis, plain) in self._found), None)


def _words(entry: Entry) -> Iterable[str]:
    return (word for word in (*entry.labels.values(), entry.short, entry.en, entry.id) if word)


def _plain(word: str) -> str:
    """As words are compared; that it is about municipalities (自治体のAI・RPAの利用推進) goes without saying here."""
    return fold(word).replace(" ", "").removeprefix("自治体の")
