"""The search of one thread: parses, matches, scores and makes results."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.query import FilterAxis, Match, MatchMode, Query, SearchResult, Sort
from kb_app.search import bits, results
from kb_app.search.marker import Marker
from kb_app.search.matching import Matcher, Matches
from kb_app.search.query_parser import ParsedQuery, QueryParser
from kb_app.search.results import HitMaker
from kb_app.search.rows import NOTE_KIND
from kb_app.search.scorer import Scorer
from kb_app.search.suggestions import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kb_app.search.analyzer import Analyzer
    from kb_app.search.index import SearchIndex
    from kb_app.search.synonyms import Synonyms
    from kb_app.search.view import IndexView


@dataclass(frozen=True, slots=True)
class Ranking:
    """The documents of a query in order, on the state of the index that they were found in.

    `matches` are those of the words, `passed` those that pass the filters; `order` holds the listed ones, at least as
    many as were asked for, and `scores` those of them that were scored.
    """

    view: IndexView
    query: ParsedQuery
    matches: Matches
    passed: int
    order: list[int]
    scores: dict[int, float]
    suggestions: tuple[str, ...]


class SearchEngine:
    """Answers queries from one index, for one thread."""

    def __init__(self, index: SearchIndex, analyzer: Analyzer, synonyms: Synonyms) -> None:
        self._index = index
        self._parser = QueryParser(analyzer, synonyms)

    def search(self, query: Query) -> SearchResult:
        """Answer a query; a query without words lists every document that passes the filters.

        Raises:
            KbError: the index cannot be opened.
        """
        started = time.perf_counter()
        try:
            return self._answer(query, started)
        except KbError:
            raise
        except Exception as error:
            # Whoosh raises anything on a damaged file; where the files are sound, it is a bug of ours.
            if self._index.is_sound():
                raise
            raise KbError(
                _("The search index could not be read."),
                _("its files are damaged"),
                _("Choose “Rebuild the index”; your notes are not touched."),
            ) from error

    def rank(self, query: Query) -> Ranking:
        """Return the documents of a query in order, the best `query.limit` at least, and nothing of their texts.

        Raises:
            KbError: the index cannot be opened.
        """
        view = self._index.view()
        parsed, matches, suggestions = self._understood(view, query)
        passed = results.narrowed(view, query.filters) & ~_left_out(view, parsed, query)
        if query.documents:
            passed &= results.those(view, query.documents)
        order, scores = _ordered(view, parsed, matches, passed, query)
        return Ranking(view, parsed, matches, passed, order, scores, suggestions)

    def _understood(self, view: IndexView, query: Query) -> tuple[ParsedQuery, Matches, tuple[str, ...]]:
        """What a query asks for, what holds it, and what it was probably meant to be.

        Where no document has all words, what the likeliest of these finds is listed as a part of what was asked.
        """
        parsed = self._parser.parse(query)
        matches = Matcher(view).match(parsed, query.mode)
        suggestions = () if parsed.exact else suggest(view, parsed, matches)
        if not suggestions or matches.all or query.mode is not MatchMode.BEST:
            return parsed, matches, suggestions
        meant = self._parser.parse(replace(query, text=suggestions[0]))
        found = Matcher(view).match(meant, MatchMode.BEST)
        terms = tuple(dict.fromkeys((*parsed.terms, *meant.terms)))
        both = Matches(0, matches.some | found.all | found.some, matches.held | found.held, matches.met | found.met)
        return replace(parsed, terms=terms, offered=parsed.offered | meant.offered), both, suggestions

    def _answer(self, query: Query, started: float) -> SearchResult:
        ranking = self.rank(query)
        view, matches = ranking.view, ranking.matches
        found = matches.all | matches.some
        listed, complete = found & ranking.passed, matches.all & ranking.passed
        maker = HitMaker(view, ranking.query, matches)
        hits = tuple(
            maker.hit(
                number, ranking.scores.get(number, 0.0), Match.ALL if bits.holds(complete, number) else Match.SOME
            )
            for number in ranking.order[: query.limit]
        )
        if not ranking.query.terms:
            view.prepare()  # the library is listed before anybody types
        facets = results.counts(view, listed)
        left_out = _left_out(view, ranking.query, query)
        return SearchResult(
            query=query,
            total=listed.bit_count(),
            total_all_words=complete.bit_count(),
            hits=hits,
            facets=facets,
            choices=results.choices(view, found, query.filters, left_out, facets),
            synonyms=_used(ranking.query, matches),
            offered=ranking.query.offered,
            suggestions=ranking.suggestions,
            searched=view.count,
            elapsed_ms=(time.perf_counter() - started) * 1000,
        )

    def titles(self, documents: Iterable[str]) -> dict[str, str]:
        """Return the titles of documents by id, of those that the index has; none where there is no index."""
        try:
            view = self._index.view()
        except KbError:
            return {}
        found = {document: view.shown_of(document) for document in documents if document}
        return {document: shown.title for document, shown in found.items() if shown is not None}

    def marks(self, query: Query, text: str) -> tuple[tuple[int, int], ...]:
        """Return the ranges of `text` (in characters) that the words of `query` and their synonyms hit.

        Raises:
            KbError: the index cannot be opened.
        """
        parsed, _matches, _suggestions = self._understood(self._index.view(), query)
        return Marker(parsed).marks(text)


def _left_out(view: IndexView, parsed: ParsedQuery, query: Query) -> int:
    """Notes are answers to words; who only looks through documents sees them when they ask for that kind."""
    asked = NOTE_KIND in query.filters.get(FilterAxis.KIND, ())
    return 0 if parsed.terms or asked else view.notes


def _ordered(
    view: IndexView, parsed: ParsedQuery, matches: Matches, passed: int, query: Query
) -> tuple[list[int], dict[int, float]]:
    """The listed documents in order, those with all words first, and the scores of those that were scored."""
    complete, partial = matches.all & passed, matches.some & passed
    if query.sort is not Sort.RELEVANCE or not parsed.terms:
        order = results.sorted_by(view, complete, query.sort) + results.sorted_by(view, partial, query.sort)
        first = bits.from_numbers(order[: query.limit], view.size)
        return order, Scorer(view, parsed, matches).best(first, None) if parsed.terms else {}
    scorer = Scorer(view, parsed, matches)
    scores = scorer.best(complete, query.limit)
    order = results.by_relevance(view, scores)
    missing = None if query.limit is None else query.limit - len(order)
    if partial and (missing is None or missing > 0):
        others = scorer.best(partial, missing)
        return order + results.by_relevance(view, others), scores | others
    return order, scores


def _used(parsed: ParsedQuery, matches: Matches) -> dict[str, tuple[str, ...]]:
    """The synonyms that stand in the library, of the terms, or of the words that a term counts through."""
    used: dict[str, tuple[str, ...]] = {}
    for term in parsed.terms:
        for need in (term.whole,) if matches.held.get(term.whole) else (term.whole, *term.words):
            met = tuple(word for word, forms in need.synonyms if any(matches.met.get(form) for form in forms))
            if met:
                used[need.shown] = met
    return used
