"""The engines that are measured, each with one way to make its index and one way to ask.

A peer over our tokens gets the very words and grams that our index posts, and asks for the very terms that ours is
scored by, with the same weights; so that engines are compared and not analysers.
"""

from __future__ import annotations

import re
import sqlite3
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import tantivy
from whoosh import fields, index, query, scoring

from kb_app.domain.folding import fold
from kb_app.domain.query import Query
from kb_app.search.query_parser import QueryParser
from kb_app.search.schema import GRAMS, WORDS, CountedTerms
from kb_app.search.scorer import weighted_terms
from kb_app.search.synonyms import Synonyms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kb_app.bootstrap.session import Session
    from kb_app.search.analyzer import Analyzer

FETCHED = 20
WEIGHTS = {WORDS: 1.0, GRAMS: 0.5}


@dataclass(frozen=True)
class Row:
    """A document as our indexing has prepared it."""

    id: str
    title: str
    body: str
    words: Mapping[str, int]
    grams: Mapping[str, int]


class Peer(Protocol):
    """An engine with its index."""

    def find(self, text: str) -> list[str]:
        """Return the ids of the best documents, whose titles and texts were fetched too."""
        ...

    def close(self) -> None:
        """Let go of the files."""
        ...


class Terms:
    """The posted terms of a query, as ours are: content words and pairs of characters with their weights."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._parser = QueryParser(analyzer, Synonyms({}, []))

    def of(self, text: str) -> dict[tuple[str, str], float]:
        """Return the weight of each (field, term) of two fields."""
        found = weighted_terms(self._parser.parse(Query(text, synonyms=False)))
        return {(field, term): WEIGHTS[field] for field, term in found if field in WEIGHTS}


class Ours:
    """Our search: the whole answer with snippets, counts and suggestions, or only its order."""

    def __init__(self, session: Session, *, whole: bool) -> None:
        self._session = session
        self._whole = whole

    def find(self, text: str) -> list[str]:
        asked = Query(text, limit=FETCHED)
        if self._whole:
            return [hit.id for hit in self._session.searching.search(asked).hits]
        ranking = self._session.searching._engine.rank(asked)
        return [ranking.view.shown(number).id for number in ranking.order[:FETCHED]]

    def close(self) -> None:
        """The session is closed by who opened it."""


class StockWhoosh:
    """Whoosh's own writer, searcher and BM25F over our tokens."""

    def __init__(self, folder: Path, terms: Terms) -> None:
        self._terms = terms
        self._searcher = index.open_dir(str(folder)).searcher(weighting=scoring.BM25F())

    @staticmethod
    def build(folder: Path, rows: Iterable[Row]) -> None:
        kept = {name: fields.STORED() for name in ("id", "title", "body")}
        made = index.create_in(str(folder), fields.Schema(words=CountedTerms(), grams=CountedTerms(), **kept))
        writer = made.writer(limitmb=512)
        for row in rows:
            writer.add_document(words=row.words, grams=row.grams, id=row.id, title=row.title, body=row.body)
        writer.commit()

    def find(self, text: str) -> list[str]:
        wanted = query.Or([query.Term(*key, boost=weight) for key, weight in self._terms.of(text).items()])
        return [hit["id"] for hit in self._searcher.search(wanted, limit=FETCHED) if hit["body"] is not None]

    def close(self) -> None:
        self._searcher.close()


class _Sqlite:
    """What both ways of FTS5 share."""

    def __init__(self, folder: Path) -> None:
        self.connection = sqlite3.connect(folder / "fts.db")
        self.connection.execute("select count(*) from documents").fetchone()

    def rows(self, match: str, weights: str) -> list[str]:
        if not match:
            return []
        sql = f"""select d.id, d.title, d.body from (select rowid, bm25(t, {weights}) as score from t where t match ?
                  order by score limit {FETCHED}) f join documents d on d.rowid = f.rowid order by f.score"""
        return [row[0] for row in self.connection.execute(sql, (match,)).fetchall()]

    def close(self) -> None:
        self.connection.close()


class FtsTokens(_Sqlite):
    """SQLite's FTS5 over our tokens, in two columns."""

    def __init__(self, folder: Path, terms: Terms) -> None:
        super().__init__(folder)
        self._terms = terms

    @staticmethod
    def build(folder: Path, rows: Iterable[Row]) -> None:
        _fill(
            folder,
            "create virtual table t using fts5(words, grams, content='')",
            ((row, (_text_of(row.words), _text_of(row.grams))) for row in rows),
        )

    def find(self, text: str) -> list[str]:
        by_field: dict[str, list[str]] = {}
        for field, term in self._terms.of(text):
            by_field.setdefault(field, []).append(encoded(term))
        match = " OR ".join(f"{field}: ({' OR '.join(terms)})" for field, terms in by_field.items())
        return self.rows(match, f"{WEIGHTS[WORDS]}, {WEIGHTS[GRAMS]}")

    def save(self, row: Row, rowid: int) -> None:
        """Add one more document and commit."""
        with self.connection:
            document = (rowid, row.id, row.title, row.body)
            self.connection.execute("insert into documents(rowid, id, title, body) values (?, ?, ?, ?)", document)
            added = (rowid, _text_of(row.words), _text_of(row.grams))
            self.connection.execute("insert into t(rowid, words, grams) values (?, ?, ?)", added)


