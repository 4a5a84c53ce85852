"""Whether an index says what one says that was made from scratch: every column, posting, count, and some searches."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kb_app.domain.query import FilterAxis, Query, Sort
from kb_app.search import bits
from kb_app.search.postings import lists_of
from kb_app.search.rows import NOTE_KIND, is_note_key
from kb_app.search.schema import GRAMS, HEAD, HEAD_GRAMS, TRAITS, WORDS
from kb_app.search.segments import leaves
from tests.crash.performing import SEARCHED

if TYPE_CHECKING:
    from kb_app.bootstrap.session import Session
    from kb_app.search.view import IndexView
    from tests.crash.place import Place

_COLUMNS = ("folded", "raw", "order", "shown")
_POSTED = ("key", "id", "about", WORDS, HEAD, GRAMS, HEAD_GRAMS, TRAITS)
_QUERIES = (
    Query(sort=Sort.DATE),
    Query(SEARCHED, sort=Sort.MUNICIPALITY),
    Query("窓口 視察", sort=Sort.DATE),
    Query("予算", {FilterAxis.KIND: frozenset([NOTE_KIND])}, sort=Sort.DATE),
    Query("", {FilterAxis.STAR: frozenset(["yes"])}, sort=Sort.POPULATION),
    Query("様式の見直し", {FilterAxis.STATUS: frozenset(["candidate", "reference"])}, sort=Sort.DATE),
)
_MOST_LINES = 5
Dump = dict[str, Any]


def index_problems(session: Session, place: Place) -> list[str]:
    """Bring the index up to date as a start of the program does, and compare it with a new one; say what is wrong."""
    session.indexing.update()
    problems = [] if session._index.is_sound() else ["the files of the index are not what was written"]
    again = session.indexing.update()
    if again.added or again.updated or again.removed:
        problems.append(f"a second run over the index found something to do: {again}")
    beside = place.folder / "rebuilt"
    shutil.rmtree(beside, ignore_errors=True)
    with place.app_with_other_index(beside).session() as fresh:
        fresh.indexing.update()
        wanted, found = _dump(fresh), _dump(session)
    shutil.rmtree(beside)
    different = [
        f"index, {name}: expected {_cut(wanted.get(name))}, found {_cut(found.get(name))}"
        for name in sorted({*wanted, *found})
        if wanted.get(name) != found.get(name)
    ]
    more = [f"index: {len(different) - _MOST_LINES} more differences"] if len(different) > _MOST_LINES else []
    return [*problems, *different[:_MOST_LINES], *more]


def _dump(session: Session) -> Dump:
    """Everything that an index says, with keys in the place of numbers."""
    view = session._index.view()
    keys = {number: row.key for number, row in view.rows.items()}
    found: Dump = {f"row {row.key}": row for row in session._index.rows(session._index.draft())}
    for number, key in keys.items():
        for column in _COLUMNS:
            found[f"{column} {key}"] = bytes(view._column(column)[number])
    found |= _posted(view, keys)
    for axis, values in view.values.items():
        for value, members in values.items():
            if members:
                found[f"filter {axis}:{value}"] = sorted(keys[number] for number in bits.numbers(members))
    for row in view.rows.values():
        if not is_note_key(row.key):
            found[f"notes about {row.id}"] = view.notes_about(row.id)
    return found | {f"search {query}": _answer(session, query) for query in _QUERIES}


def _posted(view: IndexView, keys: dict[int, str]) -> Dump:
    """The counts of every term in every row."""
    found: Dump = {}
    for field in _POSTED:
        for term in {term for leaf, _base in leaves(view.reader) for term, _numbers in lists_of(leaf, field)}:
            posting = view.posting(field, term)
            counts = {
                keys[number]: count
                for number, count in zip(posting.numbers, posting.counts, strict=True)
                if number in keys
            }
            if counts:
                found[f"{field} {term}"] = counts
    return found


def _answer(session: Session, query: Query) -> str:
    """A result as text, without what may differ: times, and scores, in which rows count that were deleted."""
    result = session.searching.search(query)
    document = {name: value for name, value in asdict(result).items() if name not in ("elapsed_ms", "query")}
    for hit in document["hits"]:
        del hit["score"]
    return json.dumps(document, ensure_ascii=False, default=str, sort_keys=True)


def _cut(value: object) -> str:
    words = repr(value)
    return words if len(words) <= 300 else f"{words[:300]}…"
