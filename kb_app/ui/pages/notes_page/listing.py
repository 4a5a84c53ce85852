"""Which notes the list shows: the newest, those with some words, open boxes, or the wastebasket."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kb_app.domain.folding import fold
from kb_app.domain.query import FilterAxis, MatchMode, Query, Sort
from kb_app.ui.models.note_model import NoteRow

if TYPE_CHECKING:
    from kb_app.bootstrap.session import Session
    from kb_app.domain.note import CheckItem, Note

MOST = 500
"""Rows in the list: more than anybody reads through, and few enough to be read anew whenever something changes."""

_Line = tuple["Note", "CheckItem | None"]


class Shown(StrEnum):
    """What the list shows."""

    ALL = "all"
    OPEN = "open"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows, and how many there are besides."""

    rows: tuple[NoteRow, ...]
    more: int


def listed(session: Session, shown: Shown, words: str) -> Listed:
    """Look up what is shown; with words, what holds all of them.

    Raises:
        KbError: the database, or the index that knows which notes have the words, cannot be used now.
    """
    if shown is Shown.ALL and words.strip():
        query = Query(words, {FilterAxis.KIND: frozenset({"note"})}, MatchMode.ALL, sort=Sort.DATE, limit=MOST)
        found = session.searching.search(query)
        return _rows(
            session, [(note, None) for note in session.notes.some([hit.id for hit in found.hits])], found.total
        )
    if shown is Shown.ALL:
        return _rows(session, [(note, None) for note in session.notes.newest(MOST)], session.notes.count())
    lines: list[_Line] = (
        [(box.note, box.item) for box in session.notes.open_boxes()]
        if shown is Shown.OPEN
        else [(note, None) for note in session.notes.deleted()]
    )
    held = [line for line in lines if _holds(line[0].text, fold(words).split())]
    return _rows(session, held[:MOST], len(held))


def _rows(session: Session, lines: list[_Line], total: int) -> Listed:
    titles = session.searching.titles({note.document for note, _item in lines})
    rows = tuple(NoteRow(note, titles.get(note.document, ""), item) for note, item in lines)
    return Listed(rows, max(0, total - len(rows)))


def _holds(text: str, words: Iterable[str]) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)
