"""Two data folders with the bundled library: one with many documents, notes and tags besides, and one without them.

What is on the bundled documents (notes, tags) is the same in both, so that the same is done in both.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app.base.paths import AppPaths
from kb_app.base.settings import Settings
from kb_app.bootstrap import App, open_app
from kb_app.domain.tag import tag_key
from kb_app.search.rows import is_note_key
from kb_app.search.schema import GRAMS, WORDS
from tests.bench.search.corpus import SEED, write_files
from tests.bench.search.peers import FtsTokens, FtsTrigram, Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kb_app.bootstrap.session import Session
    from tests.bench.search.corpus import Text

BIG, SMALL = "big", "small"
TOKENS, TRIGRAM = "FTS5, our tokens", "FTS5 trigram"
_BUILDERS = {TOKENS: FtsTokens.build, TRIGRAM: FtsTrigram.build}
_TAGS_A_DOCUMENT = 3
_KINDS = (
    "要確認",
    "視察",
    "予算",
    "首長",
    "議会",
    "住民",
    "委託",
    "共同",
    "先行",
    "保留",
    "比較",
    "研修",
    "様式",
    "条例",
)


@dataclass(frozen=True)
class Sizes:
    """How much there is in the big folder."""

    documents: int
    notes: int
    tags: int


class AnnotatedLibrary:
    """Both folders, and the notes in other engines."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def app(self, name: str) -> App:
        """Open the program on one of the folders."""
        return open_app(AppPaths.under(self._root / name), Settings())

    def peer(self, name: str) -> Path:
        """The folder of another engine with the notes."""
        return self._root / "peers" / name.replace(", ", "-").replace(" ", "-")

    def note_of(self) -> dict[str, str]:
        """Return the note (its id) that was made of each text."""
        found: dict[str, str] = json.loads((self._root / "notes.json").read_text(encoding="utf-8"))
        return found

    def make(self, texts: list[Text], sizes: Sizes) -> None:
        """Make what is not there yet: notes of the first texts, documents of the others."""
        done = self._root / "sizes.json"
        wanted = json.dumps([sizes.documents, sizes.notes, sizes.tags])
        if not done.exists() or done.read_text(encoding="utf-8") != wanted:
            shutil.rmtree(self._root, ignore_errors=True)
            self._fill(texts, sizes)
            done.write_text(wanted, encoding="utf-8")
        for name in (BIG, SMALL):
            with self.app(name).session() as session:
                session.indexing.update()

    def _fill(self, texts: list[Text], sizes: Sizes) -> None:
        documents = texts[sizes.notes : sizes.notes + sizes.documents]
        _say(f"{sizes.documents:,} documents in {self._root}")
        write_files(documents, AppPaths.under(self._root / BIG).own_cases_dir)
        with self.app(BIG).session() as session, self.app(SMALL).session() as small:
            bundled = [document.case.id for document in small.library.documents()]
            places = [*bundled, *(text.id for text in documents)]
            _say(f"{sizes.notes:,} notes and {sizes.tags:,} tags")
            made = _add_notes(session, texts[: sizes.notes], places, sizes.documents + len(bundled))
            (self._root / "notes.json").write_text(json.dumps(made), encoding="utf-8")
            _add_tags(session, sizes.tags, places)
            _copy(session, small, bundled)
            _say("our index")
            session.indexing.update()
            small.indexing.update()
            _say("the notes in FTS5")
            rows = list(_prepared(session))
        for name, build in _BUILDERS.items():
            self.peer(name).mkdir(parents=True)
            build(self.peer(name), rows)


def _add_notes(session: Session, texts: list[Text], places: list[str], documents: int) -> dict[str, str]:
    """Add a note for each text, one document after another, in one transaction; return their ids by those of texts."""
    rows = session.notes._store._rows
    made = {}
    with rows.act():
        for number, text in enumerate(texts):
            made[text.id] = rows.add(
                "notes",
                document_id=places[number % documents],
                text=f"{text.title}\n\n{text.body}",
                visibility="private",
                section="",
                session="",
            )
    return made


def _add_tags(session: Session, count: int, places: list[str]) -> None:
    """Add tags; a few are on many documents, and many on a few."""
    rng = random.Random(SEED)
    rows = session.notes._store._rows
    names = [f"{_KINDS[number % len(_KINDS)]}{number:04}" for number in range(count)]
    weights = [1 / (place + 5) for place in range(count)]
    with rows.act():
        tags = [rows.add("tags", name=name, folded=tag_key(name)) for name in names]
        for place in places:
            for tag in dict.fromkeys(rng.choices(tags, weights, k=_TAGS_A_DOCUMENT)):
                rows.add("document_tags", document_id=place, tag_uuid=tag)


def _copy(session: Session, into: Session, documents: list[str]) -> None:
    """Give documents the same notes and tags in another folder."""
    for document in documents:
        for note in session.notes.of_document(document):
            into.notes.add(document, note.text)
        into.annotations.add_tags([document], session.annotations.of(document).tags)


def _prepared(session: Session) -> Iterator[Row]:
    """Every note with the very tokens that our index posts."""
    source = session.indexing._source
    for note in session.notes.every():
        values = source.note_row(note, None)
        assert is_note_key(values["key"])
        title, _line, body = note.text.partition("\n\n")
        yield Row(note.id, title, body, values[WORDS], values[GRAMS])


def _say(step: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {step}", file=sys.stderr, flush=True)
