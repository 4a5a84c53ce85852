"""One measured library on the disk: the product's own data folder, and a folder for every peer's index."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app.search.schema import GRAMS, WORDS
from tests.bench.search.corpus import write_files
from tests.bench.search.library import data_dir, open_library
from tests.bench.search.peers import BUILDERS, Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kb_app.bootstrap import App
    from tests.bench.search.corpus import Corpus


@dataclass(frozen=True)
class Made:
    """What making an index took: seconds in all (files read, tokens made), those of the engine alone, and MB."""

    seconds: float
    alone: float
    megabytes: float


class Shelf:
    """The documents as files, our index of them, and those of the peers."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def data_dir(self) -> Path:
        """Our data folder; the documents are its own cases."""
        return data_dir(self.root)

    def app(self) -> App:
        """Open the product with nothing but the measured documents."""
        return open_library(self.root)

    def folder(self, peer: str) -> Path:
        """The folder of a peer's index."""
        return self.root / "peers" / peer.replace(", ", "-").replace(" ", "-")

    def make(self, corpus: Corpus, *, anew: bool = False) -> dict[str, Made]:
        """Write the files and make every index, ours from the files as the product does; use again what is there.

        With `anew`, or where the product cannot read its kept index any more, ours is made again and timed again. The
        seconds are those of the processor, so that other programs at work do not count.
        """
        kept = self.root / "made.json"
        if kept.exists():
            values = json.loads(kept.read_text(encoding="utf-8"))
            made = {name: Made(*each) for name, each in values.items()}
            if anew or not self._is_sound():
                first = next(iter(BUILDERS))
                made["ours"] = self._ours(made[first].seconds - made[first].alone)
        else:
            made = self._made(corpus)
        values = {name: [one.seconds, one.alone, one.megabytes] for name, one in made.items()}
        kept.write_text(json.dumps(values), encoding="utf-8")
        return made

    def _made(self, corpus: Corpus) -> dict[str, Made]:
        shutil.rmtree(self.root, ignore_errors=True)
        write_files(corpus.texts, self.data_dir / "cases")
        rows, preparing = self._prepared(corpus)
        made = {"ours": self._ours(preparing)}
        for name, build in BUILDERS.items():
            self.folder(name).mkdir(parents=True)
            started = time.process_time()
            build(self.folder(name), rows)
            alone = time.process_time() - started
            made[name] = Made(preparing + alone, alone, _megabytes(self.folder(name)))
        return made

    def _ours(self, preparing: float) -> Made:
        seconds = self._index()
        return Made(seconds, seconds - preparing, _megabytes(self.data_dir / "index"))

    def _is_sound(self) -> bool:
        with self.app().session() as session:
            return session._index.is_sound()

    def make_ours(self, corpus: Corpus) -> None:
        """Write the files and make our index alone, where they are not there or the index cannot be read."""
        if not (self.data_dir / "cases").exists():
            write_files(corpus.texts, self.data_dir / "cases")
        with self.app().session() as session:
            session.indexing.update()

    def _index(self) -> float:
        with self.app().session() as session:
            started = time.process_time()
            session.indexing.update(rebuild=True)
            return time.process_time() - started

    def _prepared(self, corpus: Corpus) -> tuple[list[Row], float]:
        """Read and tokenise every file as the product does; return rows for the peers and the seconds it took."""
        bodies = {text.id: text for text in corpus.texts}
        with self.app().session() as session:
            started = time.process_time()
            rows = []
            for number, values in prepared(session):
                text = bodies[number]
                rows.append(Row(text.id, text.title, text.body, values[WORDS], values[GRAMS]))
            return rows, time.process_time() - started


def prepared(session: object) -> Iterator[tuple[str, dict[str, dict[str, int]]]]:
    """Yield the id of every own document and what our index posts of it."""
    indexing = session.indexing  # type: ignore[attr-defined]
    for file in indexing._repository.listing().files:
        loaded = indexing._repository.load(file)
        yield loaded.document.case.id, indexing._source.document_row(loaded.document, file, loaded.content_hash)


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
