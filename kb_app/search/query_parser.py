"""What a person typed, as terms: runs without white space (U+3000 is white space) and quoted phrases."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kb_app.domain.folding import fold
from kb_app.domain.query import MatchMode, Query

if TYPE_CHECKING:
    from kb_app.search.analyzer import Analyzer, Word
    from kb_app.search.synonyms import Synonyms

MOST_TERMS = 32
"""More terms than a person types; what comes behind is not searched for, so that no query can stall the program."""
_LONGEST_SENTENCE = 1_000
"""Characters of a term that are taken apart into words; a longer one was pasted by accident."""

# A phrase stands between two quotation marks of a kind, with white space around them; any other mark is a character.
_TERM = re.compile(r'(?<!\S)(?:["＂]([^"＂]+)["＂]|[“”„]([^“”„]+)[“”])(?!\S)|(\S+)')
_ASKED_WITH = "[\u3041-\u309f何誰時事所為様方今例?？!！。、…]+"
_ASKING = re.compile(f"^{_ASKED_WITH}|{_ASKED_WITH}$")
"""Particles, endings and words that say nothing by themselves, at the ends of a term (とは何ですか)."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to be found. Any of `forms` (folded; in exact mode as typed) will do, or the word with that `key`.

    `shown` is the word as the person would read it; the first `own` forms are spellings of it. `synonyms` are those
    from the list, as written there, each with its forms; `near` are related words that only raise a document's place.
    `weight` is what finding it says (see `Word.weight`).
    """

    shown: str
    forms: tuple[str, ...]
    own: int = 1
    key: str = ""
    synonyms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    near: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the query: `whole` as it stands, and the content words it counts through where it stands nowhere."""

    whole: Need
    words: tuple[Need, ...]
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The terms of a query, and the synonyms that could be used for each word, ticked or not."""

    terms: tuple[Term, ...]
    offered: dict[str, tuple[str, ...]]
    exact: bool


class QueryParser:
    """Turns a query into terms with their alternatives, for one thread (the analyzer belongs to it)."""

    def __init__(self, analyzer: Analyzer, synonyms: Synonyms) -> None:
        self._analyzer = analyzer
        self._synonyms = synonyms

    def parse(self, query: Query) -> ParsedQuery:
        """Return the terms of `query`. Any text is a query; nothing is an operator but a pair of quotation marks."""
        if query.mode is MatchMode.EXACT:
            return ParsedQuery(tuple(_as_typed(text, quoted) for text, quoted in _pieces(query.text)), {}, exact=True)
        offered: dict[str, tuple[str, ...]] = {}
        terms = tuple(
            self._term(text, quoted, query, offered) for text, quoted in _pieces(query.text) if fold(text).strip()
        )
        return ParsedQuery(terms, offered, exact=False)

    def _term(self, text: str, quoted: bool, query: Query, offered: dict[str, tuple[str, ...]]) -> Term:
        whole = self._need(text, query, offered)
        if quoted:
            return Term(whole, (), quoted=True)
        words = self._analyzer.content_words(text[:_LONGEST_SENTENCE])
        if len(words) == 1:
            return self._single(whole, words[0], query, offered)
        expressions = self._expressions(whole, query, offered)
        return Term(whole, tuple(self._word_need(word, query, offered, expressions) for word in words[:MOST_TERMS]))

    def _single(self, whole: Need, word: Word, query: Query, offered: dict[str, tuple[str, ...]]) -> Term:
        """A term of one content word: its other forms are spellings of it (減らす is found by 減った too).

        A word that is the smaller part of the term is what the dictionary makes of a misspelling, and is left alone;
        unless the rest only asks (DXって何ですか).
        """
        is_small = len(word.surface) * 2 < len(whole.shown)
        if is_small or not query.synonyms:
            asked = _ASKING.sub("", whole.shown)
            if word.surface in asked != whole.shown:
                return Term(whole, (self._need(asked, query, offered),))
            is_asked = is_small and asked and asked in word.surface
            return Term(whole, (self._word_need(word, query, offered, []),) if is_asked else ())
        if word.surface == whole.shown:
            return Term(replace(whole, key=word.key), ())
        return Term(whole, (self._word_need(word, query, offered, []),))

    def _word_need(
        self, word: Word, query: Query, offered: dict[str, tuple[str, ...]], expressions: list[Need]
    ) -> Need:
        """A content word; as part of a known expression (書かせない窓口) it is also found by that one's synonyms."""
        need = self._need(word.surface, query, offered)
        around = [expression for expression in expressions if need.forms[0] in expression.forms[0]]
        forms = (*need.forms, *(form for expression in around for form in expression.forms))
        near = (*need.near, *(form for expression in around for form in expression.near))
        return replace(need, forms=tuple(dict.fromkeys(forms)), near=near, key=word.key, weight=word.weight)

    def _expressions(self, whole: Need, query: Query, offered: dict[str, tuple[str, ...]]) -> list[Need]:
        if not query.synonyms:
            return []
        known = self._synonyms.known_in(whole.forms[0][:_LONGEST_SENTENCE])
        return [self._need(word, query, offered) for word in known]

    def _need(self, text: str, query: Query, offered: dict[str, tuple[str, ...]]) -> Need:
        form = fold(text).strip()
        if not query.synonyms:
            return Need(text, (form,))
        known = self._synonyms.of(form)
        if known.same:
            offered[text] = known.same
        ticked = tuple(word for word in known.same if fold(word) not in query.unticked)
        ways = tuple((word, (fold(word), *self._analyzer.loosened(fold(word)))) for word in ticked)
        own = (form, *self._synonyms.respelled(form), *self._analyzer.loosened(form))
        forms = dict.fromkeys((*own, *(way for _word, found in ways for way in found)))
        near = tuple(fold(word) for word in known.near if fold(word) not in query.unticked)
        return Need(text, tuple(forms), own=len(set(own)), synonyms=ways, near=near)


def _pieces(text: str) -> list[tuple[str, bool]]:
    """The terms of a query as typed, and whether each was quoted."""
    found = []
    # Half of a surrogate pair is no character and stands in no text.
    for match in _TERM.finditer(text.encode("utf-8", "replace").decode("utf-8")):
        phrase = match.group(1) or match.group(2)
        piece = (phrase or match.group(3) or "").strip()
        if piece:
            found.append((piece, phrase is not None))
        if len(found) == MOST_TERMS:
            break
    return found


def _as_typed(text: str, quoted: bool) -> Term:
    return Term(Need(text, (text,)), (), quoted)