class FtsTrigram(_Sqlite):
    """SQLite's FTS5 with its own trigrams: a keyword is a phrase, a sentence any of its trigrams."""

    @staticmethod
    def build(folder: Path, rows: Iterable[Row]) -> None:
        _fill(
            folder,
            "create virtual table t using fts5(title, body, tokenize='trigram')",
            ((row, (row.title, row.body)) for row in rows),
        )

    def find(self, text: str) -> list[str]:
        phrases: dict[str, None] = {}
        for term in re.findall(r"\w+", text):
            parts = [term] if len(term) <= _LONGEST_WORD else [term[at : at + 3] for at in range(len(term) - 2)]
            phrases |= {f'"{part}"': None for part in parts if len(part) >= 3}
        return self.rows(" OR ".join(phrases), "1.0, 1.0")


class Tantivy:
    """tantivy over our tokens, in two fields."""

    def __init__(self, folder: Path, terms: Terms) -> None:
        self._terms = terms
        self._schema = _tantivy_schema()
        self._index = tantivy.Index(self._schema, str(folder))
        self._searcher = self._index.searcher()

    @staticmethod
    def build(folder: Path, rows: Iterable[Row]) -> None:
        made = tantivy.Index(_tantivy_schema(), str(folder))
        writer = made.writer(heap_size=256_000_000, num_threads=1)
        for row in rows:
            counted = {"words": _text_of(row.words), "grams": _text_of(row.grams)}
            document = tantivy.Document(**counted)
            for name in ("id", "title", "body"):
                document.add_bytes(name, getattr(row, name).encode("utf-8"))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def find(self, text: str) -> list[str]:
        wanted = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(self._term(*key), weight))
            for key, weight in self._terms.of(text).items()
        ]
        hits = self._searcher.search(tantivy.Query.boolean_query(wanted), FETCHED).hits
        found = [self._searcher.doc(address) for _score, address in hits]
        return [bytes(document["id"][0]).decode("utf-8") for document in found if document["body"]]

    def _term(self, field: str, term: str) -> Any:
        return tantivy.Query.term_query(self._schema, field, encoded(term))

    def close(self) -> None:
        """Nothing to let go of."""


class PlainScan:
    """Every folded text in memory, read from end to end: those with most of the words first, then by how often."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._texts = [(row.id, fold(f"{row.title}\n{row.body}")) for row in rows]

    def find(self, text: str) -> list[str]:
        terms = fold(text).split()
        scored = []
        for number, found in self._texts:
            counts = [found.count(term) for term in terms]
            if any(counts):
                scored.append((-sum(count > 0 for count in counts), -sum(counts), number))
        return [number for _words, _count, number in sorted(scored)[:FETCHED]]

    def close(self) -> None:
        """Nothing to let go of."""


class Ripgrep:
    """ripgrep over the files, once for each word: what staff have today."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, text: str) -> list[str]:
        scored: dict[str, list[int]] = {}
        for term in text.split():
            command = ["rg", "--count-matches", "--fixed-strings", "--", term, str(self._folder)]
            for line in subprocess.run(command, capture_output=True, check=False, encoding="utf-8").stdout.splitlines():
                path, _colon, count = line.rpartition(":")
                scored.setdefault(Path(path).stem, []).append(int(count))
        order = sorted(scored, key=lambda number: (-len(scored[number]), -sum(scored[number]), number))
        return order[:FETCHED]

    def close(self) -> None:
        """Nothing to let go of."""


BUILDERS: dict[str, Callable[[Path, Iterable[Row]], None]] = {
    "FTS5, our tokens": FtsTokens.build,
    "FTS5 trigram": FtsTrigram.build,
    "tantivy, our tokens": Tantivy.build,
    "stock Whoosh": StockWhoosh.build,
}
_LONGEST_WORD = 10


def opened(name: str, folder: Path, terms: Terms) -> Peer:
    """Open the index that a builder has made."""
    match name:
        case "FTS5, our tokens":
            return FtsTokens(folder, terms)
        case "FTS5 trigram":
            return FtsTrigram(folder)
        case "tantivy, our tokens":
            return Tantivy(folder, terms)
        case "stock Whoosh":
            return StockWhoosh(folder, terms)
    raise ValueError(name)


def encoded(term: str) -> str:
    """A term that every tokenizer leaves whole."""
    return "x" + term.encode("utf-8").hex()


def _text_of(counts: Mapping[str, int]) -> str:
    return " ".join(token for term, count in counts.items() for token in [encoded(term)] * count)


def _tantivy_schema() -> Any:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "title", "body"):
        builder.add_bytes_field(name, stored=True)
    for name in ("words", "grams"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _fill(folder: Path, table: str, rows: Iterator[tuple[Row, tuple[str, str]]]) -> None:
    connection = sqlite3.connect(folder / "fts.db")
    with connection:
        connection.execute("create table documents (id text, title text, body text)")
        connection.execute(table)
        first, second = table[table.index("(") + 1 :].split(",")[:2]
        for rowid, (row, values) in enumerate(rows, 1):
            connection.execute("insert into documents values (?, ?, ?)", (row.id, row.title, row.body))
            connection.execute(f"insert into t(rowid, {first}, {second}) values (?, ?, ?)", (rowid, *values))
    connection.close()
